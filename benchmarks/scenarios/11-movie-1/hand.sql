-- The file is read once, into a table of nodes.
CREATE TEMP TABLE node AS
SELECT label, p.* FROM (
  SELECT labels[1] AS label, properties AS p
  FROM read_json('source.jsonl', format = 'newline_delimited',
    columns = {type: 'VARCHAR', labels: 'VARCHAR[]',
      properties: 'STRUCT(rating VARCHAR, movieid VARCHAR, "time" VARCHAR, userid VARCHAR,
                          tag VARCHAR, genres VARCHAR, title VARCHAR)'})
  WHERE type = 'node');
CREATE VIEW movie AS SELECT genres, movieid, title FROM node WHERE label = 'Movie';
CREATE VIEW rating AS
SELECT DISTINCT rating, movieid, time, userid FROM node WHERE label = 'Rating';
CREATE VIEW tag AS SELECT DISTINCT movieid, time, tag, userid FROM node WHERE label = 'Tag';
COPY rating TO 'target/rating.parquet';
COPY (SELECT movieid, m.title AS moviename, r.rating, r.time, r.userid
      FROM rating r JOIN movie m USING (movieid))
TO 'target/ratingWithMovie.parquet';
COPY tag TO 'target/tag.parquet';
COPY (SELECT movieid, m.title AS moviename, t.time, t.tag, t.userid
      FROM tag t JOIN movie m USING (movieid))
TO 'target/tagWithMovie.parquet';
COPY movie TO 'target/movie.parquet';
