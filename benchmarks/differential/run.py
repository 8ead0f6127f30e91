"""The refactorings compared on real engines: random sequences, and calls on large databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.differential.calls import Calls
from benchmarks.differential.compare import Compared, compare, compare_filled
from benchmarks.differential.engines import Engine, Postgres, Sqlite
from benchmarks.differential.texts import Block, Table, read_blocks, read_tables
from dynamite.commands.refactor import Refactored, migration_text, refactor

ROOT = Path(__file__).parents[1] / "refactorings"
SEED = 20261
DIALECT = "postgres"


@dataclass(frozen=True)
class Row:
    """What was compared of one refactoring; seconds are processor time of this process."""

    name: str
    engine: str
    rows: int
    sequences: int
    calls: int
    succeeded: int
    never: tuple[str, ...]
    seconds: float
    difference: str


@dataclass(frozen=True)
class Side:
    """A program with its tables, as texts and as the differential test reads them."""

    ddl: str
    blocks: dict[str, Block]
    tables: dict[str, Table]

    @classmethod
    def read(cls, ddl: str, program: str) -> Side:
        return cls(ddl, read_blocks(program, DIALECT), read_tables(ddl, DIALECT))

    def sqlite(self, path: str = ":memory:") -> Sqlite:
        return Sqlite(self.ddl, self.blocks, self.tables, DIALECT, path)

    def postgres(self, url: str, schema: str) -> Postgres:
        return Postgres(self.ddl, self.blocks, self.tables, url, schema)


@dataclass(frozen=True)
class Pair:
    """A refactoring: the old program, the new one, and what moves the data."""

    old: Side
    new: Side
    done: Refactored

    @classmethod
    def found(cls, directory: Path) -> Pair:
        """The program that ``refactor`` finds, as the text that it would write."""
        names = ("old.sql", "new.sql", "program.sql")
        old, new, program = (directory / name for name in names)
        done = refactor(old, new, program, with_migration=True, sequences=100)
        return cls(
            Side.read(old.read_text(), program.read_text()),
            Side.read(new.read_text(), done.text),
            done,
        )

    def compare(self, sequences: int, url: str | None, seed: int = SEED) -> Compared:
        """Random sequences from the empty databases; on SQLite, or PostgreSQL at a URL."""
        with ExitStack() as stack:
            old: Engine = self.old.sqlite() if url is None else self.old.postgres(url, "old")
            stack.callback(old.close)
            new: Engine = self.new.sqlite() if url is None else self.new.postgres(url, "new")
            stack.callback(new.close)
            return compare(
                old, new, self.old.blocks, self.old.tables, self.new.blocks, sequences, seed
            )

    def compare_moved(self, rows: int, calls: int, url: str | None, seed: int = SEED) -> Compared:
        """Random calls on databases of that many rows per table, the new one migrated."""
        made = Calls(self.old.blocks, self.old.tables, self.new.blocks, seed, rows)
        with self.filled(made) as old:
            if url is None:
                with self.moved(old) as new:
                    return compare_filled(old, new, made, calls)
            with ExitStack() as stack:
                there = self.old.postgres(url, "old")
                stack.callback(there.close)
                other = self.new.postgres(url, "new")
                stack.callback(other.close)
                there.fill_from(old)
                there.migrate_to(other, self.migration(DIALECT))
                return compare_filled(there, other, made, calls)

    @contextmanager
    def filled(self, made: Calls) -> Iterator[Sqlite]:
        """The old database in a file of SQLite, with rows that the program itself has made."""
        with TemporaryDirectory() as directory:
            old = self.old.sqlite(str(Path(directory) / "old.db"))
            old.fill(made.rows_of_all())
            yield old
            old.close()

    @contextmanager
    def moved(self, old: Sqlite) -> Iterator[Sqlite]:
        """The new database in a file beside the old one, filled from it."""
        new = self.new.sqlite(str(Path(old.path).with_name("new.db")))
        old.migrate_to(new, self.migration("sqlite"))
        yield new
        new.close()

    def migration(self, dialect: str) -> str:
        assert self.done.up is not None
        return migration_text(self.done.up, "up.sql", dialect)


def measure(
    directory: Path, engine: str, url: str | None, sequences: int, rows: int, calls: int = 1000
) -> Row:
    """The row of one refactoring: ``rows`` per table first, or none and random sequences."""
    pair = Pair.found(directory)
    begin = process_time()
    found = pair.compare_moved(rows, calls, url) if rows else pair.compare(sequences, url)
    never = tuple(name for name in sorted(pair.old.blocks) if not found.succeeded.get(name))
    return Row(
        directory.name, engine, rows, found.sequences, found.calls,
        sum(found.succeeded.values()), never, process_time() - begin,
        found.difference.text if found.difference else "",
    )  # fmt: skip


def line(row: Row) -> str:
    """The row for people."""
    said = f"{row.name}: {row.sequences:,} sequences, {row.calls:,} calls on {row.engine}"
    if row.rows:
        said = f"{row.name}: {row.calls:,} calls on {row.engine} with {row.rows:,} rows per table"
    said += f", {row.succeeded:,} succeeded, {row.seconds:.1f} s"
    if row.never:
        said += f"; never: {', '.join(row.never)}"
    return said + (f"\n{row.difference}" if row.difference else ", equal")
