"""Markdown that the sections of ``docs/results.md`` have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, its first column aligned left and the others right."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "|".join([" --- ", *[" ---: "] * (len(head) - 1)]) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def machine_line(result: dict[str, Any]) -> str:
    """On what a result was measured."""
    facts = result["machine"]
    return (
        f"Measured on {facts['processors']} processors ({facts['processor']}), "
        f"{facts['memory_gb']} GB, {facts['system']}, Python {facts['python']}, "
        f"DuckDB {facts['duckdb']}, Z3 {facts['z3-solver']}."
    )
