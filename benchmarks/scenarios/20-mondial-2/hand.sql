-- Each line is made as JSON and written as it is: nodes first, as importers need them. A location
-- has no key of its own, so its node is named after what is there and its place in the list.
SET preserve_insertion_order = true;
CREATE VIEW country AS FROM read_json('source/country.jsonl', format = 'newline_delimited',
  columns = {area: 'DOUBLE', capital: 'VARCHAR', car_code: 'VARCHAR', memberships: 'VARCHAR',
    name: 'VARCHAR', population_growth: 'DOUBLE', infant_mortality: 'DOUBLE', gdp_total: 'BIGINT',
    gdp_agri: 'DOUBLE', gdp_ind: 'DOUBLE', gdp_serv: 'DOUBLE', inflation: 'DOUBLE',
    unemployment: 'DOUBLE', religion: 'STRUCT(percentage DOUBLE, nestedContent VARCHAR)[]',
    border: 'STRUCT(country VARCHAR)[]'});
CREATE VIEW airport AS FROM read_json('source/airport.jsonl', format = 'newline_delimited',
  columns = {iatacode: 'VARCHAR', city: 'VARCHAR', country: 'VARCHAR', latitude: 'VARCHAR',
             longitude: 'VARCHAR', elevation: 'DOUBLE', gmtOffset: 'DOUBLE', name: 'VARCHAR[]'});
CREATE VIEW desert AS FROM read_json('source/desert.jsonl', format = 'newline_delimited',
  columns = {country: 'VARCHAR', id: 'VARCHAR', type: 'VARCHAR', area: 'DOUBLE',
             latitude: 'DOUBLE', longitude: 'DOUBLE', name: 'VARCHAR[]',
             located: 'STRUCT(country VARCHAR)[]'});
CREATE VIEW lake AS FROM read_json('source/lake.jsonl', format = 'newline_delimited',
  columns = {country: 'VARCHAR', id: 'VARCHAR', area: 'DOUBLE', latitude: 'DOUBLE',
             longitude: 'DOUBLE', elevation: 'DOUBLE', depth: 'DOUBLE', name: 'VARCHAR[]',
             located: 'STRUCT(country VARCHAR)[]'});
CREATE VIEW sea AS FROM read_json('source/sea.jsonl', format = 'newline_delimited',
  columns = {bordering: 'VARCHAR', country: 'VARCHAR', id: 'VARCHAR', area: 'DOUBLE',
             depth: 'DOUBLE', name: 'VARCHAR[]', located: 'STRUCT(country VARCHAR)[]'});
CREATE VIEW mountain AS FROM read_json('source/mountain.jsonl', format = 'newline_delimited',
  columns = {country: 'VARCHAR', id: 'VARCHAR', mountains: 'VARCHAR', latitude: 'DOUBLE',
             longitude: 'DOUBLE', elevation: 'DOUBLE', name: 'VARCHAR[]',
             located: 'STRUCT(country VARCHAR)[]'});
CREATE MACRO node(id, label, properties) AS
  to_json({'type': 'node', 'id': id, 'labels': [label], 'properties': properties});
CREATE MACRO edge(kind, properties, start_id, start_label, end_id, end_label) AS
  to_json({'type': 'relationship', 'label': kind, 'properties': properties,
    'start': {'id': start_id, 'labels': [start_label]},
    'end': {'id': end_id, 'labels': [end_label]}});
CREATE MACRO names(t) AS TABLE SELECT DISTINCT unnest(name) AS name FROM query_table(t);
CREATE MACRO named(t) AS TABLE
  SELECT id, unnest(name) AS name FROM query_table(t);
CREATE MACRO places(t) AS TABLE
  SELECT id, t || ':' || id || ':' || n AS place, l.country
  FROM (SELECT id, unnest(located) AS l, generate_subscripts(located, 1) AS n FROM query_table(t));
