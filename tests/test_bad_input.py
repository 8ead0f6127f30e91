"""What a hostile or clumsy user may do: one line on stderr, a status, and nothing changed.

``cases/errors/cli`` holds most of it as files to read, see ``command_cases``; here is what needs
more than files: signals, limits of the system, other programs, and input too large to be written
out.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from command_cases import Answer, CommandCase, read_cases, rewrite

import dynamite
from dynamite.cli import main

ROOT = Path(dynamite.__file__).parent.parent
CASES = [
    case
    for file in sorted((Path(__file__).parent / "cases" / "errors" / "cli").glob("*.txt"))
    for case in read_cases(file)
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def tree(directory: Path) -> dict[str, bytes | None]:
    """Every file below a directory with its bytes, and every directory."""
    return {
        str(path.relative_to(directory)): path.read_bytes() if path.is_file() else None
        for path in directory.rglob("*")
    }


def in_a_process(arguments: Sequence[str]) -> tuple[str, Answer]:
    """What a command line in a process of its own prints, and what it answers."""
    done = subprocess.run(
        [sys.executable, "-m", "dynamite", *arguments], capture_output=True, text=True, timeout=60
    )
    return done.stdout, (done.returncode, done.stderr)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file.stem}: {case.claim}")
def test_bad_input_is_one_line_and_changes_nothing(
    case: CommandCase, place: Path, capsys: pytest.CaptureFixture[str], update_cases: bool
) -> None:
    for file in case.files:
        file.write(place)
    before = tree(place)
    if case.number % 3 == 0:
        out, answer = in_a_process(case.arguments)
    else:
        status = main(case.arguments)
        out, err = capsys.readouterr()
        answer = (status, err)
    if update_cases:
        rewrite(case, answer)
    assert answer == case.answer
    assert answer[0] != 0
    assert (out, answer[1].count("\n")) == ("", 1)
    assert tree(place) == before


def test_the_cases_are_many_and_each_claims_something_else() -> None:
    claims = [(case.file, case.claim) for case in CASES]
    assert len(set(claims)) == len(claims) >= 60
