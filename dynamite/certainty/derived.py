"""What rules make of source records, rule by rule: programs that differ in one rule share the rest.

Legend: a *sample* is an instance of the source; a rule is known by its number.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace

from dynamite.data.instance import Instance, Row
from dynamite.datalog import Program, Rule
from dynamite.engines.reference_evaluation import Evaluation
from dynamite.errors import InputError, MigrationError
from dynamite.language.strata import rule_atoms
from dynamite.synthesis.emit import Written

SAMPLES = 400
"""Of so many samples what the rules make of them is kept."""

Made = frozenset[Row] | None
"""The records that a rule makes, or ``None`` where it stops with an error."""


@dataclass
class Derived:
    """Runs each rule of some programs once for each sample.

    The programs are those of one source, and no rule of theirs reads what another one makes.
    """

    written: Written = field(default_factory=dict)
    """The rules as a program has them, each written once."""
    _numbers: dict[Rule, int] = field(default_factory=dict)
    _evaluations: list[Evaluation] = field(default_factory=list)
    _made: OrderedDict[int, tuple[Instance, dict[int, Made]]] = field(default_factory=OrderedDict)

    def numbers(self, program: Program) -> tuple[int, ...]:
        """The number of each rule of a program, in its order."""
        return tuple(self._number(program, rule) for rule in program.rules)

    def _number(self, program: Program, rule: Rule) -> int:
        found = self._numbers.get(rule)
        if found is None:
            found = self._numbers[rule] = len(self._evaluations)
            read = {atom.relation for atom, _ in rule_atoms(rule)}
            named = [d for name, d in program.declarations.items() if name in read]
            head = program.declarations[rule.heads[0].relation]
            alone = replace(program, items=(*named, head, rule))
            self._evaluations.append(Evaluation(alone, checked=True))
        return found

    def rows(self, number: int, sample: Instance) -> Made:
        """What a rule makes of a sample."""
        # Samples are known by identity, and kept so that no other takes the identity of one.
        kept = self._made.get(id(sample))
        if kept is None:
            kept = self._made[id(sample)] = (sample, {})
            if len(self._made) > SAMPLES:
                self._made.popitem(last=False)
        made = kept[1]
        if number not in made:
            made[number] = self._run(number, sample)
        return made[number]

    def _run(self, number: int, sample: Instance) -> Made:
        evaluation = self._evaluations[number]
        program = evaluation.program
        assert program.header is not None
        (rule,) = program.rules
        facts = {
            relation: sample.rows(record_type.key)
            for relation, record_type in program.header.source_by_relation.items()
            if relation in program.declarations
        }
        try:
            derived = evaluation.run(facts)
        except (MigrationError, InputError):
            return None  # a value that cannot be converted
        return frozenset(derived[rule.heads[0].relation])
