"""``migrate`` from and to live databases: all of it or nothing, whatever happens on the way."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from live_databases import Database, database
from mariadb import mariadb
from migrations import (
    BASEBALL_DECLARATIONS,
    BASEBALL_HEADER,
    DOCUMENT_TO_RELATIONAL,
    RELATIONAL_TO_DOCUMENT,
    Scenario,
    one_line_headers,
)
from postgres import postgres
from relational_stores import Row, Rows, read, relational, table, write

from dynamite import inspect, synth
from dynamite.commands.migrate import migrate
from dynamite.errors import InputError, MigrationError
from dynamite.schema import ForeignKey, Key
from dynamite.stores import open_store
from dynamite.stores.interface import Resumption

PAIRS = [
    pytest.param("postgres", "mysql", marks=pytest.mark.server("postgres", "mysql")),
    pytest.param("mysql", "postgres", marks=pytest.mark.server("postgres", "mysql")),
]
SERVERS = [
    pytest.param("postgres", marks=pytest.mark.server("postgres")),
    pytest.param("mysql", marks=pytest.mark.server("mysql")),
]
TO_PLAYER = ForeignKey(("batter_id",), "PlayerNames", ("id",))
BASEBALL = relational(
    table("PlayerNames", "id:int first:string last:string?", key="id"),
    table("AtBats", "ab_id:int batter_id:int? event:string?", "ab_id", foreign_keys=[TO_PLAYER]),
)
BASEBALL_ROWS: dict[str, list[Row]] = {
    "PlayerNames": [(7, "Jon", "Lester"), (8, "Matt", None), (9, "Al", "Idle")],
    "AtBats": [(1, 7, None), (2, 8, "Double"), (3, None, "Walk"), (4, 7, "Out")],
}

HITS = (
    BASEBALL_HEADER
    + """\
//@ target relational
//@ out_batters {"table": ["batters"], "columns": {"name": "string", "last": "string?"},
    // "primary_key": ["name"]}
//@ out_hits {"table": ["hits"], "columns": {"id": "int", "event": "string?", "batter": "string?"},
    // "primary_key": ["id"],
    // "foreign_keys": [{"columns": ["batter"], "table": "batters", "references": ["name"]}]}
//@ out_kinds {"table": ["kinds"], "columns": {"batter": "string", "event": "string"},
    // "primary_key": ["batter", "event"]}
"""
    + BASEBALL_DECLARATIONS
    + """
.decl out_batters(name: symbol, last: symbol)
.output out_batters
.decl out_hits(id: number, event: symbol, batter: symbol)
.output out_hits
.decl out_kinds(batter: symbol, event: symbol)
.output out_kinds
out_batters(f, l) :- in_PlayerNames(_, f, l).
out_hits(a, e, f) :- in_AtBats(a, p, e), in_PlayerNames(p, f, _).
out_hits(a, e, nil) :- in_AtBats(a, p, e), !in_PlayerNames(p, _, _).
out_kinds(f, e) :- in_AtBats(_, p, e), in_PlayerNames(p, f, _), e != nil.
"""
)
HITS_ROWS = {
    "batters": [["Al", "Idle"], ["Jon", "Lester"], ["Matt", None]],
    "hits": [[1, None, "Jon"], [2, "Double", "Matt"], [3, "Walk", None], [4, "Out", "Jon"]],
    "kinds": [["Jon", "Out"], ["Matt", "Double"]],
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("hits.dl").write_text(one_line_headers(HITS))
    return tmp_path


def source(server: str, directory: Path) -> Database:
    """A database with players and at bats."""
    db = database(server, f"source of {directory}")
    write(open_store(db.url), BASEBALL, BASEBALL_ROWS)
    return db


def records(url: str) -> dict[str, list[list[object]]]:
    """What a store holds, in an order of its own."""
    store = open_store(url)
    found = read(store, store.schema())
    store.close()
    return {name: sorted(map(list, rows), key=json.dumps) for name, rows in found.items()}


def scenario_files(scenario: Scenario) -> None:
    scenario.write(Path())


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_one_database_becomes_another(old: str, new: str, place: Path) -> None:
    there, here = source(old, place), database(new, str(place))
    here.execute("CREATE TABLE other (a int)")
    report = migrate("hits.dl", there.url, here.url)
    assert [(t.name, t.written) for t in report.targets] == [("batters", 3), ("hits", 4),
                                                             ("kinds", 2)]  # fmt: skip
    assert records(here.url) == {**HITS_ROWS, "other": []}
    for text in (report.source, report.target):
        assert "s3cret" not in text
    with pytest.raises(InputError, match="the target exists already; use --if-exists replace or"):
        migrate("hits.dl", there.url, here.url)
    migrate("hits.dl", there.url, here.url, if_exists="replace")
    assert records(here.url) == {**HITS_ROWS, "other": []}


@pytest.mark.parametrize("server", SERVERS)
def test_a_database_becomes_documents(server: str, place: Path) -> None:
    scenario_files(RELATIONAL_TO_DOCUMENT)
    migrate("p.dl", source(server, place).url, "target.json")
    found = json.loads(Path("target.json").read_text())
    sorted_found = {name: sorted(rows, key=json.dumps) for name, rows in found.items()}
    expected = RELATIONAL_TO_DOCUMENT.expected
    assert sorted_found == {name: sorted(rows, key=json.dumps) for name, rows in expected.items()}


@pytest.mark.parametrize("server", SERVERS)
def test_files_become_a_database_by_the_command(server: str, place: Path) -> None:
    scenario_files(DOCUMENT_TO_RELATIONAL)
    here = database(server, str(place))
    arguments = ["--program", "p.dl", "--source", "source.json", "--target", here.url]
    command = [sys.executable, "-m", "dynamite", "migrate", *arguments]
    first = subprocess.run(command, capture_output=True, text=True)
    assert (first.returncode, records(here.url)) == (0, DOCUMENT_TO_RELATIONAL.expected)
    second = subprocess.run(command, capture_output=True, text=True)
    assert second.returncode == 2
    assert len(second.stderr.splitlines()) == 1
    assert "the target exists already" in second.stderr
    assert "s3cret" not in first.stdout + first.stderr + second.stdout + second.stderr


@pytest.mark.parametrize("server", SERVERS)
def test_a_dry_run_writes_nothing(server: str, place: Path) -> None:
    there, here = source(server, place), database(server, str(place))
    report = migrate("hits.dl", there.url, here.url, dry_run=True)
    assert report.targets[0].sample[0].keys() == {"name", "last"}
    assert records(here.url) == {}


@pytest.mark.parametrize("server", SERVERS)
def test_synth_takes_a_schema_and_data_from_a_database(server: str, place: Path) -> None:
    there = source(server, place)
    target = {
        "schema": {"model": "relational", "tables": {"hits": {"id": "int", "name": "string"}}},
        "data": {"hits": [{"id": 1, "name": "Jon"}, {"id": 2, "name": "Matt"},
                          {"id": 4, "name": "Jon"}]},
    }  # fmt: skip
    for side in ({"schema": there.url, "data": there.url}, {"data": there.url}):
        Path("examples.json").write_text(json.dumps({"source": side, "target": target}))
        program = synth("examples.json").program
        assert program.header is not None
        assert program.header.source == inspect(there.url)
        migrate(program, there.url, "hits.db", if_exists="replace")
        assert records("hits.db") == {"hits": [[1, "Jon"], [2, "Matt"], [4, "Jon"]]}


SLOW = """
import sys, time
sys.path.insert(0, sys.argv[1])
from test_migrate_live import *
class Slow(Rows):
    def flat(self, key):
        for batch in super().flat(key):
            time.sleep(0.005)
            yield batch
