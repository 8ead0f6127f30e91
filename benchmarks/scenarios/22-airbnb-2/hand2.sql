-- Nodes are made as JSON; edges, which are many and all alike, are put together as text.
SET preserve_insertion_order = true;
CREATE MACRO node(id, label, properties) AS
  to_json({'type': 'node', 'id': id, 'labels': [label], 'properties': properties})::VARCHAR;
CREATE MACRO edge(kind, start_id, start_label, end_id, end_label) AS
  '{"type":"relationship","label":"' || kind ||
  '","properties":{},"start":{"id":' || to_json(start_id) || ',"labels":["' ||
  start_label || '"]},"end":{"id":' || to_json(end_id) || ',"labels":["' || end_label || '"]}}';
COPY (SELECT node(c_id, 'calendar', struct_pack(*COLUMNS(* EXCLUDE (c_id, listing_id))))
      FROM 'source/Calendar.parquet'
      UNION ALL
      SELECT node(id, 'listing',
        struct_pack(*COLUMNS(* EXCLUDE (id, neighbourhood_group, neighbourhood))))
      FROM 'source/Listings.parquet'
      UNION ALL
      SELECT node(n_id, 'neighbourhood', {'name': neighbourhood, 'group': neighbourhood_group})
      FROM 'source/Neighbourhoods.parquet'
      UNION ALL
      SELECT node(id, 'review', struct_pack(*COLUMNS(* EXCLUDE (id, listing_id))))
      FROM 'source/Reviews.parquet'
      UNION ALL
      SELECT edge('HAS_CALENDAR', listing_id, 'listing', c_id, 'calendar')
      FROM 'source/Calendar.parquet' SEMI JOIN 'source/Listings.parquet' l ON l.id = listing_id
      UNION ALL
      SELECT edge('IN_NEIGHBOURHOOD', l.id, 'listing', n.n_id,
        'neighbourhood')
      FROM 'source/Listings.parquet' l
      JOIN 'source/Neighbourhoods.parquet' n USING (neighbourhood_group, neighbourhood)
      UNION ALL
      SELECT edge('REVIEWED', id, 'review', listing_id, 'listing')
      FROM 'source/Reviews.parquet' r SEMI JOIN 'source/Listings.parquet' l ON l.id = listing_id)
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
