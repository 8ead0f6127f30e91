"""The types of a program's columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from dynamite.datalog import Declaration, Program, TypeDeclaration
from dynamite.errors import InputError
from dynamite.schema import Model, RecordType
from dynamite.values import DataType, Json, Value


@dataclass(frozen=True, slots=True)
class IdType:
    """The type of Skolem terms: an ADT of the program, or ``""`` where none declares them."""

    name: str = ""


ColumnType: TypeAlias = "DataType | IdType"

_BASE: Final = {
    "number": DataType.INT,
    "unsigned": DataType.INT,
    "float": DataType.FLOAT,
    "symbol": DataType.STRING,
}
_OWN: Final = {
    t.value: t
    for t in (
        DataType.DECIMAL,
        DataType.DATE,
        DataType.DATETIME,
        DataType.BOOL,
        DataType.BYTES,
        DataType.JSON,
    )
}
"""The types that Soufflé lacks: a subtype of ``symbol`` by that name denotes them."""


def describe(column_type: ColumnType) -> str:
    """A type as a message names it.

    >>> describe(DataType.INT), describe(IdType("Id"))
    ('an int', 'an id of type Id')
    """
    if isinstance(column_type, IdType):
        return f"an id of type {column_type.name}" if column_type.name else "an id"
    return f"{'an' if column_type is DataType.INT else 'a'} {column_type}"


def counted(count: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(1, "column"), counted(2, "column")
    ('1 column', '2 columns')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def agree(one: ColumnType, other: ColumnType) -> bool:
    """Whether values of both types can be the same value."""
    if isinstance(one, IdType) and isinstance(other, IdType):
        return one == other or not one.name or not other.name
    return one == other


def type_of(value: Value) -> ColumnType | None:
    """The type of a value; none of a null."""
    match value:
        case bool():
            return DataType.BOOL
        case int():
            return DataType.INT
        case float():
            return DataType.FLOAT
        case Decimal():
            return DataType.DECIMAL
        case Json():
            return DataType.JSON
        case str():
            return DataType.STRING
        case datetime():
            return DataType.DATETIME
        case date():
            return DataType.DATE
        case bytes():
            return DataType.BYTES
    return None


def column_types(program: Program) -> dict[str, tuple[ColumnType, ...]]:
    """The types of the columns of each declared relation.

    The header decides for the relations that it describes, but for the ids of target relations;
    else the declaration does. Raises ``InputError`` for an unknown type, for a declaration that
    has not as many columns as its record type, and for what is declared twice.
    """
    _refuse_repeated(program)
    types = {name: _declared_type(name, program) for name in program.types}
    columns: dict[str, tuple[ColumnType, ...]] = {}
    for relation, declaration in program.declarations.items():
        declared = tuple(
            _column_type(type_name, types, f"relation {relation}", declaration)
            for _, type_name in declaration.attributes
        )
        columns[relation] = _with_header(program, declaration, declared)
    return columns


def constructor_types(program: Program) -> dict[str, tuple[str, tuple[ColumnType, ...]]]:
    """The ADT and the types of the arguments of each constructor that a ``.type`` declares."""
    types = {name: _declared_type(name, program) for name in program.types}
    found: dict[str, tuple[str, tuple[ColumnType, ...]]] = {}
    for declaration in program.types.values():
        for constructor, attributes in declaration.branches:
            if constructor in found:
                raise InputError(
                    f"constructor ${constructor} is declared twice",
                    place=f"line {declaration.line}",
                )
            owner = f"constructor ${constructor}"
            args = tuple(_column_type(t, types, owner, declaration) for _, t in attributes)
            found[constructor] = (declaration.name, args)
    return found


def _refuse_repeated(program: Program) -> None:
    seen: set[tuple[str, str]] = set()
    for item in program.items:
        match item:
            case TypeDeclaration(name, line=line):
                key, what = ("type", name), f"type {name}"
            case Declaration(relation, line=line):
                key, what = ("relation", relation), f"relation {relation}"
            case _:
                continue
        if key in seen:
            raise InputError(f"{what} is declared twice", place=f"line {line}")
        seen.add(key)


def _declared_type(name: str, program: Program) -> ColumnType:
    """The type that a ``.type`` denotes, through its bases."""
    passed = [name]
    declaration = program.types[name]
    while not declaration.branches:
        base = declaration.base
        if passed[-1] in _OWN:
            if _base_is_text(base, program, passed):
                return _OWN[passed[-1]]
            raise InputError(
                f"type {passed[-1]} is not a subtype of symbol",
                place=f"line {declaration.line}",
                mend=f"write .type {passed[-1]} <: symbol",
            )
        if base in _BASE:
            return _BASE[base]
        if base not in program.types or base in passed:
            problem = "is its own base" if base in passed else f"has the unknown base {base}"
            raise InputError(
                f"type {passed[-1]} {problem}",
                place=f"line {declaration.line}",
                mend=f"the base types are: {', '.join(_BASE)}",
            )
        passed.append(base)
        declaration = program.types[base]
    return IdType(declaration.name)


def _base_is_text(base: str, program: Program, passed: Iterable[str]) -> bool:
    seen = set(passed)
    while base in program.types and base not in seen:
        seen.add(base)
        base = program.types[base].base
    return base == "symbol"


def _column_type(
    type_name: str,
    types: Mapping[str, ColumnType],
    owner: str,
    declaration: Declaration | TypeDeclaration,
) -> ColumnType:
    if type_name in types:
        return types[type_name]
    if type_name in _BASE:
        return _BASE[type_name]
    if type_name in _OWN:
        mend = f"add .type {type_name} <: symbol"
    else:
        mend = f"the base types are: {', '.join(_BASE)}"
    raise InputError(
        f"{owner} has the unknown type {type_name}",
        place=f"line {declaration.line}",
        mend=mend,
    )


def record_type_of(program: Program, relation: str) -> RecordType | None:
    """The record type that the header gives a relation, if any."""
    if program.header is None:
        return None
    found = program.header.source_by_relation.get(relation)
    return found or program.header.target_by_relation.get(relation)


def _with_header(
    program: Program, declaration: Declaration, declared: tuple[ColumnType, ...]
) -> tuple[ColumnType, ...]:
    record_type = record_type_of(program, declaration.relation)
    if record_type is None:
        return declared
    if len(declared) != len(record_type.columns):
        raise InputError(
            f"relation {declaration.relation} is declared with "
            f"{counted(len(declared), 'column')}, and its record type {record_type.name} "
            f"in the header has {len(record_type.columns)}",
            place=f"line {declaration.line}",
            mend=f"its columns are: {', '.join(record_type.columns)}",
        )
    attributes = tuple(attribute.type for attribute in record_type.attributes)
    return (*_surrogate_types(program, declaration.relation, record_type, declared), *attributes)


def _surrogate_types(
    program: Program,
    relation: str,
    record_type: RecordType,
    declared: tuple[ColumnType, ...],
) -> Iterable[ColumnType]:
    assert program.header is not None
    is_source = relation in program.header.source_by_relation
    source_id = DataType.STRING if record_type.kind.model is Model.GRAPH else DataType.INT
    for name, declared_type in zip(record_type.surrogates, declared, strict=False):
        if name == "_index":
            yield DataType.INT
        else:
            yield source_id if is_source else declared_type
