-- Each line is made as JSON and written as it is: nodes first, as importers need them.
SET preserve_insertion_order = true;
CREATE MACRO node(id, label, properties) AS
  to_json({'type': 'node', 'id': id, 'labels': [label], 'properties': properties});
CREATE MACRO edge(kind, properties, start_id, start_label, end_id, end_label) AS
  to_json({'type': 'relationship', 'label': kind, 'properties': properties,
    'start': {'id': start_id, 'labels': [start_label]},
    'end': {'id': end_id, 'labels': [end_label]}});
COPY (SELECT node(id, 'station', struct_pack(*COLUMNS(* EXCLUDE (id))))
      FROM 'source/Stations.parquet'
      UNION ALL
      SELECT node(id, 'status', struct_pack(*COLUMNS(* EXCLUDE (id, station_id))))
      FROM 'source/Status.parquet'
      UNION ALL
      SELECT node(id, 'trip', {'duration': duration, 'bike_id': bike_id,
        'subscription_type': subscription_type, 'zip_code': zip_code})
      FROM 'source/Trips.parquet'
      UNION ALL
      SELECT node(w_id, 'weather', struct_pack(*COLUMNS(* EXCLUDE (w_id))))
      FROM 'source/Weather.parquet'
      UNION ALL
      SELECT edge('STARTS_AT', {'start_date': start_date}, t.id, 'trip', start_station_id,
        'station')
      FROM 'source/Trips.parquet' t SEMI JOIN 'source/Stations.parquet' s
      ON s.id = start_station_id
      UNION ALL
      SELECT edge('ENDS_AT', {'end_date': end_date}, t.id, 'trip', end_station_id, 'station')
      FROM 'source/Trips.parquet' t SEMI JOIN 'source/Stations.parquet' s ON s.id = end_station_id)
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
