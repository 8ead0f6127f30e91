"""The sections of ``docs/results.md`` on engines: bulk targets and recursion, beside others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.bulk import GOAL, HAND
from benchmarks.report_text import machine_line, markdown_table


def bulk_section(result: dict[str, Any], _: Path) -> Iterator[str]:
    """The lines on bulk targets."""
    yield "## Bulk"
    yield ""
    yield (
        "`python -m benchmarks bulk`: a flat copy, a three-way join and documents with ordered "
        "lists (*skewed*: few customers have most orders), made by `dynamite migrate` and by "
        f"hand-written SQL that DuckDB runs, one after the other; the goal is {GOAL} times its "
        "processor time. Seconds are processor time of the whole process, start-up included; "
        "outputs are compared, whatever the order of their records. The check of declared keys, "
        "of links and of nulls, and the report's counts, are in the figures of dynamite and in no "
        "other. Other engines read Parquet; none of them checks anything."
    )
    yield ""
    yield machine_line(result)
    yield ""
    rows = []
    for row in result["targets"]:
        place = f"{row['source']} to {row['target']}"
        start = [row["rule"], f"{row['rows']:,}", place, row["engine"]]
        if row["failure"]:
            rows.append([*start, row["failure"], "", ""])
            continue
        ratio = "" if row["engine"] == HAND else f"{row['ratio']:.2f}"
        memory = f"{row['memory'] / 2**20:,.0f} MB"
        rows.append([*start, f"{row['processor']:.2f} s", ratio, memory])
    head = ("target", "rows", "from, to", "engine", "processor", "times", "memory")
    yield from markdown_table(head, rows)
    yield from _faults(result)


def recursion_section(result: dict[str, Any], _: Path) -> Iterator[str]:
    """The lines on recursive questions."""
    yield "## Recursion"
    yield ""
    yield (
        "`python -m benchmarks recursion`: reading the edges from Parquet, deriving all pairs and "
        "counting them, each engine in a process of its own; processor time, start-up included. "
        "The goal is three times the best of the table."
    )
    yield ""
    yield machine_line(result)
    yield ""
    rows = []
    for row in result["answers"]:
        start = [row["question"], f"{row['edges']:,}", row["engine"]]
        if row["failure"]:
            rows.append([*start, row["failure"], "", ""])
            continue
        memory = f"{row['memory'] / 2**20:,.0f} MB"
        rows.append([*start, f"{row['pairs']:,}", f"{row['processor']:.2f} s", memory])
    head = ("question", "edges", "engine", "pairs", "processor", "memory")
    yield from markdown_table(head, rows)
    yield from _faults(result)


def _faults(result: dict[str, Any]) -> Iterator[str]:
    if result["faults"]:
        yield ""
        yield "What misses its goal:"
        yield ""
        yield from (f"- {fault}" for fault in result["faults"])
