"""Migrations on two executors, each a process of its own: equal to what duckdb writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.same_target import same_target
from benchmarks.scenario import SCENARIOS, read_scenario
from benchmarks.source_store import store_url, write_source
from dynamite import migrate
from dynamite.errors import InputError

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark_cluster")]


@pytest.mark.parametrize(
    "name",
    ["25-mlb-3", "05-mlb-1", "21-mlb-2"],
    ids=["to-tables", "to-documents", "to-a-graph"],
)
def test_a_scenario_on_a_cluster_writes_what_duckdb_writes(name: str, tmp_path: Path) -> None:
    scenario = read_scenario(SCENARIOS / name)
    url, _ = write_source(scenario, 300, 6, tmp_path / "source")
    targets = [store_url(scenario.target.model, tmp_path / name) for name in ("duckdb", "spark")]
    expected = migrate(scenario.program, url, targets[0])
    found = migrate(scenario.program, url, targets[1], engine="spark")
    assert same_target(scenario.target, tmp_path / "duckdb", tmp_path / "spark")
    assert (found.sources, found.targets) == (expected.sources, expected.targets)


def test_another_master_than_that_of_the_running_session_is_refused(tmp_path: Path) -> None:
    scenario = read_scenario(SCENARIOS / "25-mlb-3")
    url, _ = write_source(scenario, 50, 6, tmp_path / "source")
    with pytest.raises(InputError, match=r"running on local-cluster\[2,1,1024\], not on local\[1"):
        migrate(scenario.program, url, f"parquet:{tmp_path}/t", engine="spark", master="local[1]")
    assert not (tmp_path / "t").exists()
