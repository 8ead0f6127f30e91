-- Every file is read where it is needed.
CREATE VIEW role AS
SELECT id, unnest(roles, recursive := true) FROM read_json('source/crew.jsonl',
  format = 'newline_delimited', columns = {id: 'VARCHAR',
    roles: 'STRUCT(title VARCHAR, role VARCHAR, character VARCHAR, note VARCHAR)[]'});
CREATE VIEW movie AS FROM read_json('source/movie.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', title: 'VARCHAR', kind: 'VARCHAR', countries: 'VARCHAR[]',
             genres: 'VARCHAR[]', keywords: 'VARCHAR[]', year: 'BIGINT[]',
             companies: 'STRUCT(name VARCHAR, type VARCHAR)[]', rating: 'STRUCT(rank DOUBLE)[]',
             running_times: 'STRUCT(secs BIGINT)[]'});
COPY (SELECT DISTINCT r.id AS name, r.character, m.id AS mid
      FROM role r JOIN movie m USING (title) WHERE r.role = 'actor')
TO 'target/Actor.parquet';
COPY (SELECT DISTINCT r.id AS name, r.character, m.id AS mid
      FROM role r JOIN movie m USING (title) WHERE r.role = 'actress')
TO 'target/Actress.parquet';
COPY (SELECT DISTINCT mid, c.name, c.type
      FROM (SELECT id AS mid, unnest(companies) AS c FROM movie))
TO 'target/Company.parquet';
COPY (SELECT DISTINCT r.id AS name, m.id AS mid
      FROM role r JOIN movie m USING (title) WHERE r.role = 'director')
TO 'target/Director.parquet';
COPY (SELECT DISTINCT unnest(genres) AS genre, id AS mid FROM movie) TO 'target/Genre.parquet';
COPY (SELECT DISTINCT id AS mid, unnest(keywords) AS tag FROM movie) TO 'target/Keyword.parquet';
COPY (SELECT DISTINCT m.id, m.title, y.release_year, r.rating.rank AS rating,
             t.running_time.secs AS running_time, c.country, m.kind AS type
      FROM movie m, unnest(m.year) y(release_year), unnest(m.rating) r(rating),
           unnest(m.running_times) t(running_time), unnest(m.countries) c(country))
TO 'target/Movie.parquet';
COPY (SELECT DISTINCT r.id AS name, m.id AS mid, r.note
      FROM role r JOIN movie m USING (title) WHERE r.role = 'producer')
TO 'target/Producer.parquet';
COPY (SELECT DISTINCT r.id AS name, m.id AS mid
      FROM role r JOIN movie m USING (title) WHERE r.role = 'writer')
TO 'target/Writer.parquet';
