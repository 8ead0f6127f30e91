"""Statements of Cypher that load what a program derives into a graph.

Each statement takes the facts of one relation as the parameter of the relation's name: a list of
maps from the names of its columns to values. Nodes are found by their ids while edges are made, by
an auxiliary label that the last statements take away.
"""

from __future__ import annotations

from dynamite.datalog import Program
from dynamite.errors import InputError
from dynamite.language.check import check
from dynamite.schema import Kind, Model, RecordType
from dynamite.values import DataType

_LOADING = "_Loading"
_CONVERTED = {
    DataType.DATE: "date({})",
    DataType.DATETIME: "localdatetime({})",
}
_REFUSED = (DataType.BYTES, DataType.JSON)


def export_cypher(program: Program) -> str:
    """The statements, each ending in ``;``; nodes before edges.

    Raises ``InputError`` where the target is no graph, and for values that a graph has not.
    """
    check(program)
    header = program.header
    if header is None or header.target.model is not Model.GRAPH:
        raise InputError(
            "a program whose target is no graph cannot be exported to Cypher",
            mend="its header has to say //@ target graph",
        )
    nodes: list[str] = []
    edges: list[str] = []
    for relation, record_type in header.target_by_relation.items():
        is_node = record_type.kind is Kind.NODE
        (nodes if is_node else edges).append((_node if is_node else _edge)(relation, record_type))
    constraint = (
        f"CREATE CONSTRAINT loading IF NOT EXISTS FOR (n:{_LOADING}) REQUIRE n._id IS UNIQUE"
    )
    done = ["DROP CONSTRAINT loading IF EXISTS", f"MATCH (n:{_LOADING}) REMOVE n:{_LOADING}"]
    return "".join(f"{one};\n" for one in (constraint, *nodes, *edges, *done))


def _node(relation: str, record_type: RecordType) -> str:
    label = _quoted(record_type.path[-1])
    properties = _properties(record_type)
    return (
        f"UNWIND ${_quoted(relation)} AS row\n"
        f"MERGE (n:{_LOADING} {{_id: row._id}})\n"
        f"SET n:{label}{', n += ' + properties if properties else ''}"
    )


def _edge(relation: str, record_type: RecordType) -> str:
    label = _quoted(record_type.path[-1])
    properties = _properties(record_type)
    shown = f" {properties}" if properties else ""
    return (
        f"UNWIND ${_quoted(relation)} AS row\n"
        f"MATCH (a:{_LOADING} {{_id: row._start}})\n"
        f"MATCH (b:{_LOADING} {{_id: row._end}})\n"
        f"CREATE (a)-[:{label}{shown}]->(b)"
    )


def _properties(record_type: RecordType) -> str:
    pairs = []
    for attribute in record_type.attributes:
        if attribute.type in _REFUSED:
            raise InputError(
                f"{record_type.name}.{attribute.name}, a {attribute.type}, cannot be exported "
                "to Cypher"
            )
        name = _quoted(attribute.name)
        pairs.append(f"{name}: {_CONVERTED.get(attribute.type, '{}').format(f'row.{name}')}")
    return "{" + ", ".join(pairs) + "}" if pairs else ""


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
