-- The file is read once, into a table of each label; remarks are joined first and listed then.
CREATE TEMP TABLE line AS FROM read_json('source.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', labels: 'VARCHAR[]', label: 'VARCHAR',
    properties: 'STRUCT(rating VARCHAR, "time" VARCHAR, userid VARCHAR, tag VARCHAR,
                        genres VARCHAR, movieid VARCHAR, title VARCHAR)',
    "start": 'STRUCT(id VARCHAR)', "end": 'STRUCT(id VARCHAR)'});
CREATE TEMP TABLE remark AS
SELECT a."end".id AS movie, n.labels[1] AS kind, n.id, n.properties AS p
FROM line a JOIN line n ON n.id = a."start".id
WHERE a.label = 'RELabout' AND n.labels[1] IN ('Rating', 'Tag');
COPY (SELECT m.properties.movieid, m.properties.genres, m.properties.title,
             coalesce(r.ratings, []) AS ratings, coalesce(r.tags, []) AS tags
      FROM line m
      LEFT JOIN (SELECT movie,
                        list({'id': id, 'rating': p.rating, 'time': p.time, 'userid': p.userid})
                        FILTER (kind = 'Rating') AS ratings,
                        list({'id': id, 'time': p.time, 'tag': p.tag, 'userid': p.userid})
                        FILTER (kind = 'Tag') AS tags
                 FROM remark GROUP BY movie) r ON r.movie = m.id
      WHERE m.labels[1] = 'Movie')
TO 'target/movies.jsonl' (FORMAT json);
