"""What is asked of a source, and what the writers of its probes share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dynamite.datalog import (
    Atom,
    Constant,
    Header,
    Negation,
    Rule,
    Variable,
    Wildcard,
    variables,
)
from dynamite.migration.proofs import Keys
from dynamite.preflight.finding import FindingKind
from dynamite.preflight.probe import Probe, ProbeWriter
from dynamite.preflight.rule_reading import joins, source_atoms
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


class SourceAsker(ABC):
    """Writes probes of a source; the writer's items grow as they are consumed."""

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

    @abstractmethod
    def probes(self) -> Iterator[Probe]:
        """The probes, each of a relation that the writer has when it is given."""

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

    def _is_provided_for(
        self, rule: Rule, relation: str, columns: Sequence[int], partners: set[str]
    ) -> bool:
        """Whether another rule of the same relation takes the records that find no partner.

        As in an outer join: what stands at these columns is looked for in a partner in vain.
        """
        return any(
            _is_sought_in_vain(other, atom, columns, partners)
            for other in self._others(rule)
            for atom in source_atoms(other, self._header)
            if atom.relation == relation
        )

    def _others(self, rule: Rule) -> Iterator[Rule]:
        """The other rules of the same relation."""
        heads = {head.relation for head in rule.heads}
        for other in self._program.rules:
            if other is not rule and heads & {head.relation for head in other.heads}:
                yield other


def _is_sought_in_vain(rule: Rule, atom: Atom, columns: Sequence[int], partners: set[str]) -> bool:
    wanted = {name for column in columns for name in variables(atom.terms[column])}
    return bool(wanted) and any(
        isinstance(literal, Negation)
        and literal.atom.relation in partners
        and wanted <= set(variables(literal))
        for literal in rule.body
    )


def declared_keys(record_type: RecordType) -> list[tuple[int, ...]]:
    """The columns of each key that a record type declares, or has by its structure."""
    if record_type.kind is not Kind.TABLE:
        keys: list[tuple[int, ...]] = [(record_type.columns.index("_id"),)]
        return [*keys, (0,)] if record_type.kind is Kind.OBJECT else keys
    names = [record_type.primary_key, *record_type.unique]
    return [tuple(map(record_type.columns.index, key)) for key in names if key]


def positive(rule: Rule) -> set[str]:
    """The relations of a body's atoms that are not negated."""
    return {literal.relation for literal in rule.body if isinstance(literal, Atom)}


def repeats(atom: Atom) -> bool:
    """Whether an atom tests itself beyond its constants: a variable twice, or a call."""
    names = [term.name for term in atom.terms if isinstance(term, Variable)]
    plain = all(isinstance(term, Variable | Wildcard | Constant) for term in atom.terms)
    return len(set(names)) < len(names) or not plain
