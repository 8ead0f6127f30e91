"""The tables of a MySQL database, from its catalogue; views and unfinished migrations are not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pymysql

from dynamite.schema import Attribute, ForeignKey, Kind, Model, RecordType, Schema
from dynamite.stores.mysql_connection import execute
from dynamite.stores.mysql_names import OWN
from dynamite.stores.mysql_types import ColumnType

_NAMES: Final = """
    SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()
    ORDER BY create_time, table_name"""

_COLUMNS: Final = """
    SELECT table_name, column_name, data_type, column_type, datetime_precision, numeric_scale,
           character_set_name, is_nullable, column_default, extra
    FROM information_schema.columns WHERE table_schema = DATABASE()
    ORDER BY table_name, ordinal_position"""

_CHECKS: Final = """
    SELECT table_name, check_clause FROM information_schema.check_constraints
    WHERE constraint_schema = DATABASE() AND check_clause LIKE 'json_valid(%%'"""

_KEYS: Final = """
    SELECT table_name, index_name, column_name, sub_part
    FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND non_unique = 0
    ORDER BY table_name, index_name <> 'PRIMARY', index_name, seq_in_index"""

_FOREIGN_KEYS: Final = """
    SELECT table_name, constraint_name, column_name, referenced_table_name, referenced_column_name
    FROM information_schema.key_column_usage
    WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE()
    ORDER BY table_name, constraint_name, ordinal_position"""

_JSON_VALID: Final = re.compile(r"json_valid\(`(.*)`\)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Column:
    """A column as the catalogue has it; ``has_value`` says that it fills itself."""

    name: str
    type: ColumnType
    is_not_null: bool
    has_value: bool
    is_generated: bool


@dataclass
class Table:
    """A table as the catalogue has it."""

    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)


def names(connection: pymysql.Connection) -> dict[str, bool]:
    """The names of the database's tables and views, and whether each is a table."""
    return {name: kind == "BASE TABLE" for name, kind in execute(connection, _NAMES)}


def there(connection: pymysql.Connection, wanted: Iterable[str]) -> dict[str, bool]:
    """Which of the wanted names are taken, and whether it is by a table, not by a view."""
    found = names(connection)
    if execute(connection, "SELECT @@lower_case_table_names")[0][0] != "0":
        lower = {name.lower(): is_table for name, is_table in found.items()}
        return {name: lower[name.lower()] for name in wanted if name.lower() in lower}
    return {name: found[name] for name in wanted if name in found}


def is_mariadb(connection: pymysql.Connection) -> bool:
    """Whether the server is a MariaDB, which goes its own ways since 2009."""
    return "mariadb" in str(execute(connection, "SELECT version()")[0][0]).lower()


def tables(connection: pymysql.Connection) -> dict[str, Table]:
    """The tables of the database by name."""
    found = {
        name: Table(name)
        for name, is_table in names(connection).items()
        if is_table and not name.startswith(OWN)
    }
    checked = _json_columns(connection)
    for table, name, *of_type, charset, nullable, default, extra in execute(connection, _COLUMNS):
        if table in found:
            type_ = _type(of_type, (table, name) in checked, charset)
            is_generated = "GENERATED" in extra.upper() and "DEFAULT_GENERATED" not in extra.upper()
            has_value = default is not None or "auto_increment" in extra.lower()
            found[table].columns[name] = Column(
                name, type_, nullable == "NO", has_value, is_generated
            )
    _add_keys(connection, found)
    return found


def _type(parts: list[str | None], is_checked: bool, charset: str | None) -> ColumnType:
    name, shown, precision, scale = parts
    assert name is not None and shown is not None
    # MariaDB's JSON is LONGTEXT with a check.
    is_json = name == "json" or (name == "longtext" and is_checked)
    return ColumnType(
        name.lower(), shown.lower(), is_json, int(precision or 0), int(scale or 0), bool(charset)
    )


def _json_columns(connection: pymysql.Connection) -> set[tuple[str, str]]:
    if not is_mariadb(connection):
        return set()
    found = set()
    for table, clause in execute(connection, _CHECKS.replace("%%", "%")):
        match = _JSON_VALID.fullmatch(clause)
        if match is not None:
            found.add((table, match[1].replace("``", "`")))
    return found


def _add_keys(connection: pymysql.Connection, found: Mapping[str, Table]) -> None:
    indexes: dict[tuple[str, str], list[str | None]] = {}
    for table, index, column, length in execute(connection, _KEYS):
        # A part of an index that is an expression or a prefix says nothing of the column.
        whole = column if length is None else None
        indexes.setdefault((table, index), []).append(whole)
    for (table, index), columns in indexes.items():
        key = tuple(column for column in columns if column is not None)
        if table not in found or len(key) < len(columns):
            continue
        if index == "PRIMARY":
            found[table].primary_key = key
        elif key not in found[table].unique:
            found[table].unique.append(key)
    pairs: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for table, name, *pair in execute(connection, _FOREIGN_KEYS):
        pairs.setdefault((table, name), []).append((pair[0], pair[1], pair[2]))
    for (table, _), key_columns in pairs.items():
        columns_, others, references = zip(*key_columns, strict=True)
        if table in found and others[0] in found:
            found[table].foreign_keys.append(ForeignKey(columns_, others[0], references))


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
            tuple(table.unique),
            tuple(table.foreign_keys),
        )
        for table in found.values()
    )
    return Schema(Model.RELATIONAL, record_types)
