"""A writer that is killed at any moment leaves the target as it was, or complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pairs import D, G, R, program, target_schema, write_base

import dynamite
from dynamite.columnar import from_batch
from dynamite.commands.migrate import migrate
from dynamite.commands.verify import verify
from dynamite.data.records import Row, row_order
from dynamite.schema import Key, Model
from dynamite.stores import open_store
from dynamite.stores.interface import IfExists

MOMENTS = 20 if os.environ.get("DYNAMITE_SERVERS") == "1" else 5
"""How many writers are killed for each kind of target; more of them where servers run too."""

KINDS: dict[str, tuple[Model, str, IfExists]] = {
    "a new sqlite": (R, "x.db", "fail"),
    "a replaced sqlite": (R, "x.db", "replace"),
    "an appended sqlite": (R, "x.db", "append"),
    "a replaced duckdb": (R, "x.duckdb", "replace"),
    "an appended duckdb": (R, "x.duckdb", "append"),
    "replaced csv": (R, "csv:x", "replace"),
    "replaced parquet": (R, "parquet:x", "replace"),
    "replaced json": (D, "x.json", "replace"),
    "replaced json lines": (D, "jsonl:x", "replace"),
    "replaced xml": (D, "x.xml", "replace"),
    "a replaced graph": (G, "graph:x.json", "replace"),
    "replaced graphml": (G, "x.graphml", "replace"),
}


def at(directory: Path, url: str) -> str:
    """The URL of a target in a directory."""
    scheme, colon, name = url.rpartition(":")
    return f"{scheme}{colon}{directory / name}"


def held(directory: Path, url: str, model: Model) -> dict[Key, list[Row]] | None:
    """All records of a target in an order of their own; nothing where there is no target.

    A directory whose replacement was cut short stands beside its place, whole.
    """
    target = directory / url.rpartition(":")[2]
    old = target.with_name(f".{target.name}.dynamite-old")
    if old.exists() and not target.exists():
        old.rename(target)
    schema = target_schema(model)
    with closing(open_store(at(directory, url), model=model)) as store:
        if not store.exists():
            return None
        rows: dict[Key, list[Row]] = {rt.key: [] for rt in schema}
        for key, batch in store.read(schema, {rt.key: rt.columns for rt in schema}):
            rows[key].extend(from_batch(schema[key], batch))
    return {key: sorted(records, key=row_order) for key, records in rows.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_writer_leaves_the_old_or_the_new_target(tmp_path: Path, kind: str) -> None:
    model, url, if_exists = KINDS[kind]
    moving = program(R, model)
    base = write_base(R, tmp_path)
    directories = [tmp_path / f"{number}" for number in range(MOMENTS + 1)]
    directories[0].mkdir()
    if if_exists != "fail":
        migrate(moving, base, at(directories[0], url), engine="reference")
    for directory in directories[1:]:
        shutil.copytree(directories[0], directory)
    old = held(directories[0], url, model)
    before = files(directories[0])
    outcomes = killed(model, url, if_exists, directories)
    new = held(directories[0], url, model)
    assert new is not None
    assert new != old
    known = [(before, old), (files(directories[0]), new)]
    for directory, outcome in zip(directories[1:], outcomes[1:], strict=True):
        there = files(directory)
        content = next((kept for seen, kept in known if seen == there), None)
        if content is None:
            content = held(directory, url, model)
            known.append((there, content))
        assert content == new if outcome == "finished" else content in (old, new)
    assert "killed" in outcomes
    # What the killed writers left is in nobody's way.
    last = next(d for d, outcome in zip(directories, outcomes, strict=True) if outcome == "killed")
    migrate(moving, base, at(last, url), if_exists="replace")
    assert verify(moving, base, at(last, url)).is_equal
    assert [path.name for path in last.iterdir()] == [url.rpartition(":")[2]]


def files(directory: Path) -> dict[str, bytes]:
    """Every file below a directory that is no partial one."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and "dynamite-partial" not in str(path)
    }


def killed(model: Model, url: str, if_exists: str, directories: list[Path]) -> list[str]:
    """What became of the writer in each directory."""
    seed = sum(map(ord, url + if_exists))
    tests = Path(__file__).parent
    paths = os.pathsep.join([str(Path(dynamite.__file__).parent.parent), str(tests)])
    command = [
        sys.executable,
        str(tests / "killed_writes.py"),
        model.value,
        url,
        if_exists,
        str(seed),
    ]
    done = subprocess.run(
        [*command, *map(str, directories)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
