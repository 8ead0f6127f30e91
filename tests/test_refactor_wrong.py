"""Wrong rewritings of the kinds that published tools have called verified: each is refuted.

A directory of ``cases/wrong`` has both schemas, the program, a wrong rewriting of it, and what
``dynamite equivalent`` prints. The calls are run again by plain SQLite, which shows the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.plain_sqlite import PlainSqlite
from dynamite.commands.equivalent import equivalent, read_program_file, read_schema
from dynamite.refactor.report import report_lines

CASES = Path(__file__).parent / "cases" / "wrong"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_wrong_rewriting_is_refuted_by_calls_that_replay(case: Path, update_cases: bool) -> None:
    files = [case / f"{name}.sql" for name in ("old", "new", "program", "wrong")]
    found = equivalent(*files)
    text = "\n".join(report_lines(found)) + "\n"
    if update_cases:
        (case / "report.txt").write_text(text, "utf-8")
    assert text == (case / "report.txt").read_text("utf-8")
    assert found.counterexample is not None
    calls = found.counterexample.calls
    assert len(calls) <= 4
    answers = []
    for schema, program in (files[0::2], files[1::2]):
        database = read_schema(schema, "postgres")
        machine = PlainSqlite(database, read_program_file(program, database, "postgres").functions)
        answers.append([machine.call(call.function, dict(call.arguments)) for call in calls])
        machine.close()
    assert answers[0][:-1] == answers[1][:-1]
    assert answers[0][-1] != answers[1][-1]
