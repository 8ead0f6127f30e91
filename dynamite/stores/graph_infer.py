"""The schema that the nodes and edges of a graph file show.

A label's node type has every property that some node of the label has; a property that holds an
array or an object is ``json``. An edge type starts at a label where all nodes that its edges start
at have exactly that label in common, and ends likewise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dynamite.data.infer import SchemaInference
from dynamite.schema import Kind, Model, Schema
from dynamite.stores.graph_ids import GraphIds
from dynamite.stores.graph_records import Items


def infer_graph_schema(read: Callable[[], Iterable[Items]]) -> Schema:
    """The schema of a graph; ``read`` is called twice, as edges may stand before their nodes.

    Raises ``InputError`` where an id repeats within a label or an edge's end is no node.
    """
    inference = SchemaInference(Model.GRAPH)
    ids = GraphIds(None)
    for items in read():
        if items.kind is Kind.NODE:
            ids.add_nodes(items.ids, items.labels, items)
            for labels, properties in zip(items.labels, items.properties, strict=True):
                inference.add_node(labels, properties)
    for items in read():
        if items.kind is Kind.EDGE:
            ids.add_edges(items.ids, items.labels, items.starts, items.ends, items)
            for row, (label,) in enumerate(items.labels):
                start, end = ids.labels.get(items.starts[row]), ids.labels.get(items.ends[row])
                inference.add_edge(label, start, end, items.properties[row])
    ids.check_ends()
    return inference.schema()


def infer_labels(blocks: Iterable[Items]) -> Schema:
    """The labels, edge types and properties of some nodes and edges; edges may end anywhere."""
    inference = SchemaInference(Model.GRAPH)
    for items in blocks:
        for labels, properties in zip(items.labels, items.properties, strict=True):
            if items.kind is Kind.NODE:
                inference.add_node(labels, properties)
            else:
                inference.add_edge(labels[0], None, None, properties)
    return inference.schema()
