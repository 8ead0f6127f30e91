"""What a start loads: the help, the version and ``import dynamite`` load nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"duckdb", "pyarrow", "z3", "sqlglot", "networkx", "pyDatalog", "neo4j", "pymongo"}
HEAVY |= {"ijson", "numpy", "pandas"}


def loaded(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running some code."""
    code += "\nimport sys; print('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["migrate", "--help"], ["synth"], ["nothing"]]
)
def test_help_version_and_usage_errors_load_nothing_heavy(arguments: list[str]) -> None:
    modules = loaded(
        "from dynamite.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass"
    )
    assert not modules & HEAVY


def test_import_dynamite_loads_nothing_else_of_it() -> None:
    modules = loaded("import dynamite")
    assert {name for name in modules if name.startswith("dynamite")} == {"dynamite"}


def test_the_librarys_functions_are_there_at_first_use_and_stay() -> None:
    loaded(
        "import dynamite\n"
        "import dynamite.commands.migrate, dynamite.commands.run\n"
        "from dynamite.commands.migrate import migrate\n"
        "assert dynamite.migrate is migrate\n"
        "assert callable(dynamite.run) and callable(dynamite.inspect)\n"
        "from dynamite import parse, format\n"
        "assert format(parse('p(1).\\n')).strip() == 'p(1).'\n"
        "assert 'synth' in dir(dynamite)\n"
    )


def test_a_name_that_the_library_lacks_is_an_attribute_error() -> None:
    import dynamite

    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        dynamite.nothing
