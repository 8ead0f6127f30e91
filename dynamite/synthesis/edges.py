"""The rules of edge types: over the bodies of the rules that make both ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from dynamite.data.instance import Row
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.synthesis.body import Body, Place, merge
from dynamite.synthesis.constructors import Constructors
from dynamite.synthesis.fit import Provider
from dynamite.synthesis.goal import Expected, Goal, HeadColumn
from dynamite.synthesis.identity import (
    BuiltRule,
    IdTerm,
    Pairing,
    Produced,
    built,
    own_attributes,
    own_identity,
    shown_identity,
)
from dynamite.synthesis.solve import Outcome, Search
from dynamite.synthesis.target_rule import Ends, TargetRule, UnsolvedError, differ, joined_families
from dynamite.values import DataType, Value

MOST_WAYS = 24
"""How many ways of pairing nodes that look alike are tried for an edge type."""

FEW_FAILURES = 8
"""How many skeletons are tried for each of these ways."""

Rows = list[tuple[int, Row]]
"""Target records, each with its example."""


class Edges:
    """Solves edge types; ``rules`` holds the rules of the node labels."""

    def __init__(
        self,
        search: Search,
        schema: Schema,
        rows: Mapping[Key, Rows],
        rules: Mapping[Key, list[TargetRule]],
        constructors: Constructors,
    ) -> None:
        self.search = search
        self.source = search.source
        self.schema = schema
        self.rows = rows
        self.rules = rules
        self._constructors = constructors

    def solve(self, record_type: RecordType) -> list[TargetRule]:
        """The rules of an edge type; raises ``UnsolvedError``."""
        starts = self._made_by_rules(self._ends(record_type.start))
        ends = self._made_by_rules(self._ends(record_type.end))
        found: list[TargetRule] = []
        for start, end, group in self._end_groups(record_type, starts, ends):
            between = Ends(start, end, group)
            rules = self._outcome(record_type, group, start, end).rules
            found.extend(
                self.target_rule(record_type, built(self.source, r), between) for r in rules
            )
        self._name_apart(found)
        return found

    def _made_by_rules(self, ends: list[TargetRule]) -> list[TargetRule]:
        """The rules over whose bodies an end is looked for: none where any of several source
        values is its id, as the edge has that value itself."""
        are_values = all(end.id is not None and not end.id.constructor for end in ends)
        return [] if are_values and len(ends) > 1 else ends

    def _end_groups(
        self, record_type: RecordType, starts: list[TargetRule], ends: list[TargetRule]
    ) -> Iterator[tuple[TargetRule | None, TargetRule | None, list[tuple[int, Row]]]]:
        """The edges by the rules that make their ends, the pair that makes most of them first."""
        left = self.rows[record_type.key]
        while left:
            best: list[tuple[int, Row]] = []
            pair: tuple[TargetRule | None, TargetRule | None] = (None, None)
            for start in (*starts, None):
                for end in (*ends, None):
                    group = [
                        (example, row)
                        for example, row in left
                        if self._makes(start, starts, example, row[1])
                        and self._makes(end, ends, example, row[2])
                    ]
                    if len(group) > len(best):
                        best, pair = group, (start, end)
            yield *pair, best
            left = [each for each in left if each not in best]

    def _makes(
        self, end: TargetRule | None, ends: list[TargetRule], example: int, node: Value
    ) -> bool:
        """Whether a rule makes a node; ``None`` makes those that no rule of ``ends`` makes."""
        if end is None:
            return not any((example, node) in rule.pairing for rule in ends)
        return (example, node) in end.pairing

    def _ends(self, label: str | None) -> list[TargetRule]:
        return [
            rule
            for record_type in self.schema.roots()
            if record_type.kind is Kind.NODE and label in (None, record_type.path[0])
            for rule in joined_families(self.rules.get(record_type.key, ()))
        ]

    def _outcome(
        self, record_type: RecordType, rows: Rows, start: TargetRule | None, end: TargetRule | None
    ) -> Outcome:
        """What a search over the ends' bodies finds.

        Nodes that look alike may be told apart by their edges alone: then each way of pairing them
        with source records is tried, and the first that lets the edges be made is kept.
        """
        # One rule may make both ends.
        sides = list({id(side): side for side in (start, end) if side is not None}.values())
        ways = list(islice(product(*(s.pairings or (s.pairing,) for s in sides)), MOST_WAYS))
        for way in ways if len(ways) > 1 else ():
            _pair(sides, way)
            goal = self._goal(record_type, rows, start, end)
            outcome = self.search.solve(goal, failures=FEW_FAILURES)
            if outcome.rules:
                return outcome
        _pair(sides, ways[0])
        goal = self._goal(record_type, rows, start, end)
        outcome = self.search.solve(goal)
        if not outcome.rules:
            raise UnsolvedError(record_type, goal, outcome)
        return outcome

    def target_rule(self, record_type: RecordType, rule: BuiltRule, ends: Ends) -> TargetRule:
        """A rule that was found between two ends, with its id terms."""
        pins = list(rule.pins)
        terms: list[IdTerm] = []
        extra = len(record_type.attributes)
        for side in (ends.start, ends.end):
            if side is None:
                terms.append(_value_term(rule.providers[extra]))
                extra += 1
            else:
                assert side.id is not None
                count = len(side.id.args)
                args = tuple(pins[:count])
                terms.append(IdTerm(side.id.constructor, args, side.id.conversion))
                del pins[:count]
        own = self._id(record_type, rule, ends.rows)
        return TargetRule(record_type, rule, id=own, start=terms[0], end=terms[1], ends=ends)

    def _goal(
        self,
        record_type: RecordType,
        rows: list[tuple[int, Row]],
        start: TargetRule | None,
        end: TargetRule | None,
    ) -> Goal:
        columns = [HeadColumn(a.name, a.type, a.nullable) for a in record_type.attributes]
        base = Body(())
        pins: tuple[Place, ...] = ()
        for side, name in ((start, "_start"), (end, "_end")):
            if side is None:
                columns.append(HeadColumn(name, DataType.STRING, nullable=False, is_id=True))
            else:
                assert side.id is not None
                shift = len(base.slots)
                base = merge(base, side.rule.body)
                pins += tuple((slot + shift, c) for slot, c in side.id.args)
        expected: dict[Expected, None] = {}
        for example, row in rows:
            given: tuple[Value, ...] = ()
            cells = row[3:]
            ends = (("_start", row[1]), ("_end", row[2]))
            for side, node in ((start, row[1]), (end, row[2])):
                if side is None:
                    cells += (node,)
                else:
                    given += side.pairing[example, node]
            expected[Expected(example, given, cells, ends)] = None
        name = record_type.name
        return Goal(name, record_type.path, tuple(columns), tuple(expected), base, pins)

    def _id(
        self, record_type: RecordType, rule: BuiltRule, rows: Sequence[tuple[int, Row]]
    ) -> IdTerm:
        produced = Produced(self.source, rule)
        places = own_identity(self.source, rule.body)
        if len(rows) == len(rule.goal.expected):
            # Where source records would make several of what the example shows once, they merge.
            for wider in (shown_identity(self.source, rule), own_attributes(rule)):
                if sum(map(len, produced.arguments(places).values())) <= len(rows):
                    break
                places = wider
        return IdTerm(self._constructors.name(record_type), places)

    def _name_apart(self, found: list[TargetRule]) -> None:
        """Rules over records of different kinds take constructors of their own."""
        if len(found) > 1 and differ(self.source, found):
            for number, target in enumerate(found, 1):
                assert target.id is not None
                name = f"{target.id.constructor}{number}"
                target.id = IdTerm(name, target.id.args, target.id.conversion)


def _value_term(provider: Provider) -> IdTerm:
    assert provider.place is not None and provider.term is not None
    return IdTerm("", (provider.place,), provider.term.conversion)


def _pair(sides: list[TargetRule], way: tuple[Pairing, ...]) -> None:
    for side, pairing in zip(sides, way, strict=True):
        side.pairing = pairing
