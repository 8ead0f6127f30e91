-- A file that is needed more than once is read once, into a table.
CREATE TEMP TABLE book AS FROM read_json('source/book.jsonl', format = 'newline_delimited',
  columns = {key: 'VARCHAR', author: 'VARCHAR[]', title: 'VARCHAR[]', year: 'BIGINT[]',
             pages: 'VARCHAR[]', publisher: 'VARCHAR[]', isbn: 'VARCHAR[]'});
CREATE TEMP TABLE article AS FROM read_json('source/article.jsonl', format = 'newline_delimited',
  columns = {key: 'VARCHAR', author: 'VARCHAR[]', title: 'VARCHAR[]', year: 'BIGINT[]',
             pages: 'VARCHAR[]', journal: 'VARCHAR[]', volume: 'VARCHAR[]', number: 'VARCHAR[]'});
CREATE TEMP TABLE thesis AS FROM read_json('source/phdthesis.jsonl', format = 'newline_delimited',
  columns = {key: 'VARCHAR', author: 'VARCHAR[]', title: 'VARCHAR[]', year: 'BIGINT[]',
             pages: 'VARCHAR[]', school: 'VARCHAR[]'});
CREATE TEMP TABLE proceedings AS FROM read_json('source/proceedings.jsonl',
  format = 'newline_delimited',
  columns = {key: 'VARCHAR', editor: 'VARCHAR[]', title: 'VARCHAR[]', volume: 'VARCHAR[]',
             year: 'BIGINT[]', publisher: 'VARCHAR[]', isbn: 'VARCHAR[]',
             series: 'STRUCT(nestedContent VARCHAR)[]'});
COPY (SELECT DISTINCT unnest(author) AS name, key AS bid FROM book)
TO 'target/AuthorBook.parquet';
COPY (SELECT DISTINCT unnest(author) AS name, key AS pid FROM article)
TO 'target/AuthorPaper.parquet';
COPY (SELECT DISTINCT unnest(author) AS name, key AS tid FROM thesis)
TO 'target/AuthorThesis.parquet';
COPY (SELECT DISTINCT b.key AS id, t.title, y.year, p.pages, u.publisher, i.isbn
      FROM book b, unnest(b.title) t(title), unnest(b.year) y(year), unnest(b.pages) p(pages),
           unnest(b.publisher) u(publisher), unnest(b.isbn) i(isbn))
TO 'target/Book.parquet';
COPY (SELECT DISTINCT unnest(editor) AS name, key AS pid FROM proceedings)
TO 'target/EditorProceeding.parquet';
COPY (SELECT DISTINCT a.key AS id, j.name, n.number, v.volume, y.year
      FROM article a, unnest(a.journal) j(name), unnest(a.number) n(number),
           unnest(a.volume) v(volume), unnest(a.year) y(year))
TO 'target/Journal.parquet';
COPY (SELECT DISTINCT a.key AS id, t.title, a.key AS jid, p.pages
      FROM article a, unnest(a.title) t(title), unnest(a.pages) p(pages))
TO 'target/Paper.parquet';
COPY (SELECT DISTINCT p.key AS id, t.title, v.volume, y.year, u.publisher, i.isbn,
             s.series.nestedContent AS series
      FROM proceedings p, unnest(p.title) t(title), unnest(p.volume) v(volume),
           unnest(p.year) y(year), unnest(p.publisher) u(publisher), unnest(p.isbn) i(isbn),
           unnest(p.series) s(series))
TO 'target/Proceeding.parquet';
COPY (SELECT DISTINCT h.key AS id, y.year, t.title, s.school, p.pages
      FROM thesis h, unnest(h.year) y(year), unnest(h.title) t(title), unnest(h.school) s(school),
           unnest(h.pages) p(pages))
TO 'target/Thesis.parquet';
