-- Roles and movies are joined once, for all kinds of roles.
CREATE TEMP TABLE movie AS FROM read_json('source/movie.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', title: 'VARCHAR', kind: 'VARCHAR', countries: 'VARCHAR[]',
             genres: 'VARCHAR[]', keywords: 'VARCHAR[]', year: 'BIGINT[]',
             companies: 'STRUCT(name VARCHAR, type VARCHAR)[]', rating: 'STRUCT(rank DOUBLE)[]',
             running_times: 'STRUCT(secs BIGINT)[]'});
CREATE TEMP TABLE role AS
SELECT DISTINCT c.id AS name, m.id AS mid, c.r.role, c.r.character, c.r.note
FROM (SELECT id, unnest(roles) AS r FROM read_json('source/crew.jsonl',
        format = 'newline_delimited', columns = {id: 'VARCHAR',
          roles: 'STRUCT(title VARCHAR, role VARCHAR, character VARCHAR, note VARCHAR)[]'})) c
JOIN movie m ON m.title = c.r.title;
COPY (SELECT DISTINCT name, character, mid FROM role WHERE role = 'actor')
TO 'target/Actor.parquet';
COPY (SELECT DISTINCT name, character, mid FROM role WHERE role = 'actress')
TO 'target/Actress.parquet';
COPY (SELECT DISTINCT mid, c.name, c.type
      FROM (SELECT id AS mid, unnest(companies) AS c FROM movie))
TO 'target/Company.parquet';
COPY (SELECT DISTINCT name, mid FROM role WHERE role = 'director') TO 'target/Director.parquet';
COPY (SELECT DISTINCT unnest(genres) AS genre, id AS mid FROM movie) TO 'target/Genre.parquet';
COPY (SELECT DISTINCT id AS mid, unnest(keywords) AS tag FROM movie) TO 'target/Keyword.parquet';
COPY (SELECT DISTINCT id, title, release_year, r.rank AS rating, t.secs AS running_time,
             unnest(countries) AS country, kind AS type
      FROM (SELECT * EXCLUDE (running_times), unnest(running_times) AS t
            FROM (SELECT * EXCLUDE (rating), unnest(rating) AS r
                  FROM (SELECT *, unnest(year) AS release_year FROM movie))))
TO 'target/Movie.parquet';
COPY (SELECT DISTINCT name, mid, note FROM role WHERE role = 'producer')
TO 'target/Producer.parquet';
COPY (SELECT DISTINCT name, mid FROM role WHERE role = 'writer') TO 'target/Writer.parquet';
