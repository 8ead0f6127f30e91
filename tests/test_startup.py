"""What a start loads: the help, the version and ``import dynamite`` load nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
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


def command(*arguments: str, cwd: Path) -> set[str]:
    """The modules that the process of a command has loaded when it ends well."""
    code = (
        "import sys, dynamite.__main__ as program\n"
        f"sys.argv = ['dynamite', *{arguments!r}]\n"
        "try:\n    program.main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "print('\\n'.join(m for m in sys.modules if sys.modules[m] is not None), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd)
    assert not done.returncode, done.stderr
    return set(done.stderr.split())


SEARCHES = {"z3", "networkx", "pyDatalog", "dynamite.synthesis", "dynamite.certainty"}
"""What belongs to synthesis, proofs and other engines."""
COMPARISONS = {"dynamite.verification.moved", "dynamite.preflight.finding", "neo4j", "pymongo"}
OTHERS = {"numpy", "sqlite3", "sqlglot.generators.duckdb"}
NESTING = {"dynamite.engines.duckdb_documents", "dynamite.engines.nesting"}

HEADER = """\
//@ source relational
//@ in_T {"table": ["T"], "columns": {"id": "int", "name": "string"}, "primary_key": ["id"]}
//@ target relational
//@ out_U {"table": ["U"], "columns": {"key": "int", "label": "string"}}
.decl in_T(id: number, name: symbol)
.decl out_U(key: number, label: symbol)
.input in_T
.output out_U
out_U(id, name) :- in_T(id, name).
"""


def test_a_run_over_ten_facts_loads_what_it_uses(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts/edge.facts").write_text("".join(f"{n}\t{n + 1}\n" for n in range(10)))
    (tmp_path / "p.dl").write_text(
        ".decl edge(x: number, y: number)\n.decl path(x: number, y: number)\n"
        ".input edge\n.output path\n"
        "path(x, y) :- edge(x, y).\npath(x, z) :- path(x, y), edge(y, z).\n"
    )
    modules = command("run", "p.dl", "--facts", "facts", "--output", "out", cwd=tmp_path)
    assert len((tmp_path / "out/path.csv").read_text().splitlines()) == 1 + 55
    # A few facts are sorted and written without Arrow's functions.
    unused = {"pyarrow.compute", "pyarrow.parquet", "dynamite.stores"}
    assert not modules & (SEARCHES | COMPARISONS | NESTING | OTHERS | unused)


def test_a_plain_migration_loads_what_it_uses(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    pq.write_table(pa.table({"id": [1, 2], "name": ["a", "b"]}), tmp_path / "source/T.parquet")
    (tmp_path / "p.dl").write_text(HEADER)
    places = ("--source", "source", "--target", "parquet:target")
    modules = command("migrate", "--program", "p.dl", *places, "--json", cwd=tmp_path)
    assert pq.read_table(tmp_path / "target/U.parquet").to_pydict() == {
        "key": [1, 2],
        "label": ["a", "b"],
    }
    assert not modules & (SEARCHES | COMPARISONS | NESTING | OTHERS)


def test_a_migration_without_numpy_gives_what_one_with_it_gives(tmp_path: Path) -> None:
    records = [{"id": n, "name": f"n{n}", "tags": ["a", None][: n % 3]} for n in range(7)]
    (tmp_path / "T.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (tmp_path / "p.dl").write_text(
        HEADER.replace("relational", "document", 1)
        .replace('"table": ["T"], "columns"', '"collection": ["T"], "fields"')
        .replace(', "primary_key": ["id"]', "")
        .replace("in_T(id: number", "in_T(_id: number, id: number")
        .replace(":- in_T(id", ":- in_T(_, id")
    )
    places = ("--program", "p.dl", "--source", "T.jsonl", "--target")
    command("migrate", *places, "parquet:light", cwd=tmp_path)
    program = "import sys, numpy; from dynamite.cli import main; main(sys.argv[1:])"
    subprocess.run(
        [sys.executable, "-c", program, "migrate", *places, "parquet:full"],
        check=True,
        cwd=tmp_path,
    )
    light, full = (pq.read_table(tmp_path / at / "U.parquet") for at in ("light", "full"))
    assert light.num_rows == 7
    assert light.equals(full)


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
