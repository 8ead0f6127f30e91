-- As a document store would have it: an array of whatever players there are, empty where none is.
COPY (SELECT a.ab_id, a.event, a.g_id, a.inning, a.o, a.p_score, a.p_throws, a.stand, a.top,
             CASE WHEN b.id IS NULL THEN [] ELSE [b] END AS batter,
             CASE WHEN p.id IS NULL THEN [] ELSE [p] END AS pitcher
      FROM 'source/AtBats.parquet' a
      LEFT JOIN 'source/PlayerNames.parquet' b ON b.id = a.batter_id
      LEFT JOIN 'source/PlayerNames.parquet' p ON p.id = a.pitcher_id)
TO 'target/atBats.jsonl' (FORMAT json);
COPY (SELECT e.* EXCLUDE (player_id), CASE WHEN p.id IS NULL THEN [] ELSE [p] END AS player
      FROM 'source/Ejections.parquet' e
      LEFT JOIN 'source/PlayerNames.parquet' p ON p.id = e.player_id)
TO 'target/ejections.jsonl' (FORMAT json);
COPY (FROM 'source/Games.parquet') TO 'target/games.jsonl' (FORMAT json);
COPY (FROM 'source/Pitches.parquet') TO 'target/pitches.jsonl' (FORMAT json);
