-- Each line is made as JSON and written as it is: nodes first, as importers need them.
-- A file that is needed more than once is read once, into a table.
SET preserve_insertion_order = true;
CREATE TEMP TABLE business AS FROM read_json('source/business.jsonl', format = 'newline_delimited',
  columns = {business_id: 'VARCHAR', name: 'VARCHAR', address: 'VARCHAR', city: 'VARCHAR',
             state: 'VARCHAR', postal_code: 'VARCHAR', latitude: 'DOUBLE', longitude: 'DOUBLE',
             stars: 'DOUBLE', review_count: 'BIGINT', is_open: 'BIGINT'});
CREATE TEMP TABLE users AS FROM read_json('source/user.jsonl', format = 'newline_delimited',
  columns = {user_id: 'VARCHAR', name: 'VARCHAR', review_count: 'BIGINT', yelping_since: 'VARCHAR',
             useful: 'BIGINT', funny: 'BIGINT', cool: 'BIGINT', fans: 'BIGINT'});
CREATE VIEW review AS FROM read_json('source/review.jsonl', format = 'newline_delimited',
  columns = {review_id: 'VARCHAR', user_id: 'VARCHAR', business_id: 'VARCHAR', stars: 'BIGINT',
             date: 'VARCHAR', text: 'VARCHAR'});
CREATE VIEW tip AS FROM read_json('source/tip.jsonl', format = 'newline_delimited',
  columns = {text: 'VARCHAR', date: 'VARCHAR', likes: 'BIGINT', business_id: 'VARCHAR',
             user_id: 'VARCHAR', type: 'VARCHAR'});
COPY (SELECT to_json({'type': 'node', 'id': user_id, 'labels': ['User'],
        'properties': struct_pack(*COLUMNS(* EXCLUDE (user_id)))}) FROM users
      UNION ALL
      SELECT to_json({'type': 'node', 'id': business_id, 'labels': ['Business'],
        'properties': struct_pack(*COLUMNS(* EXCLUDE (business_id)))}) FROM business
      UNION ALL
      SELECT to_json({'type': 'relationship', 'label': 'REVIEWED_BY',
        'properties': {'review_id': review_id, 'text': text, 'date': date, 'stars': stars},
        'start': {'id': business_id, 'labels': ['Business']},
        'end': {'id': user_id, 'labels': ['User']}})
      FROM review SEMI JOIN business USING (business_id) SEMI JOIN users USING (user_id)
      UNION ALL
      SELECT to_json({'type': 'relationship', 'label': 'TIPPED_BY',
        'properties': {'text': text, 'date': date, 'likes': likes, 'type': type},
        'start': {'id': business_id, 'labels': ['Business']},
        'end': {'id': user_id, 'labels': ['User']}})
      FROM tip SEMI JOIN business USING (business_id) SEMI JOIN users USING (user_id))
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
