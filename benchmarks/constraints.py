"""What holds in every source of a scenario: keys and references, by relation and column position.

They are those of the schema (primary keys, unique columns, foreign keys), those of its structure
(an ``_id`` is unique, a nested record has its parent), and those that ``scenario.json`` states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.scenario import Column, Scenario, columns_of, is_own_id
from dynamite.containment.constraints import Constraints, Reference
from dynamite.schema import Key


def constraints_of(scenario: Scenario) -> Constraints:
    """The keys, references and columns without nulls of a scenario's source."""
    declared = Constraints.of(scenario.header)
    keys = {
        relation: tuple(
            dict.fromkeys(
                (
                    *declared.keys[relation],
                    *(
                        (position,)
                        for position, column in enumerate(columns_of(record_type))
                        if column in scenario.facts.keys
                    ),
                )
            )
        )
        for relation, record_type in scenario.header.source_by_relation.items()
    }
    equal = {
        relation: tuple(
            (columns.index(column), columns.index(targets[0]))
            for column, targets in scenario.facts.links.items()
            if is_own_id(column, targets) and column in columns
        )
        for relation, record_type in scenario.header.source_by_relation.items()
        for columns in [columns_of(record_type)]
    }
    references = tuple(dict.fromkeys((*declared.references, *_references(scenario))))
    return replace(declared, keys=keys, references=references, equal=equal)


def _references(scenario: Scenario) -> Iterator[Reference]:
    for column, targets in scenario.facts.links.items():
        if len(targets) == 1 and not is_own_id(column, targets):
            yield _reference(scenario, (column,), targets)
    composites = scenario.facts.composite_links
    for link in composites:
        if [other.columns for other in composites].count(link.columns) == 1:
            yield _reference(scenario, link.columns, link.references)


def _reference(
    scenario: Scenario, columns: tuple[Column, ...], to: tuple[Column, ...]
) -> Reference:
    return Reference(
        _relation(scenario, columns[0].key),
        tuple(_position(scenario, column) for column in columns),
        _relation(scenario, to[0].key),
        tuple(_position(scenario, column) for column in to),
    )


def _relation(scenario: Scenario, key: Key) -> str:
    return scenario.header.source_relation[key]


def _position(scenario: Scenario, column: Column) -> int:
    return columns_of(scenario.source[column.key]).index(column)
