-- Rows keep their order, as is the default of DuckDB, which then writes them in batches.
SET preserve_insertion_order = true;
COPY (SELECT a.ab_id AS id, b.first_name AS batter_first, b.last_name AS batter_last,
             p.first_name AS pitcher_first, p.last_name AS pitcher_last
      FROM 'source/AtBats.parquet' a
      JOIN 'source/PlayerNames.parquet' b ON b.id = a.batter_id
      JOIN 'source/PlayerNames.parquet' p ON p.id = a.pitcher_id)
TO 'target/atBatPlayers.parquet';
COPY (SELECT e.e_id, e.ab_id, e.des, e.event_num, e.g_id, p.first_name AS player_first,
             p.last_name AS player_last, e.date, e.BS, e.CORRECT, e.team, e.is_home_team
      FROM 'source/Ejections.parquet' e JOIN 'source/PlayerNames.parquet' p ON p.id = e.player_id)
TO 'target/ejections.parquet';
COPY (FROM 'source/Games.parquet') TO 'target/games.parquet';
COPY (FROM 'source/Pitches.parquet') TO 'target/pitches.parquet';