print("begin", flush=True)
open_store(sys.argv[2]).write(MANY, Slow(MANY, MANY_ROWS, size=10), "replace")
"""
MANY = relational(table("t", "a:int", key="a"), table("u", "b:int"))
MANY_ROWS: dict[str, list[Row]] = {name: [(n,) for n in range(500)] for name in "tu"}


@pytest.mark.server("postgres")
@pytest.mark.parametrize("seed", range(20))
def test_a_killed_writing_to_postgresql_leaves_all_or_nothing(seed: int, place: Path) -> None:
    db = database("postgres", str(place))
    before: dict[str, list[Row]] = {"t": [(7,)], "u": [(8,)]}
    write(open_store(db.url), MANY, before)
    command = [sys.executable, "-c", SLOW, str(Path(__file__).parent), db.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, 1))
        writer.send_signal(signal.SIGKILL)
    store = open_store(db.url)
    found = read(store, MANY)
    assert found in (before, MANY_ROWS)
    assert {t.name for t in store.schema()} == {"t", "u"}
    store.close()
    write(store, MANY, MANY_ROWS, "replace")
    assert read(store, MANY) == MANY_ROWS
    store.close()


@contextmanager
def full_server(server: str) -> Iterator[str]:
    """The URL of a database on a server that has room for some megabytes."""
    if server == "postgres":
        with postgres(most_bytes=20 << 20) as running:
            yield running.url()
    else:
        shared = "--innodb-data-file-path=ibdata1:12M:autoextend:max:36M"
        with mariadb("--innodb-file-per-table=0", shared) as running_:
            yield running_.url()


@pytest.mark.parametrize("server", SERVERS)
def test_a_full_disk_of_the_server_is_one_line(server: str) -> None:
    schema = relational(table("t", "a:int b:string"))
    old: dict[str, list[Row]] = {"t": [(1, "old")]}
    much: dict[str, list[Row]] = {"t": [(n, f"{n:0500}") for n in range(60_000)]}
    with full_server(server) as url:
        store = open_store(url)
        write(store, schema, old)
        for mode in ("replace", "append"):
            with pytest.raises(MigrationError, match=r"nothing was written: .*(full|large|room)"):
                store.write(schema, Rows(schema, much, size=5000), mode)
            assert read(store, schema) == old
            store.close()


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_that_crashes_at_twenty_random_moments_leaves_all_as_it_was(server: str) -> None:
    start = {"postgres": postgres, "mysql": mariadb}[server]
    # To PostgreSQL, this is the command to stop at once; of a killed one, the children go on.
    crash = {"postgres": signal.SIGQUIT, "mysql": signal.SIGKILL}[server]
    before: dict[str, list[Row]] = {"t": [(7,)], "u": [(8,)]}
    run = Resumption("many", resume=True)

    class Crashing(Rows):
        left = 0

        def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
            for batch in super().flat(key):
                if not self.left:
                    running.server.stop(crash)
                self.left -= 1
                yield batch

    with start() as running:
        chance = random.Random(server)
        store = open_store(running.url())
        for moment in chance.sample(range(20), 20):
            write(store, MANY, before, "replace")
            content = Crashing(MANY, MANY_ROWS, size=50)
            content.left = moment
            with pytest.raises(MigrationError, match=r"nothing was written: "):
                store.write(MANY, content, "replace", run)
            running.server.start()
            assert read(store, MANY) == before
            store.close()
            store.write(MANY, Rows(MANY, MANY_ROWS, size=50), "replace", run)
            assert read(store, MANY) == MANY_ROWS
            store.close()
