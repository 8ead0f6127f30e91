"""From the examples to the rules of every target record type: the order in which goals are solved.

Tables, collections and nodes come first; each fixes the id term of its records. Nested record types
follow over their parent's body, edges over the bodies of both ends. Where records of equal
attributes can be paired with source records in several ways, or ids can be built in two ways, the
first that lets the children be solved is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum

from dynamite.data.instance import Instance, Row
from dynamite.schema import Key, Kind, RecordType, Schema
from dynamite.synthesis.attribute_mapping import AttributeMapping
from dynamite.synthesis.body import Place
from dynamite.synthesis.constructors import Constructors, camel
from dynamite.synthesis.edges import Edges
from dynamite.synthesis.found_rule import FoundRule
from dynamite.synthesis.goal import Expected, Goal, HeadColumn
from dynamite.synthesis.identity import (
    BuiltRule,
    IdTerm,
    Pairing,
    Produced,
    built,
    own_attributes,
    own_identity,
    pairings,
    shown_identity,
)
from dynamite.synthesis.names import says_key
from dynamite.synthesis.simplify import anchors
from dynamite.synthesis.solve import Outcome, Search
from dynamite.synthesis.target_rule import (
    TargetRule,
    UnsolvedError,
    anchor_relations,
    differ,
    joined_families,
)
from dynamite.values import DataType, Value


class By(Enum):
    """What an id is made from, the first choice first."""

    RECORDS = "the source records of a match"
    SHOWN = "those of them that the head shows something of"
    ATTRIBUTES = "the attributes of the target record"


class Targets:
    """Solves all record types of the target; ``rules`` holds what is found so far."""

    def __init__(self, search: Search, schema: Schema, instances: Sequence[Instance]) -> None:
        self.search = search
        self.source = search.source
        self.schema = schema
        self.rows: dict[Key, list[tuple[int, Row]]] = {
            record_type.key: [
                (example, row)
                for example, instance in enumerate(instances)
                for row in instance.rows(record_type.key)
            ]
            for record_type in schema.record_types
        }
        self.rules: dict[Key, list[TargetRule]] = {}
        self.warnings: dict[str, None] = {}
        """What a person should know of the rules, each line once."""
        self._roots: dict[Key, list[TargetRule]] = {}
        self._constructors = Constructors(schema, self.rows)
        self.ways: dict[Key, tuple[By, ...]] = {}
        """What the ids of a record type may be made from, where not the first that will do."""

    def solve(self) -> None:
        """Find the rules of every record type that has records; raises ``UnsolvedError``."""
        roots = [rt for rt in self.schema.roots() if self.rows[rt.key]]
        for record_type in roots:
            if record_type.kind is not Kind.EDGE:
                self._roots[record_type.key] = self._root_rules(record_type)
        for record_type in roots:
            if record_type.kind is not Kind.EDGE:
                self.settle(record_type, self._roots[record_type.key])
        self.solve_edges()

    def solve_edges(self, label: str | None = None) -> None:
        """Find the rules of the edge types, of those only that may end at nodes of a label."""
        edges = self.edges
        for record_type in self.schema.roots():
            if record_type.kind is not Kind.EDGE or not self.rows[record_type.key]:
                continue
            if label is None or {label, None} & {record_type.start, record_type.end}:
                self.rules[record_type.key] = edges.solve(record_type)

    @property
    def edges(self) -> Edges:
        """What solves edge types over the nodes' rules that are known now."""
        return Edges(self.search, self.schema, self.rows, self.rules, self._constructors)

    # -- roots and their trees -----------------------------------------------------------------

    def _root_rules(self, record_type: RecordType) -> list[TargetRule]:
        """The rules of a table, collection or node label, with its pairing left open."""
        is_node = record_type.kind is Kind.NODE
        if is_node:
            found = self._value_rules(record_type, partial=False)
            if found:
                return found
        goal = self._goal(record_type, with_id=False)
        outcome = Outcome()
        if goal.columns or not is_node:
            outcome = self._opaque_rules(record_type, goal)
        if not outcome.rules and is_node:
            found = self._value_rules(record_type, partial=True)
            if found:
                return found
        if not outcome.rules:
            raise UnsolvedError(record_type, goal, outcome)
        return [TargetRule(record_type, built(self.source, found)) for found in outcome.rules]

    def _value_rules(self, record_type: RecordType, *, partial: bool) -> list[TargetRule]:
        """Rules for nodes whose ids are source values: of one column, or ``partial`` of several."""
        goal = self._goal(record_type, with_id=True)
        last = len(goal.columns) - 1
        mapping = AttributeMapping(self.source, goal, partial=partial)
        if not all(mapping.can_give(last, record.cells[last]) for record in goal.expected):
            return []
        outcome = self.search.solve(goal)
        rules = [built(self.source, found) for found in outcome.rules]
        return [self.with_value_id(record_type, rule) for rule in rules]

    def _opaque_rules(self, record_type: RecordType, goal: Goal) -> Outcome:
        """Rules that make as many records as the target has ids, if there are any such."""
        if record_type.kind is Kind.TABLE:
            return self.search.solve(goal)

        def has_its_ids(found: FoundRule) -> bool:
            target = TargetRule(record_type, built(self.source, found))
            return any(self.with_id(record_type, target, by, [target]) is not None for by in By)

        outcome = self.search.solve(goal, has_its_ids)
        return outcome if outcome.rules else self.search.solve(goal)

    def _goal(self, record_type: RecordType, *, with_id: bool) -> Goal:
        offset = len(record_type.surrogates)
        columns = [
            HeadColumn(_shown_name(record_type, a.name), a.type, a.nullable)
            for a in record_type.attributes
        ]
        if with_id:
            columns.append(HeadColumn("_id", DataType.STRING, nullable=False, is_id=True))
        expected = dict.fromkeys(
            Expected(example, (), row[offset:] + ((row[0],) if with_id else ()))
            for example, row in self.rows[record_type.key]
        )
        return Goal(
            record_type.name,
            record_type.path,
            tuple(columns),
            tuple(expected),
            tells_absent=record_type.kind.model == "document",
        )

    def with_value_id(self, record_type: RecordType, rule: BuiltRule) -> TargetRule:
        provider = rule.providers[-1]
        assert provider.place is not None and provider.term is not None
        term = IdTerm("", (provider.place,), provider.term.conversion)
        produced = Produced(self.source, rule)
        pairing: Pairing = {}
        for record, values in produced.arguments(term.args).items():
            expected = rule.goal.expected[record]
            pairing[expected.example, expected.cells[-1]] = values[0]
        return TargetRule(record_type, rule, id=term, pairing=pairing)

    # -- ids -----------------------------------------------------------------------------------

    def settle(self, record_type: RecordType, found: list[TargetRule]) -> None:
        """Choose id terms and pairings such that everything nested can be solved."""
        if record_type.kind is Kind.TABLE or all(rule.id is not None for rule in found):
            self.rules[record_type.key] = found
            self._solve_children(record_type)
            return
        failure: UnsolvedError | None = None
        settled: dict[Key, list[TargetRule]] | None = None
        for attempt in self._id_choices(record_type, found):
            before = dict(self.rules)
            self.rules[record_type.key] = attempt
            try:
                self._solve_children(record_type)
            except UnsolvedError as unsolved:
                self.rules = before
                failure = failure or unsolved
                continue
            if settled is None and self._has_lone_elements(record_type):
                # Every array would hold at most one element for ever: look for a grouping.
                settled = self.rules
                self.rules = before
                continue
            if settled is not None and self._has_lone_elements(record_type):
                self.rules = before
                continue
            return
        if settled is not None:
            self.rules = settled
            return
        if failure is not None:
            raise failure
        raise UnsolvedError(record_type, found[0].rule.goal, Outcome())

    def _id_choices(
        self, record_type: RecordType, found: list[TargetRule]
    ) -> Iterator[list[TargetRule]]:
        """The rules with their id terms, best first.

        The identities of source records come before the record's own attributes, except where the
        records are extracted from those of another entity.
        """
        children = self.schema.children(record_type)
        ways = list(By)
        if self._is_extracted(found):
            ways.sort(key=lambda by: by is not By.ATTRIBUTES)
        ways = list(self.ways.get(record_type.key, ways))
        for by in ways:
            if by is not By.ATTRIBUTES and self._merge(found):
                continue
            options = [self.with_id(record_type, target, by, found) for target in found]
            if any(option is None for option in options):
                continue
            firsts: list[list[TargetRule]] = [o for o in options if o is not None]
            tries = max(len(option) for option in firsts) if children else 1
            for number in range(tries):
                yield [option[min(number, len(option) - 1)] for option in firsts]

    def with_id(
        self,
        record_type: RecordType,
        target: TargetRule,
        by: By,
        found: list[TargetRule],
    ) -> list[TargetRule] | None:
        rule = target.rule
        by_attributes = by is By.ATTRIBUTES
        if by_attributes:
            places = own_attributes(rule)
        elif record_type.kind is Kind.OBJECT:
            places = rule.pins
        elif by is By.SHOWN:
            places = shown_identity(self.source, rule)
        else:
            places = own_identity(self.source, rule.body)
        arguments = Produced(self.source, rule).arguments(places)
        wanted = self._wanted_ids(record_type, rule)
        found_ways = pairings(wanted, arguments)
        if found_ways is None:
            return None
        ways = tuple(found_ways)
        name = self._constructors.name(record_type)
        if len(found) > 1 and not by_attributes and differ(self.source, found):
            relation = self.source.relations[rule.body.slots[anchors(self.source, rule.body)[0]]]
            name += camel(relation.record_type.path[-1])
        term = IdTerm(name, places)
        return [
            TargetRule(
                record_type,
                rule,
                id=term,
                parent=target.parent,
                within=target.within,
                index=self._index(record_type, rule, by_attributes),
                pairing=pairing,
                pairings=ways,
            )
            for pairing in ways
        ]

    def _is_extracted(self, found: list[TargetRule]) -> bool:
        """Whether another root shows the identity of the source records, and this one does not.

        A journal made from each article's field is one journal for all articles that name it:
        the entity of an article's id is the one that shows its key.
        """
        if found[0].record_type.is_nested or any(self._shows_key(target) for target in found):
            return False
        made_from = {anchor_relations(self.source, target) for target in found}
        return any(
            anchor_relations(self.source, other) in made_from and self._shows_key(other)
            for key, rules in self._roots.items()
            if key != found[0].record_type.key
            for other in rules
        )

    def _shows_key(self, target: TargetRule) -> bool:
        """Whether the head shows a column that identifies an anchor, by declaration or by name."""
        slots = anchors(self.source, target.rule.body)
        for provider in target.rule.providers:
            if provider.place is None or provider.place[0] not in slots:
                continue
            relation = self.source.relations[target.rule.body.slots[provider.place[0]]]
            column = relation.columns[provider.place[1]]
            is_key = (column.c,) in relation.keys or says_key(column.name)
            if is_key and relation.is_unique_in_example(column.c):
                return True
        return False

    def _merge(self, found: list[TargetRule]) -> bool:
        """Whether the example shows one record where source records of two kinds make one each."""
        if len(found) < 2 or not differ(self.source, found):
            return False
        seen = 0
        for target in found:
            if seen & target.rule.covered:
                return True
            seen |= target.rule.covered
        return False

    def _wanted_ids(
        self, record_type: RecordType, rule: BuiltRule
    ) -> dict[int, list[tuple[int, Value]]]:
        """For each expected record that the rule covers, its ids in the target."""
        at = {
            (record.example, record.pins, record.cells): position
            for position, record in enumerate(rule.goal.expected)
            if rule.covered >> position & 1
        }
        offset = len(record_type.surrogates)
        id_column = record_type.surrogates.index("_id")
        found: dict[int, list[tuple[int, Value]]] = defaultdict(list)
        for example, row in self.rows[record_type.key]:
            for pins in self._pins_of(record_type, example, row):
                position = at.get((example, pins, row[offset:]))
                if position is not None:
                    found[position].append((example, row[id_column]))
        return dict(found)

    def _pins_of(
        self, record_type: RecordType, example: int, row: Row
    ) -> Iterator[tuple[Value, ...]]:
        if not record_type.is_nested:
            yield ()
            return
        assert record_type.parent is not None
        for parent in self.rules[record_type.parent]:
            pins = parent.pairing.get((example, row[0]))
            if pins is not None:
                yield pins

    def _index(self, record_type: RecordType, rule: BuiltRule, by_attributes: bool) -> Place | None:
        """Where the order of the source's array is, if the elements come from one array."""
        if record_type.kind not in (Kind.ARRAY, Kind.SCALARS) or by_attributes:
            return None
        slots = anchors(self.source, rule.body)
        if len(slots) != 1:
            return None
        relation = self.source.relations[rule.body.slots[slots[0]]]
        names = relation.record_type.surrogates
        return (slots[0], names.index("_index")) if "_index" in names else None

    # -- nested record types -------------------------------------------------------------------

    def _solve_children(self, record_type: RecordType) -> None:
        for child in self.schema.children(record_type):
            self.rules[child.key] = []
            if self.rows[child.key]:
                self._solve_child(child, joined_families(self.rules[record_type.key]))

    def _solve_child(self, child: RecordType, parents: list[TargetRule]) -> None:
        found: list[TargetRule] = []
        for parent in parents:
            goal = self._child_goal(child, parent)
            if not goal.expected:
                self.warnings[self._without_children(child, parent)] = None
                continue
            outcome = self.search.solve(goal)
            if not outcome.rules:
                raise UnsolvedError(child, goal, outcome)
            assert parent.id is not None
            for each in outcome.rules:
                rule = built(self.source, each)
                term = IdTerm(parent.id.constructor, rule.pins, parent.id.conversion)
                found.append(TargetRule(child, rule, parent=term, within=parent))
        self.settle(child, found)

    def _without_children(self, child: RecordType, parent: TargetRule) -> str:
        names = dict.fromkeys(
            self.source.relations[r].record_type.name for r in parent.rule.body.slots
        )
        return (
            f"{child.name}: no record of it lies in a {parent.record_type.name} made from "
            f"{' and '.join(names)}, so these get no rule for it"
        )

    def _child_goal(self, child: RecordType, parent: TargetRule) -> Goal:
        offset = len(child.surrogates)
        expected: dict[Expected, None] = {}
        for example, row in self.rows[child.key]:
            pins = parent.pairing.get((example, row[0]))
            if pins is not None:
                expected[Expected(example, pins, row[offset:])] = None
        assert parent.id is not None
        return Goal(
            child.name,
            child.path,
            tuple(
                HeadColumn(_shown_name(child, a.name), a.type, a.nullable) for a in child.attributes
            ),
            tuple(expected),
            parent.rule.body,
            parent.id.args,
            tells_absent=True,
        )

    def _has_lone_elements(self, record_type: RecordType) -> bool:
        """Whether some array's elements are determined by their parent's id."""
        for child in self.schema.children(record_type):
            if child.kind in (Kind.ARRAY, Kind.SCALARS) and any(
                self._is_determined(target) for target in self.rules.get(child.key, ())
            ):
                return True
        return False

    def _is_determined(self, target: TargetRule) -> bool:
        assert target.id is not None and target.parent is not None
        root = target.rule.body.classes()
        given = {root.get(place, place) for place in target.parent.args}
        return all(root.get(place, place) in given for place in target.id.args)


def _shown_name(record_type: RecordType, name: str) -> str:
    return record_type.path[-1] if record_type.kind is Kind.SCALARS else name
