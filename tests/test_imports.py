"""The direction of imports, read from the sources: every module imports from its own layer or an
earlier one, and each third-party package only where its role is."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import dynamite

PACKAGE = Path(dynamite.__file__).parent

LAYERS = {
    "vocabulary": "errors values schema datalog holes logic progress version",
    "text and data": "columnar language data atomic_file",
    "outside world": "stores engines solver store_instance examples prover",
    "algorithms": "search synthesis containment certainty refactor",
    "commands": "migration verification sampling facts exporting commands preflight explanation",
    "command line": "cli cli_* __main__",
}
"""The order of the layers, with patterns of the modules and packages in each."""

PACKAGES = {
    "duckdb": "engines.duckdb* stores.duckdb* verification.scratch",
    "bson": "stores.mongodb*",
    "neo4j": "stores.neo4j*",
    "networkx": "stores.graphml* data.graph_isomorphism",
    "psycopg": "stores.postgres*",
    "pyDatalog": "engines.pydatalog*",
    "pyarrow": "columnar stores.* engines.* facts.* migration.before migration.content "
    "migration.fingerprint migration.loading migration.spark* verification.* sampling.sample "
    "store_instance commands.run preflight.misfits",
    "sqlglot": "engines.sql* engines.duckdb* engines.spark* engines.frames engines.nesting "
    "engines.document_checks data.ddl data.ddl_* "
    "refactor.declared refactor.migration_reading refactor.printing "
    "refactor.program_text refactor.reading* refactor.scope",
    "z3": "solver prover",
    "py4j": "engines.spark_session",
    "pymysql": "stores.mysql*",
    "pyspark": "engines.spark* migration.spark*",
    "pymongo": "stores.mongodb*",
}
"""The modules where each third-party package may be imported."""

STRANGERS = ("stores", "engines", "solver", "prover")
"""Parts of the outside world that do not know each other."""

AT_START = {"cli", "cli_arguments", "cli_packages", "cli_title", "errors"}
"""What the command line imports before it knows the command."""

LAZY = {"dynamite"}
"""The package itself names the library's functions and imports them at their first use."""


def module_name(path: Path) -> str:
    """The name within the package: ``stores.json_text``; the package itself is ``dynamite``."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts) or "dynamite"


@cache
def sources() -> dict[str, ast.Module]:
    return {module_name(path): ast.parse(path.read_text()) for path in PACKAGE.rglob("*.py")}


def imported(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Each imported module, and whether its import is at the top of the file."""
    for node in ast.walk(tree):
        is_top = node in tree.body
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield node.module, is_top
            for alias in node.names:
                yield f"{node.module}.{alias.name}", is_top
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, is_top


def inner_imports(modules: dict[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """Pairs of modules of the package: the importer and the imported."""
    for name, tree in modules.items():
        for other, _ in imported(tree):
            inside = other.removeprefix("dynamite.")
            if other.startswith("dynamite.") and inside in modules and inside != name:
                yield name, inside


def without_types(tree: ast.Module) -> ast.Module:
    """The module without what only a type checker reads."""
    body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]
    return ast.Module(body, tree.type_ignores)


def matches(name: str, patterns: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns.split())


def layer(name: str) -> int:
    part = name.split(".")[0]
    found = [i for i, patterns in enumerate(LAYERS.values()) if matches(part, patterns)]
    assert len(found) == 1, f"{name} is in {len(found)} layers of LAYERS; give it one"
    return found[0]


def test_every_module_has_one_layer() -> None:
    for name in sources().keys() - LAZY:
        layer(name)


def test_imports_go_to_the_own_layer_or_an_earlier_one() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, other in inner_imports(sources())
        if name not in LAZY and layer(other) > layer(name)
    ]
    assert not wrong


def test_no_module_imports_itself_through_others() -> None:
    graph: dict[str, set[str]] = {}
    running = {name: without_types(tree) for name, tree in sources().items()}
    for name, other in inner_imports(running):
        if name not in LAZY:
            graph.setdefault(name, set()).add(other)
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " imports ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in sorted(graph.get(name, ())):
                visit(other, (*path, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_stores_engines_and_solver_do_not_know_each_other() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, other in inner_imports(sources())
        if name.split(".")[0] in STRANGERS
        and other.split(".")[0] in STRANGERS
        and name.split(".")[0] != other.split(".")[0]
    ]
    assert not wrong


def test_third_party_packages_are_imported_where_their_role_is() -> None:
    wrong = []
    for name, tree in sources().items():
        for other, _ in imported(tree):
            package = other.split(".")[0]
            if package in sys.stdlib_module_names or package in ("dynamite", "__future__"):
                continue
            if not matches(name, PACKAGES.get(package, "")):
                wrong.append(f"{name} imports {package}")
    assert not wrong


def test_the_vocabulary_needs_the_standard_library_only() -> None:
    for name, tree in sources().items():
        if name in LAZY or layer(name) > 0:
            continue
        for other, _ in imported(tree):
            package = other.split(".")[0]
            assert package in sys.stdlib_module_names or package == "dynamite", (name, other)


def test_only_the_command_line_prints_and_exits() -> None:
    for name, tree in sources().items():
        if name.startswith("cli") or name == "__main__":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "exit", "quit", "input"), name
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called = f"{node.value.id}.{node.attr}"
                assert called not in ("sys.exit", "sys.stdout", "sys.stderr", "sys.argv"), name


def test_the_command_line_imports_late_all_but_arguments_and_errors() -> None:
    modules = sources()
    for name, tree in modules.items():
        if not matches(name, LAYERS["command line"]):
            continue
        top = {o.split(".")[1] for o, is_top in imported(tree) if is_top and o[:9] == "dynamite."}
        assert top & modules.keys() <= AT_START, name
