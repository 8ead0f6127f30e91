"""The migration synthesizer: from examples to a Datalog program (Wang et al., VLDB 2020).

The pipeline: read the source (``source``), solve a goal for each target record type (``targets``,
``solve``), minimize the rules (``simplify``), write the program (``emit``), and run it on the
examples again before anyone sees it (``verify`` below).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dynamite.data.compare import differences
from dynamite.data.instance import Instance
from dynamite.datalog import Program
from dynamite.engines.reference_evaluation import evaluate
from dynamite.errors import LimitError, NoProgramError
from dynamite.examples import Examples
from dynamite.holes import Learning
from dynamite.schema import Kind, Model
from dynamite.search import Limits, Meter
from dynamite.synthesis.diagnosis import diagnosis, no_program
from dynamite.synthesis.emit import emit
from dynamite.synthesis.solve import Search
from dynamite.synthesis.source import Source
from dynamite.synthesis.target_rule import TargetRule, UnsolvedError
from dynamite.synthesis.targets import Targets

if TYPE_CHECKING:
    from dynamite.certainty.report import Certainty

__all__ = ["Learning", "Limits", "Solution", "Synthesis", "synth"]


@dataclass(frozen=True)
class Synthesis:
    """The program found, and how: ``candidates`` counts every skeleton and assignment evaluated.

    ``warnings`` are what to know of the program; lines for people.
    """

    program: Program
    candidates: int
    seconds: float
    warnings: tuple[str, ...] = ()
    solution: Solution | None = field(default=None, compare=False, repr=False)
    """What the search knows besides, for looking at what else fits."""
    certify: Callable[[], Certainty] | None = field(default=None, compare=False, repr=False)
    """Looks at what else fits; that may take longer than the program took."""

    @cached_property
    def certainty(self) -> Certainty | None:
        """What is certain of the program, looked at when it is first asked for."""
        return None if self.certify is None else self.certify()

    @property
    def choices(self) -> tuple[str, ...]:
        """What preference decided rather than the example; lines for people."""
        return () if self.certainty is None else self.certainty.lines

    @property
    def notes(self) -> tuple[str, ...]:
        """Everything to tell with the program."""
        return self.warnings + self.choices

    @property
    def rules(self) -> int:
        return len(self.program.rules)


@dataclass(frozen=True)
class Solution:
    """The rules of a program, with the goals that they solve and the searches that found them."""

    examples: Examples
    source: Source
    targets: Targets


def synth(
    examples: Examples,
    *,
    limits: Limits | None = None,
    progress: Callable[[str], None] | None = None,
    learning: Learning = Learning.BOTH,
) -> Synthesis:
    """The simplest program that maps each example's source to its target.

    Raises ``NoProgramError`` with the reason, and ``LimitError`` at a limit or at Ctrl-C, which
    says what was being searched. The program was run on the examples before it is returned.
    """
    meter = Meter(limits or Limits(), progress)
    source = Source.of(examples.source_schema, [e.source for e in examples.examples])
    targets = Targets(
        Search(source, meter, learning),
        examples.target_schema,
        [e.target for e in examples.examples],
    )
    try:
        targets.solve()
    except UnsolvedError as unsolved:
        error = no_program(source, unsolved.goal, unsolved.outcome)
        details = diagnosis(source, targets, unsolved, meter)
        raise NoProgramError(
            error.problem, place=error.place, mend=error.mend, details=tuple(details)
        ) from None
    except LimitError as limit:
        raise LimitError(limit.problem, mend=f"{_known(targets)}; {limit.mend}") from None
    except KeyboardInterrupt:
        raise LimitError(
            f"interrupted while searching {meter.doing}, after {meter.candidates} candidates",
            mend=_known(targets),
        ) from None
    program = emit(source, examples.target_schema, targets.rules)
    _verify(program, examples, targets)
    warnings = (*examples.warnings, *targets.warnings)
    solution = Solution(examples, source, targets)
    return Synthesis(program, meter.candidates, meter.seconds, warnings, solution=solution)


def _known(targets: Targets) -> str:
    names = [targets.schema[key].name for key, rules in targets.rules.items() if rules]
    return f"rules were found for: {', '.join(names)}" if names else "no rule was found yet"


def _verify(program: Program, examples: Examples, targets: Targets) -> None:
    """Run the program on every example; raises ``NoProgramError`` where it gives another target."""
    assert program.header is not None
    header = program.header
    for number, example in enumerate(examples.examples):
        facts = {
            relation: example.source.rows(record_type.key)
            for relation, record_type in header.source_by_relation.items()
            if relation in program.declarations
        }
        derived = evaluate(program, facts)
        actual = Instance(
            header.target,
            {
                record_type.key: tuple(derived.get(relation, ()))
                for relation, record_type in header.target_by_relation.items()
            },
        )
        wrong = differences(example.target, actual, _value_ids(targets, number))
        if wrong:
            raise NoProgramError(
                f"the rules found one by one do not fit together: {wrong[0]}",
                mend="check the ids and nested records of the example",
            )


def _value_ids(targets: Targets, example: int) -> set[str]:
    """The ids of nodes that are source values: they must come out as they are."""
    if targets.schema.model is not Model.GRAPH:
        return set()
    return {
        str(node)
        for record_type in targets.schema.record_types
        if record_type.kind is Kind.NODE
        for rule in targets.rules.get(record_type.key, ())
        if _has_value_id(rule)
        for number, node in rule.pairing
        if number == example
    }


def _has_value_id(rule: TargetRule) -> bool:
    return rule.id is not None and not rule.id.constructor
