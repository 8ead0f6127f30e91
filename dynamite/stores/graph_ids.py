"""The ids of a graph: unique within each label, and every end of an edge is a node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from dynamite.errors import InputError
from dynamite.schema import Kind, Schema


class Placed(Protocol):
    """Items that know where they stand."""

    @property
    def positions(self) -> Sequence[int]: ...

    @property
    def place(self) -> Callable[[int], str]: ...


class _End(NamedTuple):
    """An end of an edge that was not found when the edge was seen."""

    node: str
    label: str | None
    verb: str
    place: str


class GraphIds:
    """Collects the ids of a whole graph, in memory; raises ``InputError`` for the first fault."""

    def __init__(self, schema: Schema | None) -> None:
        self.labels: dict[str, tuple[str, ...]] = {}
        self._edges: dict[tuple[str, ...], set[str]] = {}
        self._interned: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._waiting: list[_End] = []
        self._end_labels = {
            rt.path: (rt.start, rt.end) for rt in schema or () if rt.kind is Kind.EDGE
        }

    def add_nodes(self, ids: list[str], labels: list[tuple[str, ...]], placed: Placed) -> None:
        """Take in nodes; a node that was there already gets the further labels."""
        for row, (node, its_labels) in enumerate(zip(ids, labels, strict=True)):
            known = self.labels.get(node, ())
            repeated = next((label for label in its_labels if label in known), None)
            if repeated is not None:
                raise InputError(
                    f"the id {node!r} stands twice among the nodes of label {repeated!r}",
                    place=placed.place(placed.positions[row]),
                )
            together = known + its_labels
            self.labels[node] = self._interned.setdefault(together, together)

    def add_edges(
        self,
        ids: list[str],
        labels: list[tuple[str, ...]],
        starts: list[str],
        ends: list[str],
        placed: Placed,
    ) -> None:
        """Take in edges; ends that are not there yet are looked for again at the end."""
        for row, (edge, label) in enumerate(zip(ids, labels, strict=True)):
            known = self._edges.setdefault(label, set())
            if edge in known:
                raise InputError(
                    f"the id {edge!r} stands twice among the edges of label {label[0]!r}",
                    place=placed.place(placed.positions[row]),
                )
            known.add(edge)
        for row, (label, start, end) in enumerate(zip(labels, starts, ends, strict=True)):
            start_label, end_label = self._end_labels.get(label, (None, None))
            for node, node_label, verb in (
                (start, start_label, "starts"),
                (end, end_label, "ends"),
            ):
                if not self._is_there(node, node_label):
                    place = placed.place(placed.positions[row])
                    what = f"the edge {ids[row]!r} of label {label[0]!r} {verb}"
                    self._waiting.append(_End(node, node_label, what, place))

    def _is_there(self, node: str, label: str | None) -> bool:
        labels = self.labels.get(node)
        return labels is not None and (label is None or label in labels)

    def check_ends(self) -> None:
        """Raises ``InputError`` for the first end of an edge that is no node of the graph."""
        for error in self._faults():
            raise error

    def _faults(self) -> Iterator[InputError]:
        for node, label, what, place in self._waiting:
            if node not in self.labels:
                yield InputError(f"{what} at node {node!r}, which is not there", place=place)
            elif not self._is_there(node, label):
                has = ", ".join(self.labels[node])
                problem = f"{what} at node {node!r}, which has no label {label!r}"
                yield InputError(problem, place=place, mend=f"its labels are: {has}")
        self._waiting.clear()
