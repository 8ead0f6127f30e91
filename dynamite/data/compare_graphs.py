"""Comparing graphs up to one renaming of their opaque ids.

A node is what all its labels say of it; an end of an edge that is not listed is a node without
labels. Edges compare by label, start, end and properties, as a set; their own ids do not count.
Differences are the most local ones that there are: records first, then edges by what their nodes
say, then nodes by where their edges lead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dynamite.data.compare_records import Difference, DifferenceKind, record_key, shown
from dynamite.data.graph_isomorphism import Multigraph, is_isomorphic, refinements
from dynamite.data.graphs import format_id
from dynamite.data.records import Row, ordered
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.values import show

_Facts = Mapping[Key, Iterable[Row]]


def graphs_agree(
    schema: Schema, expected: _Facts, actual: _Facts, fixed_ids: frozenset[str]
) -> bool:
    """Whether two instances of a graph schema say the same."""
    for record_type in schema:
        rows = expected.get(record_type.key, ()), actual.get(record_type.key, ())
        if set(rows[0]) != set(rows[1]):
            said, other = ({record_key(record_type, row) for row in each} for each in rows)
            if said != other:
                return False
    wanted, given = _Graph(schema, expected, fixed_ids), _Graph(schema, actual, fixed_ids)
    return is_isomorphic(wanted.multigraph, given.multigraph)


def graph_differences(
    schema: Schema, expected: _Facts, actual: _Facts, fixed_ids: frozenset[str]
) -> list[Difference]:
    """The differences of two instances of a graph schema.

    Ids in ``fixed_ids`` are values: such a node is the same in both under no other id.
    """
    wanted, given = _Graph(schema, expected, fixed_ids), _Graph(schema, actual, fixed_ids)
    if is_isomorphic(wanted.multigraph, given.multigraph):
        return []
    return (
        _record_differences(schema, wanted, given)
        or _node_differences(wanted, given)
        or [_whole(wanted)]
    )


@dataclass(frozen=True)
class _Record:
    record_type: RecordType
    row: Row


class _Graph:
    """A graph instance, with its records by what they say of nodes and edges."""

    def __init__(self, schema: Schema, facts: _Facts, fixed_ids: frozenset[str]) -> None:
        self.of_node: dict[str, list[_Record]] = defaultdict(list)
        self.edges: list[_Record] = []
        self.fixed_ids = fixed_ids
        for record_type in schema:
            for row in ordered(facts.get(record_type.key, ())):
                record = _Record(record_type, row)
                if record_type.kind is Kind.NODE:
                    self.add_to_node(record)
                else:
                    self.edges.append(record)
        for edge in self.edges:
            for end in _ends(edge):
                self.of_node.setdefault(end, [])
        self.multigraph = Multigraph(
            {node: self.known(node) for node in self.of_node},
            {(_said(edge), *_ends(edge)): None for edge in self.edges},
        )

    def add_to_node(self, record: _Record) -> None:
        """Add what a label says of its node, once."""
        records = self.of_node[format_id(record.row[0])]
        if all(_said(record) != _said(other) for other in records):
            records.append(record)

    def known(self, node: str) -> Hashable:
        """What is known of a node without its edges; its id only where that is a value."""
        fixed = node if node in self.fixed_ids else None
        return (fixed, frozenset(_said(record) for record in self.of_node[node]))

    def shown_node(self, node: str) -> str:
        """A node for a message: what its labels say, and its id where it tells something."""
        records = self.of_node[node]
        if not records or node in self.fixed_ids:
            return f"node {show(node)}"
        return " ".join(f"{r.record_type.path[0]} {shown(r.record_type, r.row)}" for r in records)


def _said(record: _Record) -> Hashable:
    return (record.record_type.path[0], record_key(record.record_type, record.row))


def _ends(edge: _Record) -> tuple[str, str]:
    return format_id(edge.row[1]), format_id(edge.row[2])


def _record_differences(schema: Schema, wanted: _Graph, given: _Graph) -> list[Difference]:
    """The nodes and the edges that have no counterpart, seen one by one.

    Ends that have none themselves are left out of an edge, which would differ for them alone.
    """
    common = set(wanted.multigraph.nodes.values()) & set(given.multigraph.nodes.values())
    missing, unexpected = (_appearances(graph, common) for graph in (wanted, given))
    found: list[Difference] = []
    for record_type in schema:
        found += _surplus(missing, unexpected, record_type, wanted, "missing")
        found += _surplus(unexpected, missing, record_type, given, "unexpected")
    return found


_Appearances = dict[Hashable, list[_Record]]


def _appearances(graph: _Graph, common: set[Hashable]) -> _Appearances:
    """The records of a graph by how they look without regard to opaque ids."""
    found: _Appearances = defaultdict(list)
    for node, records in graph.of_node.items():
        for record in records:
            fixed = node if node in graph.fixed_ids else None
            found[("node", fixed, _said(record))].append(record)
    distinct = {(_said(edge), *_ends(edge)): edge for edge in graph.edges}
    for (said, *ends), edge in distinct.items():
        looks = (known if known in common else None for known in map(graph.known, ends))
        found[("edge", said, *looks)].append(edge)
    return found


def _surplus(
    these: _Appearances,
    others: _Appearances,
    record_type: RecordType,
    graph: _Graph,
    kind: DifferenceKind,
) -> Iterator[Difference]:
    for appearance, records in these.items():
        if records[0].record_type.key == record_type.key:
            surplus = len(records) - len(others.get(appearance, ()))
            for record in records[: max(0, surplus)]:
                yield _difference(graph, record, kind)


def _difference(graph: _Graph, record: _Record, kind: DifferenceKind) -> Difference:
    note = ""
    if record.record_type.kind is Kind.EDGE:
        start, end = map(graph.shown_node, _ends(record))
        note = f"from {start} to {end}"
    elif format_id(record.row[0]) in graph.fixed_ids:
        note = f"its id is {show(record.row[0])}"
    return Difference(record.record_type, kind, shown(record.record_type, record.row), note)


def _node_differences(wanted: _Graph, given: _Graph) -> list[Difference]:
    """The nodes that differ from all others by their labels, else by where their edges lead.

    Of each round of refinement, the first that tells the graphs apart is the most local.
    """
    rounds = refinements(wanted.multigraph, given.multigraph)
    for number, (left, right) in enumerate(rounds):
        here, there = _by_colour(left), _by_colour(right)
        found = [
            *_lone_nodes(wanted, here, there, "missing", number),
            *_lone_nodes(given, there, here, "unexpected", number),
        ]
        if found:
            return found
    return []


def _by_colour(colouring: Mapping[str, int]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = defaultdict(list)
    for node, colour in colouring.items():
        grouped[colour].append(node)
    return grouped


def _lone_nodes(
    graph: _Graph,
    here: Mapping[int, list[str]],
    there: Mapping[int, list[str]],
    kind: DifferenceKind,
    number: int,
) -> Iterator[Difference]:
    for colour, nodes in here.items():
        for node in nodes[: max(0, len(nodes) - len(there.get(colour, ())))]:
            shown_node = graph.shown_node(node)
            note = f"as one node {shown_node}" if number == 0 else "its edges lead elsewhere"
            record = _record_of(graph, node)
            text = shown(record.record_type, record.row)
            if record.record_type.kind is Kind.EDGE:
                note = f"at {shown_node}, {note}"
            yield Difference(record.record_type, kind, text, note)


def _record_of(graph: _Graph, node: str) -> _Record:
    """A record that a node is known by; of an end that is not listed, one of its edges."""
    records = graph.of_node[node] or [edge for edge in graph.edges if node in _ends(edge)]
    return records[0]


def _whole(wanted: _Graph) -> Difference:
    """What is left to say where each node and edge has a counterpart, and the whole has none."""
    edge = wanted.edges[0]
    text = shown(edge.record_type, edge.row)
    note = "each record is there, but no renaming of ids makes all of them agree at once"
    return Difference(edge.record_type, "missing", text, note)
