"""One scenario stated once per model, and the programs between each two of them.

People, their phones, teams, and who is in which team (many to many): with joins, nesting, nulls,
people without phones, teams without people, and texts that ask for quoting. A program goes from its
source model to relations of its own, ``person team phone member``, and from these to its target
model; so three ways in and three ways out make the nine programs.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from dynamite.data.compare import agree
from dynamite.data.instance import flatten
from dynamite.datalog import Program
from dynamite.language.text import parse
from dynamite.schema import Model, Schema
from dynamite.store_instance import read_instance
from dynamite.stores import open_store

R, D, G = Model.RELATIONAL, Model.DOCUMENT, Model.GRAPH

PERSON = (
    '"id": "int", "name": "string", "active": "bool", "born": "date?", "height": "float?", '
    '"seen": "datetime?"'
)
TEAM = '"code": "string", "title": "string?", "budget": "decimal?"'

HEADERS = {
    R: f"""\
//@ @_person {{"table": ["person"], "columns": {{{PERSON}}}, "primary_key": ["id"]}}
//@ @_team {{"table": ["team"], "columns": {{{TEAM}}}, "primary_key": ["code"]}}
//@ @_phone {{"table": ["phone"], "columns": {{"person": "int", "no": "string", \
"kind": "string?"}}, "primary_key": ["person", "no"], \
"foreign_keys": [{{"columns": ["person"], "table": "person", \
"references": ["id"]}}]}}
//@ @_member {{"table": ["member"], "columns": {{"person": "int", "team": "string", \
"since": "int?"}}, "primary_key": ["person", "team"], \
"foreign_keys": [{{"columns": ["person"], "table": "person", \
"references": ["id"]}}, {{"columns": ["team"], "table": "team", "references": ["code"]}}]}}
""",
    D: f"""\
//@ @_person {{"collection": ["person"], "fields": {{{PERSON}}}}}
//@ @_person_phones {{"array": ["person", "phones"], "fields": {{"no": "string", \
"kind": "string?"}}}}
//@ @_person_teams {{"array": ["person", "teams"], "fields": {{"since": "int?"}}}}
//@ @_person_teams_team {{"object": ["person", "teams", "team"], "fields": {{"code": "string"}}}}
//@ @_team {{"collection": ["team"], "fields": {{{TEAM}}}}}
//@ @_team_members {{"scalars": ["team", "members"], "value": "int"}}
""",
    G: f"""\
//@ @_person {{"node": ["Person"], "properties": {{{PERSON}}}}}
//@ @_team {{"node": ["Team"], "properties": {{{TEAM}}}}}
//@ @_phone {{"node": ["Phone"], "properties": {{"no": "string", "kind": "string?"}}}}
//@ @_has {{"edge": ["HAS"], "from": "Person", "to": "Phone", "properties": {{}}}}
//@ @_member {{"edge": ["MEMBER"], "from": "Person", "to": "Team", \
"properties": {{"since": "int?"}}}}
""",
}
"""The record types of a side's header; ``@`` stands for ``in`` or ``out``."""

PERSON_COLUMNS = "id: number, name: symbol, active: bool, born: date, height: float, seen: datetime"
TEAM_COLUMNS = "code: symbol, title: symbol, budget: decimal"

DECLARATIONS = {
    R: f"""
.decl @_person({PERSON_COLUMNS})
.decl @_team({TEAM_COLUMNS})
.decl @_phone(person: number, no: symbol, kind: symbol)
.decl @_member(person: number, team: symbol, since: number)
""",
    D: f"""
.decl @_person(_id: ID, {PERSON_COLUMNS})
.decl @_person_phones(_parent: ID, _id: ID, _index: number, no: symbol, kind: symbol)
.decl @_person_teams(_parent: ID, _id: ID, _index: number, since: number)
.decl @_person_teams_team(_parent: ID, _id: ID, code: symbol)
.decl @_team(_id: ID, {TEAM_COLUMNS})
.decl @_team_members(_parent: ID, _id: ID, _index: number, value: number)
""",
    G: f"""
.decl @_person(_id: ID, {PERSON_COLUMNS})
.decl @_team(_id: ID, {TEAM_COLUMNS})
.decl @_phone(_id: ID, no: symbol, kind: symbol)
.decl @_has(_id: ID, _start: ID, _end: ID)
.decl @_member(_id: ID, _start: ID, _end: ID, since: number)
""",
}

