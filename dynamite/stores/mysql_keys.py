"""The last touch on tables that are filled: types that depend on the values, keys and indexes.

A decimal column gets the widest scale of its values, and the same as what it refers to. A text in a
key becomes a ``VARCHAR``, as MySQL indexes no text without end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pymysql

from dynamite.errors import MigrationError
from dynamite.schema import ForeignKey, RecordType, Schema
from dynamite.stores.mysql_connection import execute
from dynamite.stores.mysql_names import quoted, quoted_list
from dynamite.stores.mysql_types import DECIMAL_TEXT
from dynamite.stores.sql_keys import foreign_key_indexes
from dynamite.stores.tables import has_key
from dynamite.values import DataType

INDEX_BYTES: Final = 3072
_SHORT: Final = 255
_DIGITS: Final = 38
_MOST_DIGITS: Final = 65
_WIDTHS: Final = {DataType.DECIMAL: 80, DataType.BOOL: 1, DataType.DATE: 3}
_BYTES_OF_CHARACTER: Final = {DataType.STRING: 4, DataType.BYTES: 1}

Column = tuple[str, str]
"""A table and a column of it."""


@dataclass(frozen=True)
class Target:
    """The tables that are being made: under which names, with which collation of texts."""

    connection: pymysql.Connection
    schema: Schema
    names: Mapping[str, str]
    collation: str
    most_scale: int
    url: str


def indexes(schema: Schema, table: RecordType) -> list[tuple[str, ...]]:
    """The column lists of all indexes that a table gets."""
    lists = [table.primary_key, *table.unique, *foreign_key_indexes(schema, table)]
    return [columns for columns in lists if columns]


def linked(schema: Schema, table: RecordType) -> list[ForeignKey]:
    """The foreign keys that are declared: those that refer to a declared key."""
    return [key for key in table.foreign_keys if has_key(schema, key)]


def add_keys(target: Target, table: RecordType, decimals: Mapping[Column, str], mark: str) -> None:
    """Give a table its last types, its keys and its indexes, and the mark as its comment."""
    types = {column: type_ for (name, column), type_ in decimals.items() if name == table.name}
    types |= _key_types(target, table)
    parts = [
        f"MODIFY {quoted(a.name)} {types[a.name]}{' NULL' if a.nullable else ' NOT NULL'}"
        for a in table.attributes
        if a.name in types
    ]
    if table.primary_key:
        parts.append(f"ADD PRIMARY KEY ({quoted_list(table.primary_key)})")
    parts.extend(f"ADD UNIQUE ({quoted_list(columns)})" for columns in table.unique)
    parts.extend(
        f"ADD INDEX ({quoted_list(columns)})"
        for columns in foreign_key_indexes(target.schema, table)
    )
    parts.append(f"COMMENT = '{mark}'")
    execute(target.connection, f"ALTER TABLE {quoted(target.names[table.name])} {', '.join(parts)}")


def _key_types(target: Target, table: RecordType) -> dict[str, str]:
    """The types of the texts and bytes of a table that are in an index."""
    lists = indexes(target.schema, table)
    in_index = {column for columns in lists for column in columns}
    texts = [a for a in table.attributes if a.name in in_index and a.type in _BYTES_OF_CHARACTER]
    if not texts:
        return {}
    lengths = ", ".join(f"MAX(CHAR_LENGTH({quoted(a.name)}))" for a in texts)
    statement = f"SELECT {lengths} FROM {quoted(target.names[table.name])}"
    found = execute(target.connection, statement)[0]
    longest = {a.name: max(int(n or 0), 1) for a, n in zip(texts, found, strict=True)}
    given = {name: max(length, _SHORT) for name, length in longest.items()}
    for columns in lists:
        if _width(table, columns, given) > INDEX_BYTES:
            given |= {name: longest[name] for name in columns if name in longest}
        if (width := _width(table, columns, given)) > INDEX_BYTES:
            raise MigrationError(
                f"nothing was written: the values of the key ({', '.join(columns)}) need "
                f"{width:,} bytes, and MySQL indexes {INDEX_BYTES:,}",
                place=f"{target.url}: {table.name}",
            )
    return {
        a.name: f"VARCHAR({given[a.name]}) CHARACTER SET utf8mb4 COLLATE {target.collation}"
        if a.type is DataType.STRING
        else f"VARBINARY({given[a.name]})"
        for a in texts
    }


def _width(table: RecordType, columns: tuple[str, ...], given: Mapping[str, int]) -> int:
    """How many bytes an entry of an index over the columns may have."""
    types = {a.name: a.type for a in table.attributes}
    return sum(
        given[name] * _BYTES_OF_CHARACTER[types[name]]
        if name in given
        else _WIDTHS.get(types[name], 8)
        for name in columns
    )


def decimal_types(target: Target) -> dict[Column, str]:
    """The type of each decimal column: that of the widest among those it is linked to."""
    digits = dict(_digits(target))
    types = {}
    for group in _groups(target, list(digits)):
        whole = max(digits[column][0] for column in group)
        scale = max(digits[column][1] for column in group)
        fits = scale <= target.most_scale and whole + scale <= _MOST_DIGITS
        type_ = f"DECIMAL({max(_DIGITS, whole + scale)}, {scale})" if fits else DECIMAL_TEXT
        types.update(dict.fromkeys(group, type_))
    return types


def _digits(target: Target) -> Iterator[tuple[Column, tuple[int, int]]]:
    """The most digits before and after the point, for each decimal column."""
    for table in target.schema:
        for attribute in table.attributes:
            if attribute.type is DataType.DECIMAL and table.name in target.names:
                column = f"TRIM(LEADING '-' FROM {quoted(attribute.name)})"
                whole = f"CHAR_LENGTH(SUBSTRING_INDEX({column}, '.', 1))"
                after = f"CHAR_LENGTH({column}) - {whole} - (LOCATE('.', {column}) > 0)"
                statement = (
                    f"SELECT MAX({whole}), MAX({after}) FROM {quoted(target.names[table.name])}"
                )
                before, fraction = execute(target.connection, statement)[0]
                yield (table.name, attribute.name), (int(before or 1), int(fraction or 0))


def _groups(target: Target, columns: list[Column]) -> list[set[Column]]:
    """The columns that foreign keys link, together."""
    groups = [{column} for column in columns]
    for table in target.schema:
        for key in linked(target.schema, table):
            for own, other in zip(key.columns, key.references, strict=True):
                pair = {(table.name, own), (key.table, other)}
                touched = [group for group in groups if group & pair]
                groups = [group for group in groups if group not in touched]
                groups += [set().union(*touched)] if touched else []
    return groups


def refuse_orphans(target: Target, table: RecordType, name: str) -> None:
    """Raises ``MigrationError`` for a record that refers to one that is not there."""
    for key in linked(target.schema, table):
        parent = quoted(target.names.get(key.table, key.table))
        pairs = list(zip(key.columns, key.references, strict=True))
        on = " AND ".join(f"c.{quoted(own)} = p.{quoted(other)}" for own, other in pairs)
        given = " AND ".join(f"c.{quoted(own)} IS NOT NULL" for own in key.columns)
        values = ", ".join(f"c.{quoted(own)}" for own in key.columns)
        found = execute(
            target.connection,
            f"SELECT {values} FROM {quoted(name)} AS c LEFT JOIN {parent} AS p ON {on} "
            f"WHERE p.{quoted(key.references[0])} IS NULL AND {given} LIMIT 1",
        )
        if found:
            shown = ", ".join(str(value)[:60] for value in found[0])
            raise MigrationError(
                f"nothing was written: ({', '.join(key.columns)}) = ({shown}) refers to a record "
                f"of {key.table!r} that is not there",
                place=f"{target.url}: {table.name}",
            )


def add_foreign_keys(target: Target, table: RecordType) -> None:
    """Declare the foreign keys, which ``refuse_orphans`` has checked, and clear the comment."""
    parts = [
        f"ADD FOREIGN KEY ({quoted_list(key.columns)}) "
        f"REFERENCES {quoted(target.names.get(key.table, key.table))} "
        f"({quoted_list(key.references)})"
        for key in linked(target.schema, table)
    ]
    parts.append("COMMENT = ''")
    # Without the check, InnoDB does not copy the table.
    execute(target.connection, "SET SESSION foreign_key_checks = 0")
    execute(target.connection, f"ALTER TABLE {quoted(target.names[table.name])} {', '.join(parts)}")
    execute(target.connection, "SET SESSION foreign_key_checks = 1")
