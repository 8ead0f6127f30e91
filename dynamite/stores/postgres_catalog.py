"""The tables of a PostgreSQL database, from its catalogue; views are left out.

A table of the schema that is first in the search path goes by its name alone, any other by
``schema.table``. A partitioned table is one table, and its partitions are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from dynamite.errors import InputError
from dynamite.schema import Attribute, ForeignKey, Kind, Model, RecordType, Schema
from dynamite.stores.postgres_connection import table_sql
from dynamite.stores.postgres_types import ColumnType

_IS_OWN = """
    n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
    AND has_schema_privilege(n.oid, 'USAGE') AND c.relpersistence <> 't'"""

_TABLES = f"""
    SELECT c.oid, n.nspname, c.relname, c.relkind::text
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {_IS_OWN} AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY n.nspname, c.oid"""

_COLUMNS = """
    WITH RECURSIVE base (oid, type, modifier, is_filled) AS (
      SELECT t.oid, t.oid, -1, false FROM pg_type AS t WHERE t.typtype <> 'd'
      UNION ALL
      SELECT t.oid, b.type, CASE WHEN t.typtypmod = -1 THEN b.modifier ELSE t.typtypmod END,
             t.typnotnull OR b.is_filled
      FROM pg_type AS t JOIN base AS b ON t.typbasetype = b.oid WHERE t.typtype = 'd')
    SELECT a.attrelid, a.attname, coalesce(e.typname, t.typname),
           format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.atttypmod = -1 THEN b.modifier ELSE a.atttypmod END,
           e.oid IS NOT NULL, coalesce(e.typtype, t.typtype) = 'e',
           a.attnotnull OR b.is_filled, a.atthasdef OR a.attidentity <> '', a.attgenerated <> '',
           a.attnum
    FROM pg_attribute AS a JOIN base AS b ON b.oid = a.atttypid JOIN pg_type AS t ON t.oid = b.type
    LEFT JOIN pg_type AS e ON t.typcategory = 'A' AND e.oid = t.typelem
    WHERE a.attrelid = ANY (%s) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum"""

_KEYS = """
    SELECT i.indrelid, i.indisprimary, (i.indkey::int2[])[0 : i.indnkeyatts - 1]
    FROM pg_index AS i
    WHERE i.indrelid = ANY (%s) AND i.indisunique AND i.indisvalid
      AND i.indpred IS NULL AND i.indexprs IS NULL
    ORDER BY i.indrelid, i.indexrelid"""

_FOREIGN_KEYS = """
    SELECT k.conrelid, k.conkey, k.confrelid, k.confkey FROM pg_constraint AS k
    WHERE k.contype = 'f' AND k.conrelid = ANY (%s) AND k.conparentid = 0
    ORDER BY k.conrelid, k.oid"""


@dataclass(frozen=True)
class Column:
    """A column as the catalogue has it; ``has_value`` says that it fills itself."""

    name: str
    type: ColumnType
    is_not_null: bool
    has_value: bool
    is_generated: bool


@dataclass(frozen=True)
class Table:
    """A table as the catalogue has it; ``name`` is what a schema calls it."""

    name: str
    place: tuple[str, str]
    is_partitioned: bool
    columns: Mapping[str, Column]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def sql(self) -> str:
        """The table's own records, without those of tables that inherit from it."""
        only = "" if self.is_partitioned else "ONLY "
        return only + table_sql(*self.place)


@dataclass
class _Found:
    """What is gathered of one table."""

    place: tuple[str, str]
    name: str
    kind: str
    columns: dict[int, Column] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)

    def names(self, numbers: list[int]) -> tuple[str, ...]:
        return tuple(self.columns[number].name for number in numbers if number in self.columns)


def default_schema(connection: psycopg.Connection[Any], url: str) -> str:
    """The schema in which a name without one is looked for, and in which new tables are made."""
    row = connection.execute("SELECT current_schema()").fetchone()
    if row is None or row[0] is None:
        problem = "no schema of the search path exists"
        raise InputError(problem, place=url, mend="add ?options=-csearch_path=SCHEMA to the URL")
    return str(row[0])


def tables(connection: psycopg.Connection[Any], url: str) -> dict[str, Table]:
    """The tables of the database by name: those of the default schema first."""
    default = default_schema(connection, url)
    found: dict[int, _Found] = {}
    rows = connection.execute(_TABLES).fetchall()
    for oid, schema, table, kind in sorted(rows, key=lambda row: row[1] != default):
        name = table if schema == default else f"{schema}.{table}"
        found[oid] = _Found((schema, table), name, kind)
    _refuse_one_name(found, url)
    _add_columns(connection, found)
    _add_keys(connection, found)
    return {
        one.name: Table(
            one.name,
            one.place,
            one.kind == "p",
            {column.name: column for column in one.columns.values()},
            one.primary_key,
            tuple(one.unique),
            tuple(one.foreign_keys),
        )
        for one in found.values()
    }


def _refuse_one_name(found: Mapping[int, _Found], url: str) -> None:
    seen: set[str] = set()
    for one in found.values():
        if one.name in seen:
            schema, table = one.place
            raise InputError(
                f"{one.name!r} is both a table of the default schema and {table!r} of {schema!r}",
                place=url,
                mend="rename one of them",
            )
        seen.add(one.name)


def _add_columns(connection: psycopg.Connection[Any], found: Mapping[int, _Found]) -> None:
    for oid, name, *of_type, is_filled, has_value, is_generated, number in connection.execute(
        _COLUMNS, [list(found)]
    ).fetchall():
        type_ = ColumnType(*of_type)
        found[oid].columns[number] = Column(name, type_, is_filled, has_value, is_generated)


def _add_keys(connection: psycopg.Connection[Any], found: Mapping[int, _Found]) -> None:
    for oid, is_primary, numbers in connection.execute(_KEYS, [list(found)]).fetchall():
        columns = found[oid].names(numbers)
        if is_primary:
            found[oid].primary_key = columns
        elif columns not in found[oid].unique:
            found[oid].unique.append(columns)
    for oid, numbers, other, references in connection.execute(
        _FOREIGN_KEYS, [list(found)]
    ).fetchall():
        if other in found:
            key = ForeignKey(
                found[oid].names(numbers), found[other].name, found[other].names(references)
            )
            found[oid].foreign_keys.append(key)


def database_schema(found: Mapping[str, Table]) -> Schema:
    """The schema of the database."""
    record_types = tuple(
        RecordType(
            (table.name,),
            Kind.TABLE,
            tuple(
                Attribute(column.name, column.type.data_type, not column.is_not_null)
                for column in table.columns.values()
            ),
            table.primary_key,
            table.unique,
            table.foreign_keys,
        )
        for table in found.values()
    )
    return Schema(Model.RELATIONAL, record_types)