TYPES = """
.type bool <: symbol
.type date <: symbol
.type datetime <: symbol
.type decimal <: symbol
.type Id = Person {id: number} | Team {code: symbol} | Phone {person: number, no: symbol}
         | Member {person: number, team: symbol}
"""

MIDDLE = f"""
.decl person({PERSON_COLUMNS})
.decl team({TEAM_COLUMNS})
.decl phone(person: number, no: symbol, kind: symbol)
.decl member(person: number, team: symbol, since: number)
"""

INTO = {
    R: """
person(i, n, a, b, h, s) :- in_person(i, n, a, b, h, s).
team(c, t, b) :- in_team(c, t, b).
phone(p, n, k) :- in_phone(p, n, k).
member(p, t, s) :- in_member(p, t, s).
""",
    D: """
person(i, n, a, b, h, s) :- in_person(_, i, n, a, b, h, s).
team(c, t, b) :- in_team(_, c, t, b).
phone(p, n, k) :- in_person(d, p, _, _, _, _, _), in_person_phones(d, _, _, n, k).
member(p, t, s) :- in_person(d, p, _, _, _, _, _), in_person_teams(d, m, _, s),
    in_person_teams_team(m, _, t).
""",
    G: """
person(i, n, a, b, h, s) :- in_person(_, i, n, a, b, h, s).
team(c, t, b) :- in_team(_, c, t, b).
phone(p, n, k) :- in_person(x, p, _, _, _, _, _), in_has(_, x, y), in_phone(y, n, k).
member(p, t, s) :- in_person(x, p, _, _, _, _, _), in_member(_, x, y, s), in_team(y, t, _, _).
""",
}

OUT_OF = {
    R: """
out_person(i, n, a, b, h, s) :- person(i, n, a, b, h, s).
out_team(c, t, b) :- team(c, t, b).
out_phone(p, n, k) :- phone(p, n, k).
out_member(p, t, s) :- member(p, t, s).
""",
    D: """
out_person($Person(i), i, n, a, b, h, s) :- person(i, n, a, b, h, s).
out_person_phones($Person(p), $Phone(p, n), nil, n, k) :- phone(p, n, k).
out_person_teams($Person(p), $Member(p, t), nil, s) :- member(p, t, s).
out_person_teams_team($Member(p, t), $Team(t), t) :- member(p, t, _).
out_team($Team(c), c, t, b) :- team(c, t, b).
out_team_members($Team(t), $Member(p, t), nil, p) :- member(p, t, _).
""",
    G: """
out_person($Person(i), i, n, a, b, h, s) :- person(i, n, a, b, h, s).
out_team($Team(c), c, t, b) :- team(c, t, b).
out_phone($Phone(p, n), n, k) :- phone(p, n, k).
out_has($Phone(p, n), $Person(p), $Phone(p, n)) :- phone(p, n, _).
out_member($Member(p, t), $Person(p), $Team(t), s) :- member(p, t, s).
""",
}


def program(source: Model, target: Model) -> Program:
    """The program from one model to another."""
    surrogate = "symbol" if source is G else "number"
    inputs, outputs = (
        "".join(
            f".{word} {line.split('(')[0].removeprefix('.decl ')}\n"
            for line in DECLARATIONS[model].strip().splitlines()
        )
        for word, model in (("input", source), ("output", target))
    )
    parts = [
        f"//@ source {source}\n{HEADERS[source].replace('@_', 'in_')}",
        f"//@ target {target}\n{HEADERS[target].replace('@_', 'out_')}",
        TYPES,
        DECLARATIONS[source].replace("@_", "in_").replace("ID", surrogate),
        DECLARATIONS[target].replace("@_", "out_").replace("ID", "Id"),
        MIDDLE,
        inputs.replace("@_", "in_"),
        outputs.replace("@_", "out_"),
        INTO[source],
        OUT_OF[target],
    ]
    return parse("".join(parts))


