"""Whether two multigraphs are the same up to renaming, against trying every renaming."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamite.data.graph_isomorphism import Multigraph, is_isomorphic


def graph(size: int, edges: list[tuple[int, int]], known: str = "") -> Multigraph:
    """A graph of so many nodes; ``known`` has a letter for what is known of each."""
    nodes = {str(n): known[n] if n < len(known) else "" for n in range(size)}
    return Multigraph(nodes, {("e", str(a), str(b)): None for a, b in edges})


def both_ways(edges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [*edges, *((b, a) for a, b in edges)]


def ring(*nodes: int) -> list[tuple[int, int]]:
    return list(zip(nodes, (*nodes[1:], nodes[0]), strict=True))


def same_by_trying(left: Multigraph, right: Multigraph) -> bool:
    if len(left.nodes) != len(right.nodes):
        return False
    for order in permutations(right.nodes):
        name = dict(zip(left.nodes, order, strict=True))
        if all(left.nodes[node] == right.nodes[name[node]] for node in name) and {
            (kind, name[start], name[end]) for kind, start, end in left.edges
        } == set(right.edges):
            return True
    return False


@st.composite
def graphs(draw: st.DrawFn, size: int = 5) -> Multigraph:
    nodes = [str(n) for n in range(size)]
    known = {node: draw(st.sampled_from("aab")) for node in nodes}
    ends = st.sampled_from(nodes)
    edges = draw(st.lists(st.tuples(st.sampled_from("eef"), ends, ends), max_size=8))
    return Multigraph(dict(known), dict.fromkeys(edges))


@given(graphs(), graphs())
def test_it_says_what_trying_every_renaming_says(left: Multigraph, right: Multigraph) -> None:
    assert is_isomorphic(left, right) is same_by_trying(left, right)


@given(graphs(), st.permutations([str(n) for n in range(5)]))
def test_a_renamed_graph_is_the_same(left: Multigraph, names: list[str]) -> None:
    name = dict(zip(left.nodes, names, strict=True))
    right = Multigraph(
        {name[node]: left.nodes[node] for node in reversed(left.nodes)},
        {(kind, name[start], name[end]): None for kind, start, end in left.edges},
    )
    assert is_isomorphic(left, right)


@given(st.lists(st.sampled_from(list(combinations(range(7), 2))), max_size=12), st.data())
def test_it_agrees_with_networkx_on_graphs_that_are_almost_regular(
    edges: list[tuple[int, int]], data: st.DataObject
) -> None:
    others = data.draw(st.lists(st.sampled_from(list(combinations(range(7), 2))), max_size=12))
    left, right = nx.Graph(edges), nx.Graph(others)
    left.add_nodes_from(range(7))
    right.add_nodes_from(range(7))
    expected = nx.is_isomorphic(left, right)
    assert is_isomorphic(graph(7, both_ways(edges)), graph(7, both_ways(others))) is expected


def test_a_hexagon_is_not_two_triangles() -> None:
    hexagon, triangles = ring(*range(6)), [*ring(0, 1, 2), *ring(3, 4, 5)]
    assert not is_isomorphic(graph(6, hexagon), graph(6, triangles))


def test_a_loop_is_not_an_edge_to_a_like_node() -> None:
    loops, crossed = [(0, 0), (1, 1)], [(0, 1), (1, 0)]
    assert not is_isomorphic(graph(2, loops), graph(2, crossed))


def test_many_like_components_do_not_multiply() -> None:
    hexagons = [e for n in range(0, 120, 6) for e in ring(*range(n, n + 6))]
    almost = [*hexagons[:-6], *ring(114, 115, 116), *ring(117, 118, 119)]
    assert is_isomorphic(graph(120, hexagons), graph(120, hexagons[::-1]))
    assert not is_isomorphic(graph(120, hexagons), graph(120, almost))


@pytest.mark.parametrize("size", [100, 300])
def test_stars_and_complete_graphs_need_no_search(size: int) -> None:
    star = [(0, n) for n in range(1, size)]
    assert is_isomorphic(graph(size, star), graph(size, star[::-1]))
    complete = list(permutations(range(size // 5), 2))
    assert is_isomorphic(graph(size // 5, complete), graph(size // 5, complete[::-1]))


def test_strongly_regular_graphs_of_equal_parameters_are_told_apart() -> None:
    # The 4×4 rook's graph and the Shrikhande graph: 16 nodes of degree 6, all of one colour.
    cells = [(x, y) for x in range(4) for y in range(4)]
    rook = [
        (i, j)
        for i, a in enumerate(cells)
        for j, b in enumerate(cells)
        if i != j and (a[0] == b[0] or a[1] == b[1])
    ]
    steps = {(1, 0), (3, 0), (0, 1), (0, 3), (1, 1), (3, 3)}
    shrikhande = [
        (i, j)
        for i, a in enumerate(cells)
        for j, b in enumerate(cells)
        if ((b[0] - a[0]) % 4, (b[1] - a[1]) % 4) in steps
    ]
    assert is_isomorphic(graph(16, rook), graph(16, rook[::-1]))
    assert not is_isomorphic(graph(16, rook), graph(16, shrikhande))
