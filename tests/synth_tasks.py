"""Small random schemas, databases that obey them, join bodies, and migration tasks."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from dynamite.data.instance import Instance, flatten
from dynamite.data.schema_text import parse_schema
from dynamite.examples import Example, Examples
from dynamite.schema import Attribute, ForeignKey, Kind, Model, RecordType, Schema
from dynamite.synthesis.body import Body, Condition, Place, matches
from dynamite.synthesis.source import Source
from dynamite.values import DataType, Value

Rows = dict[str, list[tuple[Value, ...]]]


def random_schema(random: Random, tables: int = 3) -> Schema:
    """Tables ``T0 …`` of integers: an id that is often a key, perhaps a reference to an earlier
    table's id, and a column or two of values. Some columns are nullable."""
    record_types: list[RecordType] = []
    for number in range(tables):
        attributes = [Attribute("id", DataType.INT)]
        foreign_keys: list[ForeignKey] = []
        for _ in range(random.choice((0, 1, 1, 2)) if number else 0):
            name = f"ref{len(foreign_keys)}"
            attributes.append(Attribute(name, DataType.INT, nullable=random.random() < 0.4))
            table = random.choice(record_types).path[0]
            foreign_keys.append(ForeignKey((name,), table, ("id",)))
        for name in "xy"[: random.choice((1, 2))]:
            attributes.append(Attribute(name, DataType.INT, nullable=random.random() < 0.4))
        record_types.append(
            RecordType(
                (f"T{number}",),
                Kind.TABLE,
                tuple(attributes),
                primary_key=("id",) if random.random() < 0.7 else (),
                foreign_keys=tuple(foreign_keys),
            )
        )
    return Schema(Model.RELATIONAL, tuple(record_types))


def random_database(random: Random, schema: Schema, most: int = 4) -> Instance:
    """Rows that obey the keys, references and nullability; values are few, so that many agree."""
    made: dict[tuple[str, ...], list[tuple[Value, ...]]] = {}
    for table in schema:
        targets = {key.columns[0]: made[(key.table,)] for key in table.foreign_keys}
        rows: list[tuple[Value, ...]] = []
        for _ in range(random.randrange(most + 1)):
            row = [_cell(random, attribute, targets) for attribute in table.attributes]
            taken = {other[0] for other in rows}
            dangling = any(
                not targets[name] and not table.attribute(name).nullable for name in targets
            )
            if not dangling and not (table.primary_key and row[0] in taken):
                rows.append(tuple(row))
        made[table.key] = rows
    return Instance(schema, {key: tuple(rows) for key, rows in made.items()})


def _cell(
    random: Random, attribute: Attribute, targets: dict[str, list[tuple[Value, ...]]]
) -> Value:
    if attribute.nullable and random.random() < 0.3:
        return None
    if attribute.name in targets:
        rows = targets[attribute.name]
        return random.choice(rows)[0] if rows else None
    return random.randrange(4)


def random_body(random: Random, source: Source, most: int = 4) -> Body:
    """A connected join of a few atoms, along references mostly, with a condition at times."""
    slots = [random.randrange(len(source.relations))]
    equalities: set[tuple[Place, Place]] = set()
    for slot in range(1, random.randrange(1, most + 1)):
        slots.append(random.randrange(len(source.relations)))
        other = random.randrange(slot)
        equalities.add(_equality(random, source, slots, other, slot))
    if len(slots) > 1 and random.random() < 0.3:
        one, other = sorted(random.sample(range(len(slots)), 2))
        equalities.add(_equality(random, source, slots, one, other))
    conditions = []
    if random.random() < 0.3:
        place = _place(random, source, slots, random.randrange(len(slots)))
        value = random.choice((None, 0, 1))
        is_equal = random.random() < 0.5
        conditions.append(Condition(place, "=" if is_equal else "!=", value))
    return Body(tuple(slots), frozenset(equalities), tuple(conditions))


def _equality(
    random: Random, source: Source, slots: Sequence[int], one: int, other: int
) -> tuple[Place, Place]:
    """Along a declared join of the two slots if there is one, mostly; else of any two columns."""
    declared = [
        ((one, a), (other, b)) if straight else ((one, b), (other, a))
        for join in source.declared_joins
        for straight in (True, False)
        if (slots[one], slots[other])
        == ((join.left, join.right) if straight else (join.right, join.left))
        for a, b in join.on
    ]
    if declared and random.random() < 0.8:
        return random.choice(declared)
    return _place(random, source, slots, one), _place(random, source, slots, other)


