"""The programs of the whole migrations between live stores, and the records that they move.

Flights are one record each: a row of ``bench_flight`` or a document. People who know each other
are rows of ``bench_person`` and ``bench_knows``, or nodes and relationships.
"""

from __future__ import annotations

FLIGHT = {
    "id": "int",
    "carrier": "string",
    "number": "int",
    "distance": "float",
    "late": "bool",
    "departure": "datetime",
    "origin": "string",
    "note": "string?",
}
"""The attributes of a flight, with their types."""

EDGES_PER_NODE = 3
"""How many others each person knows."""

MADE_IN_POSTGRESQL = """
CREATE TABLE bench_flight (id bigint PRIMARY KEY, carrier text NOT NULL, number bigint NOT NULL,
  distance double precision NOT NULL, late boolean NOT NULL, departure timestamp NOT NULL,
  origin text NOT NULL, note text);
INSERT INTO bench_flight SELECT n, 'carrier ' || n % 37, n % 9973, n * 0.5, n % 3 = 0,
  timestamp '2020-01-01' + n * interval '1 minute', 'A' || n % 100,
  CASE WHEN n % 7 <> 0 THEN md5(n::text) END FROM generate_series(1, {records}) AS n;
CREATE TABLE bench_person (id bigint PRIMARY KEY, name text NOT NULL, born bigint NOT NULL,
  height double precision);
INSERT INTO bench_person SELECT n, 'name ' || n, 1900 + n % 100, 1.5 + n % 50 / 100.0
  FROM generate_series(0, {people} - 1) AS n;
CREATE TABLE bench_knows (person bigint REFERENCES bench_person,
  friend bigint REFERENCES bench_person, since bigint NOT NULL, PRIMARY KEY (person, friend));
INSERT INTO bench_knows SELECT n, (n * 7919 + k) % {people}, 2000 + n % 20
  FROM generate_series(0, {people} - 1) AS n, generate_series(1, {edges}) AS k;
ANALYZE
"""
"""Statements that fill PostgreSQL, with places for how many there are to be."""

_NAMES = ", ".join(FLIGHT)
_SOUFFLE = {"int": "number", "float": "float", "bool": "bool", "datetime": "datetime"}
_COLUMNS = ", ".join(
    f"{name}: {_SOUFFLE.get(kind.strip('?'), 'symbol')}" for name, kind in FLIGHT.items()
)
_JSON = "{" + ", ".join(f'"{name}": "{kind}"' for name, kind in FLIGHT.items()) + "}"
_TABLE = f'{{"table": ["bench_flight"], "columns": {_JSON}, "primary_key": ["id"]}}'
_COLLECTION = f'{{"collection": ["bench_flight"], "fields": {_JSON}}}'
_TYPES = """\
.type bool <: symbol
.type datetime <: symbol
"""

ROWS_TO_DOCUMENTS = f"""\
//@ source relational
//@ in_flight {_TABLE}
//@ target document
//@ out_flight {_COLLECTION}
{_TYPES}.decl in_flight({_COLUMNS})
.input in_flight
.type Id = Flight {{id: number}}
.decl out_flight(_id: Id, {_COLUMNS})
.output out_flight
out_flight($Flight(id), {_NAMES}) :- in_flight({_NAMES}).
"""

DOCUMENTS_TO_ROWS = f"""\
//@ source document
//@ in_flight {_COLLECTION}
//@ target relational
//@ out_flight {_TABLE}
{_TYPES}.decl in_flight(_id: number, {_COLUMNS})
.input in_flight
.decl out_flight({_COLUMNS})
.output out_flight
out_flight({_NAMES}) :- in_flight(_, {_NAMES}).
"""

ROWS_TO_ROWS = f"""\
//@ source relational
//@ in_flight {_TABLE}
//@ target relational
//@ out_flight {_TABLE}
{_TYPES}.decl in_flight({_COLUMNS})
.input in_flight
.decl out_flight({_COLUMNS})
.output out_flight
out_flight({_NAMES}) :- in_flight({_NAMES}).
"""

_PERSON = '"name": "string", "born": "int", "height": "float?"'
_PEOPLE_TABLES = f"""\
{{"table": ["bench_person"], "columns": {{"id": "int", {_PERSON}}}, "primary_key": ["id"]}}
//@ {{side}}_knows {{"table": ["bench_knows"], "columns": {{"person": "int", "friend": "int", \
"since": "int"}}, "primary_key": ["person", "friend"]}}"""

ROWS_TO_GRAPH = f"""\
//@ source relational
//@ in_person {_PEOPLE_TABLES.replace("{side}", "in")}
//@ target graph
//@ out_Person {{"node": ["BenchPerson"], "properties": {{{_PERSON}}}}}
//@ out_KNOWS {{"edge": ["BENCH_KNOWS"], "from": "BenchPerson", "to": "BenchPerson", \
"properties": {{"since": "int"}}}}
.decl in_person(id: number, name: symbol, born: number, height: float)
.input in_person
.decl in_knows(person: number, friend: number, since: number)
.input in_knows
.type Id = Person {{id: number}} | Knows {{person: number, friend: number}}
.decl out_Person(_id: Id, name: symbol, born: number, height: float)
.output out_Person
.decl out_KNOWS(_id: Id, _start: Id, _end: Id, since: number)
.output out_KNOWS
out_Person($Person(p), n, b, h) :- in_person(p, n, b, h).
out_KNOWS($Knows(p, f), $Person(p), $Person(f), s) :-
    in_knows(p, f, s), in_person(p, _, _, _), in_person(f, _, _, _).
"""

GRAPH_TO_ROWS = """\
//@ source graph
//@ in_Person {"node": ["BenchPerson"], "properties": {"name": "string", "born": "int", \
"height": "float?"}}
//@ in_KNOWS {"edge": ["BENCH_KNOWS"], "from": "BenchPerson", "to": "BenchPerson", \
"properties": {"since": "int"}}
//@ target relational
//@ out_person {"table": ["bench_person"], "columns": {"id": "string", "name": "string", \
"born": "int", "height": "float?"}, "primary_key": ["id"]}
//@ out_knows {"table": ["bench_knows"], "columns": {"person": "string", "friend": "string", \
"since": "int"}, "primary_key": ["person", "friend"]}
.decl in_Person(_id: symbol, name: symbol, born: number, height: float)
.input in_Person
.decl in_KNOWS(_id: symbol, _start: symbol, _end: symbol, since: number)
.input in_KNOWS
.decl out_person(id: symbol, name: symbol, born: number, height: float)
.output out_person
.decl out_knows(person: symbol, friend: symbol, since: number)
.output out_knows
out_person(p, n, b, h) :- in_Person(p, n, b, h).
out_knows(p, f, s) :- in_KNOWS(_, p, f, s).
"""
