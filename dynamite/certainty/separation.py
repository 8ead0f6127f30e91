"""Whether a rival means something else: a proof that it does not, or source records that show it.

Equal meaning is containment both ways under the declared keys and references. What is not shown
equal is run on small samples that are made for it; where no sample tells the two apart and no proof
was found, the answer is that it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from dynamite.certainty.decoupled import decoupled
from dynamite.certainty.derived import Derived
from dynamite.certainty.likely import likely_keys
from dynamite.certainty.meaning import Meaning, changed, same, together
from dynamite.certainty.rivals import Kindred, Rival
from dynamite.certainty.samples import Invention, canonical, obeys
from dynamite.certainty.stored import Stored
from dynamite.containment.constraints import Constraints
from dynamite.containment.equal import not_shown_equal
from dynamite.data.instance import Instance
from dynamite.datalog import (
    Construct,
    Header,
    Rule,
    Term,
    Variable,
    substitute,
    variables,
)
from dynamite.language.text import format_rule
from dynamite.schema import Key
from dynamite.synthesis import Solution


class Verdict(Enum):
    """What is known of a rival."""

    OTHER = "some source that obeys the keys tells the two apart"
    SAME = "no source that obeys the keys tells the two apart"
    UNKNOWN = "neither was shown"


@dataclass(frozen=True, eq=False)
class Judged:
    """A rival with what is known of it; ``sample`` tells it from the program found."""

    rival: Rival
    verdict: Verdict
    keys: tuple[Key, ...]
    own: Meaning = field(repr=False)
    other: Meaning = field(repr=False)
    sample: Instance | None = None
    is_likely: bool = True
    """Whether the sample keeps what names and the example say to be a key, though not declared."""

    def differs_on(self, sample: Instance) -> bool:
        """Whether a sample tells the rival from the program found."""
        return not same(self.own.run(sample), self.other.run(sample))


class Judge:
    """Judges the rivals of one solution."""

    def __init__(self, solution: Solution, header: Header, stored: Instance | None = None) -> None:
        self.solution = solution
        self.constraints = Constraints.of(header)
        self.likely = likely_keys(self.constraints, solution.source, header)
        self.invention = Invention(self.constraints)
        self.header = header
        self.stored = None if stored is None else Stored(stored, self.constraints, header)
        self.derived = Derived()
        self._own: dict[tuple[Key, ...], Meaning] = {}
        self._samples: dict[str, list[Instance]] = {}
        self.invention.note(self._meaning(tuple(solution.targets.rules)).program)

    def judge(self, rival: Rival) -> Judged | None:
        """What can be known of a rival; ``None`` where it does not fit the examples as a whole."""
        keys = changed(self.solution.targets.rules, rival.rules)
        own = self._meaning(keys)
        other = Meaning.of(self.solution, rival.rules, keys, self.derived, is_pruned=True)
        for example in self.solution.examples.examples:
            if not same(own.run(example.source), other.run(example.source)):
                return None
        shared = together(self.solution.examples.target_schema, keys) - set(keys)
        if not not_shown_equal(self.constraints, own.program, other.program, shared):
            return Judged(rival, Verdict.SAME, keys, own, other)
        self.invention.note(other.program)
        judged = Judged(rival, Verdict.UNKNOWN, keys, own, other)
        for sample in self._stored(judged):
            if judged.differs_on(sample):
                return Judged(rival, Verdict.OTHER, keys, own, other, sample)
        for constraints in (self.likely, self.constraints):
            for sample in self._candidates(judged, constraints):
                if judged.differs_on(sample):
                    is_likely = obeys(sample, self.likely)
                    return Judged(rival, Verdict.OTHER, keys, own, other, sample, is_likely)
        return judged

    @cached_property
    def copy(self) -> Instance | None:
        """The example with values that tell columns apart, where it keeps to what seems a key."""
        if self.stored is not None:
            return None
        made = decoupled(self.solution.source, self.header, self.invention)
        return made if made is not None and obeys(made, self.likely) else None

    def _meaning(self, keys: tuple[Key, ...]) -> Meaning:
        if keys not in self._own:
            rules = self.solution.targets.rules
            self._own[keys] = Meaning.of(self.solution, rules, keys, self.derived)
        return self._own[keys]

    def _stored(self, judged: Judged) -> Iterator[Instance]:
        """Real records on which the rules that differ fire."""
        if self.stored is None:
            return
        for rules in (self.solution.targets.rules, judged.rival.rules):
            for key in judged.keys:
                for target in rules[key]:
                    yield from self.stored.samples(target.rule.body)

    def _candidates(self, judged: Judged, constraints: Constraints) -> Iterator[Instance]:
        own, other = judged.own.program.rules, judged.other.program.rules
        lost = [rule for rule in own if rule not in other]
        new = [rule for rule in other if rule not in own]
        for rule in (*lost, *new):
            yield from self._of(rule, constraints)
        if judged.rival.kind in (Kindred.IDENTITY, Kindred.JOIN):
            for rule in (*lost, *new):
                for twin in _twins(rule):
                    yield from self._of(twin, constraints)

    def _of(self, rule: Rule, constraints: Constraints) -> list[Instance]:
        text = f"{constraints is self.likely} {format_rule(rule)}"
        if text not in self._samples:
            schema = self.solution.source.schema
            self._samples[text] = list(canonical(rule, constraints, self.invention, schema))
        return self._samples[text]


def _twins(rule: Rule) -> Iterator[Rule]:
    """Two matches of a body that agree in the arguments of an id of the head, or in its attributes:
    where ids are made from something else, they are one record or two."""
    head = rule.heads[0]
    shared = [frozenset(variables(term)) for term in head.terms if isinstance(term, Construct)]
    plain = [term for term in head.terms if not isinstance(term, Construct)]
    shared.append(frozenset(name for term in plain for name in variables(term)))
    for kept in dict.fromkeys(shared):
        renamed: dict[str, Term] = {
            name: Variable(f"{name}__2")
            for literal in rule.body
            for name in variables(literal)
            if name not in kept
        }
        if renamed:
            again = tuple(substitute(literal, renamed) for literal in rule.body)
            yield Rule(rule.heads, (*rule.body, *again))
