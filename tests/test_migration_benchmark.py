"""The harness of ``python -m benchmarks migrate``: what is kept, what counts, what is reported."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import migrate, report, synth
from benchmarks.machine import machine
from benchmarks.measurements import add_measurements
from benchmarks.migrate import Measured
from benchmarks.migrate_report import migrate_section
from benchmarks.processes import Run
from benchmarks.scenario import SCENARIOS, read_scenario
from benchmarks.source_cache import cached_source


def run(seconds: float) -> Run:
    return Run(seconds, seconds, 10**8)


def measured(scale: int, ours: float, **by_hand: float) -> Measured:
    return Measured(
        *("01-a", scale, scale - 1, "document", "relational"),
        dynamite=run(ours),
        hand={name: run(seconds) for name, seconds in by_hand.items()},
        same=dict.fromkeys(by_hand, True),
    )


def test_the_fastest_variant_counts_among_those_that_give_the_same_target() -> None:
    row = measured(10, 3.0, hand=2.0, hand2=1.5, hand3=1.0)
    assert row.ratio == 3.0
    assert replace(row, same=row.same | {"hand3": False}).ratio == 2.0
    assert replace(row, same=dict.fromkeys(row.hand, False)).ratio is None


def test_measurements_replace_those_of_the_same_scenario_and_scale_only(tmp_path: Path) -> None:
    path = tmp_path / "migrate.json"
    for row in (measured(10, 1.0), measured(100, 2.0), measured(10, 3.0)):
        add_measurements(path, migrate.as_json([row]))
    rows = json.loads(path.read_text("utf-8"))["measurements"]
    assert [(row["scale"], row["dynamite"]["wall"]) for row in rows] == [(10, 3.0), (100, 2.0)]


def test_measurements_of_another_machine_are_not_mixed_in(tmp_path: Path) -> None:
    path = tmp_path / "migrate.json"
    old = migrate.as_json([measured(100, 2.0)])
    path.write_text(
        json.dumps({"machine": machine() | {"duckdb": "0.1"}, "measurements": old}), "utf-8"
    )
    add_measurements(path, migrate.as_json([measured(10, 1.0)]))
    result = json.loads(path.read_text("utf-8"))
    assert [row["scale"] for row in result["measurements"]] == [10]
    assert result["machine"] == machine()


def test_a_source_is_generated_once(tmp_path: Path) -> None:
    scenario = read_scenario(SCENARIOS / "28-bike-3")
    first = cached_source(scenario, 200, 1, tmp_path)
    mark = first.path / "mark"
    mark.write_text("", "utf-8")
    assert cached_source(scenario, 200, 1, tmp_path) == first
    assert mark.exists()
    others = [cached_source(scenario, 200, 2, tmp_path), cached_source(scenario, 300, 1, tmp_path)]
    assert len({first.url, *(other.url for other in others)}) == 3


def test_a_scenario_is_measured_against_each_variant(tmp_path: Path) -> None:
    scenario = read_scenario(SCENARIOS / "13-tencent-2")
    row = migrate.measure(scenario, 300, 1, tmp_path)
    assert not row.failure
    assert row.dynamite is not None
    assert set(row.same) == set(row.hand) == {path.stem for path in scenario.hand_written}
    assert all(row.same.values())
    assert [path.name.partition("-300-")[0] for path in tmp_path.iterdir()] == [scenario.name]


def result(*rows: Measured) -> dict[str, Any]:
    return {"machine": machine(), "measurements": migrate.as_json(list(rows))}


def test_the_report_has_every_scale_side_by_side_with_its_plot(tmp_path: Path) -> None:
    lines = list(
        migrate_section(
            result(measured(100, 1.0, hand=0.5), measured(1_000, 10.0, hand=2.0)), tmp_path
        )
    )
    assert "| 01-a | document to relational | 1.00 / 0.50 = 2.00 | 10.00 / 2.00 = 5.00 |" in lines
    assert "| 10^3 | 1 | 5.00 | 5.00 | 100 | 100 | 100 MB | none |" in lines
    assert any("of 1.00 at the median and 1.00 at most" in line for line in lines)
    assert (tmp_path / "migrate.svg").is_file()


def test_the_report_tells_what_failed_and_what_gave_another_target(tmp_path: Path) -> None:
    failed = replace(measured(100, 1.0), name="02-b", dynamite=None, failure="no memory")
    other = replace(measured(100, 1.0, hand=0.5), same={"hand": False})
    text = "\n".join(migrate_section(result(other, failed), tmp_path))
    assert "failed: no memory" in text
    assert "| 1.00 / - |" in text
    assert "| 10^2 | 1 of 2 | - | - | 99 | 99 | 100 MB | 01-a |" in text


@pytest.mark.parametrize("ablations", [{}, {"both": synth.Ablation(7, 0.25)}])
def test_ablations_are_columns_of_the_table_of_scenarios_where_they_were_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ablations: dict[str, synth.Ablation]
) -> None:
    row = synth.Row("01-a", "A-1", types=1, total_seconds=0.1, by_type={"a": 1})
    rows = synth.as_json([replace(row, ablations=ablations)])
    (tmp_path / "synth.json").write_text(json.dumps({"machine": machine(), **rows}), "utf-8")
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    page = report.write_report(tmp_path).read_text("utf-8")
    assert ("| 7, 0.25 s |" in page) == bool(ablations)
    assert ("ablations" in page) == bool(ablations)
