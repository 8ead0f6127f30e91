"""What holds in every source: keys and references, by relation and column position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dynamite.datalog import Header
from dynamite.schema import Kind, RecordType
from dynamite.synthesis.source import declared_keys


@dataclass(frozen=True)
class Reference:
    """Columns of one relation whose values, where none is null, are in a record of another."""

    relation: str
    columns: tuple[int, ...]
    to: str
    references: tuple[int, ...]


@dataclass(frozen=True)
class Constraints:
    """The keys, references and columns without nulls of a source.

    ``equal`` are the columns of a relation that are equal in every record.
    """

    record_types: Mapping[str, RecordType]
    keys: Mapping[str, tuple[tuple[int, ...], ...]]
    references: tuple[Reference, ...]
    never_null: Mapping[str, frozenset[int]]
    equal: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, header: Header) -> Constraints:
        """What the source's schema declares, and the structure of nested records and of edges."""
        types = header.source_by_relation
        return cls(
            types,
            {relation: declared_keys(record_type) for relation, record_type in types.items()},
            tuple(dict.fromkeys(_references(header))),
            {relation: never_null(record_type) for relation, record_type in types.items()},
        )


def never_null(record_type: RecordType) -> frozenset[int]:
    """The columns of a record type that hold no nulls."""
    offset = len(record_type.surrogates)
    kept = [offset + i for i, each in enumerate(record_type.attributes) if not each.nullable]
    return frozenset((*range(offset), *kept))


def _references(header: Header) -> Iterator[Reference]:
    for relation, record_type in header.source_by_relation.items():
        if record_type.parent is not None:
            parent = header.source[record_type.parent]
            up = parent.surrogates.index("_id")
            yield Reference(relation, (0,), header.source_relation[parent.key], (up,))
        for foreign_key in record_type.foreign_keys:
            other = header.source[(foreign_key.table,)]
            yield Reference(
                relation,
                tuple(record_type.columns.index(name) for name in foreign_key.columns),
                header.source_relation[other.key],
                tuple(other.columns.index(name) for name in foreign_key.references),
            )
        if record_type.kind is Kind.EDGE:
            for position, label in ((1, record_type.start), (2, record_type.end)):
                if label is not None:
                    yield Reference(relation, (position,), header.source_relation[(label,)], (0,))
