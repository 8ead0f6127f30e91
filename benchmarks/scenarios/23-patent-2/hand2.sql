-- Nodes are made as JSON; edges, which are many and all alike, are put together as text.
SET preserve_insertion_order = true;
CREATE MACRO node(id, label, properties) AS
  to_json({'type': 'node', 'id': id, 'labels': [label], 'properties': properties})::VARCHAR;
CREATE MACRO edge(kind, start_id, start_label, end_id, end_label) AS
  '{"type":"relationship","label":"' || kind ||
  '","properties":{},"start":{"id":' || to_json(start_id) || ',"labels":["' ||
  start_label || '"]},"end":{"id":' || to_json(end_id) || ',"labels":["' || end_label || '"]}}';
COPY (SELECT node(attorney_row_count, 'attorney',
        struct_pack(*COLUMNS(* EXCLUDE (attorney_row_count, case_row_id, case_number))))
      FROM 'source/Attorneys.parquet'
      UNION ALL
      SELECT node(case_row_id, 'case', struct_pack(*COLUMNS(* EXCLUDE (case_row_id))))
      FROM 'source/Cases.parquet'
      UNION ALL
      SELECT node(d_id, 'document',
        struct_pack(*COLUMNS(* EXCLUDE (d_id, case_row_id, case_number))))
      FROM 'source/Documents.parquet'
      UNION ALL
      SELECT node(name_row_count, 'name',
        struct_pack(*COLUMNS(* EXCLUDE (name_row_count, case_row_id, case_number))))
      FROM 'source/Names.parquet'
      UNION ALL
      SELECT node(p_id, 'pacerCases', struct_pack(*COLUMNS(* EXCLUDE (p_id))))
      FROM 'source/PacerCases.parquet'
      UNION ALL
      SELECT edge('HAS_DOCUMENT', case_row_id, 'case', d_id, 'document')
      FROM 'source/Documents.parquet' SEMI JOIN 'source/Cases.parquet' USING (case_row_id)
      UNION ALL
      SELECT edge('HAS_ATTORNEY', case_row_id, 'case', attorney_row_count,
        'attorney')
      FROM 'source/Attorneys.parquet' SEMI JOIN 'source/Cases.parquet' USING (case_row_id)
      UNION ALL
      SELECT edge('HAS_NAME', case_row_id, 'case', name_row_count, 'name')
      FROM 'source/Names.parquet' SEMI JOIN 'source/Cases.parquet' USING (case_row_id))
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
