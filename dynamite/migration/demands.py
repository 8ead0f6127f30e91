"""What a target demands of its records, and the checks that tell whether they meet it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dynamite.datalog import Header
from dynamite.schema import Kind, RecordType

Columns: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class MustBeEmpty:
    """A relation whose every fact is a record of a target type, all with the same fault."""

    relation: str
    record_type: RecordType
    problem: str
    """What is wrong, as it stands after the record: ``has no parent movie``."""


@dataclass(frozen=True)
class MustBeUnique:
    """A projection that must be as large as what it projects: no two records agree on it."""

    projection: str
    projected: str
    record_type: RecordType
    columns: Columns
    problem: str
    """What two records share, as it stands before the values: ``the primary key (a, b) =``."""


Check = MustBeEmpty | MustBeUnique


def required_columns(record_type: RecordType) -> Iterator[int]:
    """The columns that no record may have null, but for those that refer to another."""
    if record_type.kind is Kind.NODE:
        yield 0
    first = len(record_type.surrogates)
    for position, attribute in enumerate(record_type.attributes, first):
        if not attribute.nullable or attribute.name in record_type.primary_key:
            yield position


def unique_columns(header: Header, record_type: RecordType) -> Iterator[tuple[Columns, str]]:
    """The columns on which no two records of a type may agree, and what they are called."""
    match record_type.kind:
        case Kind.TABLE:
            if record_type.primary_key:
                yield positions(record_type, record_type.primary_key), "the primary key"
            for columns in record_type.unique:
                yield positions(record_type, columns), "the unique key"
        case Kind.OBJECT:
            yield (0,), ""
        case Kind.COLLECTION | Kind.NODE | Kind.EDGE:
            yield (id_column(record_type),), ""
        case Kind.ARRAY if header.target.children(record_type):
            yield (0, 1), ""


def positions(record_type: RecordType, names: Sequence[str]) -> Columns:
    """The columns of attributes, by name."""
    return tuple(record_type.columns.index(name) for name in names)


def id_column(record_type: RecordType) -> int:
    """The column of the id of a record type that has one."""
    return record_type.columns.index("_id")
