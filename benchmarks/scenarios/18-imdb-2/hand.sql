-- Each line is made as JSON and written as it is: nodes first, as importers need them.
SET preserve_insertion_order = true;
CREATE VIEW crew AS FROM read_json('source/crew.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', roles: 'STRUCT(_id VARCHAR, role VARCHAR, character VARCHAR)[]'});
CREATE VIEW movie AS FROM read_json('source/movie.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', title: 'VARCHAR', kind: 'VARCHAR', countries: 'VARCHAR[]',
             genres: 'VARCHAR[]', keywords: 'VARCHAR[]', languages: 'STRUCT(name VARCHAR)[]'});
CREATE MACRO node(id, label) AS
  to_json({'type': 'node', 'id': id, 'labels': [label], 'properties': MAP {}});
CREATE MACRO edge(kind, start_id, start_label, movie_id) AS
  to_json({'type': 'relationship', 'label': kind, 'properties': MAP {},
    'start': {'id': start_id, 'labels': [start_label]},
    'end': {'id': movie_id, 'labels': ['Movie']}});
COPY (SELECT node(id, 'Crew') FROM crew
      UNION ALL
      SELECT to_json({'type': 'node', 'id': id, 'labels': ['Movie'],
        'properties': {'name': title, 'kind': kind}}) FROM movie
      UNION ALL
      SELECT node(c, 'Country') FROM (SELECT DISTINCT unnest(countries) AS c FROM movie)
      UNION ALL
      SELECT node(g, 'Genre') FROM (SELECT DISTINCT unnest(genres) AS g FROM movie)
      UNION ALL
      SELECT node(k, 'Keyword') FROM (SELECT DISTINCT unnest(keywords) AS k FROM movie)
      UNION ALL
      SELECT node(l.name, 'Language') FROM (SELECT DISTINCT unnest(languages) AS l FROM movie)
      UNION ALL
      SELECT to_json({'type': 'relationship', 'label': 'PARTICIPATES_IN',
        'properties': {'role': r.role, 'character': r.character},
        'start': {'id': id, 'labels': ['Crew']}, 'end': {'id': r._id, 'labels': ['Movie']}})
      FROM (SELECT id, unnest(roles) AS r FROM crew)
      SEMI JOIN movie ON movie.id = r._id
      UNION ALL
      SELECT edge('HAS_COUNTRY', c, 'Country', id)
      FROM (SELECT id, unnest(countries) AS c FROM movie)
      UNION ALL
      SELECT edge('HAS_GENRE', g, 'Genre', id)
      FROM (SELECT id, unnest(genres) AS g FROM movie)
      UNION ALL
      SELECT edge('HAS_KEYWORD', k, 'Keyword', id)
      FROM (SELECT id, unnest(keywords) AS k FROM movie)
      UNION ALL
      SELECT edge('HAS_LANGUAGE', l.name, 'Language', id)
      FROM (SELECT id, unnest(languages) AS l FROM movie))
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