def _place(random: Random, source: Source, slots: Sequence[int], slot: int) -> Place:
    return slot, random.randrange(len(source.relations[slots[slot]].columns))


def random_head(random: Random, source: Source, body: Body) -> list[Place]:
    """One to three places of a body that a rule's head shows."""
    count = random.choice((1, 1, 2, 3))
    slots = [random.randrange(len(body.slots)) for _ in range(count)]
    return [_place(random, source, body.slots, slot) for slot in slots]


def projection(
    source: Source, body: Body, head: Sequence[Place]
) -> set[tuple[int, tuple[Value, ...]]]:
    """What a body gives at some places, after the number of the example."""
    return {
        (example, tuple(source.relations[body.slots[s]].rows[match[s]][1][c] for s, c in head))
        for example, match in matches(source, body)
    }


# -- migration tasks ----------------------------------------------------------------------------

_PEOPLE = {
    "Person": {
        "columns": {"person_id": "int", "name": "string", "team_id": "int?", "born": "date"},
        "primary_key": ["person_id"],
        "foreign_keys": [{"columns": ["team_id"], "table": "Team", "references": ["team_id"]}],
    },
    "Team": {
        "columns": {"team_id": "int", "title": "string", "city": "string?"},
        "primary_key": ["team_id"],
    },
    "Trophy": {
        "columns": {"trophy_id": "int", "team_id": "int", "label": "string"},
        "primary_key": ["trophy_id"],
        "foreign_keys": [{"columns": ["team_id"], "table": "Team", "references": ["team_id"]}],
    },
}
_NAMES = ("Ann", "Bob", "Cid", "Dee", "Eve", "Fay")
_CITIES = ("Bern", "Basel", None)


def random_people(random: Random) -> dict[str, list[dict[str, Any]]]:
    """A small database of persons, their teams, and the trophies of teams.

    Some person has no team, another has one, and some team has no trophy: what a person shows who
    writes an example.
    """
    teams = [
        {"team_id": 10 + i, "title": f"Team {i}", "city": random.choice(_CITIES)}
        for i in range(random.randrange(2, 4))
    ]
    ids = [team["team_id"] for team in teams]
    owners: list[Any] = [ids[0], None, *(random.choice((*ids, None)) for _ in range(3))]
    persons = [
        {
            "person_id": 100 + i,
            "name": random.choice(_NAMES),
            "team_id": owner,
            "born": f"199{random.randrange(10)}-0{random.randrange(1, 10)}-11",
        }
        for i, owner in enumerate(owners[: random.randrange(3, 6)])
    ]
    trophies = [
        {"trophy_id": 1000 + i, "team_id": random.choice(ids[:-1]), "label": f"Cup {i}"}
        for i in range(random.randrange(2, 5))
    ]
    return {"Person": persons, "Team": teams, "Trophy": trophies}


def task(target: dict[str, Any], people: dict[str, Any], expected: dict[str, Any]) -> Examples:
    """The example that the people become the expected target."""
    source = parse_schema({"model": "relational", "tables": _PEOPLE}, "source")
    schema = parse_schema(target, "target")
    example = Example(flatten(source, people, "source"), flatten(schema, expected, "target"))
    return Examples(source, schema, (example,))


def projected(random: Random) -> Examples:
    """Some columns of one table, under other names, some as text."""
    people = random_people(random)
    kept = random.sample(("name", "team_id", "born"), random.randrange(1, 4))
    as_text = random.random() < 0.5
    types = {"name": "string", "team_id": "int?", "born": "string" if as_text else "date"}
    columns = {"no": "int", **{f"its_{name}": types[name] for name in kept}}
    rows = [
        {"no": p["person_id"], **{f"its_{name}": p[name] for name in kept}}
        for p in people["Person"]
    ]
    return task({"model": "relational", "tables": {"Human": columns}}, people, {"Human": rows})


def looked_up(random: Random) -> Examples:
    """A join along a reference that is never null."""
    people = random_people(random)
    titles = {team["team_id"]: team["title"] for team in people["Team"]}
    rows = [{"label": t["label"], "team_title": titles[t["team_id"]]} for t in people["Trophy"]]
    columns = {"label": "string", "team_title": "string"}
    return task({"model": "relational", "tables": {"Prize": columns}}, people, {"Prize": rows})


