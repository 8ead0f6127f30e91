"""SQL that reads a target's files by their schema, and digests of what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dynamite.schema import Kind, RecordType, Schema
from dynamite.values import DataType

Digest = tuple[Any, ...]
"""The number of records and two sums of their hashes."""

_TYPES = {DataType.INT: "BIGINT", DataType.FLOAT: "DOUBLE", DataType.BOOL: "BOOLEAN"}
_STRUCTURES = {
    DataType.INT: {"BIGINT", "UBIGINT"},
    DataType.FLOAT: {"BIGINT", "UBIGINT", "DOUBLE"},
    DataType.BOOL: {"BOOLEAN"},
}


def quote_name(name: str) -> str:
    """An identifier in SQL."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str | Path) -> str:
    """A text in SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def sums(values: Sequence[str]) -> str:
    """The columns of a digest of records with these values."""
    row = ", ".join(values) or "0"
    return f"count(*), sum(hash({row})), sum(hash('again', {row}))"


def json_columns(schema: Schema, record_type: RecordType) -> dict[str, str]:
    """The fields of a record in JSON, with the types that DuckDB reads them as."""
    columns = {a.name: _TYPES.get(a.type, "VARCHAR") for a in record_type.attributes}
    for child in schema.children(record_type):
        columns[child.path[-1]] = _json_type(schema, child)
    return columns


def _json_type(schema: Schema, record_type: RecordType) -> str:
    if record_type.kind is Kind.SCALARS:
        return _TYPES.get(record_type.attributes[0].type, "VARCHAR") + "[]"
    columns = json_columns(schema, record_type).items()
    struct = "STRUCT(" + ", ".join(f"{quote_name(name)} {type_}" for name, type_ in columns) + ")"
    return struct if record_type.kind is Kind.OBJECT else struct + "[]"


def canonical(schema: Schema, record_type: RecordType, field: str, value: str) -> str:
    """The value of a field, with its arrays sorted."""
    child = next((c for c in schema.children(record_type) if c.path[-1] == field), None)
    if child is None:
        return value
    if child.kind is Kind.SCALARS:
        return f"list_sort({value})"
    if not schema.children(child):
        return value if child.kind is Kind.OBJECT else f"list_sort({value})"
    names = json_columns(schema, child)
    if child.kind is Kind.OBJECT:
        return _struct(schema, child, names, value)
    element = f"e{len(child.path)}"
    struct = _struct(schema, child, names, element)
    return f"list_sort(list_transform({value}, lambda {element}: {struct}))"


def _struct(schema: Schema, record_type: RecordType, names: dict[str, str], value: str) -> str:
    fields = (
        f"{quote_name(name)} := "
        + canonical(schema, record_type, name, f"{value}.{quote_name(name)}")
        for name in names
    )
    return f"CASE WHEN {value} IS NOT NULL THEN struct_pack({', '.join(fields)}) END"


def fits(schema: Schema, record_type: RecordType, structure: Any) -> bool:
    """Whether JSON of this ``json_structure`` has no field besides those of the schema."""
    if structure == "NULL":
        return True
    if record_type.kind is Kind.SCALARS:
        return _is_of(record_type.attributes[0].type, structure)
    if not isinstance(structure, dict):
        return False
    children = {child.path[-1]: child for child in schema.children(record_type)}
    types = {attribute.name: attribute.type for attribute in record_type.attributes}
    return all(
        _is_of(types[name], part)
        if name in types
        else name in children and _child_fits(schema, children[name], part)
        for name, part in structure.items()
    )


def _child_fits(schema: Schema, child: RecordType, structure: Any) -> bool:
    if structure == "NULL":
        return True
    if child.kind is Kind.OBJECT:
        return fits(schema, child, structure)
    return isinstance(structure, list) and all(fits(schema, child, part) for part in structure)


def _is_of(data_type: DataType, structure: Any) -> bool:
    wanted = _STRUCTURES.get(data_type, {"VARCHAR"}) | {"NULL"}
    return isinstance(structure, str) and structure in wanted
