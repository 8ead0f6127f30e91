-- Every file is read where it is needed; only names of fields that are used are given.
CREATE VIEW business AS FROM read_json('source/business.jsonl', format = 'newline_delimited',
  columns = {business_id: 'VARCHAR', name: 'VARCHAR', neighborhood: 'VARCHAR', address: 'VARCHAR',
             city: 'VARCHAR', state: 'VARCHAR', latitude: 'DOUBLE', longitude: 'DOUBLE',
             stars: 'DOUBLE', review_count: 'BIGINT', categories: 'VARCHAR[]'});
CREATE VIEW users AS FROM read_json('source/user.jsonl', format = 'newline_delimited',
  columns = {user_id: 'VARCHAR', name: 'VARCHAR', review_count: 'BIGINT', average_stars: 'VARCHAR',
             friends: 'VARCHAR[]'});
COPY (SELECT review_id AS rid, user_id AS uid, business_id AS bid, text, stars, date
      FROM read_json('source/review.jsonl', format = 'newline_delimited',
        columns = {review_id: 'VARCHAR', user_id: 'VARCHAR', business_id: 'VARCHAR',
                   text: 'VARCHAR', stars: 'BIGINT', date: 'VARCHAR'}))
TO 'target/Review.parquet';
COPY (SELECT business_id AS id, name, address, city, state, latitude::VARCHAR AS latitude,
             longitude::VARCHAR AS longitude, review_count, stars::VARCHAR AS stars
      FROM business)
TO 'target/Business.parquet';
COPY (SELECT DISTINCT business_id AS bid, unnest(time) AS time
      FROM read_json('source/checkin.jsonl', format = 'newline_delimited',
        columns = {business_id: 'VARCHAR', time: 'VARCHAR[]'}))
TO 'target/Checkin.parquet';
COPY (SELECT DISTINCT business_id AS bid, user_id AS uid, text, likes, date
      FROM read_json('source/tip.jsonl', format = 'newline_delimited',
        columns = {text: 'VARCHAR', date: 'VARCHAR', likes: 'BIGINT', business_id: 'VARCHAR',
                   user_id: 'VARCHAR'}))
TO 'target/Tip.parquet';
COPY (SELECT user_id AS id, name, review_count, average_stars AS avg_stars FROM users)
TO 'target/User.parquet';
COPY (SELECT DISTINCT business_id AS bid, unnest(categories) AS category FROM business)
TO 'target/Category.parquet';
COPY (SELECT business_id AS bid, neighborhood AS area FROM business)
TO 'target/Neighborhood.parquet';
COPY (SELECT DISTINCT user_id AS person, unnest(friends) AS friends_with FROM users)
TO 'target/Friend.parquet';
