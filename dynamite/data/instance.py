"""Instances: the facts of a small database, held as flat records by record type.

``flatten`` turns the data object of an examples file into an instance, ``nest`` turns an instance
back into the data object. Whole databases travel as record batches instead (``columnar``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dynamite.data.documents import flatten_documents, nest_documents
from dynamite.data.graphs import flatten_graph, nest_graph
from dynamite.data.json_text import expect_object
from dynamite.data.records import Facts, Row, flatten_tables, nest_tables
from dynamite.schema import Key, Model, Schema

__all__ = ["Instance", "Row", "flatten", "nest"]


@dataclass(frozen=True)
class Instance:
    """The facts of each record type, by its key; each row holds a value per column.

    Rows stand in the order of the data they come from; repeated rows are kept, as users write them.
    """

    schema: Schema
    facts: dict[Key, tuple[Row, ...]]

    def rows(self, key: Key) -> tuple[Row, ...]:
        return self.facts.get(key, ())


def flatten(schema: Schema, data: Any, place: str) -> Instance:
    """The instance of a data object; raises ``InputError`` that names the place of what is wrong.

    Documents are numbered in reading order, over the whole instance; ids of nodes are text.

    >>> from dynamite.data.schema_text import parse_schema
    >>> fields = {"title": "string", "tags": ["string"]}
    >>> schema = parse_schema({"model": "document", "collections": {"movie": fields}}, "")
    >>> flatten(schema, {"movie": [{"title": "Up", "tags": ["a", "b"]}]}, "data").facts
    {('movie',): ((1, 'Up'),), ('movie', 'tags'): ((1, 2, 0, 'a'), (1, 3, 1, 'b'))}
    """
    fields = expect_object(data, place)
    facts: Facts = {record_type.key: [] for record_type in schema}
    flatten_model = {
        Model.RELATIONAL: flatten_tables,
        Model.DOCUMENT: flatten_documents,
        Model.GRAPH: flatten_graph,
    }[schema.model]
    flatten_model(schema, fields, place, facts)
    return Instance(schema, {key: tuple(rows) for key, rows in facts.items()})


def nest(instance: Instance) -> dict[str, Any]:
    """The data object of an instance, in JSON values: the inverse of ``flatten``.

    Arrays stand in the order of ``_index``, then of their ids. Ids may be Skolem terms, and the
    facts of a record type may be a set. Raises ``InputError`` for a record without its parent, a
    second embedded object, or one node with two values of a property.
    """
    nest_model = {
        Model.RELATIONAL: nest_tables,
        Model.DOCUMENT: nest_documents,
        Model.GRAPH: nest_graph,
    }[instance.schema.model]
    return nest_model(instance.schema, instance.facts)
