-- Trips are read once, with the stations of both ends.
CREATE TEMP TABLE trip AS
SELECT t.*, a.lat AS start_lat, a.long AS start_long, b.lat AS end_lat, b.long AS end_long
FROM 'source/Trips.parquet' t
LEFT JOIN 'source/Stations.parquet' a ON a.id = t.start_station_id
LEFT JOIN 'source/Stations.parquet' b ON b.id = t.end_station_id;
COPY (SELECT id, duration, start_date, end_date, bike_id, subscription_type, zip_code,
             [{'id': start_station_id, 'name': start_station_name}] AS start_station,
             [{'id': end_station_id, 'name': end_station_name}] AS end_station
      FROM trip)
TO 'target/trips.jsonl' (FORMAT json);
COPY (SELECT id, start_station_id AS start_id, end_lat, end_long FROM trip WHERE end_lat NOT NULL)
TO 'target/tripEnds.jsonl' (FORMAT json);
COPY (SELECT id, start_lat, start_long, end_station_id AS end_id
      FROM trip WHERE start_lat NOT NULL)
TO 'target/tripStarts.jsonl' (FORMAT json);
COPY (SELECT * EXCLUDE (s_id) FROM 'source/Status.parquet') TO 'target/status.jsonl' (FORMAT json);
COPY (SELECT * EXCLUDE (w_id) FROM 'source/Weather.parquet')
TO 'target/weather.jsonl' (FORMAT json);
