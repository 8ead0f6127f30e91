"""Each kind of refactoring: schemas and a program in; the program and its certainty out.

A directory of ``cases/kinds`` has ``old.sql``, ``new.sql`` and ``program.sql``, and either
``rewritten.sql`` with ``certainty.txt`` or, where it cannot be done, ``refused.txt``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dynamite.commands.refactor import refactor
from dynamite.errors import NoProgramError
from dynamite.refactor.report import report_lines

CASES = Path(__file__).parent / "cases" / "kinds"


def outcome(case: Path) -> dict[str, str]:
    """The files that a case should have."""
    paths = [case / f"{name}.sql" for name in ("old", "new", "program")]
    try:
        found = refactor(*paths, sequences=100)
    except NoProgramError as error:
        return {"refused.txt": f"{error}\n"}
    report = "\n".join(report_lines(found.found.certainty))
    return {"rewritten.sql": found.text, "certainty.txt": f"{report}\n"}


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_kind_is_done_or_refused_by_name(case: Path, update_cases: bool) -> None:
    files = outcome(case)
    if update_cases:
        for name in ("refused.txt", "rewritten.sql", "certainty.txt"):
            (case / name).unlink(missing_ok=True)
        for name, text in files.items():
            (case / name).write_text(text, "utf-8")
    expected = {p.name: p.read_text("utf-8") for p in case.iterdir() if p.name not in INPUTS}
    assert files == expected
    assert ("refused.txt" in files) == case.name.startswith("refused_")


INPUTS = ("old.sql", "new.sql", "program.sql")
