"""Small migrations that the tests of ``migrate`` share: programs and databases, written by hand."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENGINES = ("duckdb", "reference", "pydatalog")


@dataclass(frozen=True)
class Scenario:
    """A program, its source as files by name (text, or tables for SQLite), and where to write.

    ``expected`` is what the target holds, as ``content`` reads it.
    """

    program: str
    source: str
    files: dict[str, Any]
    target: str
    expected: dict[str, Any]

    def write(self, directory: Path) -> None:
        (directory / "p.dl").write_text(one_line_headers(self.program))
        for name, content in self.files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith(".db"):
                with sqlite3.connect(path) as connection:
                    connection.executescript(content)
                connection.close()
            else:
                path.write_text(content if isinstance(content, str) else json.dumps(content))


def one_line_headers(program: str) -> str:
    """The program with each record type of its header on one line, as it must be."""
    return program.replace("\n    //", "")


def content(path: Path) -> dict[str, Any]:
    """What a target holds, as JSON values in an order of its own."""
    if path.suffix == ".db":
        return _tables(path)
    if path.is_dir():
        return {file.stem: file.read_text() for file in path.glob("*.csv")}
    data = json.loads(path.read_text())
    return {name: sorted(records, key=json.dumps) for name, records in data.items()}


def _tables(path: Path) -> dict[str, Any]:
    connection = sqlite3.connect(path)
    names = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    tables = {
        name: sorted(map(list, connection.execute(f'SELECT * FROM "{name}"')), key=json.dumps)
        for name in names
    }
    connection.close()
    return tables


BASEBALL = """
CREATE TABLE PlayerNames (id INTEGER NOT NULL PRIMARY KEY, first TEXT NOT NULL, last TEXT);
CREATE TABLE AtBats (ab_id INTEGER NOT NULL PRIMARY KEY, batter_id INTEGER, event TEXT,
                     FOREIGN KEY (batter_id) REFERENCES PlayerNames (id));
INSERT INTO PlayerNames VALUES (7, 'Jon', 'Lester'), (8, 'Matt', NULL), (9, 'Al', 'Idle');
INSERT INTO AtBats VALUES (1, 7, NULL), (2, 8, 'Double'), (3, NULL, 'Walk'), (4, 7, 'Out');
"""

BASEBALL_HEADER = """\
//@ source relational
//@ in_AtBats {"table": ["AtBats"], "columns": {"ab_id": "int", "batter_id": "int?",
    // "event": "string?"}, "primary_key": ["ab_id"]}
//@ in_PlayerNames {"table": ["PlayerNames"], "columns": {"id": "int", "first": "string",
    // "last": "string?"}, "primary_key": ["id"]}
"""

BASEBALL_DECLARATIONS = """
.decl in_AtBats(ab_id: number, batter_id: number, event: symbol)
.input in_AtBats
.decl in_PlayerNames(id: number, first: symbol, last: symbol)
.input in_PlayerNames
"""

RELATIONAL_TO_DOCUMENT = Scenario(
    program=BASEBALL_HEADER
    + """\
//@ target document
//@ out_atBats {"collection": ["atBats"], "fields": {"ab_id": "int", "event": "string?"}}
//@ out_atBats_batter {"object": ["atBats", "batter"], "fields": {"first": "string",
    // "last": "string?"}}
//@ out_players {"collection": ["players"], "fields": {"name": "string"}}
//@ out_players_events {"scalars": ["players", "events"], "value": "string"}
//@ out_players_bats {"array": ["players", "bats"], "fields": {"ab_id": "int"}}
"""
    + BASEBALL_DECLARATIONS
    + """
.type Id = AtBats {ab_id: number} | Batter {id: number} | Player {id: number}
         | Event {id: number, event: symbol}
.decl out_atBats(_id: Id, ab_id: number, event: symbol)
.output out_atBats
.decl out_atBats_batter(_parent: Id, _id: Id, first: symbol, last: symbol)
.output out_atBats_batter
.decl out_players(_id: Id, name: symbol)
.output out_players
.decl out_players_events(_parent: Id, _id: Id, _index: number, value: symbol)
.output out_players_events
.decl out_players_bats(_parent: Id, _id: Id, _index: number, ab_id: number)
.output out_players_bats

