"""The examples of findings, of whys and of what is impossible print what their pages show."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from dynamite.cli import main
from dynamite.preflight.finding import FindingKind

ROOT = Path(__file__).resolve().parents[1]
DIRECTORY = ROOT / "examples" / "preflight"
PAGES = sorted(page.parent.name for page in DIRECTORY.glob("*/README.md"))


def documentation() -> ModuleType:
    """``docs/generate.py``, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = documentation()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_its_commands_print(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (DIRECTORY / name / "README.md").read_text("utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    (block,) = GENERATE.BLOCK.finditer(text)
    printed = ""
    for command in GENERATE.commands_of(text):
        program, *arguments = shlex.split(command)
        assert program == "dynamite"
        assert main(arguments) in (0, 1, 3, 5)
        printed += f"$ {command}\n" + "".join(capsys.readouterr())
    assert GENERATE.same(printed, block[3])


def test_every_kind_of_finding_has_an_example_that_shows_it() -> None:
    for kind in FindingKind:
        text = (DIRECTORY / kind / "README.md").read_text("utf-8")
        assert f"\n{kind}: {kind.about}: " in text


def test_every_example_is_in_the_list_and_nothing_else_is() -> None:
    text = (DIRECTORY / "README.md").read_text("utf-8")
    listed = re.findall(r"(?m)^\| \[[\w-]+\]\(([\w-]+)\)", text)
    assert sorted(listed) == PAGES


@pytest.mark.parametrize("name", [n for n in PAGES if not n.startswith(("impossible", "why-der"))])
def test_the_program_of_an_example_is_what_synth_finds(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["synth", "--examples", str(DIRECTORY / name / "example.json")]) == 0
    assert capsys.readouterr().out == (DIRECTORY / name / "program.dl").read_text("utf-8")