def looked_up_or_null(random: Random) -> Examples:
    """A join along a reference that may be null: two rules."""
    people = random_people(random)
    titles = {team["team_id"]: team["title"] for team in people["Team"]}
    rows = [
        {"person_id": p["person_id"], "name": p["name"], "team_title": titles.get(p["team_id"])}
        for p in people["Person"]
    ]
    columns = {"person_id": "int", "name": "string", "team_title": "string?"}
    return task({"model": "relational", "tables": {"Human": columns}}, people, {"Human": rows})


def embedded(random: Random) -> Examples:
    """A document with an embedded object where there is a team."""
    people = random_people(random)
    teams = {team["team_id"]: team for team in people["Team"]}
    documents = []
    for p in people["Person"]:
        document = {"person_id": p["person_id"], "name": p["name"]}
        if p["team_id"] is not None:
            team = teams[p["team_id"]]
            document["team"] = {"title": team["title"], "city": team["city"]}
        documents.append(document)
    fields = {
        "person_id": "int",
        "name": "string",
        "team": {"title": "string", "city": "string?"},
    }
    target = {"model": "document", "collections": {"human": fields}}
    return task(target, people, {"human": documents})


def nested(random: Random) -> Examples:
    """A document with two arrays, each of which may be empty."""
    people = random_people(random)
    documents = [
        {
            "title": team["title"],
            "members": [
                {"name": p["name"], "born": p["born"]}
                for p in people["Person"]
                if p["team_id"] == team["team_id"]
            ],
            "trophies": [t["label"] for t in people["Trophy"] if t["team_id"] == team["team_id"]],
        }
        for team in people["Team"]
    ]
    fields = {
        "title": "string",
        "members": [{"name": "string", "born": "date"}],
        "trophies": ["string"],
    }
    target = {"model": "document", "collections": {"team": fields}}
    return task(target, people, {"team": documents})


def united(random: Random) -> Examples:
    """Two tables in one, with a column that tells which."""
    people = random_people(random)
    rows = [{"label": t["title"], "kind": "team"} for t in people["Team"]]
    rows += [{"label": t["label"], "kind": "trophy"} for t in people["Trophy"]]
    columns = {"label": "string", "kind": "string"}
    return task({"model": "relational", "tables": {"Thing": columns}}, people, {"Thing": rows})


def graphed(random: Random) -> Examples:
    """Nodes of two labels, with an edge for each reference that is not null."""
    people = random_people(random)
    nodes = [
        {"id": f"p{p['person_id']}", "label": "Person", "properties": {"name": p["name"]}}
        for p in people["Person"]
    ]
    nodes += [
        {"id": f"t{t['team_id']}", "label": "Team", "properties": {"title": t["title"]}}
        for t in people["Team"]
    ]
    edges = [
        {"label": "IN", "start": f"p{p['person_id']}", "end": f"t{p['team_id']}", "properties": {}}
        for p in people["Person"]
        if p["team_id"] is not None
    ]
    target = {
        "model": "graph",
        "nodes": {"Person": {"name": "string"}, "Team": {"title": "string"}},
        "edges": {"IN": {"from": "Person", "to": "Team", "properties": {}}},
    }
    return task(target, people, {"nodes": nodes, "edges": edges})


TASKS = (projected, looked_up, looked_up_or_null, embedded, nested, united, graphed)


def nonsense(random: Random) -> Examples:
    """A target that nobody made from its source: mostly there is no program."""
    people = random_people(random)
    values: dict[str, list[Any]] = {
        "int": [p["person_id"] for p in people["Person"]] + [10, 11, 1000, 7],
        "string": [p["name"] for p in people["Person"]] + ["Team 0", "Cup 1", "Zoe"],
        "date": [p["born"] for p in people["Person"]],
    }
    types = [random.choice(tuple(values)) for _ in range(random.randrange(1, 4))]
    columns = {f"c{i}": t + random.choice(("", "?")) for i, t in enumerate(types)}
    rows = [
        {name: random.choice(values[t.rstrip("?")]) for name, t in columns.items()}
        for _ in range(random.randrange(1, 5))
    ]
    return task({"model": "relational", "tables": {"Mess": columns}}, people, {"Mess": rows})
