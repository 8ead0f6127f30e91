-- Every file is read where it is needed.
CREATE VIEW country AS FROM read_json('source/country.jsonl', format = 'newline_delimited',
  columns = {area: 'DOUBLE', capital: 'VARCHAR', car_code: 'VARCHAR', name: 'VARCHAR',
    population_growth: 'DOUBLE', infant_mortality: 'DOUBLE', gdp_total: 'BIGINT',
    gdp_agri: 'DOUBLE', gdp_ind: 'DOUBLE', gdp_serv: 'DOUBLE', inflation: 'DOUBLE',
    unemployment: 'DOUBLE', government: 'VARCHAR',
    province: 'STRUCT(capital VARCHAR, country VARCHAR, id VARCHAR, name VARCHAR, area DOUBLE,
               population STRUCT("year" BIGINT, nestedContent BIGINT)[],
               city STRUCT(id VARCHAR, name VARCHAR, latitude DOUBLE, longitude DOUBLE,
                           population STRUCT("year" BIGINT, nestedContent BIGINT)[])[])[]',
    population: 'STRUCT("year" BIGINT, nestedContent BIGINT)[]',
    indep_date: 'STRUCT("from" VARCHAR, nestedContent VARCHAR)[]',
    ethnicgroup: 'STRUCT(percentage DOUBLE, nestedContent VARCHAR)[]',
    religion: 'STRUCT(percentage DOUBLE, nestedContent VARCHAR)[]',
    language: 'STRUCT(percentage DOUBLE, nestedContent VARCHAR)[]',
    border: 'STRUCT(country VARCHAR, length BIGINT)[]'});
CREATE VIEW province AS SELECT unnest(province) AS p FROM country;
CREATE VIEW city AS SELECT p.id AS province, unnest(p.city) AS c FROM province;
CREATE VIEW desert AS FROM read_json('source/desert.jsonl', format = 'newline_delimited',
  columns = {country: 'VARCHAR', id: 'VARCHAR', name: 'VARCHAR', area: 'DOUBLE',
             latitude: 'DOUBLE', longitude: 'DOUBLE',
             located: 'STRUCT(country VARCHAR, province VARCHAR)[]'});
CREATE VIEW lake AS FROM read_json('source/lake.jsonl', format = 'newline_delimited',
  columns = {country: 'VARCHAR', id: 'VARCHAR', name: 'VARCHAR', area: 'DOUBLE',
             latitude: 'DOUBLE', longitude: 'DOUBLE', elevation: 'DOUBLE', depth: 'BIGINT',
             located: 'STRUCT(country VARCHAR, province VARCHAR)[]',
             "to": 'STRUCT(water VARCHAR)[]'});
CREATE VIEW river AS FROM read_json('source/river.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', name: 'VARCHAR', area: 'DOUBLE', length: 'BIGINT',
    "to": 'STRUCT(water VARCHAR)[]',
    source: 'STRUCT(country VARCHAR, latitude DOUBLE, longitude DOUBLE, elevation DOUBLE)[]',
    estuary: 'STRUCT(country VARCHAR, latitude DOUBLE, longitude DOUBLE, elevation DOUBLE)[]'});
CREATE VIEW sea AS FROM read_json('source/sea.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', name: 'VARCHAR', area: 'DOUBLE', depth: 'BIGINT',
             located: 'STRUCT(country VARCHAR, province VARCHAR)[]'});
CREATE VIEW mountain AS FROM read_json('source/mountain.jsonl', format = 'newline_delimited',
  columns = {id: 'VARCHAR', name: 'VARCHAR', mountains: 'VARCHAR', latitude: 'DOUBLE',
             longitude: 'DOUBLE', elevation: 'DOUBLE',
             located: 'STRUCT(country VARCHAR, province VARCHAR)[]'});
COPY (SELECT iatacode AS iata_code, country AS country_code, city AS city_code, name, latitude,
             longitude, elevation, gmtOffset AS gmt_offset
      FROM read_json('source/airport.jsonl', format = 'newline_delimited',
        columns = {iatacode: 'VARCHAR', city: 'VARCHAR', country: 'VARCHAR', name: 'VARCHAR',
                   latitude: 'DOUBLE', longitude: 'DOUBLE', elevation: 'DOUBLE',
                   gmtOffset: 'BIGINT'}))
TO 'target/Airport.parquet';
COPY (SELECT DISTINCT car_code AS country_code, b.country AS neighbor_code, b.length
      FROM (SELECT car_code, unnest(border) AS b FROM country))
