"""What holds in every source of a scenario: keys and references, by relation and column position.

They are those of the schema (primary keys, unique columns, foreign keys), those of its structure
(an ``_id`` is unique, a nested record has its parent), and those that ``scenario.json`` states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from benchmarks.scenario import Column, Scenario, columns_of, is_own_id
from dynamite.schema import Key, Kind, RecordType


@dataclass(frozen=True)
class Reference:
    """Columns of one relation whose values, where none is null, are in a record of another."""

    relation: str
    columns: tuple[int, ...]
    to: str
    references: tuple[int, ...]


@dataclass(frozen=True)
class Constraints:
    """The keys, references and columns without nulls of a scenario's source."""

    scenario: Scenario

    @cached_property
    def keys(self) -> dict[str, tuple[tuple[int, ...], ...]]:
        """The keys of each relation, as column positions."""
        return {
            relation: tuple(dict.fromkeys(self._keys(record_type)))
            for relation, record_type in self.scenario.header.source_by_relation.items()
        }

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(dict.fromkeys(self._references()))

    @cached_property
    def equal(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """The columns of each relation that are equal in every record."""
        return {
            relation: tuple(
                (columns.index(column), columns.index(targets[0]))
                for column, targets in self.scenario.facts.links.items()
                if is_own_id(column, targets) and column in columns
            )
            for relation, record_type in self.scenario.header.source_by_relation.items()
            for columns in [columns_of(record_type)]
        }

    @cached_property
    def never_null(self) -> dict[str, frozenset[int]]:
        """The columns of each relation that have no nulls."""
        return {
            relation: frozenset(
                position
                for position, column in enumerate(columns_of(record_type))
                if column.is_surrogate or not record_type.attribute(column.name).nullable
            )
            for relation, record_type in self.scenario.header.source_by_relation.items()
        }

    def _keys(self, record_type: RecordType) -> Iterator[tuple[int, ...]]:
        columns = columns_of(record_type)
        for column in columns:
            is_whole = column.is_surrogate and (
                column.name == "_id"
                or (column.name == "_parent" and record_type.kind is Kind.OBJECT)
            )
            if is_whole or column in self.scenario.facts.keys:
                yield (columns.index(column),)
        for names in (record_type.primary_key, *record_type.unique):
            if names:
                yield tuple(columns.index(Column(record_type.key, name)) for name in names)

    def _references(self) -> Iterator[Reference]:
        for record_type in self.scenario.source:
            if record_type.parent is not None:
                yield self._reference(
                    (Column(record_type.key, "_parent", True),),
                    (Column(record_type.parent, "_id", True),),
                )
            for foreign in record_type.foreign_keys:
                yield self._reference(
                    tuple(Column(record_type.key, name) for name in foreign.columns),
                    tuple(Column((foreign.table,), name) for name in foreign.references),
                )
        for column, targets in self.scenario.facts.links.items():
            if len(targets) == 1 and not is_own_id(column, targets):
                yield self._reference((column,), targets)
        composites = self.scenario.facts.composite_links
        for link in composites:
            if [other.columns for other in composites].count(link.columns) == 1:
                yield self._reference(link.columns, link.references)

    def _reference(self, columns: tuple[Column, ...], to: tuple[Column, ...]) -> Reference:
        return Reference(
            self._relation(columns[0].key),
            tuple(self._position(column) for column in columns),
            self._relation(to[0].key),
            tuple(self._position(column) for column in to),
        )

    def _relation(self, key: Key) -> str:
        return self.scenario.header.source_relation[key]

    def _position(self, column: Column) -> int:
        return columns_of(self.scenario.source[column.key]).index(column)
