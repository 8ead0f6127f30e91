"""Every program under ``cases/datalog`` gives its expected facts on every engine.

``x.dl`` stands beside a directory ``x``, which holds a CSV file for each input and each output. A
first line ``// pydatalog: refuses`` says that pydatalog has to refuse the program by name.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dynamite.commands.run import run
from dynamite.engines import ENGINES
from dynamite.errors import InputError
from dynamite.language.text import parse

CASES = sorted((Path(__file__).parent / "cases" / "datalog").glob("*.dl"))


ON_SPARK = pytest.param("spark", marks=pytest.mark.spark)


@pytest.mark.parametrize("engine", [ON_SPARK if e == "spark" else e for e in ENGINES])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(
    case: Path, engine: str, tmp_path: Path, update_cases: bool, request: pytest.FixtureRequest
) -> None:
    text = case.read_text()
    expected = case.with_suffix("")
    if text.startswith(f"// {engine}: refuses"):
        with pytest.raises(InputError):
            run(case, expected, tmp_path, engine=engine)
        return
    if engine == "spark":
        request.getfixturevalue("local_spark")
    run(case, expected, tmp_path, engine=engine)
    for relation in parse(text).outputs:
        found = (tmp_path / f"{relation}.csv").read_text()
        if update_cases and engine == "reference":
            (expected / f"{relation}.csv").write_text(found)
        assert found == (expected / f"{relation}.csv").read_text(), relation


def test_there_are_cases() -> None:
    assert CASES
