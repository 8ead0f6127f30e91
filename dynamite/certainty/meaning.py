"""What some rules make of source records, and whether two sets of rules make the same.

Legend: a *meaning* is a program, or the part of one that differs from another, made ready to run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from dynamite.data.compare import agree
from dynamite.data.instance import Instance
from dynamite.datalog import Program
from dynamite.engines.reference_evaluation import Evaluation
from dynamite.errors import InputError, MigrationError
from dynamite.schema import Key, Kind, Schema
from dynamite.synthesis import Solution
from dynamite.synthesis.emit import emit
from dynamite.synthesis.target_rule import TargetRule
from dynamite.synthesis.variants import Rules
from dynamite.values import Skolem


@dataclass(frozen=True)
class Meaning:
    """Rules of some target record types, as a program of their own."""

    program: Program

    @classmethod
    def of(cls, solution: Solution, rules: Rules, keys: Collection[Key]) -> Meaning:
        """The meaning of the rules of some record types."""
        kept = {key: rules[key] for key in rules if key in keys}
        return cls(emit(solution.source, solution.examples.target_schema, kept))

    @cached_property
    def _evaluation(self) -> Evaluation:
        return Evaluation(self.program, checked=True)

    @property
    def target(self) -> Schema:
        assert self.program.header is not None
        return self.program.header.target

    @property
    def reads(self) -> tuple[Key, ...]:
        """The source record types that the rules read."""
        header = self.program.header
        assert header is not None
        return tuple(header.source_by_relation[relation].key for relation in self.program.inputs)

    def run(self, source: Instance) -> Instance | None:
        """The target records, or ``None`` where the program stops with an error."""
        header = self.program.header
        assert header is not None
        facts = {
            relation: source.rows(record_type.key)
            for relation, record_type in header.source_by_relation.items()
            if relation in self.program.declarations
        }
        try:
            derived = self._evaluation.run(facts)
        except (MigrationError, InputError):
            return None  # a value that cannot be converted: an outcome, unlike any records
        return Instance(
            header.target,
            {
                record_type.key: tuple(derived.get(relation, ()))
                for relation, record_type in header.target_by_relation.items()
            },
        )


def changed(one: Rules, other: Rules) -> tuple[Key, ...]:
    """The record types whose rules are not the very same."""
    return tuple(
        key
        for key in one
        if len(one[key]) != len(other.get(key, ())) or not all(map(_is_kept, one[key], other[key]))
    )


def _is_kept(one: TargetRule, other: TargetRule) -> bool:
    return one.rule is other.rule and (one.id, one.parent, one.start, one.end) == (
        (other.id, other.parent, other.start, other.end)
    )


def same(one: Instance | None, other: Instance | None) -> bool:
    """Whether two outcomes say the same; ids that are no values may be named otherwise."""
    if one is None or other is None:
        return one is other
    if all(set(one.rows(rt.key)) == set(other.rows(rt.key)) for rt in one.schema):
        return True
    return agree(one, other, value_ids((one, other)))


def value_ids(instances: Iterable[Instance]) -> set[str]:
    """The ids of nodes that are source values."""
    return {
        str(row[0])
        for instance in instances
        for record_type in instance.schema
        if record_type.kind is Kind.NODE
        for row in instance.rows(record_type.key)
        if not isinstance(row[0], Skolem)
    }
