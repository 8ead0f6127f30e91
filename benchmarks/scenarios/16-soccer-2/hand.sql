-- The file is read once; clubs and players of a country are listed first and joined then.
CREATE TEMP TABLE line AS FROM read_json('source.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', labels: 'VARCHAR[]', label: 'VARCHAR',
    properties: 'STRUCT(name VARCHAR, position VARCHAR, id VARCHAR, season VARCHAR, fee VARCHAR,
                        numericFee BIGINT, "timestamp" BIGINT)',
    "start": 'STRUCT(id VARCHAR)', "end": 'STRUCT(id VARCHAR)'});
CREATE VIEW player AS
SELECT id AS node, properties.name, properties.position, properties.id AS url
FROM line WHERE labels[1] = 'Player';
CREATE VIEW club AS
SELECT id AS node, properties.name, properties.id AS url FROM line WHERE labels[1] = 'Club';
CREATE VIEW edge AS SELECT label, "start".id AS s, "end".id AS e FROM line WHERE label NOT NULL;
COPY (SELECT name, position, url AS id FROM player) TO 'target/player.jsonl' (FORMAT json);
COPY (SELECT name, url AS id FROM club) TO 'target/club.jsonl' (FORMAT json);
COPY (SELECT p.season, p.fee, p.numericFee, p.id, p.timestamp
      FROM (SELECT properties AS p FROM line WHERE labels[1] = 'Transfer'))
TO 'target/transfer.jsonl' (FORMAT json);
COPY (SELECT p.season, p.fee, p.id, p.timestamp
      FROM (SELECT properties AS p FROM line WHERE labels[1] = 'TransferWithoutFee'))
TO 'target/transferWithoutFee.jsonl' (FORMAT json);
COPY (SELECT l.id AS country, l.properties.name AS country_name, coalesce(c.clubs, []) AS clubs,
             coalesce(p.players, []) AS players
      FROM line l
      LEFT JOIN (SELECT e, list({'id': node, 'name': name, 'url': url}) AS clubs
                 FROM edge JOIN club ON node = s WHERE label = 'PART_OF' GROUP BY e) c
      ON c.e = l.id
      LEFT JOIN (SELECT e, list({'id': node, 'name': name, 'position': position, 'url': url})
                        AS players
                 FROM edge JOIN player ON node = s WHERE label = 'PLAYS_FOR' GROUP BY e) p
      ON p.e = l.id
      WHERE l.labels[1] = 'Country')
TO 'target/countries.jsonl' (FORMAT json);
