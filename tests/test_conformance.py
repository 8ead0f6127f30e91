"""The language by small programs, each named after the rule that it pins down.

``conformance/GROUP/NAME.dl`` is a program, stated from Soufflé's language reference as far as
``docs/language.md`` takes it over. ``NAME.out`` has the facts of each relation that it names, one
to a line with ``|`` between the relation and its values, or the relation alone where it is empty.
``NAME.err`` has the message of a program that is refused, or whose run stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dynamite.engines import open_engine
from dynamite.engines.interface import EngineOptions
from dynamite.errors import DynamiteError, InputError
from dynamite.language.check import check
from dynamite.language.text import format, parse

PLACE = Path(__file__).with_name("conformance")
PROGRAMS = sorted(PLACE.glob("*/*.dl"))
ENGINES = ("reference", "duckdb", "pydatalog")


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def shown(value: Any) -> str:
    text = repr(value) if isinstance(value, float) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t")


def facts(engine: Any, relation: str) -> Iterator[str]:
    if engine.program.declarations[relation].attributes:
        for batch in engine.read(relation):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield "|".join((relation, *map(shown, row)))
    elif engine.count(relation):
        yield f"{relation}|()"


def result(text: str, engine: str, relations: list[str]) -> list[str]:
    """The facts of some relations as an expectation has them."""
    with closing(open_engine(engine, parse(text), EngineOptions(threads=1))) as opened:
        opened.evaluate()
        found = []
        for relation in relations:
            found += sorted(facts(opened, relation)) or [relation]
        return found


def message(text: str, name: str, engine: str) -> str:
    try:
        program = parse(text, name)
        check(program, name)
        with closing(open_engine(engine, program, EngineOptions(threads=1))) as opened:
            opened.evaluate()
    except DynamiteError as error:
        return str(error)
    return "no error"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", [p for p in PROGRAMS if p.with_suffix(".out").exists()], ids=named)
def test_a_program_means(path: Path, engine: str) -> None:
    expected = path.with_suffix(".out").read_text().splitlines()
    relations = list(dict.fromkeys(line.split("|")[0] for line in expected))
    try:
        found = result(path.read_text(), engine, relations)
    except InputError as refusal:
        assert engine == "pydatalog"
        assert "the pydatalog engine cannot express" in str(refusal)
        return
    assert found == [
        line for r in relations for line in sorted(e for e in expected if e.split("|")[0] == r)
    ]


REFUSED = [p for p in PROGRAMS if p.with_suffix(".err").exists()]


@pytest.mark.parametrize("path", REFUSED, ids=named)
def test_a_program_is_refused(path: Path, update_cases: bool) -> None:
    found = message(path.read_text(), path.name, "reference")
    if update_cases:
        path.with_suffix(".err").write_text(found + "\n")
    assert found == path.with_suffix(".err").read_text().strip()


@pytest.mark.parametrize("engine", ENGINES[1:])
@pytest.mark.parametrize("path", [p for p in REFUSED if "_stops_the_run" in p.stem], ids=named)
def test_every_engine_stops_where_the_reference_does(path: Path, engine: str) -> None:
    expected = path.with_suffix(".err").read_text()
    found = message(path.read_text(), path.name, engine)
    functor = expected.split(" of ", 1)[0]
    assert found.split(" of ", 1)[0] == functor


@pytest.mark.parametrize("path", [p for p in PROGRAMS if p not in REFUSED], ids=named)
def test_printing_a_program_keeps_its_meaning(path: Path) -> None:
    program = parse(path.read_text())
    assert parse(format(program)) == program


def test_every_program_says_what_it_means() -> None:
    assert len(PROGRAMS) >= 150
    for path in PROGRAMS:
        assert path.with_suffix(".out").exists() != path.with_suffix(".err").exists(), path
