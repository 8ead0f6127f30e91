-- Each line is made as JSON and written as it is: nodes first, as importers need them.
-- A file that is needed more than once is read once, into a table.
SET preserve_insertion_order = true;
CREATE TEMP TABLE article AS FROM read_json('source/article.jsonl', format = 'newline_delimited',
  columns = {key: 'VARCHAR', mdate: 'VARCHAR', author: 'VARCHAR[]', title: 'VARCHAR[]',
             pages: 'VARCHAR[]', volume: 'VARCHAR[]', journal: 'VARCHAR[]', number: 'VARCHAR[]',
             crossref: 'VARCHAR[]'});
CREATE TEMP TABLE book AS FROM read_json('source/book.jsonl', format = 'newline_delimited',
  columns = {key: 'VARCHAR', mdate: 'VARCHAR', author: 'VARCHAR[]'});
CREATE TEMP TABLE thesis AS FROM read_json('source/phdthesis.jsonl', format = 'newline_delimited',
  columns = {key: 'VARCHAR', mdate: 'VARCHAR', author: 'VARCHAR[]'});
CREATE VIEW proceedings AS FROM read_json('source/proceedings.jsonl',
  format = 'newline_delimited', columns = {key: 'VARCHAR', mdate: 'VARCHAR'});
CREATE MACRO node(id, label) AS
  to_json({'type': 'node', 'id': id, 'labels': [label], 'properties': MAP {}});
CREATE MACRO dated(key, mdate, label) AS
  to_json({'type': 'node', 'id': key, 'labels': [label], 'properties': {'date': mdate}});
CREATE MACRO edge(kind, start_id, start_label, end_id, end_label) AS
  to_json({'type': 'relationship', 'label': kind, 'properties': MAP {},
    'start': {'id': start_id, 'labels': [start_label]},
    'end': {'id': end_id, 'labels': [end_label]}});
COPY (SELECT node(name, 'Author')
      FROM (SELECT unnest(author) AS name FROM article UNION SELECT unnest(author) FROM book
            UNION SELECT unnest(author) FROM thesis)
      UNION ALL
      SELECT node(t, 'ArticleTitle') FROM (SELECT DISTINCT unnest(title) AS t FROM article)
      UNION ALL
      SELECT node(p, 'ArticlePages') FROM (SELECT DISTINCT unnest(pages) AS p FROM article)
      UNION ALL
      SELECT node(v, 'ArticleVolume') FROM (SELECT DISTINCT unnest(volume) AS v FROM article)
      UNION ALL
      SELECT node(j, 'ArticleJournal') FROM (SELECT DISTINCT unnest(journal) AS j FROM article)
      UNION ALL
      SELECT node(n, 'ArticleNumber') FROM (SELECT DISTINCT unnest(number) AS n FROM article)
      UNION ALL
      SELECT dated(key, mdate, 'Article') FROM article
      UNION ALL
      SELECT dated(key, mdate, 'Book') FROM book
      UNION ALL
      SELECT dated(key, mdate, 'Proceedings') FROM proceedings
      UNION ALL
      SELECT dated(key, mdate, 'PhdThesis') FROM thesis
      UNION ALL
      SELECT edge('CROSSREF', key, 'Article', c, 'Article')
      FROM (SELECT key, unnest(crossref) AS c FROM article)
      SEMI JOIN article cited ON cited.key = c
      UNION ALL
      SELECT edge('WROTE', a, 'Author', key, 'Book')
      FROM (SELECT key, unnest(author) AS a FROM book)
      UNION ALL
      SELECT edge('HAS_TITLE', key, 'Article', t, 'ArticleTitle')
      FROM (SELECT key, unnest(title) AS t FROM article)
      UNION ALL
      SELECT edge('HAS_PAGES', key, 'Article', p, 'ArticlePages')
      FROM (SELECT key, unnest(pages) AS p FROM article)
      UNION ALL
      SELECT edge('HAS_VOLUME', key, 'Article', v, 'ArticleVolume')
      FROM (SELECT key, unnest(volume) AS v FROM article)
      UNION ALL
      SELECT edge('HAS_JOURNAL', key, 'Article', j, 'ArticleJournal')
      FROM (SELECT key, unnest(journal) AS j FROM article)
      UNION ALL
      SELECT edge('HAS_NUMBER', key, 'Article', m, 'ArticleNumber')
      FROM (SELECT key, unnest(number) AS m FROM article))
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
