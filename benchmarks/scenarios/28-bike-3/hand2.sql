-- Rows keep their order, as is the default of DuckDB, which then writes them in batches.
SET preserve_insertion_order = true;
COPY (SELECT id, duration, start_date, start_station_id, end_date, end_station_id, bike_id,
             subscription_type, zip_code
      FROM 'source/Trips.parquet') TO 'target/trips.parquet';
COPY (FROM 'source/Stations.parquet') TO 'target/stations.parquet';
COPY (SELECT t.id, a.lat AS start_lat, a.long AS start_long, b.lat AS end_lat, b.long AS end_long
      FROM 'source/Trips.parquet' t
      JOIN 'source/Stations.parquet' a ON a.id = t.start_station_id
      JOIN 'source/Stations.parquet' b ON b.id = t.end_station_id)
TO 'target/tripLocations.parquet';
COPY (SELECT s.s_id, s.station_id, x.name AS station_name, s.bikes_available, s.docks_available,
             s.time
      FROM 'source/Status.parquet' s JOIN 'source/Stations.parquet' x ON x.id = s.station_id)
TO 'target/stationStatus.parquet';
COPY (FROM 'source/Weather.parquet') TO 'target/weather.parquet';
