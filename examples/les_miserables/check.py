"""Prints the rows that the graph should become, by networkx's own reader."""

from __future__ import annotations

import networkx as nx

from examples.data import check_arguments, print_data

if __name__ == "__main__":
    graph = nx.read_graphml(check_arguments(__doc__))
    name = dict(graph.nodes(data="name"))
    print_data(
        {
            "characters": [{"name": each} for each in name.values()],
            "meetings": [
                {"one": name[one], "other": name[other], "scenes": scenes}
                for one, other, scenes in graph.edges(data="scenes")
            ],
        }
    )
