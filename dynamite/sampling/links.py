"""What a sample must hold together: which records have to be there because another one is.

A foreign key asks for the record that it refers to, a document for what is nested in it, an edge
for its nodes, and a label of a node for its other labels. Where a relational store declares no
foreign keys, columns that are named like references are taken for some: a sample along a wrong
guess is only less telling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.values import DataType

_KEY_TYPES = (DataType.INT, DataType.STRING, DataType.DECIMAL)


@dataclass(frozen=True)
class Link:
    """Each record of ``source`` asks for the records of ``target`` that agree on these columns.

    ``is_unique`` says that at most one does.
    """

    source: Key
    columns: tuple[int, ...]
    target: Key
    references: tuple[int, ...]
    is_unique: bool = False


def links(schema: Schema) -> tuple[Link, ...]:
    """Everything that holds records of a schema together, as it is declared."""
    return tuple(_links(schema))


def _links(schema: Schema) -> Iterator[Link]:
    for record_type in schema:
        for key in record_type.foreign_keys:
            table = schema[(key.table,)]
            is_unique = any(
                own and set(own) <= set(key.references)
                for own in (table.primary_key, *table.unique)
            )
            columns, references = _at(record_type, key.columns), _at(table, key.references)
            yield Link(record_type.key, columns, table.key, references, is_unique)
        if record_type.parent is not None:
            holder = schema[record_type.parent]
            yield Link(holder.key, (holder.columns.index("_id"),), record_type.key, (0,))
    if schema.model is Model.GRAPH:
        yield from _graph_links(schema)


def _graph_links(schema: Schema) -> Iterator[Link]:
    nodes = [record_type for record_type in schema if record_type.kind is Kind.NODE]
    for edge in schema:
        if edge.kind is Kind.EDGE:
            for column, label in ((1, edge.start), (2, edge.end)):
                for node in nodes:
                    if label in (None, node.path[0]):
                        yield Link(edge.key, (column,), node.key, (0,), is_unique=True)
    for node in nodes:
        for other in nodes:
            if other is not node:
                yield Link(node.key, (0,), other.key, (0,), is_unique=True)


def likely_links(schema: Schema) -> tuple[Link, ...]:
    """Columns that are named like references: ``batter_id`` or ``batter`` of ``Batters(id, …)``,
    and a column named like the first one of another table that is a key by its name.

    >>> from dynamite.data.schema_text import parse_schema
    >>> tables = {"AtBats": {"no": "int", "batter_id": "int"}, "Batters": {"id": "int"}}
    >>> schema = parse_schema({"model": "relational", "tables": tables}, "")
    >>> [(link.source, link.columns, link.target) for link in likely_links(schema)]
    [(('AtBats',), (1,), ('Batters',))]
    """
    return tuple(
        Link(table.key, (position,), other.key, (0,))
        for table in schema
        for position, column in enumerate(table.attributes)
        for other in schema
        if other is not table and other.attributes and _is_reference(column, position, other)
    )


def _is_reference(column: Attribute, position: int, other: RecordType) -> bool:
    key = other.attributes[0]
    if column.type is not key.type or key.type not in _KEY_TYPES:
        return False
    name, key_name = column.name.lower(), key.name.lower()
    singular = other.name.lower().removesuffix("s")
    if key_name == "id":
        return name in (f"{singular}_id", f"{singular}id", f"{other.name.lower()}_id")
    return position > 0 and name == key_name and name.endswith(("id", "key", "code", "no", "num"))


def _at(record_type: RecordType, names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(record_type.columns.index(name) for name in names)
