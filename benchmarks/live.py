"""``python -m benchmarks live``: whole migrations between live stores, beside drivers alone.

A move is ``dynamite migrate`` from one server to another, and beside it a loop that copies the same
records by the drivers' own bulk paths with no program in between (``live_plain``). Both are whole
processes, in turns, on the same data in the same run; medians count. Memory is that of the process.
Processor time is that of the process, and beside it what both servers needed meanwhile, which is
known of servers that are started here. On a busy machine the sum of both is the fairer measure.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import neo4j
import psycopg
import pymongo
import pymysql

from benchmarks import live_programs as programs
from benchmarks.processes import ROOT, Run, run_process

SERVERS = {
    "postgresql": "postgres",
    "mongodb": "mongo_java",
    "neo4j": "neo4j_community",
    "mysql": "mariadb",
}
"""The script under ``tests/servers`` that runs each store's server."""

MOVES = {
    "postgresql to mongodb": programs.ROWS_TO_DOCUMENTS,
    "mongodb to postgresql": programs.DOCUMENTS_TO_ROWS,
    "postgresql to neo4j": programs.ROWS_TO_GRAPH,
    "neo4j to postgresql": programs.GRAPH_TO_ROWS,
    "postgresql to mysql": programs.ROWS_TO_ROWS,
    "mysql to postgresql": programs.ROWS_TO_ROWS,
}
"""The program of each move; a store is written before it is read from."""

DATABASE = "dynamite_bench"
_TABLES = ("bench_knows", "bench_person", "bench_flight")
_WAYS = ("plain", "dynamite")


@dataclass(frozen=True)
class Way:
    """Medians of one way to move: seconds of wall time, of processor time of the process and of
    the servers (``None`` where these are not ours), and the peak memory of the process in bytes."""

    wall: float
    processor: float
    servers: float | None
    memory: int


@dataclass(frozen=True)
class Moved:
    """One move at one size."""

    move: str
    records: int
    runs: int
    plain: Way
    dynamite: Way

    @property
    def ratio(self) -> float:
        """How many times as long as the drivers alone."""
        return self.dynamite.wall / self.plain.wall

    @property
    def work_ratio(self) -> float | None:
        """How many times as much processor time, of the process and the servers together."""
        if self.plain.servers is None or self.dynamite.servers is None:
            return None
        plain = self.plain.processor + self.plain.servers
        return (self.dynamite.processor + self.dynamite.servers) / plain


def measure(size: int, repeat: int, only: str) -> Iterator[Moved]:
    """Every move whose name contains ``only``: of ``size`` flights, or of a graph in which nodes
    and relationships are ``size`` together. Servers are started where no URL is given in
    ``DYNAMITE_TEST_POSTGRES_URL`` and the like; their databases ``dynamite_bench…`` are replaced.
    """
    chosen = [move for move in MOVES if only in move]
    stores = {"postgresql", *(store for move in chosen for store in move.split(" to "))}
    with servers(stores) as (urls, pids):
        sides = _databases(urls["postgresql"])
        _fill(sides["source"], size)
        written: set[str] = set()
        for move in chosen:
            source, target = move.split(" to ")
            if source == "postgresql":
                ends = (sides["source"], _place(urls, target))
            else:
                ends = (_place(urls, source), sides["target"])
                if source not in written:
                    _fill_other(sides["source"], source, ends[0])
            written.add(target)
            yield _measured(move, ends, size, repeat, pids)


def _measured(
    move: str, ends: tuple[str, str], size: int, repeat: int, pids: dict[str, int]
) -> Moved:
    stores = move.split(" to ")
    runs: dict[str, list[tuple[Run, float]]] = {way: [] for way in _WAYS}
    with tempfile.TemporaryDirectory() as directory:
        program = Path(directory) / "move.dl"
        program.write_text(MOVES[move])
        commands = {"plain": _plain(move, ends), "dynamite": _migrate(program, ends)}
        for _ in range(repeat):
            for way, command in commands.items():
                clear(stores[1], ends[1])
                before = sum(processor_time(pids[store]) for store in stores if store in pids)
                run = run_process(command)
                after = sum(processor_time(pids[store]) for store in stores if store in pids)
                runs[way].append((run, after - before))
    is_known = all(store in pids for store in stores)
    plain, ours = (_median(runs[way], is_known=is_known) for way in _WAYS)
    graph = "neo4j" in move
    records = people(size) * (1 + programs.EDGES_PER_NODE) if graph else size
    return Moved(move, records, repeat, plain, ours)


def people(size: int) -> int:
    """How many nodes make ``size`` records with their relationships."""
    return size // (1 + programs.EDGES_PER_NODE)


def _plain(move: str, ends: tuple[str, str]) -> list[str]:
    return [sys.executable, "-m", "benchmarks.live_plain", move, *ends]


def _migrate(program: Path, ends: tuple[str, str]) -> list[str]:
    command = [sys.executable, "-m", "dynamite", "migrate", "--program", str(program)]
    return [*command, "--source", ends[0], "--target", ends[1]]


def _median(runs: Sequence[tuple[Run, float]], *, is_known: bool) -> Way:
    return Way(
        statistics.median(run.wall for run, _ in runs),
        statistics.median(run.processor for run, _ in runs),
        statistics.median(seconds for _, seconds in runs) if is_known else None,
        max(run.memory for run, _ in runs),
    )


