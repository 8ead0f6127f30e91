"""What is said of Spark without Spark: these tests need neither Java nor PySpark."""

from __future__ import annotations

import sys

import pytest

from dynamite.datalog import Program
from dynamite.engines import open_engine
from dynamite.engines.interface import EngineOptions
from dynamite.engines.spark_sql import spark_text
from dynamite.engines.sql_values import call, text
from dynamite.errors import InputError


def test_without_pyspark_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("dynamite.engines.spark")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("py4j", "py4j.protocol", "pyspark"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=r"needs PySpark.*pip install 'dynamite\[spark\]'"):
        open_engine("spark", Program())


@pytest.mark.parametrize("engine", ["duckdb", "pydatalog", "reference"])
def test_a_master_is_refused_beside_an_engine_that_has_no_cluster(engine: str) -> None:
    with pytest.raises(InputError, match=f"the {engine} engine runs on no cluster"):
        open_engine(engine, Program(), EngineOptions(master="local[2]"))


def test_a_function_that_is_not_known_to_mean_the_same_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="the spark engine cannot express list_zip"):
        spark_text(call("list_zip", text("a")))


def test_a_pattern_runs_in_java_only_where_it_means_the_same_there() -> None:
    ours, theirs = (
        spark_text(call("regexp_full_match", text("a"), text(pattern)))
        for pattern in ("[+-]?[0-9]+", r"[a&&b].")
    )
    assert "RLIKE" in ours
    assert "DYNAMITE_MATCH" in theirs
