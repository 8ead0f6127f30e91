"""Documentation is run: commands, snippets, docstring examples; what is generated is fresh."""

from __future__ import annotations

import ast
import doctest
import importlib
import importlib.util
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import dynamite
from dynamite.cli_arguments import argument_parser

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
PACKAGE = ROOT / "dynamite"
FENCE = re.compile(r"(?m)^```python\n(.*?)^```$", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)[^)]*\)")
SOURCE_PATH = re.compile(r"`((?:dynamite|tests|docs|examples|benchmarks)/[\w./]*)`")
FRESH_COMMAND = re.compile(r"<!-- fresh checkout: (\w+) -->\n```sh\n(.+)\n```")


@cache
def generator() -> ModuleType:
    """``docs/generate.py``, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def modules_with_doctests() -> list[str]:
    """The modules of the package with ``>>>`` in a docstring, found without importing them."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        nodes = (
            n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, documented)
        )
        if any(">>>" in (ast.get_docstring(node) or "") for node in nodes):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh directory with the repository's examples, as the generator's commands have."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    yield tmp_path


# -- transcripts ---------------------------------------------------------------------------------


def test_the_readme_shows_synth_and_migrate() -> None:
    commands = generator().commands_of(README.read_text("utf-8"))
    assert any(command.startswith("dynamite synth") for command in commands)
    assert any(command.startswith("dynamite migrate") for command in commands)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_prints_is_what_its_commands_print(page: Path) -> None:
    text = page.read_text("utf-8")
    assert generator().page_text(text, "run") == text


def test_a_stale_transcript_is_found(workplace: Path) -> None:
    stale = "<!-- run -->\n```console\n$ echo new 0.1 s\nold 0.1 s\n```\n"
    renewed = generator().page_text(stale, "run")
    assert renewed == "<!-- run -->\n```console\n$ echo new 0.1 s\nnew 0.1 s\n```\n"
    assert not generator().same(stale, renewed)
    assert generator().same(renewed, renewed.replace("0.1 s", "12.34 s"))


def test_a_transcript_on_servers_is_left_alone_where_there_are_none() -> None:
    text = "<!-- servers -->\n```console\n$ echo $STAFF\nstale\n```\n"
    assert generator().page_text(text, "run") == text
    assert generator().page_text(text, "measure") == text
    assert generator().commands_of(README.read_text("utf-8"), "servers")


def test_commands_for_a_fresh_checkout_come_with_their_installation() -> None:
    commands = dict(FRESH_COMMAND.findall(README.read_text("utf-8")))
    assert set(commands) == {"demonstration", "tests"}
    for command in commands.values():
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install --quiet ")


# -- snippets ------------------------------------------------------------------------------------


def test_the_readme_has_a_python_snippet() -> None:
    assert FENCE.search(README.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_snippets_give_what_they_show(page: Path, workplace: Path) -> None:
    snippets = "\n".join(FENCE.findall(page.read_text("utf-8")))
    test = doctest.DocTestParser().get_doctest(snippets, {}, name_of(page), name_of(page), 0)
    assert bool(test.examples) == bool(snippets), "a python snippet has no >>> lines"
    said: list[str] = []
    failed, _ = doctest.DocTestRunner().run(test, out=said.append)
    assert not failed, "".join(said)


def test_twenty_modules_have_examples_in_their_docstrings() -> None:
    assert len(modules_with_doctests()) >= 20


@pytest.mark.parametrize("name", modules_with_doctests())
def test_docstring_examples_give_what_they_show(name: str) -> None:
    said: list[str] = []
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner()
    tests = doctest.DocTestFinder(exclude_empty=True).find(module, name)
    for test in tests:
        runner.run(test, out=said.append)
    assert runner.tries > 0
    assert not runner.failures, "".join(said)


# -- commands ------------------------------------------------------------------------------------


def test_the_page_of_commands_is_fresh() -> None:
    page = generator().COMMANDS.read_text("utf-8")
    assert page == generator().command_page(), "run python docs/generate.py"


def test_every_command_and_option_is_on_the_page_and_has_help() -> None:
    page = generator().COMMANDS.read_text("utf-8")
    commands = generator().subcommands(argument_parser(dynamite.__version__))
    assert {"synth", "migrate", "run", "inspect"} <= set(commands)
    for name, command in commands.items():
        _, _, section = page.partition(f"## dynamite {name}\n")
        section = section.partition("\n## ")[0]
        assert command.description and command.description.splitlines()[0] in section
        for action in generator().arguments(command):
            assert action.help, (name, action.dest)
            for written in action.option_strings or [action.metavar]:
                assert f"{written}" in section, (name, written)


# -- references ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    missing += [path for path in SOURCE_PATH.findall(text) if not (ROOT / path).exists()]
    assert not missing


def test_every_decision_and_page_is_linked() -> None:
    linked = {
        Path(os.path.normpath(page.parent / link))
        for page in PAGES
        for link in LINK.findall(page.read_text("utf-8"))
    }
    decisions = ROOT / "docs" / "decisions"
    pages = [page for page in PAGES if page.parent != decisions and page.parent != ROOT]
    assert decisions in linked and not [page for page in pages if page not in linked]
    numbers = sorted(page.name[:3] for page in decisions.glob("*.md"))
    assert len(set(numbers)) == len(numbers)
