"""Checks of a migration's target, as Datalog: what would be wrong is derived before it is written.

A check adds one relation to the program, whose facts are what violates it (an orphan, a dangling
edge, a null where none may be), or a projection whose size tells whether a key is unique. So every
engine evaluates the checks in its own way, out of core where it can. What the program's text
already proves is not checked again: see ``migration.proofs``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dynamite.datalog import (
    Atom,
    Comparison,
    Constant,
    Declaration,
    Directive,
    Header,
    Item,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    Variable,
    Wildcard,
)
from dynamite.language.types import agree, column_types
from dynamite.migration.demands import (
    Check,
    Columns,
    MustBeEmpty,
    MustBeUnique,
    id_column,
    positions,
    required_columns,
    unique_columns,
)
from dynamite.migration.proofs import Keys, Reference, is_kept, is_never_null, is_unique
from dynamite.schema import Kind, RecordType


@dataclass(frozen=True)
class Checked:
    """A program with the relations of its checks, and the checks."""

    program: Program
    checks: tuple[Check, ...]


def with_checks(program: Program, header: Header, keys: Keys) -> Checked:
    """The program with every check that its text does not already prove.

    ``keys`` are what the source is known to hold to, by input relation. The program has passed
    ``check``.
    """
    writer = _Writer(program, header, keys)
    checks = tuple(writer.checks())
    return Checked(replace(program, items=(*program.items, *writer.items)), checks)


class _Writer:
    """Writes the rules of the checks; ``items`` grows as ``checks`` is consumed."""

    def __init__(self, program: Program, header: Header, keys: Keys) -> None:
        self._program = program
        self._keys_of_source = keys
        self._types = column_types(program)
        self._header = header
        self._taken = {name.lower() for name in program.declarations}
        self._derived = {head.relation for rule in program.rules for head in rule.heads}
        self.items: list[Item] = []

    def checks(self) -> Iterator[Check]:
        for relation, record_type in self._header.target_by_relation.items():
            if relation not in self._derived:
                continue
            yield from self._nulls(relation, record_type)
            yield from self._ends(relation, record_type)
            yield from self._parents(relation, record_type)
            yield from self._foreign_keys(relation, record_type)
            yield from self._keys(relation, record_type)

    def _nulls(self, relation: str, record_type: RecordType) -> Iterator[Check]:
        for column in required_columns(record_type):
            if is_never_null(self._program, relation, column):
                continue
            name = record_type.columns[column]
            terms = _variables(record_type)
            null = Comparison("=", terms[column], Constant(None))
            check = self._faults(relation, "null", terms, (null,))
            yield MustBeEmpty(check, record_type, f"has no {name}")

    def _parents(self, relation: str, record_type: RecordType) -> Iterator[Check]:
        if record_type.parent is None:
            return
        parent = self._header.target[record_type.parent]
        holder = self._header.target_relation[record_type.parent]
        references = [Reference(relation, (0,), holder, (id_column(parent),))]
        problem = f"has no parent {parent.name}"
        yield from self._references(relation, (0,), references, record_type, problem)

    def _ends(self, relation: str, record_type: RecordType) -> Iterator[Check]:
        if record_type.kind is not Kind.EDGE:
            return
        for column, label in ((1, record_type.start), (2, record_type.end)):
            references = [
                Reference(relation, (column,), holder, (0,))
                for holder, node in self._header.target_by_relation.items()
                if node.kind is Kind.NODE and label in (None, node.path[0])
            ]
            what = f"node {label}" if label else "node"
            problem = f"has no {what} at its {('start', 'end')[column - 1]}"
            yield from self._references(relation, (column,), references, record_type, problem)

    def _foreign_keys(self, relation: str, record_type: RecordType) -> Iterator[Check]:
        for key in record_type.foreign_keys:
            table = self._header.target[(key.table,)]
            reference = Reference(
                relation,
                positions(record_type, key.columns),
                self._header.target_relation[table.key],
                positions(table, key.references),
                may_be_null=True,
            )
            problem = f"refers by ({', '.join(key.columns)}) to no {table.name}"
            columns = reference.columns
            yield from self._references(relation, columns, [reference], record_type, problem)

    def _references(
        self,
        relation: str,
        columns: Columns,
        references: Sequence[Reference],
        record_type: RecordType,
        problem: str,
    ) -> Iterator[Check]:
        """The check that each fact keeps one of the references, all from the same columns."""
        if any(is_kept(self._program, reference) for reference in references):
            return
        terms = _variables(record_type)
        absent = [
            self._without_record(terms, reference)
            for reference in references
            if self._can_agree(reference)
        ]
        may_be_null = any(reference.may_be_null for reference in references)
        present = [
            Comparison("!=", terms[column], Constant(None))
            for column in (columns if may_be_null else ())
        ]
        check = self._faults(relation, "reference", terms, (*present, *absent))
        yield MustBeEmpty(check, record_type, problem)

    def _without_record(self, terms: Sequence[Term], reference: Reference) -> Negation:
        sought: list[Term] = [Wildcard()] * len(self._types[reference.parent])
        for column, parent_column in zip(reference.columns, reference.parent_columns, strict=True):
            sought[parent_column] = terms[column]
        return Negation(Atom(reference.parent, tuple(sought)))

    def _can_agree(self, reference: Reference) -> bool:
        """Whether there is a parent at all, of a type that a rule may compare with the child's."""
        if reference.parent not in self._types:
            return False
        own, parents = self._types[reference.child], self._types[reference.parent]
        return all(
            agree(own[mine], parents[theirs])
            for mine, theirs in zip(reference.columns, reference.parent_columns, strict=True)
        )

    def _keys(self, relation: str, record_type: RecordType) -> Iterator[Check]:
        for columns, what in unique_columns(self._header, record_type):
            if len(set(columns)) == len(record_type.columns):
                continue
            if is_unique(self._program, relation, columns, self._keys_of_source):
                continue
            names = ", ".join(record_type.columns[column] for column in columns)
            problem = f"have {what} ({names}) =" if what else f"have {names} ="
            yield self._unique(relation, record_type, columns, problem)

    def _unique(
        self, relation: str, record_type: RecordType, columns: Columns, problem: str
    ) -> MustBeUnique:
        terms = _variables(record_type)
        key = tuple(terms[column] for column in columns)
        # SQL's UNIQUE lets records with a null in the key be: they are left out on both sides.
        nullable = [c for c in columns if not is_never_null(self._program, relation, c)]
        tests = tuple(Comparison("!=", terms[c], Constant(None)) for c in nullable)
        body: tuple[Literal, ...] = (Atom(relation, terms), *tests)
        projection = self._relation(relation, "key", columns)
        self.items.append(Rule((Atom(projection, key),), body))
        projected = relation
        if tests:
            projected = self._relation(relation, "keyed", tuple(range(len(terms))))
            self.items.append(Rule((Atom(projected, terms),), body))
        return MustBeUnique(projection, projected, record_type, columns, problem)

    def _faults(
        self,
        relation: str,
        what: str,
        terms: tuple[Variable, ...],
        tests: tuple[Negation | Comparison, ...],
    ) -> str:
        check = self._relation(relation, what, tuple(range(len(terms))))
        self.items.append(Rule((Atom(check, terms),), (Atom(relation, terms), *tests)))
        return check

    def _relation(self, relation: str, what: str, columns: Columns) -> str:
        """Declares a new output relation with some columns of another."""
        name = fresh_name(f"check_{what}_{relation}", self._taken)
        attributes = self._program.declarations[relation].attributes
        self.items.append(Declaration(name, tuple(attributes[column] for column in columns)))
        self.items.append(Directive("output", name))
        return name


def fresh_name(wanted: str, taken: set[str]) -> str:
    """A name that differs from all taken ones whatever the case; it is added to them.

    >>> fresh_name("check", {"check", "check_2"})
    'check_3'
    """
    name, count = wanted, 1
    while name.lower() in taken:
        count += 1
        name = f"{wanted}_{count}"
    taken.add(name.lower())
    return name


def _variables(record_type: RecordType) -> tuple[Variable, ...]:
    return tuple(Variable(f"c{position}") for position in range(len(record_type.columns)))
