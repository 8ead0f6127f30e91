"""Prints the graph that ``world.json`` should become, by loops over its documents."""

from __future__ import annotations

import json

from examples.data import check_arguments, print_data

if __name__ == "__main__":
    world = json.loads(check_arguments(__doc__).read_text("utf-8"))
    countries = world["countries"]
    continents = [
        {"id": f"continent {each['code']}", "label": "Continent", "properties": each}
        for each in world["continents"]
    ]
    nodes = [
        {
            "id": each["iso"],
            "label": "Country",
            "properties": {k: each[k] for k in ("name", "population", "capital") if k in each},
        }
        for each in countries
    ]
    edges = [
        {
            "label": "IN",
            "start": each["iso"],
            "end": f"continent {each['continent']}",
            "properties": {},
        }
        for each in countries
    ] + [
        {"label": "BORDERS", "start": each["iso"], "end": other, "properties": {}}
        for each in countries
        for other in each["neighbours"]
    ]
    print_data({"nodes": continents + nodes, "edges": edges})
