"""The section of ``docs/results.md`` on migration: every scale side by side."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.plot import plot_migrate
from benchmarks.report_text import machine_line, markdown_table

Row = dict[str, Any]


def migrate_section(result: dict[str, Any], docs: Path) -> Iterator[str]:
    """The lines of the section; its plot is written into ``docs``."""
    rows: list[Row] = result["measurements"]
    by_scale: dict[int, dict[str, Row]] = {}
    for row in rows:
        by_scale.setdefault(row["scale"], {})[row["name"]] = row
    scales = sorted(by_scale)
    plot_migrate(result, docs / "migrate.svg")
    yield "## Migration"
    yield ""
    yield (
        "`dynamite migrate` with the program that `synth` finds, over generated source data: wall "
        "time of the whole process, from Parquet (tables) or JSON Lines (documents; graphs as APOC "
        "exports them) to the same. *By hand* is the fastest of up to three variants of SQL "
        "written by hand for DuckDB (`hand*.sql` of each scenario), run in turn with it over the "
        "same source; a variant counts only where its target is the same, up to the order of "
        "records and the ids that each side makes. *Times* is the ratio."
    )
    yield ""
    yield machine_line(result)
    yield ""
    yield "![time against source records](migrate.svg)"
    yield ""
    yield from markdown_table(
        (
            *("source records", "scenarios", "times: median", "worst", "records/s: median"),
            *("least", "peak memory: most", "other target"),
        ),
        [_summary(scale, list(by_scale[scale].values())) for scale in scales],
    )
    yield ""
    growth = list(_growth(by_scale))
    if growth:
        yield (
            "Between the two largest scales of each scenario time grows as a power of the number "
            f"of records of {statistics.median(growth):.2f} at the median and {max(growth):.2f} at "
            "most; 1 is linear, and less where starting up still counts."
        )
        yield ""
    yield "Seconds of `dynamite migrate` / by hand, and times:"
    yield ""
    names = sorted({row["name"] for row in rows})
    models = {row["name"]: f"{row['source']} to {row['target']}" for row in rows}
    head = ("scenario", "", *map(_power, scales))
    yield from markdown_table(
        head, [(name, models[name], *_cells(by_scale, scales, name, _times)) for name in names]
    )
    yield ""
    yield "Source records per second, processor seconds and peak memory of `dynamite migrate`:"
    yield ""
    yield from markdown_table(
        ("scenario", *map(_power, scales)),
        [(name, *_cells(by_scale, scales, name, _rate)) for name in names],
    )


def _cells(
    by_scale: dict[int, dict[str, Row]], scales: Sequence[int], name: str, cell: Any
) -> Iterator[str]:
    for scale in scales:
        row = by_scale[scale].get(name)
        if row is None:
            yield "-"
        else:
            yield cell(row) if row["dynamite"] is not None else f"failed: {row['failure']}"


def _times(row: Row) -> str:
    ours = row["dynamite"]["wall"]
    if row["times_by_hand"] is None:
        return f"{ours:.2f} / -"
    return f"{ours:.2f} / {ours / row['times_by_hand']:.2f} = {row['times_by_hand']:.2f}"


def _rate(row: Row) -> str:
    ours = row["dynamite"]
    return (
        f"{row['records_per_second']:,.0f}/s, {ours['processor']:.1f} s, "
        f"{ours['memory'] / 1e6:,.0f} MB"
    )


def _summary(scale: int, rows: list[Row]) -> tuple[str, ...]:
    done = [row for row in rows if row["dynamite"] is not None]
    ratios = [row["times_by_hand"] for row in done if row["times_by_hand"] is not None]
    rates = [row["records_per_second"] for row in done]
    others = [row["name"] for row in done if not all(row["same"].values())]
    return (
        _power(scale),
        str(len(rows)) if len(done) == len(rows) else f"{len(done)} of {len(rows)}",
        f"{statistics.median(ratios):.2f}" if ratios else "-",
        f"{max(ratios):.2f}" if ratios else "-",
        f"{statistics.median(rates):,.0f}" if rates else "-",
        f"{min(rates):,.0f}" if rates else "-",
        f"{max(row['dynamite']['memory'] for row in done) / 1e6:,.0f} MB" if done else "-",
        ", ".join(others) or "none",
    )


def _growth(by_scale: dict[int, dict[str, Row]]) -> Iterator[float]:
    """For each scenario the exponent of time between its two largest scales."""
    points: dict[str, list[tuple[int, float]]] = {}
    for rows in by_scale.values():
        for name, row in rows.items():
            if row["dynamite"] is not None:
                points.setdefault(name, []).append((row["records"], row["dynamite"]["wall"]))
    for each in points.values():
        if len(each) > 1:
            (less, faster), (more, slower) = sorted(each)[-2:]
            yield math.log(slower / faster) / math.log(more / less)


def _power(scale: int) -> str:
    exponent = round(math.log10(scale))
    return f"10^{exponent}" if 10**exponent == scale else f"{scale:,}"
