-- Each event has one batter and one pitcher, so their arrays need no aggregation.
COPY (SELECT a.ab_id, a.event, a.g_id, a.inning, a.o, a.p_score, a.p_throws, a.stand, a.top,
             [{'id': b.id, 'first_name': b.first_name, 'last_name': b.last_name}] AS batter,
             [{'id': p.id, 'first_name': p.first_name, 'last_name': p.last_name}] AS pitcher
      FROM 'source/AtBats.parquet' a
      JOIN 'source/PlayerNames.parquet' b ON b.id = a.batter_id
      JOIN 'source/PlayerNames.parquet' p ON p.id = a.pitcher_id)
TO 'target/atBats.jsonl' (FORMAT json);
COPY (SELECT e.e_id, e.ab_id, e.des, e.event_num, e.g_id, e.date, e.BS, e.CORRECT, e.team,
             e.is_home_team,
             [{'id': p.id, 'first_name': p.first_name, 'last_name': p.last_name}] AS player
      FROM 'source/Ejections.parquet' e JOIN 'source/PlayerNames.parquet' p ON p.id = e.player_id)
TO 'target/ejections.jsonl' (FORMAT json);
COPY (FROM 'source/Games.parquet') TO 'target/games.jsonl' (FORMAT json);
COPY (FROM 'source/Pitches.parquet') TO 'target/pitches.jsonl' (FORMAT json);
