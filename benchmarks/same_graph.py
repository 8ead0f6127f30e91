"""Whether two graphs in JSON Lines, as APOC exports them, are equal up to a renaming of ids.

The ids of edges, which they need not have, are never compared. Labels whose nodes have the same ids
on both sides are *named*: their nodes correspond by their ids. Every other node is taken for what
it shows: its label, its properties, and its edges with their properties and the named nodes at the
other ends. As no edge may join two of these, equal bags of such nodes, of named nodes and of edges
among named nodes mean that there is a renaming of the ids that makes one graph of the other.

Nodes have to come before edges, as importers look the ends of edges up.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from benchmarks.target_sql import Digest, fits, json_columns, quote_text, sums
from dynamite.schema import Kind, RecordType, Schema

_LINES = (
    "{'type': 'VARCHAR', 'id': 'VARCHAR', 'labels': 'VARCHAR[]', 'label': 'VARCHAR', "
    "'properties': 'JSON', 'start': 'STRUCT(id VARCHAR, labels VARCHAR[])', "
    "'end': 'STRUCT(id VARCHAR, labels VARCHAR[])'}"
)
# The structure of an object without fields would say as much as that of anything.
_STRUCTURE = (
    "CASE len(json_keys(properties)) WHEN 0 THEN '{}' ELSE json_structure(properties)::VARCHAR END"
)


def same_graph(
    connection: duckdb.DuckDBPyConnection, schema: Schema, one: Path, other: Path
) -> bool:
    """Whether two files are shown to have the same graph, and are of the schema.

    Nothing is shown where an edge type joins labels that both are not named.
    """
    for side, path in (("one", one), ("other", other)):
        if not path.is_file() or not _has_nodes_first(path):
            return False
        _read(connection, side, path)
        if not _is_graph(connection, schema, side):
            return False
    nodes = [rt for rt in schema if rt.kind is Kind.NODE]
    edges = [rt for rt in schema if rt.kind is Kind.EDGE]
    named = {rt.path[0] for rt in nodes if _has_same_ids(connection, rt.path[0])}
    if not all(edge.start in named or edge.end in named for edge in edges):
        return False
    digests = []
    for side in ("one", "other"):
        _show(connection, side, nodes, edges, named, schema)
        digests.append(_digest(connection, side, nodes, edges, schema))
    return digests[0] == digests[1]


def _has_nodes_first(path: Path) -> bool:
    has_edges = False
    with path.open("rb") as lines:
        for line in lines:
            is_edge = b'"type":"relationship"' in line or b'"type": "relationship"' in line
            if has_edges and not is_edge:
                return False
            has_edges = is_edge
    return True


def _read(connection: duckdb.DuckDBPyConnection, side: str, path: Path) -> None:
    lines = f"read_json({quote_text(path)}, format = 'newline_delimited', columns = {_LINES})"
    connection.execute(
        f"CREATE TEMP TABLE {side}_node AS SELECT id, list_sort(labels) AS labels, properties "
        f"FROM {lines} WHERE type = 'node'"
    )
    connection.execute(
        f'CREATE TEMP TABLE {side}_edge AS SELECT id, label, properties, "start".id AS s, '
        f'"end".id AS e, "start".labels AS sl, "end".labels AS el '
        f"FROM {lines} WHERE type = 'relationship'"
    )


def _is_graph(connection: duckdb.DuckDBPyConnection, schema: Schema, side: str) -> bool:
    """Whether ids are unique, ends are nodes with the labels that stand there, types are known."""
    faults = (
        f"SELECT 1 FROM (SELECT id FROM {side}_node GROUP BY id HAVING count(*) > 1 OR id IS NULL)",
        f"SELECT 1 FROM (SELECT 1 FROM {side}_edge WHERE id IS NOT NULL "
        "GROUP BY label, id HAVING count(*) > 1)",
        f"SELECT 1 FROM {side}_edge LEFT JOIN {side}_node n ON n.id = s "
        "WHERE list_sort(sl) IS DISTINCT FROM n.labels",
        f"SELECT 1 FROM {side}_edge LEFT JOIN {side}_node n ON n.id = e "
        "WHERE list_sort(el) IS DISTINCT FROM n.labels",
    )
    if any(connection.execute(f"{fault} LIMIT 1").fetchall() for fault in faults):
        return False
    structures = connection.execute(
        f"SELECT DISTINCT 'node', labels, {_STRUCTURE} FROM {side}_node "
        f"UNION ALL SELECT DISTINCT 'edge', [label], {_STRUCTURE} FROM {side}_edge"
    ).fetchall()
    types = {("node" if rt.kind is Kind.NODE else "edge", rt.path[0]): rt for rt in schema}
    return all(
        (kind, label) in types and fits(schema, types[kind, label], json.loads(structure))
        for kind, labels, structure in structures
        for label in labels[:1]
    ) and all(len(labels) == 1 for _, labels, _ in structures)


def _has_same_ids(connection: duckdb.DuckDBPyConnection, label: str) -> bool:
    found = [
        connection.execute(
            f"SELECT {sums(['id'])} FROM {side}_node WHERE labels = [?]", [label]
        ).fetchone()
        for side in ("one", "other")
    ]
    return found[0] == found[1]


def _properties(schema: Schema, record_type: RecordType, value: str) -> str:
    """The hash of the properties of a record type, read as the schema's types."""
    columns = json_columns(schema, record_type)
    if not columns:
        return "0"
    struct = json.dumps(columns)
    return f"hash(from_json({value}, {quote_text(struct)}))"


