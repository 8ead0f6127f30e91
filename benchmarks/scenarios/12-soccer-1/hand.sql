-- The file is read once, into a table.
CREATE TEMP TABLE line AS
SELECT id AS node, labels[1] AS node_label, label, "start".id AS s, "end".id AS e, properties.*
FROM read_json('source.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', labels: 'VARCHAR[]', label: 'VARCHAR',
    properties: 'STRUCT(name VARCHAR, position VARCHAR, id VARCHAR, season VARCHAR, fee VARCHAR,
                        numericFee BIGINT, "timestamp" BIGINT)',
    "start": 'STRUCT(id VARCHAR)', "end": 'STRUCT(id VARCHAR)'});
COPY (SELECT name, position, id FROM line WHERE node_label = 'Player')
TO 'target/player.parquet';
COPY (SELECT name, id FROM line WHERE node_label = 'Club') TO 'target/club.parquet';
COPY (SELECT node AS club_id, name AS club_name, id AS club_url
      FROM line WHERE node_label = 'Club')
TO 'target/clubUrl.parquet';
COPY (SELECT season, fee, numericFee, id, timestamp FROM line WHERE node_label = 'Transfer')
TO 'target/transfer.parquet';
COPY (SELECT season, fee, id, timestamp FROM line WHERE node_label = 'TransferWithoutFee')
TO 'target/transferWithoutFee.parquet';
COPY (SELECT DISTINCT e AS countryId, s AS clubId FROM line WHERE label = 'PART_OF')
TO 'target/countryclubs.parquet';
COPY (SELECT node AS country_id, name AS country_name FROM line WHERE node_label = 'Country')
TO 'target/country.parquet';
