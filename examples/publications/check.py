"""Prints the graph that the bibliography should become, by loops over its elements."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from examples.data import check_arguments, print_data


def node(label: str, **properties: Any) -> dict[str, Any]:
    """A node under an id that is its label and its first property."""
    first = next(iter(properties.values()))
    return {"id": f"{label} {first}", "label": label, "properties": properties}


def edge(label: str, start: str, end: str) -> dict[str, Any]:
    """An edge without properties."""
    return {"label": label, "start": start, "end": end, "properties": {}}


if __name__ == "__main__":
    nodes: dict[str, dict[str, Any]] = {}
    edges: list[dict[str, Any]] = []
    for paper in ElementTree.parse(check_arguments(__doc__)).getroot():
        key, title = paper.get("key"), paper.findtext("title")
        added = [node("Paper", key=key, title=title, year=int(paper.findtext("year") or ""))]
        for author in paper.findall("author"):
            added.append(node("Author", name=author.text))
            edges.append(edge("WROTE", f"Author {author.text}", f"Paper {key}"))
        journal = paper.findtext("journal")
        if journal is not None:
            added.append(node("Journal", name=journal))
            edges.append(edge("IN", f"Paper {key}", f"Journal {journal}"))
        nodes |= {each["id"]: each for each in added}
    print_data({"nodes": nodes.values(), "edges": edges})
