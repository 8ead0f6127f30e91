"""Comparing instances: whether an instance is the expected one, and where it differs.

Records are sets. Tables compare by their rows. Documents compare as trees: an array is the set of
its elements, whatever their order, and surrogate ids only say what lies in what. Graphs compare up
to one renaming of their opaque ids, over the whole instance (``compare_graphs``). Null and absent
are one in tables and graphs, and two in documents. Values compare as typed values.
"""

from __future__ import annotations

from collections.abc import Collection

from dynamite.data.compare_documents import document_differences
from dynamite.data.compare_graphs import graph_differences, graphs_agree
from dynamite.data.compare_records import Difference, record_key, shown
from dynamite.data.instance import Instance
from dynamite.data.records import ordered
from dynamite.schema import Model, Schema

__all__ = ["Difference", "agree", "differences"]


def agree(expected: Instance, actual: Instance, fixed_ids: Collection[str] = ()) -> bool:
    """Whether two instances of one schema say the same.

    ``fixed_ids`` are the ids of expected nodes that are values, to be found again as they are;
    the other ids of a graph are opaque.

    >>> from dynamite.data.instance import flatten
    >>> from dynamite.data.schema_text import parse_schema
    >>> schema = parse_schema({"model": "graph", "nodes": {"P": {}}, "edges": {"E": {}}}, "")
    >>> def graph(a, b):
    ...     edges = [{"label": "E", "start": a, "end": b}]
    ...     nodes = [{"id": a, "label": "P"}, {"id": b, "label": "P"}]
    ...     return flatten(schema, {"nodes": nodes, "edges": edges}, "")
    >>> agree(graph("1", "2"), graph("x", "y")), agree(graph("1", "2"), graph("x", "y"), {"1"})
    (True, False)
    """
    if expected.schema.model is Model.GRAPH:
        # To tell where two graphs differ takes longer than to tell that they do.
        return graphs_agree(expected.schema, expected.facts, actual.facts, frozenset(fixed_ids))
    return not differences(expected, actual, fixed_ids)


def differences(
    expected: Instance, actual: Instance, fixed_ids: Collection[str] = ()
) -> list[Difference]:
    """What is missing from the actual instance, and what is unexpected in it; empty if they agree.

    By record type in the schema's order, the missing before the unexpected.
    """
    schema = expected.schema
    match schema.model:
        case Model.RELATIONAL:
            return _table_differences(schema, expected, actual)
        case Model.DOCUMENT:
            return document_differences(schema, expected.facts, actual.facts)
        case Model.GRAPH:
            return graph_differences(schema, expected.facts, actual.facts, frozenset(fixed_ids))


def _table_differences(schema: Schema, expected: Instance, actual: Instance) -> list[Difference]:
    found: list[Difference] = []
    for table in schema:
        wanted, given = (
            {record_key(table, row): row for row in ordered(instance.rows(table.key))}
            for instance in (expected, actual)
        )
        for key, row in wanted.items():
            if key not in given:
                found.append(Difference(table, "missing", shown(table, row)))
        for key, row in given.items():
            if key not in wanted:
                found.append(Difference(table, "unexpected", shown(table, row)))
    return found
