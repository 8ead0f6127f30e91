"""A migration as SQL: new tables filled from old ones by INSERT … SELECT, in a dialect.

The old tables are in the schema ``old``, the new ones in ``new`` (databases of MySQL, attached
files of SQLite).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dynamite.refactor.moves import Cell, Migration, Move, Number, Step
from dynamite.refactor.printing import identifier
from dynamite.refactor.tables import Database


@dataclass(frozen=True)
class Names:
    """How a dialect writes the names of a side, and what its schema is called."""

    schema: str
    dialect: str
    quoted: frozenset[str]

    def of(self, name: str) -> str:
        return identifier(name, self.dialect, self.quoted)

    def table(self, name: str) -> str:
        return f"{self.schema}.{self.of(name)}" if self.schema else self.of(name)


@dataclass
class _Select:
    """A SELECT from an old table, while its joins are gathered."""

    names: Names
    joins: dict[tuple[Step, ...], str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def value(self, value: Cell | Number) -> str:
        alias = self.at(value.path)
        if isinstance(value, Cell):
            return f"{alias}.{self.names.of(value.column)}"
        if value.path:
            return self.number(value, alias)
        key = ", ".join(f"x.{self.names.of(name)}" for name in value.key)
        return f"ROW_NUMBER() OVER (ORDER BY {key})"

    def number(self, value: Number, alias: str) -> str:
        """The number that the move of another table gives to a row of it."""
        names = [self.names.of(name) for name in value.key]
        key, own = ", ".join(names), f"n{len(self.texts) + 1}"
        on = " AND ".join(f"{own}.{name} = {alias}.{name}" for name in names)
        table = self.names.table(value.path[-1].table)
        self.texts.append(
            f"LEFT JOIN (SELECT {key}, ROW_NUMBER() OVER (ORDER BY {key}) AS row_number\n"
            f"  FROM {table}) AS {own} ON {on}"
        )
        return f"{own}.row_number"

    def at(self, path: tuple[Step, ...]) -> str:
        """The alias of the row at the end of a path."""
        if not path:
            return "x"
        if path not in self.joins:
            before, step = self.at(path[:-1]), path[-1]
            alias = f"x{len(self.joins) + 1}"
            on = " AND ".join(
                f"{alias}.{self.names.of(other)} = {before}.{self.names.of(one)}"
                for one, other in step.on
            )
            self.texts.append(f"LEFT JOIN {self.names.table(step.table)} AS {alias} ON {on}")
            self.joins[path] = alias
        return self.joins[path]


def migration_statements(
    migration: Migration, dialect: str, schemas: tuple[str, str] = ("old", "new")
) -> tuple[str, ...]:
    """The statements, parents first, and in PostgreSQL what makes sequences go on.

    ``schemas`` are what the source and the target are called.
    """
    source = Names(schemas[0], dialect, migration.source.quoted)
    target = Names(schemas[1], dialect, migration.target.quoted)
    found = [_insert(move, migration.target, source, target) for move in migration.moves]
    if dialect == "postgres":
        found += continued_sequences(migration.target, target)
    return tuple(found)


def _insert(move: Move, database: Database, source: Names, target: Names) -> str:
    select = _Select(source)
    columns = ", ".join(target.of(name) for name, _ in move.values)
    values = ", ".join(select.value(value) for _, value in move.values)
    joins = "".join(f"\n{text}" for text in select.texts)
    counting = any(database[move.table].column(name).is_counting for name, _ in move.values)
    # An identity that is always generated takes a value only if it is told to.
    overriding = " OVERRIDING SYSTEM VALUE" if counting and target.dialect == "postgres" else ""
    return (
        f"INSERT INTO {target.table(move.table)} ({columns}){overriding}\nSELECT {values}\n"
        f"FROM {source.table(move.source)} AS x{joins}"
    )


def continued_sequences(database: Database, names: Names) -> Iterator[str]:
    """What lets the keys that PostgreSQL makes go on after those that were moved."""
    for table in database:
        for column in table.columns:
            if column.is_counting:
                own, name = names.of(column.name), names.table(table.name)
                place = f"'{_text(name)}', '{_text(_plain(column.name, names))}'"
                yield (
                    f"SELECT SETVAL(PG_GET_SERIAL_SEQUENCE({place}), MAX({own}))\n"
                    f"FROM {name} HAVING MAX({own}) > 0"
                )


def _plain(name: str, names: Names) -> str:
    """The name as the catalogue has it."""
    return name if name in names.quoted else name.lower()


def _text(value: str) -> str:
    return value.replace("'", "''")


def script(migration: Migration, dialect: str, schemas: tuple[str, str] = ("old", "new")) -> str:
    """The migration as a file, which begins with what it does not move and not fill."""
    lines = [f"-- {line}\n" for line in notes(migration)]
    statements = migration_statements(migration, dialect, schemas)
    body = "\n".join(f"{statement};\n" for statement in statements)
    return "".join(lines) + ("\n" if lines else "") + body


def notes(migration: Migration) -> Iterator[str]:
    """What a person should know before running it, one line each."""
    if migration.left_behind:
        yield f"not moved: {', '.join(migration.left_behind)}"
    if migration.left_empty:
        yield f"left to their defaults: {', '.join(migration.left_empty)}"
    if migration.made:
        yield f"new keys: {', '.join(migration.made)}"
