"""The question that settles what an example leaves open: source records, and what becomes of them.

A question shows a few source records on which the open programs differ, and the targets that they
make of them. Its answer, one of these targets or one that a person writes, is another example. The
records are chosen so that the programs split into as many answers as they can within ``MOST``
records; of equal splits the smaller is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dynamite.certainty.meaning import Meaning, same, value_ids
from dynamite.certainty.samples import obeys, size, united
from dynamite.certainty.separation import Judged, Verdict
from dynamite.containment.constraints import Constraints
from dynamite.data.compare import agree
from dynamite.data.instance import Instance
from dynamite.data.written import as_written
from dynamite.datalog import Program
from dynamite.examples import Example, Examples
from dynamite.schema import Key
from dynamite.synthesis import Solution
from dynamite.synthesis.emit import emit

MOST = 16
"""How many source records a question shows, unless one choice alone needs more."""

OPTIONS = 3
"""How many possible targets a question shows side by side."""


@dataclass(frozen=True)
class Option:
    """A target that some of the open programs make; ``programs`` counts these.

    ``differing`` are the record types in which it is unlike the first option; ``program`` makes it.
    """

    target: Instance
    program: Program = field(repr=False)
    programs: int
    differing: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Question:
    """Source records, and the targets that open programs make of them, the likeliest first.

    ``open`` counts the rivals that some source tells from the program found, ``settled`` those of
    them that the first answer rules out.
    """

    source: Instance
    options: tuple[Option, ...]
    open: int
    settled: int

    def matching(self, target: Instance) -> Option | None:
        """The option that says the same as a target."""
        for option in self.options:
            if agree(option.target, target, value_ids((option.target, target))):
                return option
        return None

    def answered(self, examples: Examples, target: Instance) -> Examples:
        """The examples with the question's source and the target that is its answer."""
        answer = Example(self.source, as_written(target))
        return replace(examples, examples=(*examples.examples, answer))


def ask(solution: Solution, judged: Sequence[Judged]) -> Question | None:
    """The question that splits the open programs best; ``None`` where none are open."""
    open_ = [each for each in judged if each.verdict is Verdict.OTHER and each.is_likely]
    if not open_:
        return None
    source = _sample(solution, open_)
    separated = [each for each in open_ if each.differs_on(source)]
    if not separated:
        # The samples meet where they should not: one alone does separate.
        first = open_[0]
        assert first.sample is not None
        source, separated = first.sample, [e for e in open_ if e.differs_on(first.sample)]
    source = _shrunk(solution, source, separated)
    return Question(source, _options(solution, source, separated), len(open_), len(separated))


def _sample(solution: Solution, open_: Sequence[Judged]) -> Instance:
    """Samples put together, greedily: what separates most of what is left, within the bound."""
    candidates: dict[int, Instance] = {}
    for each in open_:
        if each.sample is not None:
            candidates.setdefault(id(each.sample), each.sample)
    separates = {
        number: {
            position
            for position, each in enumerate(open_)
            if each.sample is sample or each.differs_on(sample)
        }
        for number, sample in candidates.items()
    }
    chosen: list[Instance] = []
    left = set(range(len(open_)))
    room = MOST
    while left:
        fitting = [n for n, s in candidates.items() if (size(s) <= room or not chosen)]
        best = max(
            fitting,
            key=lambda n: len(separates[n] & left) / (2 + size(candidates[n])),
            default=None,
        )
        if best is None or not separates[best] & left:
            break
        chosen.append(candidates[best])
        room -= size(candidates[best])
        left -= separates[best]
    return united(chosen, solution.source.schema)


def _shrunk(solution: Solution, source: Instance, separated: Sequence[Judged]) -> Instance:
    """The sample without the records that separate nothing."""
    assert separated[0].own.program.header is not None
    constraints = Constraints.of(separated[0].own.program.header)
    order = list(separated)
    for key, rows in list(source.facts.items()):
        for row in rows:
            left = tuple(each for each in source.rows(key) if each != row)
            smaller = Instance(source.schema, {**source.facts, key: left})
            if not obeys(smaller, constraints):
                continue
            lost = next((each for each in order if not each.differs_on(smaller)), None)
            if lost is None:
                source = smaller
            else:
                order.remove(lost)
                order.insert(0, lost)
    return source


def _options(
    solution: Solution, source: Instance, separated: Sequence[Judged]
) -> tuple[Option, ...]:
    """The program found first, then what most of the likeliest others make."""
    own = _whole(solution, None)
    groups: list[tuple[Judged, Instance, int]] = []
    for each in separated:
        made = each.other.run(source)
        if made is None:
            continue
        for number, (first, known, count) in enumerate(groups):
            if first.keys == each.keys and same(known, made):
                groups[number] = first, known, count + 1
                break
        else:
            groups.append((each, made, 1))
    # Of one kind of choice the first comes first, as rivals come by likelihood.
    groups.sort(key=lambda group: -group[2])
    found: list[Option] = []
    target = own.run(source)
    if target is not None:
        found.append(Option(target, own.program, 1))
    for first, _, count in groups:
        if len(found) == OPTIONS:
            break
        whole = _whole(solution, first)
        target = whole.run(source)
        if target is not None:
            found.append(Option(target, whole.program, count, first.keys))
    return tuple(found)


def _whole(solution: Solution, judged: Judged | None) -> Meaning:
    rules = solution.targets.rules if judged is None else judged.rival.rules
    return Meaning(emit(solution.source, solution.examples.target_schema, rules))