TO 'target/Border.parquet';
COPY (SELECT DISTINCT id AS city_code, p.year, p.nestedContent AS population
      FROM (SELECT c.id, unnest(c.population) AS p FROM city))
TO 'target/City_Population.parquet';
COPY (SELECT c.id AS code, c.name, province AS province_code, c.latitude, c.longitude FROM city)
TO 'target/City.parquet';
COPY (SELECT DISTINCT car_code AS country_code, p.year, p.nestedContent AS population
      FROM (SELECT car_code, unnest(population) AS p FROM country))
TO 'target/Country_Population.parquet';
COPY (SELECT name, car_code AS code, capital, area FROM country) TO 'target/Country.parquet';
COPY (SELECT id AS did, name, area, latitude, longitude, country AS countries FROM desert)
TO 'target/Desert.parquet';
COPY (SELECT car_code AS country_code, gdp_total AS gdp, gdp_agri AS agriculture,
             gdp_serv AS service, gdp_ind AS industry, inflation, unemployment
      FROM country)
TO 'target/Economy.parquet';
COPY (SELECT DISTINCT id AS rid, e.country AS country_code, e.latitude, e.longitude, e.elevation
      FROM (SELECT id, unnest(estuary) AS e FROM river))
TO 'target/Estuary_River.parquet';
COPY (SELECT DISTINCT car_code AS country_code, e.nestedContent AS name, e.percentage
      FROM (SELECT car_code, unnest(ethnicgroup) AS e FROM country))
TO 'target/Ethnicity.parquet';
COPY (SELECT DISTINCT id AS did, l.country AS country_code, l.province AS provinces
      FROM (SELECT id, unnest(located) AS l FROM desert))
TO 'target/Geo_Desert.parquet';
COPY (SELECT DISTINCT id AS lid, l.country AS country_code, l.province AS provinces
      FROM (SELECT id, unnest(located) AS l FROM lake))
TO 'target/Geo_Lake.parquet';
COPY (SELECT DISTINCT id AS mid, l.country AS country_code, l.province AS provinces
      FROM (SELECT id, unnest(located) AS l FROM mountain))
TO 'target/Geo_Mountain.parquet';
COPY (SELECT DISTINCT id AS sid, l.country AS country_code, l.province AS provinces
      FROM (SELECT id, unnest(located) AS l FROM sea))
TO 'target/Geo_Sea.parquet';
COPY (SELECT DISTINCT id AS lid, name, t.water AS "to", area, elevation, depth, latitude,
             longitude, country AS countries
      FROM (SELECT * EXCLUDE ("to"), unnest("to") AS t FROM lake))
TO 'target/Lake.parquet';
COPY (SELECT DISTINCT car_code AS country_code, l.nestedContent AS name, l.percentage
      FROM (SELECT car_code, unnest(language) AS l FROM country))
TO 'target/Language.parquet';
COPY (SELECT id AS mid, name, mountains, elevation, latitude, longitude FROM mountain)
TO 'target/Mountain.parquet';
COPY (SELECT DISTINCT car_code AS country_code, i.nestedContent AS independence_date,
             i."from" AS dependent, government AS government_type
      FROM (SELECT car_code, government, unnest(indep_date) AS i FROM country))
TO 'target/Politics.parquet';
COPY (SELECT car_code AS country_code, population_growth, infant_mortality FROM country)
TO 'target/Population.parquet';
COPY (SELECT DISTINCT id AS province_code, y.year, y.nestedContent AS population
      FROM (SELECT p.id, unnest(p.population) AS y FROM province))
TO 'target/Province_Population.parquet';
COPY (SELECT p.id AS code, p.name, p.country AS country_code, p.area, p.capital FROM province)
TO 'target/Province.parquet';
COPY (SELECT DISTINCT car_code AS country_code, r.nestedContent AS name, r.percentage
      FROM (SELECT car_code, unnest(religion) AS r FROM country))
TO 'target/Religion.parquet';
COPY (SELECT DISTINCT id AS rid, name, area, length, t.water AS "to"
      FROM (SELECT id, name, area, length, unnest("to") AS t FROM river))
TO 'target/River.parquet';
COPY (SELECT id AS sid, name, area, depth FROM sea) TO 'target/Sea.parquet';
COPY (SELECT DISTINCT id AS rid, s.country AS country_code, s.latitude, s.longitude, s.elevation
      FROM (SELECT id, unnest(source) AS s FROM river))
TO 'target/Source_River.parquet';
