-- A trip has one station at either end, so their arrays need no aggregation.
COPY (SELECT id, duration, start_date, end_date, bike_id, subscription_type, zip_code,
             [{'id': start_station_id, 'name': start_station_name}] AS start_station,
             [{'id': end_station_id, 'name': end_station_name}] AS end_station
      FROM 'source/Trips.parquet')
TO 'target/trips.jsonl' (FORMAT json);
COPY (SELECT t.id, t.start_station_id AS start_id, s.lat AS end_lat, s.long AS end_long
      FROM 'source/Trips.parquet' t JOIN 'source/Stations.parquet' s ON s.id = t.end_station_id)
TO 'target/tripEnds.jsonl' (FORMAT json);
COPY (SELECT t.id, s.lat AS start_lat, s.long AS start_long, t.end_station_id AS end_id
      FROM 'source/Trips.parquet' t JOIN 'source/Stations.parquet' s ON s.id = t.start_station_id)
TO 'target/tripStarts.jsonl' (FORMAT json);
COPY (SELECT * EXCLUDE (s_id) FROM 'source/Status.parquet') TO 'target/status.jsonl' (FORMAT json);
COPY (SELECT * EXCLUDE (w_id) FROM 'source/Weather.parquet')
TO 'target/weather.jsonl' (FORMAT json);
