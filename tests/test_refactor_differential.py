"""The independent differential test: it passes right rewritings and tells wrong ones apart."""

from __future__ import annotations

import pytest
from live_databases import database
from refactorings import CASES, NAMES
from test_refactor_equivalence import WRONG

from benchmarks.differential.compare import Compared, compare, first_difference
from benchmarks.differential.engines import Engine
from benchmarks.differential.run import ROOT, Pair, Side
from benchmarks.differential.texts import read_blocks


def sides(name: str, rewritten: str = "") -> tuple[Side, Side]:
    directory = CASES / name
    texts = {
        file: (directory / f"{file}.sql").read_text()
        for file in ("old", "new", "program", "rewritten")
    }
    new = Side.read(texts["new"], texts["rewritten"])
    new.blocks.update(read_blocks(rewritten, "postgres"))
    return Side.read(texts["old"], texts["program"]), new


def compared(old: Side, new: Side, sequences: int) -> tuple[Compared, Engine, Engine]:
    engines = old.sqlite(), new.sqlite()
    found = compare(*engines, old.blocks, old.tables, new.blocks, sequences)
    return found, *engines


@pytest.mark.parametrize("name", NAMES)
def test_right_rewritings_pass_and_every_function_is_called(name: str) -> None:
    old, new = sides(name)
    found, *_ = compared(old, new, 150)
    assert found.difference is None
    assert set(found.succeeded) == set(old.blocks)
    queries = {block.name for block in old.blocks.values() if block.is_query}
    assert {query for query in queries if found.answered[query]} == queries


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rewritings_are_told_apart_by_few_calls(name: str) -> None:
    base, text = WRONG[name]
    found, old, new = compared(*sides(base, text), 2000)
    assert found.difference is not None
    calls = found.difference.calls
    assert len(calls) <= 4
    for number in range(len(calls) - 1):
        assert first_difference(old, new, calls[:number] + calls[number + 1 :]) is None


@pytest.mark.parametrize("name", ["02-oracle-2", "05-ambler-3", "08-ambler-6"])
def test_what_refactor_writes_is_equal_on_sqlite_from_nothing_and_from_moved_rows(
    name: str,
) -> None:
    pair = Pair.found(ROOT / name)
    assert pair.compare(200, None).difference is None
    moved = pair.compare_moved(30, 200, None)
    assert moved.difference is None
    assert sum(moved.answered.values()) > 20


@pytest.mark.server("postgres")
@pytest.mark.parametrize("directory", sorted(ROOT.iterdir()), ids=lambda path: path.name)
def test_what_refactor_writes_is_equal_on_postgresql(directory) -> None:  # type: ignore[no-untyped-def]
    url = database("postgres", "refactorings").url
    pair = Pair.found(directory)
    found = pair.compare(1000, url)
    assert found.difference is None
    moved = pair.compare_moved(20, 100, url)
    assert moved.difference is None
