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


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A type of numbers that only the checks know; values of it are ints."""

    name: str


UNSIGNED: Final = NumberKind("an unsigned")
LITERAL: Final = NumberKind("an int")
"""An integer literal, or a term of such: an int, an unsigned or a float, as its place wants."""

COUNT: Final = NumberKind("a number")
"""What ``count`` gives: an int or an unsigned."""

StaticType: TypeAlias = "ColumnType | NumberKind"

_BASE: Final[Mapping[str, StaticType]] = {
    "number": DataType.INT,
    "unsigned": UNSIGNED,
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


def plain(static: StaticType) -> ColumnType:
    """The type of the values."""
    return DataType.INT if isinstance(static, NumberKind) else static


def describe(column_type: StaticType) -> str:
    """A type as a message names it.

    >>> describe(DataType.INT), describe(IdType("Id"))
    ('an int', 'an id of type Id')
    """
    if isinstance(column_type, NumberKind):
        return column_type.name
    if isinstance(column_type, IdType):
        return f"an id of type {column_type.name}" if column_type.name else "an id"
    return f"{'an' if column_type is DataType.INT else 'a'} {column_type}"


def counted(count: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(1, "column"), counted(2, "column")
    ('1 column', '2 columns')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


_LITERAL_IN: Final = (DataType.INT, DataType.FLOAT, UNSIGNED, LITERAL, COUNT)
_COUNT_IN: Final = (DataType.INT, UNSIGNED, COUNT)


def is_weak(static: StaticType) -> bool:
    """Whether a place that wants a narrower type decides it."""
    return static in (IdType(), LITERAL, COUNT)


def narrower(one: StaticType | None, other: StaticType | None) -> StaticType | None:
    """The type that says more, of two that agree."""
    if one is None or (other is not None and is_weak(one) and one is not COUNT):
        return other
    return other if one is COUNT and other not in (None, LITERAL) else one


def agree(one: StaticType, other: StaticType) -> bool:
    """Whether values of both types can be the same value."""
    if LITERAL in (one, other):
        return one in _LITERAL_IN and other in _LITERAL_IN
    if COUNT in (one, other):
        return one in _COUNT_IN and other in _COUNT_IN
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
    """The types of the values of the columns of each declared relation; see ``static_types``."""
    return {
        relation: tuple(map(plain, columns)) for relation, columns in static_types(program).items()
    }


def static_types(program: Program) -> dict[str, tuple[StaticType, ...]]:
    """The types of the columns of each declared relation.

    The header decides for the relations that it describes, but for the ids of target relations;
    else the declaration does. Raises ``InputError`` for an unknown type, for a declaration that
    has not as many columns as its record type, and for what is declared twice.
    """
    _refuse_repeated(program)
    types = {name: _declared_type(name, program) for name in program.types}
    columns: dict[str, tuple[StaticType, ...]] = {}
    for relation, declaration in program.declarations.items():
        declared = tuple(
            _column_type(type_name, types, f"relation {relation}", declaration)
            for _, type_name in declaration.attributes
        )
        columns[relation] = _with_header(program, declaration, declared)
    return columns


def record_constructor(type_name: str) -> str:
    """The constructor that the records of a type have once their type is known.

    No constructor that is written has such a name.
    """
    return f"[{type_name}"


def nil_constructor(type_name: str) -> str:
    """The constructor of ``nil`` in a record type."""
    return f"nil {type_name}"


def type_by_name(program: Program, name: str, owner: str, line: int) -> StaticType:
    """The type that a name denotes in a program; raises ``InputError`` naming the ``owner``."""
    types = {name: _declared_type(name, program)} if name in program.types else {}
    return _column_type(name, types, owner, Declaration("", (), line=line))


def constructor_types(program: Program) -> dict[str, tuple[str, tuple[StaticType, ...]]]:
    """The type and the types of the arguments of each constructor that a ``.type`` declares.

    Those of a record type are ``record_constructor`` and ``nil_constructor`` of it.
    """
    types = {name: _declared_type(name, program) for name in program.types}
    found: dict[str, tuple[str, tuple[StaticType, ...]]] = {}
    for declaration in program.types.values():
        if declaration.is_record:
            found[nil_constructor(declaration.name)] = (declaration.name, ())
        for constructor, attributes in declaration.branches:
            if declaration.is_record:
                constructor = record_constructor(declaration.name)
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


def _declared_type(name: str, program: Program) -> StaticType:
    """The type that a ``.type`` denotes, through its bases."""
    passed = [name]
    declaration = program.types[name]
    if len(declaration.members) > 1:
        return _union_type(declaration, program)
    while not declaration.branches:
        if len(declaration.members) > 1:
            return _union_type(declaration, program, passed)
        if declaration.members:
            target = declaration.members[0]
            if target in _BASE:
                return _BASE[target]
            if target not in program.types or target in passed:
                raise _unknown_base(declaration, target, passed)
            passed.append(target)
            declaration = program.types[target]
            continue
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
            raise _unknown_base(declaration, base, passed)
        passed.append(base)
        declaration = program.types[base]
    return IdType(declaration.name)


def _unknown_base(declaration: TypeDeclaration, base: str, passed: Iterable[str]) -> InputError:
    problem = "is its own base" if base in passed else f"has the unknown base {base}"
    return InputError(
        f"type {declaration.name} {problem}",
        place=f"line {declaration.line}",
        mend=f"the base types are: {', '.join(_BASE)}",
    )


def _union_type(
    declaration: TypeDeclaration, program: Program, passed: Iterable[str] = ()
) -> StaticType:
    """The one type of all members of a union."""
    found: dict[StaticType, str] = {}
    for member in declaration.members:
        if member in _BASE:
            member_type = _BASE[member]
        elif member not in program.types or member in (*passed, declaration.name):
            raise _unknown_base(declaration, member, (*passed, declaration.name))
        elif len(program.types[member].members) > 1:
            member_type = _union_type(program.types[member], program, (*passed, declaration.name))
        else:
            member_type = _declared_type(member, program)
        found.setdefault(member_type, member)
    if len(found) > 1:
        (one, first), (two, second) = list(found.items())[:2]
        raise InputError(
            f"type {declaration.name} unites {first}, {describe(one)}, "
            f"and {second}, {describe(two)}",
            place=f"line {declaration.line}",
            mend="unite types of one base, or write an algebraic type with a branch for each",
        )
    return next(iter(found))


def _base_is_text(base: str, program: Program, passed: Iterable[str]) -> bool:
    seen = set(passed)
    while base in program.types and base not in seen:
        seen.add(base)
        base = program.types[base].base
    return base == "symbol"


def _column_type(
    type_name: str,
    types: Mapping[str, StaticType],
    owner: str,
    declaration: Declaration | TypeDeclaration,
) -> StaticType:
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
    program: Program, declaration: Declaration, declared: tuple[StaticType, ...]
) -> tuple[StaticType, ...]:
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
    declared: tuple[StaticType, ...],
) -> Iterable[StaticType]:
    assert program.header is not None
    is_source = relation in program.header.source_by_relation
    source_id = DataType.STRING if record_type.kind.model is Model.GRAPH else DataType.INT
    for name, declared_type in zip(record_type.surrogates, declared, strict=False):
        if name == "_index":
            yield DataType.INT
        else:
            yield source_id if is_source else declared_type
