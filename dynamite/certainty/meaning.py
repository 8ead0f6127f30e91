"""What some rules make of source records, and whether two sets of rules make the same.

Legend: a *meaning* is a program, or the part of one that differs from another, made ready to run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from dynamite.certainty.derived import Derived
from dynamite.data.compare import agree
from dynamite.data.instance import Instance, Row
from dynamite.datalog import Program
from dynamite.schema import Key, Kind, Model, Schema
from dynamite.synthesis import Solution
from dynamite.synthesis.emit import emit
from dynamite.synthesis.target_rule import TargetRule
from dynamite.synthesis.variants import Rules
from dynamite.values import Skolem


@dataclass(frozen=True)
class Meaning:
    """Rules of some target record types, as a program of their own.

    ``is_pruned`` where records are left out that would hang on records that are not made.
    ``derived`` runs the rules, each once for all the meanings that share it.
    """

    program: Program
    is_pruned: bool = False
    derived: Derived = field(default_factory=Derived, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        solution: Solution,
        rules: Rules,
        keys: Collection[Key],
        derived: Derived,
        *,
        is_pruned: bool = False,
    ) -> Meaning:
        """The meaning of the rules of some record types, with those that their ids stand in."""
        target = solution.examples.target_schema
        whole = together(target, keys)
        kept = {key: rules[key] for key in rules if key in whole}
        program = emit(solution.source, target, kept, derived.written)
        return cls(program, is_pruned, derived)

    @cached_property
    def _numbers(self) -> dict[Key, tuple[int, ...]]:
        """The rules of each target record type."""
        header = self.program.header
        assert header is not None
        found: dict[Key, tuple[int, ...]] = {rt.key: () for rt in header.target}
        numbers = self.derived.numbers(self.program)
        for rule, number in zip(self.program.rules, numbers, strict=True):
            key = header.target_by_relation[rule.heads[0].relation].key
            found[key] = (*found[key], number)
        return found

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
        facts: dict[Key, tuple[Row, ...]] = {}
        for key, numbers in self._numbers.items():
            rows: set[Row] = set()
            for number in numbers:
                made = self.derived.rows(number, source)
                if made is None:
                    return None  # an outcome, unlike any records
                rows |= made
            facts[key] = tuple(rows)
        made_of_it = Instance(self.target, facts)
        return pruned(made_of_it) if self.is_pruned else made_of_it


def together(schema: Schema, keys: Collection[Key]) -> frozenset[Key]:
    """Record types with those that ids tie them to: a document's whole tree, all of a graph."""
    match schema.model:
        case Model.RELATIONAL:
            return frozenset(keys)
        case Model.GRAPH:
            return frozenset(schema.by_key)
    roots = {key[:1] for key in keys}
    return frozenset(key for key in schema.by_key if key[:1] in roots)


def pruned(instance: Instance) -> Instance:
    """The records without those whose parent, or node at an end, is not there."""
    facts = dict(instance.facts)
    for record_type in instance.schema:
        if record_type.parent is not None:
            at = instance.schema[record_type.parent].surrogates.index("_id")
            parents = {row[at] for row in facts.get(record_type.parent, ())}
            rows = facts.get(record_type.key, ())
            facts[record_type.key] = tuple(row for row in rows if row[0] in parents)
    nodes = {
        row[0]
        for record_type in instance.schema
        if record_type.kind is Kind.NODE
        for row in facts.get(record_type.key, ())
    }
    for record_type in instance.schema:
        if record_type.kind is Kind.EDGE:
            rows = facts.get(record_type.key, ())
            facts[record_type.key] = tuple(r for r in rows if r[1] in nodes and r[2] in nodes)
    return Instance(instance.schema, facts)


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
