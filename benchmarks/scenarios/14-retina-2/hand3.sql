-- The file is read once; of nodes only the designation is kept for the joins.
CREATE TEMP TABLE line AS FROM read_json('source.jsonl', format = 'newline_delimited',
  columns = {type: 'VARCHAR', id: 'VARCHAR',
    properties: 'STRUCT(coarse VARCHAR, x DOUBLE, name VARCHAR, y DOUBLE, certainty VARCHAR,
                        z DOUBLE, macneil_type VARCHAR, id VARCHAR, designation VARCHAR,
                        volgyi_type VARCHAR, area DOUBLE)',
    "start": 'STRUCT(id VARCHAR)', "end": 'STRUCT(id VARCHAR)'});
CREATE TEMP TABLE cell AS
SELECT id AS node, properties.designation FROM line WHERE type = 'node';
COPY (SELECT a.designation AS designation_left, b.designation AS designation_right, e.x, e.y,
             e.area
      FROM (SELECT "start".id AS s, "end".id AS e, properties.x, properties.y, properties.area
            FROM line WHERE type = 'relationship') e
      JOIN cell a ON a.node = e.s JOIN cell b ON b.node = e.e)
TO 'target/related.jsonl' (FORMAT json);
COPY (SELECT p.coarse, p.x, p.name, p.y, p.certainty, p.z, p.macneil_type, p.id, p.designation,
             p.volgyi_type
      FROM (SELECT properties AS p FROM line WHERE type = 'node'))
TO 'target/retina.jsonl' (FORMAT json);
