"""Tables into DuckDB, in one transaction that the caller begins and ends.

Decimals: a new column is ``DECIMAL(38, s)``, where *s* is the most digits after the point of any of
its values, if every value then fits; else ``VARCHAR``, and the text says the number. An existing
column must hold every value exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa

from dynamite.errors import InputError, MigrationError
from dynamite.schema import ForeignKey, RecordType, Schema
from dynamite.stores.duckdb_catalog import ColumnTypes
from dynamite.stores.duckdb_columns import COLUMN_TYPES, canonical_decimal
from dynamite.stores.duckdb_read import first_words
from dynamite.stores.interface import Content
from dynamite.stores.sql_names import create_table, quoted, quoted_list
from dynamite.stores.tables import checked_content, creation_order, has_key
from dynamite.values import DataType

_EXACT = {
    DataType.INT: ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT"),
    DataType.STRING: ("VARCHAR",),
}
"""Types of existing columns that take a value as it is, or fail; else only those of a new one."""

_DIGITS = 38


class TableWriter:
    """Writes the tables of one schema over one connection; ``existing`` are those there already."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        schema: Schema,
        existing: ColumnTypes,
        url: str,
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._existing = {name.lower(): columns for name, columns in existing.items()}
        self._url = url
        taken = {table.name.lower() for table in schema} | self._existing.keys()
        self._incoming = _unused("incoming", taken)
        self._staged = _unused("staged", taken)

    def write(self, content: Content) -> None:
        """Create and fill every table; ``MigrationError`` for a record that a table refuses."""
        ordered, cyclic = creation_order(self._schema)
        if cyclic:
            names = ", ".join(repr(table.name) for table in cyclic)
            raise InputError(
                f"the foreign keys of {names} form a cycle, which DuckDB cannot declare",
                place=self._url,
                mend="leave one of them out of the target schema, or write to SQLite",
            )
        for table in ordered:
            place = f"{self._url}: {table.name}"
            try:
                self._table(table, checked_content(content, table, self._url), place)
            except duckdb.Error as error:
                raise MigrationError(
                    f"nothing was written: {first_words(error)}", place=place
                ) from None

    def _table(self, table: RecordType, batches: Iterator[pa.RecordBatch], place: str) -> None:
        has_decimals = any(a.type is DataType.DECIMAL for a in table.attributes)
        to_itself = [key for key in self._foreign_keys(table) if key.table == table.name]
        types = self._existing.get(table.name.lower())
        if types is not None:
            _check_append(table, types, place)
        if not has_decimals and not to_itself:
            if types is None:
                self._create(table, {a.name: COLUMN_TYPES[a.type] for a in table.attributes})
            self._load(f"main.{quoted(table.name)}", table, batches)
            return
        self._stage(table, batches)
        if types is None:
            types = {a.name: COLUMN_TYPES[a.type] for a in table.attributes}
            types |= {name: self._decimal_type(name) for name in _decimals(table)}
            self._create(table, types)
        else:
            self._check_decimals(table, types, place)
        if to_itself:
            self._insert_by_level(table, to_itself, place)
        else:
            self._insert(table, "TRUE")
        self._connection.execute(f"DROP TABLE temp.{quoted(self._staged)}")

    def _create(self, table: RecordType, types: Mapping[str, str]) -> None:
        statement = create_table(table, types, self._foreign_keys(table))
        self._connection.execute(statement)

    def _foreign_keys(self, table: RecordType) -> list[ForeignKey]:
        return [key for key in table.foreign_keys if has_key(self._schema, key)]

    def _load(self, target: str, table: RecordType, batches: Iterator[pa.RecordBatch]) -> None:
        positions = [f"c{position}" for position in range(len(table.columns))]
        statement = (
            f"INSERT INTO {target} ({quoted_list(table.columns)}) "
            f"SELECT {', '.join(positions)} FROM {quoted(self._incoming)}"
        )
        for batch in batches:
            incoming = pa.Table.from_batches([batch]).rename_columns(positions)
            self._connection.register(self._incoming, incoming)
            self._connection.execute(statement)
            self._connection.unregister(self._incoming)

    def _stage(self, table: RecordType, batches: Iterator[pa.RecordBatch]) -> None:
        columns = ", ".join(f"{quoted(a.name)} {COLUMN_TYPES[a.type]}" for a in table.attributes)
        self._connection.execute(f"CREATE TEMP TABLE {quoted(self._staged)} ({columns})")
        self._load(f"temp.{quoted(self._staged)}", table, batches)

    def _insert(self, table: RecordType, condition: str) -> None:
        columns = quoted_list(table.columns)
        self._connection.execute(
            f"INSERT INTO main.{quoted(table.name)} ({columns}) "
            f"SELECT {columns} FROM temp.{quoted(self._staged)} WHERE {condition}"
        )

    def _insert_by_level(self, table: RecordType, to_itself: list[ForeignKey], place: str) -> None:
        """Insert the records of a table that refers to itself, each after those it refers to.

        DuckDB looks for the referred record among those of earlier statements only.
        """
        staged = f"temp.{quoted(self._staged)}"
        ready = " AND ".join(_is_satisfied(key) for key in to_itself)
        while remaining := self._count(staged):
            self._connection.execute(
                f"CREATE TEMP TABLE {quoted(self._incoming)} AS "
                f"SELECT rowid AS row FROM {staged} AS s WHERE {ready}"
            )
            in_level = f"rowid IN (SELECT row FROM temp.{quoted(self._incoming)})"
            self._insert(table, in_level)
            self._connection.execute(f"DELETE FROM {staged} WHERE {in_level}")
            self._connection.execute(f"DROP TABLE temp.{quoted(self._incoming)}")
            if self._count(staged) == remaining:
                columns = ", ".join(to_itself[0].columns)
                raise MigrationError(
                    f"nothing was written: {remaining} records refer by ({columns}) to a record "
                    "that is not there or to one another in a cycle, which DuckDB cannot hold",
                    place=place,
                )

    def _count(self, relation: str) -> int:
        found = self._connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
        return int(found[0]) if found else 0

    def _decimal_type(self, name: str) -> str:
        column = quoted(name)
        before = f"split_part(ltrim({column}, '-0'), '.', 1)"
        after = f"split_part({column}, '.', 2)"
        widest = self._connection.execute(
            f"SELECT max(length({before})), max(length({after})) FROM temp.{quoted(self._staged)}"
        ).fetchone()
        whole, scale = widest if widest and widest[0] is not None else (1, 0)
        return f"DECIMAL({_DIGITS}, {scale})" if whole + scale <= _DIGITS else "VARCHAR"

    def _check_decimals(self, table: RecordType, types: Mapping[str, str], place: str) -> None:
        for name in _decimals(table):
            if types[name] == "VARCHAR":
                continue
            column = quoted(name)
            stored = canonical_decimal(f"CAST(TRY_CAST({column} AS {types[name]}) AS VARCHAR)")
            found = self._connection.execute(
                f"SELECT {column} FROM temp.{quoted(self._staged)} "
                f"WHERE {column} IS DISTINCT FROM {stored} LIMIT 1"
            ).fetchone()
            if found is not None:
                raise MigrationError(
                    f"nothing was written: {found[0]} in column {name!r} "
                    f"does not fit the existing type {types[name]}",
                    place=place,
                )


