-- The file is read wherever it is needed, with the fields that are needed.
CREATE VIEW line AS FROM read_json('source.jsonl', format = 'newline_delimited',
  columns = {type: 'VARCHAR', id: 'VARCHAR',
    properties: 'STRUCT(coarse VARCHAR, x DOUBLE, name VARCHAR, y DOUBLE, certainty VARCHAR,
                        z DOUBLE, macneil_type VARCHAR, id VARCHAR, designation VARCHAR,
                        volgyi_type VARCHAR, area DOUBLE)',
    "start": 'STRUCT(id VARCHAR)', "end": 'STRUCT(id VARCHAR)'});
COPY (SELECT p.coarse, p.x, p.name, p.y, p.certainty, p.z, p.macneil_type, p.id, p.designation,
             p.volgyi_type
      FROM (SELECT properties AS p FROM line WHERE type = 'node'))
TO 'target/retina.parquet';
COPY (SELECT DISTINCT a.properties.designation AS designation_left,
             b.properties.designation AS designation_right, e.properties.area
      FROM line e JOIN line a ON a.id = e."start".id JOIN line b ON b.id = e."end".id
      WHERE e.type = 'relationship' AND a.type = 'node' AND b.type = 'node')
TO 'target/related_area.parquet';
