"""The benchmarks of engines: their programs and queries agree on small data."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import dynamite
from benchmarks import bulk, recursion
from benchmarks.bulk_data import COLUMNS, reading, write_source
from benchmarks.bulk_rules import RULES, Rule
from benchmarks.engines_report import bulk_section, recursion_section
from benchmarks.recursion_engines import ENGINES, answer


@pytest.mark.parametrize("format", ["parquet", "csv"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_program_of_a_rule_gives_what_its_sql_gives(
    rule: Rule, format: str, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write_source(source, 300, True, format)
    (tmp_path / "p.dl").write_text(rule.program(is_document=True), "utf-8")
    target = tmp_path / f"{rule.relation}.jsonl"
    dynamite.migrate(tmp_path / "p.dl", f"{format}:{source}", str(target))
    select = rule.sql.format(**{table: reading(source, table, format) for table in COLUMNS})
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{tmp_path / 'hand.jsonl'}' (FORMAT json)")
        rows = [
            sorted(
                connection.execute(f"SELECT to_json(t) FROM read_json('{path}') AS t").fetchall()
            )
            for path in (tmp_path / "hand.jsonl", target)
        ]
    assert rows[0] == rows[1]
    assert len(rows[0]) == (6 if rule.is_nested else 300)


@pytest.mark.parametrize("question", recursion.QUESTIONS)
def test_engines_count_the_same_pairs(question: str, tmp_path: Path) -> None:
    edges = sorted(set(recursion.QUESTIONS[question](120)))
    recursion.write_edges(tmp_path, edges)
    asked = [name for name in ENGINES if name not in ("Soufflé", "Polars, by hand")]
    found = {name: answer(name, question, tmp_path) for name in asked}
    assert len(set(found.values())) == 1, found
    assert found["DuckDB, by hand"] > len(edges)


def test_what_misses_its_goal_is_told() -> None:
    row = bulk.Row("flat", 10, "csv", "parquet", bulk.OURS, 2.0, 2.0, 1 << 20, 2.0)
    result = {"machine": _MACHINE, **bulk.as_json([row])}
    assert result["faults"] == ["flat, 10 rows, csv to parquet: 2.00 times the SQL by hand"]
    assert any("2.00 times the SQL by hand" in line for line in bulk_section(result, Path()))
    slow = recursion.Row("transitive closure", 5, "dynamite, duckdb", 9, 4.0)
    fast = recursion.Row("transitive closure", 5, "DuckDB, by hand", 9, 1.0)
    told = {"machine": _MACHINE, **recursion.as_json([slow, fast])}
    assert len(told["faults"]) == 1
    assert "- transitive closure, 5 edges: more than three times the best" in list(
        recursion_section(told, Path())
    )


_FACTS = ("processors", "processor", "memory_gb", "system", "python", "duckdb", "z3-solver")
_MACHINE = dict.fromkeys(_FACTS, "some")
