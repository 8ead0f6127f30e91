"""Probes of joins: records that find no partner, and references to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dynamite.datalog import (
    Atom,
    Comparison,
    Constant,
    Literal,
    Negation,
    Term,
    Variable,
    Wildcard,
    substitute,
    variables,
)
from dynamite.preflight.finding import FindingKind
from dynamite.preflight.probe import Probe
from dynamite.preflight.rule_reading import (
    Join,
    bare,
    column_list,
    own_tests,
    target_names,
)
from dynamite.preflight.source_asker import SourceAsker, positive, repeats
from dynamite.schema import Kind


class PartnerProbes(SourceAsker):
    """Records that a join, or a declared foreign key, finds nothing for."""

    def probes(self) -> Iterator[Probe]:
        yield from self._references()
        yield from self._partners()

    def _references(self) -> Iterator[Probe]:
        """Declared foreign keys that no rule follows; those that one follows are ``_partners``."""
        followed = {(j.left.relation, j.right.relation, frozenset(j.on)) for j in self._joins}
        for relation in self._questions.relations:
            record_type = self._type(relation)
            for key in record_type.foreign_keys:
                parent = self._header.source_relation[(key.table,)]
                mine = tuple(map(record_type.columns.index, key.columns))
                theirs = tuple(map(self._type(parent).columns.index, key.references))
                is_followed = (relation, parent, frozenset(zip(mine, theirs, strict=True))) in (
                    followed
                )
                if parent not in self._questions.relations or is_followed:
                    continue
                terms = self._writer.columns(relation)
                sought: list[Term] = [Wildcard()] * len(self._type(parent).columns)
                for column, other in zip(mine, theirs, strict=True):
                    sought[other] = terms[column]
                body: list[Literal] = [
                    Atom(relation, terms),
                    *(_is_there(terms[column]) for column in mine),
                ]
                yield self._probe(
                    self._writer.record_relation(
                        "reference", relation, (*body, Negation(Atom(parent, tuple(sought))))
                    ),
                    relation,
                    FindingKind.REFERENCE,
                    column_list(self._header, relation, mine),
                    f"a foreign key to {key.table} that no rule follows",
                    "the program does not look at it",
                )

    def _partners(self) -> Iterator[Probe]:
        grouped: dict[tuple[object, ...], list[Join]] = {}
        for join in self._joins:
            if self._is_structural(join) or self._is_elsewhere(join):
                continue
            left, right = (bare(join.left, join.left_columns), bare(join.right, ()))
            tests = (own_tests(join.rule, join.left), own_tests(join.rule, join.right))
            grouped.setdefault((bare(left, ()), right, join.on, tests), []).append(join)
        for found in grouped.values():
            yield self._partner(found)

    def _partner(self, found: list[Join]) -> Probe:
        join = found[0]
        relation = join.left.relation
        is_reference = self._refers(join)
        terms, own = self._whole(join)
        rules = [each.rule for each in found]
        has = column_list(self._header, join.right.relation, join.right_columns)
        return self._probe(
            self._writer.record_relation("partner", relation, (*own, self._without(join, terms))),
            relation,
            FindingKind.REFERENCE if is_reference else FindingKind.PARTNER,
            column_list(self._header, relation, join.left_columns),
            f"joined with {has}, where these values are not",
            f"no record of {target_names(self._header, rules)} is made from these there",
            rules,
        )

    def _whole(self, join: Join) -> tuple[tuple[Term, ...], list[Literal]]:
        """The left atom with a variable for each column, and the tests that it must pass itself."""
        columns = self._writer.columns(join.left.relation)
        renaming: dict[str, Term] = {}
        literals: list[Literal] = [Atom(join.left.relation, columns)]
        for column, term in zip(columns, join.left.terms, strict=True):
            match term:
                case Constant():
                    literals.append(Comparison("=", column, term))
                case Variable(name) if name in renaming:
                    literals.append(Comparison("=", column, renaming[name]))
                case Variable(name):
                    renaming[name] = column
        literals += [_is_there(columns[column]) for column in join.left_columns]
        literals += [substitute(t, renaming) for t in own_tests(join.rule, join.left)]
        return columns, literals

    def _without(self, join: Join, terms: Sequence[Term]) -> Negation:
        """That no fact of the right atom meets the terms."""
        right = join.right
        tests = own_tests(join.rule, right)
        name, sought = right.relation, list(bare(right, join.right_columns).terms)
        if tests or repeats(right):
            kept = tuple(right.terms[column] for column in join.right_columns)
            name = self._writer.projection(
                "partner_of", right.relation, join.right_columns, kept, (right, *tests)
            )
            return Negation(Atom(name, tuple(terms[mine] for mine, _ in join.on)))
        for mine, theirs in join.on:
            sought[theirs] = terms[mine]
        return Negation(Atom(name, tuple(sought)))

    def _is_structural(self, join: Join) -> bool:
        """Whether the reader itself sees to it that there is a partner: a parent of its child."""
        child, parent = self._type(join.left.relation), self._type(join.right.relation)
        return child.parent == parent.key and join.on == ((0, parent.columns.index("_id")),)

    def _refers(self, join: Join) -> bool:
        """Whether the join looks a record up by its key, and is not looked up itself."""
        if self._embeds(join):
            return True
        if not self._holds_key(join.right.relation, join.right_columns):
            return False
        if not self._holds_key(join.left.relation, join.left_columns):
            return True
        pairs = {frozenset(join.on)}
        record_type, other = self._type(join.left.relation), self._type(join.right.relation)
        return any(
            (key.table,) == other.key
            and frozenset(
                zip(
                    map(record_type.columns.index, key.columns),
                    map(other.columns.index, key.references),
                    strict=True,
                )
            )
            in pairs
            for key in record_type.foreign_keys
        )

    def _embeds(self, join: Join) -> bool:
        """Whether the rule makes an embedded object of the partner: its parent has one of it."""
        parents = [
            set(variables(head.terms[0]))
            for head in join.rule.heads
            if (target := self._header.target_by_relation.get(head.relation)) is not None
            and target.kind is Kind.OBJECT
        ]
        if self._type(join.right.relation).kind is Kind.EDGE:
            return False
        own = set(variables(join.left))
        is_of_parent = any(names and names <= own for names in parents)
        return is_of_parent and not self._holds_key(join.left.relation, join.left_columns)

    def _is_elsewhere(self, join: Join) -> bool:
        """Whether another rule provides for records without a partner: one that reads them alone,
        or, where they refer to nothing, the other rule of an outer join."""
        if self._refers(join):
            return self._is_provided_for(
                join.rule, join.left.relation, join.left_columns, {join.right.relation}
            )
        return any(
            join.left.relation in positive(rule) and join.right.relation not in positive(rule)
            for rule in self._program.rules
        )


def _is_there(term: Term) -> Comparison:
    return Comparison("!=", term, Constant(None))
