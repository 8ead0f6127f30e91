"""Whether two coloured multigraphs are the same up to a renaming of their nodes.

Colour refinement, then individualization with backtracking. *Refinement* splits nodes by the
colours of their neighbours, in both graphs at once, until the colouring is equitable; a renaming
can only map a node to one of the same colour. Nodes that are alone with their colour are then
settled. The others fall into components that are connected neither through settled nodes (their
edges there are part of the colour) nor through joins that lead from each node of a colour to all
nodes of another (every renaming that keeps colours keeps those). Being the same is an equivalence,
so components are matched greedily, without going back on a match; only within a pair of components
one node is tried against each of its colour, and both are refined again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

Node = str
Colour = int
Colouring = dict[Node, Colour]
Arc = tuple[str, Hashable, Node]
"""How an edge looks from one of its nodes: its direction, its kind, the node at its other end."""


@dataclass
class Multigraph:
    """Nodes with what is known of each, and a set of edges ``(kind, start, end)``."""

    nodes: dict[Node, Hashable] = field(default_factory=dict)
    edges: dict[tuple[Hashable, Node, Node], None] = field(default_factory=dict)

    def arcs(self) -> dict[Node, list[Arc]]:
        found: dict[Node, list[Arc]] = {node: [] for node in self.nodes}
        for kind, start, end in self.edges:
            if start == end:
                found[start].append(("loop", kind, end))
            else:
                found[start].append(("out", kind, end))
                found[end].append(("in", kind, start))
        return found


def refinements(left: Multigraph, right: Multigraph) -> Iterator[tuple[Colouring, Colouring]]:
    """The colourings of both graphs, round by round, from what is known of each node.

    Ends with the equitable colouring, or with the first that has another number of nodes of some
    colour in each graph.
    """
    colours = _Colours()
    pair = (
        {node: colours.of(known) for node, known in left.nodes.items()},
        {node: colours.of(known) for node, known in right.nodes.items()},
    )
    yield pair
    yield from _rounds(pair, (left.arcs(), right.arcs()))


def is_isomorphic(left: Multigraph, right: Multigraph) -> bool:
    """Whether some renaming of nodes makes one graph the other.

    >>> triangle = {("e", "a", "b"): None, ("e", "b", "c"): None, ("e", "c", "a"): None}
    >>> path = {("e", "x", "y"): None, ("e", "y", "z"): None, ("e", "x", "z"): None}
    >>> is_isomorphic(
    ...     Multigraph(dict.fromkeys("abc"), triangle), Multigraph(dict.fromkeys("xyz"), path)
    ... )
    False
    """
    *_, pair = refinements(left, right)
    return _same_colours(*pair) and _matches(pair, (left.arcs(), right.arcs()))


class _Colours:
    """Numbers for what tells nodes apart; equal things have equal numbers."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, Colour] = {}

    def of(self, known: Hashable) -> Colour:
        return self._numbers.setdefault(known, len(self._numbers))


_Pair = tuple[Colouring, Colouring]
_Arcs = tuple[Mapping[Node, list[Arc]], Mapping[Node, list[Arc]]]


def _same_colours(left: Colouring, right: Colouring) -> bool:
    return Counter(left.values()) == Counter(right.values())


def _rounds(pair: _Pair, arcs: _Arcs) -> Iterator[_Pair]:
    """Refine until nothing splits; arcs that leave the coloured nodes count for nothing."""
    while _same_colours(*pair):
        colours = _Colours()
        left, right = (
            {
                node: colours.of((colour, _neighbours(node, colouring, side)))
                for node, colour in colouring.items()
            }
            for colouring, side in zip(pair, arcs, strict=True)
        )
        if len(set(left.values())) == len(set(pair[0].values())) and _same_colours(left, right):
            return
        pair = (left, right)
        yield pair


def _last_round(pair: _Pair, arcs: _Arcs) -> _Pair:
    for finer in _rounds(pair, arcs):
        pair = finer
    return pair


def _neighbours(node: Node, colouring: Colouring, arcs: Mapping[Node, list[Arc]]) -> Hashable:
    seen = Counter(
        (direction, kind, colouring[other])
        for direction, kind, other in arcs[node]
        if other in colouring
    )
    return frozenset(seen.items())


def _matches(pair: _Pair, arcs: _Arcs) -> bool:
    """Whether a renaming keeps these equitable colourings, which have equally many of each."""
    left, right = (_components(colouring, side) for colouring, side in zip(pair, arcs, strict=True))
    waiting: dict[Hashable, list[Colouring]] = defaultdict(list)
    for component in right:
        waiting[_profile(component)].append(component)
    for component in left:
        candidates = waiting[_profile(component)]
        for position, candidate in enumerate(candidates):
            if _match(component, candidate, arcs):
                del candidates[position]
                break
        else:
            return False
    return True


def _match(left: Colouring, right: Colouring, arcs: _Arcs) -> bool:
    """Whether two components with the same numbers of nodes of each colour match."""
    if len(left) == 1:
        return True
    sizes = Counter(left.values())
    node = min(left, key=lambda each: sizes[left[each]])
    for other in (each for each in right if right[each] == left[node]):
        # No colour is negative, so this one is new to both.
        pair = _last_round(({**left, node: -1}, {**right, other: -1}), arcs)
        if _same_colours(*pair) and _matches(pair, arcs):
            return True
    return False


def _profile(component: Colouring) -> Hashable:
    return frozenset(Counter(component.values()).items())


def _components(colouring: Colouring, arcs: Mapping[Node, list[Arc]]) -> list[Colouring]:
    """The components of the nodes that share their colour with others."""
    sizes = Counter(colouring.values())
    open_nodes = [node for node, colour in colouring.items() if sizes[colour] > 1]
    root = {node: node for node in open_nodes}

    def find(node: Node) -> Node:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for node in open_nodes:
        for other in _binding(node, colouring, sizes, arcs):
            root[find(other)] = find(node)
    components: dict[Node, Colouring] = defaultdict(dict)
    for node in open_nodes:
        components[find(node)][node] = colouring[node]
    return list(components.values())


def _binding(
    node: Node, colouring: Colouring, sizes: Mapping[Colour, int], arcs: Mapping[Node, list[Arc]]
) -> Iterator[Node]:
    """The neighbours of a node over joins that do not lead to all nodes of a colour."""
    joins: dict[Hashable, list[Node]] = defaultdict(list)
    for direction, kind, other in arcs[node]:
        if direction != "loop" and other in colouring and sizes[colouring[other]] > 1:
            joins[(direction, kind, colouring[other])].append(other)
    for others in joins.values():
        colour = colouring[others[0]]
        if len(others) < sizes[colour] - (colour == colouring[node]):
            yield from others