def processor_time(pid: int) -> float:
    """Seconds of processor time of a process and all below it, ended ones too; on Linux only."""
    children: dict[int, list[int]] = {}
    seconds: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        number = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(number)
        seconds[number] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    total, waiting = 0.0, [pid]
    while waiting:
        number = waiting.pop()
        total += seconds.get(number, 0.0)
        waiting += children.get(number, [])
    return total


# -- servers and what is in them ---------------------------------------------------------------


@contextmanager
def servers(stores: set[str]) -> Iterator[tuple[dict[str, str], dict[str, int]]]:
    """The URL of each store's server: one that is given, else one that is started; and of those
    the process ids."""
    started: dict[str, subprocess.Popen[str]] = {}
    urls = {}
    try:
        for store in sorted(stores):
            script = SERVERS[store]
            given = "postgres" if store == "postgresql" else store
            urls[store] = os.environ.get(f"DYNAMITE_TEST_{given.upper()}_URL", "")
            if not urls[store]:
                command = [sys.executable, str(ROOT / "tests" / "servers" / f"{script}.py"), "run"]
                started[store] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
                output = started[store].stdout
                assert output is not None
                urls[store] = output.readline().strip()
        yield urls, {store: process.pid for store, process in started.items()}
    finally:
        for process in started.values():
            process.send_signal(signal.SIGTERM)
            process.wait()


def _databases(url: str) -> dict[str, str]:
    """Two new databases of PostgreSQL, to read from and to write to."""
    sides = {side: f"{DATABASE}_{side}" for side in ("source", "target")}
    with psycopg.connect(url, autocommit=True) as connection:
        for name in sides.values():
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')
    return {side: _in_database(url, name) for side, name in sides.items()}


def _in_database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))


def _fill(url: str, size: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        script = programs.MADE_IN_POSTGRESQL.format(
            records=size, people=people(size), edges=programs.EDGES_PER_NODE
        )
        for statement in script.split(";"):
            connection.execute(statement)


def _place(urls: dict[str, str], store: str) -> str:
    url = urls[store]
    if store == "mysql":
        with closing(_mysql(url)) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
    return url if store == "neo4j" else _in_database(url, DATABASE)


def _fill_other(source: str, store: str, url: str) -> None:
    """What the drivers alone bring into a store is what a move reads from it."""
    clear(store, url)
    run_process(_plain(f"postgresql to {store}", (source, url)))


def clear(store: str, url: str) -> None:
    """Remove what a move has written."""
    match store:
        case "postgresql":
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"DROP TABLE IF EXISTS {', '.join(_TABLES)}")
        case "mysql":
            with closing(_mysql(url)) as connection, connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {', '.join(_TABLES)}")
        case "mongodb":
            with pymongo.MongoClient[Any](url) as client:
                client.drop_database(DATABASE)
        case "neo4j":
            _clear_neo4j(url)


def _clear_neo4j(url: str) -> None:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    with (
        neo4j.GraphDatabase.driver(f"{parts.scheme}://{place}", auth=auth) as driver,
        driver.session(database=parts.path.strip("/") or None) as session,
    ):
        batches = "IN TRANSACTIONS OF 10000 ROWS"
        session.run(f"MATCH (n:BenchPerson) CALL (n) {{ DETACH DELETE n }} {batches}").consume()
        found = session.run("SHOW CONSTRAINTS YIELD name, labelsOrTypes AS l").values()
        for name, labels in found:
            if labels == ["BenchPerson"]:
                session.run(f"DROP CONSTRAINT `{name}`").consume()


def _mysql(url: str) -> Any:
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/"),
    )


# -- what is told ------------------------------------------------------------------------------


def table(measured: Sequence[Moved]) -> str:
    """Lines for a terminal."""
    head = f"{'wall':>8} {'busy':>8} {'servers':>8} {'memory':>7} {'times':>6} {'work':>6}"
    lines = [f"{'move':22} {'records':>9} {'way':8} {head}"]
    for moved in measured:
        work = moved.work_ratio
        for way, run in (("plain", moved.plain), ("dynamite", moved.dynamite)):
            ratios = " "
            if run is moved.dynamite:
                ratios = f"{moved.ratio:6.2f} {'' if work is None else f'{work:6.2f}'}"
            busy = "-" if run.servers is None else f"{run.servers:.2f} s"
            lines.append(
                f"{moved.move:22} {moved.records:9,} {way:8} {run.wall:6.2f} s "
                f"{run.processor:6.2f} s {busy:>8} {run.memory / 1e6:4.0f} MB {ratios}".rstrip()
            )
    return "\n".join(lines)


def as_json(measured: Sequence[Moved], before: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The result as JSON, with what was measured before of other moves or sizes."""
    ratios = [{"ratio": moved.ratio, "work_ratio": moved.work_ratio} for moved in measured]
    fresh = [asdict(m) | r for m, r in zip(measured, ratios, strict=True)]
    known = {(row["move"], row["records"]) for row in fresh}
    rows = [*fresh, *(row for row in before if (row["move"], row["records"]) not in known)]
    order = list(MOVES)
    return {"moves": sorted(rows, key=lambda row: (row["records"], order.index(row["move"])))}
