-- Columns are named: those that DuckDB detects are those of the first lines, which are all nodes.
COPY (SELECT DISTINCT properties.d3 AS fk, "start".id AS "left", "end".id AS "right"
      FROM read_json('source.jsonl', format = 'newline_delimited',
        columns = {type: 'VARCHAR', properties: 'STRUCT(d3 VARCHAR)', "start": 'STRUCT(id VARCHAR)',
                   "end": 'STRUCT(id VARCHAR)'})
      WHERE type = 'relationship')
TO 'target/relationship.parquet';
