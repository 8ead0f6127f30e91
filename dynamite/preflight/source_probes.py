"""Probes of the source: what in its records decides what the rules give, and may be other than in
the example."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dynamite.datalog import (
    Atom,
    Comparison,
    Constant,
    Construct,
    Header,
    Literal,
    Negation,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    Wildcard,
    substitute,
)
from dynamite.migration.proofs import Keys
from dynamite.preflight.finding import FindingKind
from dynamite.preflight.probe import Probe, ProbeWriter, more_than_one
from dynamite.preflight.rule_reading import (
    Join,
    Use,
    bare,
    bodies,
    column_list,
    joins,
    own_tests,
    record_name,
    source_atoms,
    target_names,
    uses,
)
from dynamite.schema import Kind, RecordType


@dataclass(frozen=True)
class SourceQuestions:
    """What is asked of a source: the program's header, and what is known before.

    ``relations`` are the source relations that the program reads; ``kept`` the keys that the store
    itself enforces. ``has_example``: probes also run on an example, and what it showed is dropped.
    """

    header: Header
    relations: tuple[str, ...]
    kept: Keys
    has_example: bool


class SourceProbes:
    """Writes the probes of a source; the writer's items grow as ``probes`` is consumed."""

    def __init__(self, writer: ProbeWriter, questions: SourceQuestions) -> None:
        self._writer = writer
        self._program = writer.program
        self._header = questions.header
        self._questions = questions
        self._joins = [
            join
            for join in joins(self._program, self._header)
            if {join.left.relation, join.right.relation} <= set(questions.relations)
        ]

    def probes(self) -> Iterator[Probe]:
        yield from self._keys()
        yield from self._assumed_keys()
        yield from self._nulls()
        yield from self._references()
        yield from self._partners()
        yield from self._unreached()

    # -- keys ----------------------------------------------------------------------------------

    def _keys(self) -> Iterator[Probe]:
        """Declared keys that the store does not enforce, such as those of CSV files."""
        for relation in self._questions.relations:
            for key in declared_keys(self._type(relation)):
                if self._is_enforced(relation, key):
                    continue
                repeated = self._writer.repeated("key", relation, key)
                yield self._probe(
                    repeated,
                    relation,
                    FindingKind.KEY,
                    column_list(self._header, relation, key),
                    "the program's header declares it a key",
                    "what is made from the key is made from several records; "
                    "migrate stops unless told to allow collisions",
                )

    def _assumed_keys(self) -> Iterator[Probe]:
        """Columns that a join looks records up by, where no declared key speaks for it."""
        grouped: dict[tuple[Atom, Atom, tuple[tuple[int, int], ...]], list[Rule]] = {}
        for join in self._joins:
            if self._holds_key(join.left.relation, join.left_columns) or self._holds_key(
                join.right.relation, join.right_columns
            ):
                continue
            left, right = bare(join.left, ()), bare(join.right, ())
            grouped.setdefault((left, right, join.on), []).append(join.rule)
        for (left, right, on), rules in grouped.items():
            columns = tuple(theirs for _, theirs in on)
            mine = tuple(mine for mine, _ in on)
            terms = self._writer.columns(right.relation)
            body: list[Literal] = [
                Atom(right.relation, terms),
                *more_than_one(right.relation, terms, columns),
            ]
            if not self._questions.has_example:
                body += self._several(left, mine, [terms[column] for column in columns])
            other = column_list(self._header, left.relation, mine)
            yield self._probe(
                self._writer.record_relation("joined_key", right.relation, body),
                right.relation,
                FindingKind.KEY,
                column_list(self._header, right.relation, columns),
                f"joined with {other}, and neither is a declared key",
                f"each record of {record_name(self._header, left.relation)} meets several of "
                f"{record_name(self._header, right.relation)}: "
                f"as many records of {target_names(self._header, rules)}",
                rules,
            )

    def _several(self, atom: Atom, columns: Sequence[int], wanted: Sequence[Term]) -> list[Literal]:
        """That several facts of a relation hold the wanted terms, as a relation of its own."""
        terms = self._writer.columns(atom.relation)
        name = self._writer.projection(
            "several",
            atom.relation,
            columns,
            [terms[column] for column in columns],
            (Atom(atom.relation, terms), *more_than_one(atom.relation, terms, columns)),
        )
        return [Atom(name, tuple(wanted))]

    # -- nulls ---------------------------------------------------------------------------------

    def _nulls(self) -> Iterator[Probe]:
        grouped: dict[tuple[str, int], list[Use]] = {}
        for use in uses(self._program, self._header):
            record_type = self._type(use.relation)
            attribute = use.column - len(record_type.surrogates)
            if attribute < 0 or not record_type.attributes[attribute].nullable:
                continue
            if use.relation in self._questions.relations and not self._is_outer(use):
                grouped.setdefault((use.relation, use.column), []).append(use)
        for (relation, column), found in grouped.items():
            terms = self._writer.columns(relation)
            body = (Atom(relation, terms), Comparison("=", terms[column], Constant(None)))
            how = " and ".join(dict.fromkeys(use.how for use in found))
            rules = [use.rule for use in found]
            yield self._probe(
                self._writer.record_relation("null", relation, body),
                relation,
                FindingKind.NULL,
                column_list(self._header, relation, (column,)),
                how,
                f"a null joins nothing and passes no test: no record of "
                f"{target_names(self._header, rules)} is made from these there",
                rules,
            )

    def _is_outer(self, use: Use) -> bool:
        """Whether another rule takes the records that find no partner, as in an outer join."""
        return any(
            any(atom.relation == use.relation for atom in source_atoms(rule, self._header))
            and any(
                isinstance(literal, Negation) and literal.atom.relation in _positive(use.rule)
                for literal in rule.body
            )
            for rule in self._others(use.rule)
        )

    def _others(self, rule: Rule) -> Iterator[Rule]:
        """The other rules of the same relation."""
        heads = {head.relation for head in rule.heads}
        for other in self._program.rules:
            if other is not rule and heads & {head.relation for head in other.heads}:
                yield other

    # -- partners ------------------------------------------------------------------------------

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
        if tests or _repeats(right):
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

    def _is_elsewhere(self, join: Join) -> bool:
        """Whether another rule provides for records without a partner: one that reads them alone,
        or, where they refer to nothing, the other rule of an outer join."""
        if self._refers(join):
            return any(
                any(a.relation == join.left.relation for a in source_atoms(rule, self._header))
                and any(
                    isinstance(literal, Negation) and literal.atom.relation == join.right.relation
                    for literal in rule.body
                )
                for rule in self._others(join.rule)
            )
        return any(
            join.left.relation in _positive(rule) and join.right.relation not in _positive(rule)
            for rule in self._program.rules
        )

    # -- records that no rule reaches ----------------------------------------------------------

    def _unreached(self) -> Iterator[Probe]:
        for relation in self._questions.relations:
            found = [
                (body, literal)
                for rule in self._program.rules
                for body in bodies(rule)
                for literal in body
                if isinstance(literal, Atom) and literal.relation == relation
            ]
            if any(len(body) == 1 and _takes_all(atom) for body, atom in found):
                continue
            terms = self._writer.columns(relation)
            row, attributes = self._row(relation)
            reached = self._writer.declare(f"reached_{relation}", attributes)
            for body, atom in found:
                # The atom with a variable for each column, so that its whole record is known.
                named = tuple(
                    Variable(f"c{column} of atom") if isinstance(term, Wildcard) else term
                    for column, term in enumerate(atom.terms)
                )
                whole = tuple(Atom(relation, named) if lit is atom else lit for lit in body)
                self._writer.items.append(Rule((Atom(reached, row(named)),), whole))
            body = (Atom(relation, terms), Negation(Atom(reached, row(terms))))
            yield self._probe(
                self._writer.record_relation("unreached", relation, body),
                relation,
                FindingKind.UNREACHED,
                record_name(self._header, relation),
                "they match no body of the rules that read it",
                "nothing in the target is made from them",
            )

    def _row(
        self, relation: str
    ) -> tuple[Callable[[Sequence[Term]], tuple[Term, ...]], list[tuple[str, str]]]:
        """What tells a record from others, as terms: an enforced key, else an id over all columns,
        since a null would never be found."""
        attributes = self._program.declarations[relation].attributes
        keys = self._questions.kept.get(relation, ())
        if keys:
            key = tuple(keys[0])
            return lambda terms: tuple(terms[c] for c in key), [attributes[c] for c in key]
        name = f"CheckRow{len(self._writer.items)}"
        branch = tuple((f"c{position}", kind) for position, (_, kind) in enumerate(attributes))
        self._writer.items.append(TypeDeclaration(f"{name}Id", branches=((name, branch),)))
        return lambda terms: (Construct(name, tuple(terms)),), [("row", f"{name}Id")]

    # -- what all share ------------------------------------------------------------------------

    def _type(self, relation: str) -> RecordType:
        return self._header.source_by_relation[relation]

    def _is_enforced(self, relation: str, key: Sequence[int]) -> bool:
        return any(set(kept) <= set(key) for kept in self._questions.kept.get(relation, ()))

    def _holds_key(self, relation: str, columns: Sequence[int]) -> bool:
        keys = [*declared_keys(self._type(relation)), *self._questions.kept.get(relation, ())]
        return any(set(key) <= set(columns) for key in keys)

    def _probe(
        self,
        probe: str,
        relation: str,
        kind: FindingKind,
        where: str,
        problem: str,
        effect: str,
        rules: Sequence[Rule] = (),
    ) -> Probe:
        lines = tuple(sorted({rule.line for rule in rules}))
        return Probe(probe, self._type(relation), kind, where, problem, effect, lines)


def declared_keys(record_type: RecordType) -> list[tuple[int, ...]]:
    """The columns of each key that a record type declares, or has by its structure."""
    if record_type.kind is not Kind.TABLE:
        keys: list[tuple[int, ...]] = [(record_type.columns.index("_id"),)]
        return [*keys, (0,)] if record_type.kind is Kind.OBJECT else keys
    names = [record_type.primary_key, *record_type.unique]
    return [tuple(map(record_type.columns.index, key)) for key in names if key]


def _positive(rule: Rule) -> set[str]:
    return {literal.relation for literal in rule.body if isinstance(literal, Atom)}


def _is_there(term: Term) -> Comparison:
    return Comparison("!=", term, Constant(None))


def _repeats(atom: Atom) -> bool:
    """Whether an atom tests itself beyond its constants: a variable twice, or a call."""
    names = [term.name for term in atom.terms if isinstance(term, Variable)]
    plain = all(isinstance(term, Variable | Wildcard | Constant) for term in atom.terms)
    return len(set(names)) < len(names) or not plain


def _takes_all(atom: Atom) -> bool:
    return not _repeats(atom) and not any(isinstance(term, Constant) for term in atom.terms)