out_atBats($AtBats(a), a, e) :- in_AtBats(a, _, e).
out_atBats_batter($AtBats(a), $Batter(b), f, l) :- in_AtBats(a, b, _), in_PlayerNames(b, f, l).
out_players($Player(p), f) :- in_PlayerNames(p, f, _).
out_players_events($Player(p), $Event(p, e), nil, e) :-
    in_PlayerNames(p, _, _), in_AtBats(_, p, e), e != nil.
out_players_bats($Player(p), $AtBats(a), nil, a) :- in_PlayerNames(p, _, _), in_AtBats(a, p, _).
""",
    source="source.db",
    files={"source.db": BASEBALL},
    target="target.json",
    expected={
        "atBats": [
            {"ab_id": 1, "event": None, "batter": {"first": "Jon", "last": "Lester"}},
            {"ab_id": 2, "event": "Double", "batter": {"first": "Matt", "last": None}},
            {"ab_id": 3, "event": "Walk"},
            {"ab_id": 4, "event": "Out", "batter": {"first": "Jon", "last": "Lester"}},
        ],
        "players": [
            {"name": "Al", "events": [], "bats": []},
            {"name": "Jon", "events": ["Out"], "bats": [{"ab_id": 1}, {"ab_id": 4}]},
            {"name": "Matt", "events": ["Double"], "bats": [{"ab_id": 2}]},
        ],
    },
)

RELATIONAL_TO_GRAPH = Scenario(
    program=BASEBALL_HEADER
    + """\
//@ target graph
//@ out_Player {"node": ["Player"], "properties": {"first": "string", "last": "string?"}}
//@ out_AtBat {"node": ["AtBat"], "properties": {"event": "string?"}}
//@ out_BY {"edge": ["BY"], "from": "AtBat", "to": "Player", "properties": {}}
"""
    + BASEBALL_DECLARATIONS
    + """
.type Id = Player {id: number} | AtBat {ab_id: number} | By {ab_id: number}
.decl out_Player(_id: Id, first: symbol, last: symbol)
.output out_Player
.decl out_AtBat(_id: Id, event: symbol)
.output out_AtBat
.decl out_BY(_id: Id, _start: Id, _end: Id)
.output out_BY

out_Player($Player(p), f, l) :- in_PlayerNames(p, f, l).
out_AtBat($AtBat(a), e) :- in_AtBats(a, _, e).
out_BY($By(a), $AtBat(a), $Player(p)) :- in_AtBats(a, p, _), in_PlayerNames(p, _, _).
""",
    source="source.db",
    files={"source.db": BASEBALL},
    target="graph:target.json",
    expected={},
)

DOCUMENTS = {
    "movie": [
        {"title": "Heat", "year": 1995, "tags": ["crime", "la"], "cast": [{"name": "Pacino"}]},
        {"title": "Up", "year": None, "tags": [], "cast": []},
        {"title": "Brazil", "tags": ["dystopia"], "cast": [{"name": "Pryce"}, {"name": "De Niro"}]},
    ]
}

MOVIE_HEADER = """\
//@ source document
//@ in_movie {"collection": ["movie"], "fields": {"title": "string", "year": "int?"}}
//@ in_movie_tags {"scalars": ["movie", "tags"], "value": "string"}
//@ in_movie_cast {"array": ["movie", "cast"], "fields": {"name": "string"}}
"""

MOVIE_DECLARATIONS = """
.decl in_movie(_id: number, title: symbol, year: number)
.input in_movie
.decl in_movie_tags(_parent: number, _id: number, _index: number, value: symbol)
.input in_movie_tags
.decl in_movie_cast(_parent: number, _id: number, _index: number, name: symbol)
.input in_movie_cast
"""

DOCUMENT_TO_RELATIONAL = Scenario(
    program=MOVIE_HEADER
    + """\
//@ target relational
//@ out_movies {"table": ["movies"], "columns": {"title": "string", "year": "int?"},
    // "primary_key": ["title"]}
//@ out_roles {"table": ["roles"], "columns": {"title": "string", "name": "string"},
    // "foreign_keys": [{"columns": ["title"], "table": "movies", "references": ["title"]}]}
"""
    + MOVIE_DECLARATIONS
    + """
.decl out_movies(title: symbol, year: number)
.output out_movies
.decl out_roles(title: symbol, name: symbol)
.output out_roles
out_movies(t, y) :- in_movie(_, t, y).
out_roles(t, n) :- in_movie(m, t, _), in_movie_cast(m, _, _, n).
""",
    source="source.json",
    files={"source.json": DOCUMENTS},
    target="target.db",
    expected={
        "movies": [["Brazil", None], ["Heat", 1995], ["Up", None]],
        "roles": [["Brazil", "De Niro"], ["Brazil", "Pryce"], ["Heat", "Pacino"]],
    },
)

DOCUMENT_TO_DOCUMENT = Scenario(
    program=MOVIE_HEADER
    + """\
