"""What generated source data of a scenario keep to: links, keys, domains, nulls, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dynamite.schema import Key, RecordType
from dynamite.values import Value


class Column(NamedTuple):
    """A column of a source record type, by the type's key and the column's name.

    A surrogate is told from an attribute of its name.
    """

    key: Key
    name: str
    is_surrogate: bool = False


def columns_of(record_type: RecordType) -> tuple[Column, ...]:
    """The columns of a record type, by position."""
    surrogates = tuple(Column(record_type.key, name, True) for name in record_type.surrogates)
    return surrogates + tuple(Column(record_type.key, a.name) for a in record_type.attributes)


def is_own_id(column: Column, targets: tuple[Column, ...]) -> bool:
    """Whether a link says that a column equals the id of its own record, or that the other."""
    if len(targets) != 1 or targets[0].key != column.key:
        return False
    return Column(column.key, "_id", True) in (column, targets[0])


@dataclass(frozen=True)
class CompositeLink:
    """Columns of one record type that are drawn together from one record of another."""

    columns: tuple[Column, ...]
    references: tuple[Column, ...]


@dataclass(frozen=True)
class Facts:
    """What generated source data keep to."""

    links: Mapping[Column, tuple[Column, ...]] = field(default_factory=dict)
    composite_links: tuple[CompositeLink, ...] = ()
    keys: frozenset[Column] = frozenset()
    values: Mapping[Column, tuple[Value, ...]] = field(default_factory=dict)
    nulls: Mapping[Column, float] = field(default_factory=dict)
    fanout: Mapping[Key, tuple[int, int]] = field(default_factory=dict)