def creation_statements(schema: Schema) -> Iterator[str]:
    """The statements that create the tables, in order; the scale *s* of decimals is found when
    their values are there."""
    ordered, cyclic = creation_order(schema)
    for table in (*ordered, *cyclic):
        types = {a.name: COLUMN_TYPES[a.type] for a in table.attributes}
        types |= dict.fromkeys(_decimals(table), f"DECIMAL({_DIGITS}, s)")
        yield create_table(
            table, types, [key for key in table.foreign_keys if has_key(schema, key)]
        )


def _is_satisfied(key: ForeignKey) -> str:
    """Whether a staged record ``s`` refers to nothing, or to a record that is in the table."""
    nulls = " OR ".join(f"s.{quoted(column)} IS NULL" for column in key.columns)
    pairs = zip(key.references, key.columns, strict=True)
    equal = " AND ".join(f"t.{quoted(to)} = s.{quoted(column)}" for to, column in pairs)
    return f"({nulls} OR EXISTS (SELECT 1 FROM main.{quoted(key.table)} AS t WHERE {equal}))"


def _check_append(table: RecordType, types: Mapping[str, str], place: str) -> None:
    missing = [name for name in table.columns if name not in types]
    extra = [name for name in types if name not in table.columns]
    if missing or extra:
        problem = f"has no column {missing[0]!r}" if missing else f"has a column {extra[0]!r} more"
        raise InputError(f"the existing table {problem}", place=place, mend=_APPEND_MEND)
    for attribute in table.attributes:
        stored = types[attribute.name]
        fits = stored in _EXACT.get(attribute.type, (COLUMN_TYPES[attribute.type],))
        if not fits and not (attribute.type is DataType.DECIMAL and stored.startswith("DECIMAL(")):
            raise InputError(
                f"the existing column {attribute.name!r} has the type {stored}, "
                f"which does not hold every {attribute.type}",
                place=place,
                mend=_APPEND_MEND,
            )


_APPEND_MEND = "append needs equal columns; choose --if-exists replace or another target"


def _decimals(table: RecordType) -> list[str]:
    return [a.name for a in table.attributes if a.type is DataType.DECIMAL]


def _unused(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