def _by_type(schema: Schema, types: list[RecordType], label: str, value: str) -> str:
    whens = " ".join(
        f"WHEN {quote_text(rt.path[0])} THEN {_properties(schema, rt, value)}" for rt in types
    )
    return f"CASE {label} {whens} END"


def _show(
    connection: duckdb.DuckDBPyConnection,
    side: str,
    nodes: list[RecordType],
    edges: list[RecordType],
    named: set[str],
    schema: Schema,
) -> None:
    """Make tables of what nodes and edges are compared by: ``shown``, and ``seen`` of edges."""
    is_named = "labels[1] IN (" + ", ".join(map(quote_text, sorted(named))) + ")"
    if not named:
        is_named = "false"
    connection.execute(
        f"CREATE TEMP TABLE {side}_seen AS SELECT label, s, e, "
        f"{_by_type(schema, edges, 'label', 'properties')} AS seen FROM {side}_edge"
    )
    connection.execute(
        f"CREATE TEMP TABLE {side}_shown AS "
        f"WITH n AS (SELECT id, {is_named} AS named, "
        f"hash(labels[1], {_by_type(schema, nodes, 'labels[1]', 'properties')}) AS own "
        f"FROM {side}_node), "
        "around AS (SELECT s AS id, hash('from', label, e, seen) AS edge FROM {0}_seen "
        "UNION ALL SELECT e, hash('to', label, s, seen) FROM {0}_seen), "
        "seen AS (SELECT id, list_sort(list(edge)) AS edges FROM around "
        "SEMI JOIN (SELECT id FROM n WHERE NOT named) USING (id) GROUP BY id) "
        "SELECT id, CASE WHEN named THEN hash(id, own) ELSE hash(own, edges) END AS shown "
        "FROM n LEFT JOIN seen USING (id)".replace("{0}", side)
    )


def _digest(
    connection: duckdb.DuckDBPyConnection,
    side: str,
    nodes: list[RecordType],
    edges: list[RecordType],
    schema: Schema,
) -> list[Digest]:
    return connection.execute(
        f"SELECT 'node', labels[1], {sums(['shown'])} "
        f"FROM {side}_node JOIN {side}_shown USING (id) GROUP BY labels[1] UNION ALL "
        f"SELECT 'edge', label, {sums(['one.shown', 'other.shown', 'seen'])} FROM {side}_seen "
        f"JOIN {side}_shown one ON one.id = s JOIN {side}_shown other ON other.id = e "
        "GROUP BY label ORDER BY ALL"
    ).fetchall()
