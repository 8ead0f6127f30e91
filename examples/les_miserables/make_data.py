"""Writes ``les_miserables.graphml`` from the graph that networkx carries.

Who meets whom in Victor Hugo's novel: 77 characters, 254 pairs, the number of scenes of each.
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from examples.data import arguments


def write_graph(path: Path) -> None:
    """Write the characters as labelled nodes and the pairs as labelled, directed edges."""
    graph = nx.DiGraph()
    novel = nx.les_miserables_graph()
    ids = {name: f"n{number}" for number, name in enumerate(novel.nodes)}
    for name, node in ids.items():
        graph.add_node(node, labels=":Character", name=name)
    for one, other, scenes in novel.edges(data="weight"):
        graph.add_edge(ids[one], ids[other], label="MEETS", scenes=scenes)
    nx.write_graphml_xml(graph, path)


if __name__ == "__main__":
    directory, _ = arguments(__doc__)
    write_graph(directory / "les_miserables.graphml")