//@ target document
//@ out_film {"collection": ["film"], "fields": {"name": "string", "year": "int?"}}
//@ out_film_labels {"array": ["film", "labels"], "fields": {"label": "string"}}
"""
    + MOVIE_DECLARATIONS
    + """
.type Id = Film {m: number} | Label {t: number}
.decl out_film(_id: Id, name: symbol, year: number)
.output out_film
.decl out_film_labels(_parent: Id, _id: Id, _index: number, label: symbol)
.output out_film_labels
out_film($Film(m), t, y) :- in_movie(m, t, y).
out_film_labels($Film(m), $Label(i), nil, l) :- in_movie(m, _, _), in_movie_tags(m, i, _, l).
""",
    source="source.json",
    files={"source.json": DOCUMENTS},
    target="target.json",
    expected={
        "film": [
            {"name": "Brazil", "labels": [{"label": "dystopia"}]},
            {"name": "Heat", "year": 1995, "labels": [{"label": "crime"}, {"label": "la"}]},
            {"name": "Up", "year": None, "labels": []},
        ]
    },
)

GRAPH = {
    "nodes": [
        {"id": "p1", "label": "Person", "properties": {"name": "Ada"}},
        {"id": "p2", "label": "Person", "properties": {"name": "Bob"}},
        {"id": "c1", "label": "City", "properties": {"name": "Kyiv"}},
    ],
    "edges": [
        {"label": "KNOWS", "start": "p1", "end": "p2", "properties": {"since": 1999}},
        {"label": "LIVES_IN", "start": "p1", "end": "c1", "properties": {}},
    ],
}

GRAPH_TO_DOCUMENT = Scenario(
    program="""\
//@ source graph
//@ in_Person {"node": ["Person"], "properties": {"name": "string"}}
//@ in_City {"node": ["City"], "properties": {"name": "string"}}
//@ in_KNOWS {"edge": ["KNOWS"], "from": "Person", "to": "Person", "properties": {"since": "int"}}
//@ in_LIVES_IN {"edge": ["LIVES_IN"], "properties": {}}
//@ target document
//@ out_person {"collection": ["person"], "fields": {"name": "string"}}
//@ out_person_city {"object": ["person", "city"], "fields": {"name": "string"}}
//@ out_person_friends {"array": ["person", "friends"], "fields": {"name": "string",
    // "since": "int"}}

.decl in_Person(_id: symbol, name: symbol)
.input in_Person
.decl in_City(_id: symbol, name: symbol)
.input in_City
.decl in_KNOWS(_id: symbol, _start: symbol, _end: symbol, since: number)
.input in_KNOWS
.decl in_LIVES_IN(_id: symbol, _start: symbol, _end: symbol)
.input in_LIVES_IN
.type Id = Person {id: symbol} | City {id: symbol} | Friend {id: symbol}
.decl out_person(_id: Id, name: symbol)
.output out_person
.decl out_person_city(_parent: Id, _id: Id, name: symbol)
.output out_person_city
.decl out_person_friends(_parent: Id, _id: Id, _index: number, name: symbol, since: number)
.output out_person_friends
out_person($Person(p), n) :- in_Person(p, n).
out_person_city($Person(p), $City(c), n) :- in_Person(p, _), in_LIVES_IN(_, p, c), in_City(c, n).
out_person_friends($Person(p), $Friend(k), nil, n, s) :-
    in_Person(p, _), in_KNOWS(k, p, q, s), in_Person(q, n).
""",
    source="graph:source.json",
    files={"source.json": GRAPH},
    target="target.json",
    expected={
        "person": [
            {"name": "Ada", "city": {"name": "Kyiv"}, "friends": [{"name": "Bob", "since": 1999}]},
            {"name": "Bob", "friends": []},
        ]
    },
)

SCENARIOS = {
    "relational to document": RELATIONAL_TO_DOCUMENT,
    "relational to graph": RELATIONAL_TO_GRAPH,
    "document to relational": DOCUMENT_TO_RELATIONAL,
    "document to document": DOCUMENT_TO_DOCUMENT,
    "graph to document": GRAPH_TO_DOCUMENT,
}
