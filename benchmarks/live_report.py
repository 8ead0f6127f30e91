"""The section of ``docs/results.md`` on whole migrations between live stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.report_text import machine_line, markdown_table


def live_section(result: dict[str, Any], docs: Path) -> Iterator[str]:
    """The lines of the section."""
    yield "## Between live stores"
    yield ""
    yield (
        "`python -m benchmarks live`: `dynamite migrate` from one server to another, start and "
        "checks included, beside a loop that copies the same records by the drivers' own bulk "
        "paths (COPY, `insert_many`, `UNWIND`, `INSERT` of many rows) with no program in between. "
        "Both are whole processes, in turns in the same run; the servers are those of the tests, "
        "MongoDB's protocol spoken by mongo-java-server."
    )
    yield ""
    yield machine_line(result)
    yield ""
    yield (
        "*Times* is the ratio of wall times, *work* that of the processor time of process and "
        "servers together, which is fairer where the machine has other work. *Memory* is the peak "
        "of the process. Of a graph, nodes and relationships are counted together, one to three."
    )
    yield ""
    head = ("move", "records", "plain", "dynamite", "records/s", "times", "work", "memory")
    yield from markdown_table(head, [_row(row) for row in result["moves"]])
    grown = list(_grown(result["moves"]))
    if grown:
        yield ""
        yield "The peak memory of a process as data grow: " + "; ".join(grown) + "."


def _row(row: dict[str, Any]) -> list[str]:
    ours, work = row["dynamite"], row["work_ratio"]
    return [
        row["move"],
        f"{row['records']:,}",
        f"{row['plain']['wall']:.1f} s",
        f"{ours['wall']:.1f} s",
        f"{row['records'] / ours['wall']:,.0f}",
        f"{row['ratio']:.2f}",
        "-" if work is None else f"{work:.2f}",
        f"{ours['memory'] / 1e6:.0f} MB",
    ]


def _grown(rows: list[dict[str, Any]]) -> Iterator[str]:
    """How the memory of each move grows from the least to the greatest size."""
    for move in dict.fromkeys(row["move"] for row in rows):
        sizes = sorted((row for row in rows if row["move"] == move), key=lambda r: r["records"])
        least, most = sizes[0], sizes[-1]
        if least is not most:
            times = most["records"] / least["records"]
            before, after = (row["dynamite"]["memory"] / 1e6 for row in (least, most))
            yield f"{move}, {times:.0f} times the records, {before:.0f} to {after:.0f} MB"