COPY (SELECT node(r, 'Religion', MAP {})
      FROM (SELECT DISTINCT r.nestedContent AS r FROM (SELECT unnest(religion) AS r FROM country))
      UNION ALL
      SELECT node(car_code, 'Country',
        struct_pack(*COLUMNS(* EXCLUDE (car_code, religion, border)))) FROM country
      UNION ALL
      SELECT node(iatacode, 'Airport', struct_pack(*COLUMNS(* EXCLUDE (iatacode, name))))
      FROM airport
      UNION ALL
      SELECT node(name, 'AirportName', MAP {}) FROM names('airport')
      UNION ALL
      SELECT node(id, 'Desert', struct_pack(*COLUMNS(* EXCLUDE (id, name, located)))) FROM desert
      UNION ALL
      SELECT node(name, 'DesertName', MAP {}) FROM names('desert')
      UNION ALL
      SELECT node(place, 'DesertLocation', {'country': country}) FROM places('desert')
      UNION ALL
      SELECT node(id, 'Mountain', struct_pack(*COLUMNS(* EXCLUDE (id, name, located))))
      FROM mountain
      UNION ALL
      SELECT node(name, 'MountainName', MAP {}) FROM names('mountain')
      UNION ALL
      SELECT node(place, 'MountainLocation', {'country': country}) FROM places('mountain')
      UNION ALL
      SELECT node(id, 'Lake', struct_pack(*COLUMNS(* EXCLUDE (id, name, located)))) FROM lake
      UNION ALL
      SELECT node(name, 'LakeName', MAP {}) FROM names('lake')
      UNION ALL
      SELECT node(place, 'LakeLocation', {'country': country}) FROM places('lake')
      UNION ALL
      SELECT node(id, 'Sea', struct_pack(*COLUMNS(* EXCLUDE (id, name, located)))) FROM sea
      UNION ALL
      SELECT node(name, 'SeaName', MAP {}) FROM names('sea')
      UNION ALL
      SELECT node(place, 'SeaLocation', {'country': country}) FROM places('sea')
      UNION ALL
      SELECT edge('BORDERS', MAP {}, car_code, 'Country', b.country, 'Country')
      FROM (SELECT car_code, unnest(border) AS b FROM country)
      SEMI JOIN country c ON c.car_code = b.country
      UNION ALL
      SELECT edge('POPULATION_BELIEVES', {'percentage': r.percentage::VARCHAR}, car_code,
        'Country', r.nestedContent, 'Religion')
      FROM (SELECT car_code, unnest(religion) AS r
            FROM country)
      UNION ALL
      SELECT edge('AIRPORT_NAME', MAP {}, iatacode, 'Airport', name, 'AirportName')
      FROM (SELECT iatacode, unnest(name) AS name FROM airport)
      UNION ALL
      SELECT edge('DESERT_NAME', MAP {}, id, 'Desert', name, 'DesertName') FROM named('desert')
      UNION ALL
      SELECT edge('DESERT_LOCATION', MAP {}, id, 'Desert', place, 'DesertLocation')
      FROM places('desert')
      UNION ALL
      SELECT edge('MOUNTAIN_NAME', MAP {}, id, 'Mountain', name, 'MountainName')
      FROM named('mountain')
      UNION ALL
      SELECT edge('MOUNTAIN_LOCATION', MAP {}, id, 'Mountain', place, 'MountainLocation')
      FROM places('mountain')
      UNION ALL
      SELECT edge('LAKE_NAME', MAP {}, id, 'Lake', name, 'LakeName') FROM named('lake')
      UNION ALL
      SELECT edge('LAKE_LOCATION', MAP {}, id, 'Lake', place, 'LakeLocation')
      FROM places('lake')
      UNION ALL
      SELECT edge('SEA_NAME', MAP {}, id, 'Sea', name, 'SeaName') FROM named('sea')
      UNION ALL
      SELECT edge('SEA_LOCATION', MAP {}, id, 'Sea', place, 'SeaLocation') FROM places('sea'))
TO 'target.jsonl' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01',
  PRESERVE_ORDER true);
