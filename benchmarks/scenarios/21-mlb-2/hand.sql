-- Each line is made as JSON and written as it is: nodes first, as importers need them.
SET preserve_insertion_order = true;
CREATE MACRO node(id, label, properties) AS
  to_json({'type': 'node', 'id': id, 'labels': [label], 'properties': properties});
CREATE MACRO edge(kind, start_id, start_label, end_id, end_label) AS
  to_json({'type': 'relationship', 'label': kind, 'properties': MAP {},
    'start': {'id': start_id, 'labels': [start_label]},
    'end': {'id': end_id, 'labels': [end_label]}});
COPY (SELECT node(ab_id, 'atBat',
        struct_pack(*COLUMNS(* EXCLUDE (ab_id, batter_id, g_id, pitcher_id))))
      FROM 'source/AtBats.parquet'
      UNION ALL
      SELECT node(e_id, 'ejection', struct_pack(*COLUMNS(* EXCLUDE (e_id, ab_id, g_id))))
      FROM 'source/Ejections.parquet'
      UNION ALL
      SELECT node(g_id, 'game', struct_pack(*COLUMNS(* EXCLUDE (g_id))))
      FROM 'source/Games.parquet'
      UNION ALL
      SELECT node(p_id, 'pitch', struct_pack(*COLUMNS(* EXCLUDE (p_id, ab_id))))
      FROM 'source/Pitches.parquet'
      UNION ALL
      SELECT node(id, 'playerName', struct_pack(*COLUMNS(* EXCLUDE (id))))
      FROM 'source/PlayerNames.parquet'
      UNION ALL
      SELECT edge('BATTER_OF', batter_id, 'playerName', ab_id, 'atBat')
      FROM 'source/AtBats.parquet' SEMI JOIN 'source/PlayerNames.parquet' p ON p.id = batter_id
      UNION ALL
      SELECT edge('PITCHER_OF', pitcher_id, 'playerName', ab_id, 'atBat')
      FROM 'source/AtBats.parquet' SEMI JOIN 'source/PlayerNames.parquet' p ON p.id = pitcher_id
      UNION ALL
      SELECT edge('EJECTION_ATBAT', e_id, 'ejection', ab_id, 'atBat')
      FROM 'source/Ejections.parquet' SEMI JOIN 'source/AtBats.parquet' USING (ab_id)
      UNION ALL
      SELECT edge('EJECTED_IN', player_id, 'playerName', e_id, 'ejection')
      FROM 'source/Ejections.parquet' SEMI JOIN 'source/PlayerNames.parquet' p ON p.id = player_id
      UNION ALL
      SELECT edge('HAS_ATBAT', g_id, 'game', ab_id, 'atBat')
      FROM 'source/AtBats.parquet' SEMI JOIN 'source/Games.parquet' USING (g_id)
      UNION ALL
      SELECT edge('HAS_EJECTION', g_id, 'game', e_id, 'ejection')
      FROM 'source/Ejections.parquet' SEMI JOIN 'source/Games.parquet' USING (g_id)
      UNION ALL
      SELECT edge('HAS_PITCH', ab_id, 'atBat', p_id, 'pitch')
      FROM 'source/Pitches.parquet' SEMI JOIN 'source/AtBats.parquet' USING (ab_id))
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
