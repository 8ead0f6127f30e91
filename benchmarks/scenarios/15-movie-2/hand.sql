-- The file is read once; what is said of a movie is listed first and joined then.
CREATE TEMP TABLE line AS FROM read_json('source.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', labels: 'VARCHAR[]', label: 'VARCHAR',
    properties: 'STRUCT(rating VARCHAR, "time" VARCHAR, userid VARCHAR, tag VARCHAR,
                        genres VARCHAR, movieid VARCHAR, title VARCHAR)',
    "start": 'STRUCT(id VARCHAR)', "end": 'STRUCT(id VARCHAR)'});
CREATE VIEW about AS
SELECT "start".id AS remark, "end".id AS movie FROM line WHERE label = 'RELabout';
COPY (SELECT m.properties.movieid, m.properties.genres, m.properties.title,
             coalesce(r.ratings, []) AS ratings, coalesce(t.tags, []) AS tags
      FROM line m
      LEFT JOIN (SELECT a.movie, list({'id': n.id, 'rating': n.properties.rating,
                                       'time': n.properties.time,
                                       'userid': n.properties.userid}) AS ratings
                 FROM about a JOIN line n ON n.id = a.remark WHERE n.labels[1] = 'Rating'
                 GROUP BY a.movie) r ON r.movie = m.id
      LEFT JOIN (SELECT a.movie, list({'id': n.id, 'time': n.properties.time,
                                       'tag': n.properties.tag,
                                       'userid': n.properties.userid}) AS tags
                 FROM about a JOIN line n ON n.id = a.remark WHERE n.labels[1] = 'Tag'
                 GROUP BY a.movie) t ON t.movie = m.id
      WHERE m.labels[1] = 'Movie')
TO 'target/movies.jsonl' (FORMAT json);