PEOPLE: list[tuple[Any, ...]] = [
    (1, "Ada", True, "1815-12-10", 1.62, "1842-10-01T12:30:00"),
    (2, 'Grace "Amazing" O\'Hara', True, "1906-12-09", 0.1, None),
    (3, "Émilie; 数学", False, None, None, "2000-02-29T23:59:59"),
    (4, "$Nil\\N:null", False, None, 1e-7, None),
    (-5, "", True, "2024-02-29", -1.5e300, None),
]
TEAMS: list[tuple[Any, ...]] = [
    ("a:1", "Analysis", "0.1"),
    ("b", None, "12345678901234567890.123"),
    ("ß/ü", "Nobody's", None),
]
PHONES: list[tuple[Any, ...]] = [(1, "+44 1", "home"), (1, "+44 2", None), (2, "+44 1", "home")]
MEMBERS: list[tuple[Any, ...]] = [(1, "a:1", 1840), (1, "b", None), (2, "a:1", 1950), (3, "b", 1)]

_PERSON = ("id", "name", "active", "born", "height", "seen")
_TEAM = ("code", "title", "budget")


def _fields(names: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


STATED: dict[Model, dict[str, Any]] = {
    R: {
        "person": [_fields(_PERSON, row) for row in PEOPLE],
        "team": [_fields(_TEAM, row) for row in TEAMS],
        "phone": [_fields(("person", "no", "kind"), row) for row in PHONES],
        "member": [_fields(("person", "team", "since"), row) for row in MEMBERS],
    },
    D: {
        "person": [
            {
                **_fields(_PERSON, row),
                "phones": [{"no": no, "kind": kind} for p, no, kind in PHONES if p == row[0]],
                "teams": [
                    {"since": since, "team": {"code": code}}
                    for p, code, since in MEMBERS
                    if p == row[0]
                ],
            }
            for row in PEOPLE
        ],
        "team": [
            {**_fields(_TEAM, row), "members": [p for p, code, _ in MEMBERS if code == row[0]]}
            for row in TEAMS
        ],
    },
    G: {
        "nodes": [
            *(
                {"id": f"P{r[0]}", "label": "Person", "properties": _fields(_PERSON, r)}
                for r in PEOPLE
            ),
            *({"id": f"T{r[0]}", "label": "Team", "properties": _fields(_TEAM, r)} for r in TEAMS),
            *(
                {"id": f"N{n}", "label": "Phone", "properties": {"no": no, "kind": kind}}
                for n, (_, no, kind) in enumerate(PHONES)
            ),
        ],
        "edges": [
            *(
                {"label": "HAS", "start": f"P{p}", "end": f"N{n}", "properties": {}}
                for n, (p, _, _) in enumerate(PHONES)
            ),
            *(
                {"label": "MEMBER", "start": f"P{p}", "end": f"T{t}", "properties": {"since": s}}
                for p, t, s in MEMBERS
            ),
        ],
    },
}
"""The same facts in each model, as the data of an examples file."""


def target_schema(model: Model) -> Schema:
    """The schema of the scenario in a model."""
    header = program(R, model).header
    assert header is not None
    return header.target


def write_base(model: Model, directory: Path) -> str:
    """The stated facts in a store of the model, written without the program under test; its URL."""
    if model is not R:
        path = directory / f"base-{model}.json"
        path.write_text(json.dumps(STATED[model], ensure_ascii=False), encoding="utf-8")
        return f"graph:{path}" if model is G else f"json:{path}"
    path = directory / "base.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE person (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
            "active BOOLEAN NOT NULL, born DATE, height REAL, seen DATETIME);"
            "CREATE TABLE team (code TEXT NOT NULL PRIMARY KEY, title TEXT, budget DECIMAL_TEXT);"
            "CREATE TABLE phone (person INTEGER NOT NULL, no TEXT NOT NULL, kind TEXT);"
            "CREATE TABLE member (person INTEGER NOT NULL, team TEXT NOT NULL, since INTEGER);"
        )
        for table, rows in (
            ("person", PEOPLE),
            ("team", TEAMS),
            ("phone", PHONES),
            ("member", MEMBERS),
        ):
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    return f"sqlite:{path}"


def holds_what_is_stated(url: str, model: Model) -> bool:
    """Whether a store holds the stated facts, up to the ids of a graph's nodes."""
    schema = target_schema(model)
    with closing(open_store(url, model=model)) as store:
        found = read_instance(store, schema, url)
    return agree(flatten(schema, STATED[model], "stated"), found)
