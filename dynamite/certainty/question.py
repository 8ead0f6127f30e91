"""The question that settles what an example leaves open: source records, and what becomes of them.

A question shows a few source records on which the open programs differ, and the targets that they
make of them. Its answer, one of these targets or one that a person writes, is another example. The
records are chosen so that the programs split into as many answers as they can within ``MOST``
records; of equal splits the smaller is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dynamite.certainty.decoupled import restricted
from dynamite.certainty.meaning import Meaning, same, value_ids
from dynamite.certainty.open_programs import OpenPrograms
from dynamite.certainty.samples import obeys, size, united
from dynamite.certainty.separation import Judge, Judged, Verdict
from dynamite.data.compare import agree
from dynamite.data.instance import Instance, nest
from dynamite.data.written import as_written
from dynamite.datalog import Program
from dynamite.examples import Example, Examples
from dynamite.schema import Key
from dynamite.synthesis.emit import emit

MOST = 16
"""How many source records a question shows, unless one choice alone needs more."""

OPTIONS = 3
"""How many possible targets a question shows side by side."""


LIKE_EXAMPLE = 2
"""How much more a part of the example is worth, with other values, than invented records."""


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

    def as_json(self) -> dict[str, Any]:
        """The question as JSON values, for whoever asks it elsewhere."""
        return {
            "source": nest(self.source),
            "options": [
                {
                    "target": nest(as_written(option.target)),
                    "programs": option.programs,
                    "differs_in": [self._name(key) for key in option.differing],
                }
                for option in self.options
            ],
            "open": self.open,
            "settled": self.settled,
        }

    def differing(self) -> tuple[str, ...]:
        """The names of the target record types in which the options differ."""
        keys = dict.fromkeys(key for option in self.options for key in option.differing)
        return tuple(self._name(key) for key in keys)

    def _name(self, key: Key) -> str:
        return self.options[0].target.schema[key].name

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


def ask(programs: OpenPrograms) -> Question | None:
    """The question that splits the open programs best; ``None`` where none are open."""
    open_ = [each for each in programs.judged if each.verdict is Verdict.OTHER and each.is_likely]
    if not open_:
        return None
    source = _sample(programs.judge, open_)
    separated = [each for each in open_ if each.differs_on(source)]
    if not separated:
        # The samples meet where they should not: one alone does separate.
        first = open_[0]
        assert first.sample is not None
        source, separated = first.sample, [e for e in open_ if e.differs_on(first.sample)]
    source = _shrunk(programs.judge, source, separated)
    return Question(source, _options(programs.judge, source, separated), len(open_), len(separated))


def _sample(judge: Judge, open_: Sequence[Judged]) -> Instance:
    """Samples put together, greedily: what separates most of what is left, within the bound.

    Parts of the example with other values come before records of which nothing was seen.
    """
    alone = list({id(each.sample): each.sample for each in open_ if each.sample}.values())
    copies = list(_copies(judge, open_))
    candidates = dict(enumerate([*copies, *alone]))
    worth = {number: LIKE_EXAMPLE if number < len(copies) else 1 for number in candidates}
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
            key=lambda n: worth[n] * len(separates[n] & left) / (2 + size(candidates[n])),
            default=None,
        )
        if best is None or not separates[best] & left:
            break
        chosen.append(candidates[best])
        room -= size(candidates[best])
        left -= separates[best]
    return united(chosen, judge.solution.source.schema)


def _copies(judge: Judge, open_: Sequence[Judged]) -> Iterator[Instance]:
    """For the rivals of each group of record types what separates them of a copy of the example."""
    if judge.copy is None:
        return
    groups: dict[tuple[Key, ...], list[Judged]] = {}
    for each in open_:
        groups.setdefault(each.keys, []).append(each)
    for group in groups.values():
        read = {key for each in group for key in (*each.own.reads, *each.other.reads)}
        part = restricted(judge.copy, _with_referenced(judge, read))
        separated = [each for each in group if each.differs_on(part)]
        if separated:
            yield _shrunk(judge, part, separated)


def _with_referenced(judge: Judge, keys: set[Key]) -> set[Key]:
    """Record types with those that their records refer to."""
    types = judge.likely.record_types
    found = set(keys)
    while True:
        more = {
            types[reference.to].key
            for reference in judge.likely.references
            if types[reference.relation].key in found
        }
        if more <= found:
            return found
        found |= more


def _shrunk(judge: Judge, source: Instance, separated: Sequence[Judged]) -> Instance:
    """The sample without the records that separate nothing."""
    constraints = judge.likely if obeys(source, judge.likely) else judge.constraints
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


def _options(judge: Judge, source: Instance, separated: Sequence[Judged]) -> tuple[Option, ...]:
    """The program found first, then what most of the likeliest others make."""
    own = _whole(judge, None)
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
        whole = _whole(judge, first)
        target = whole.run(source)
        if target is not None:
            found.append(Option(target, whole.program, count, first.keys))
    return tuple(found)


def _whole(judge: Judge, judged: Judged | None) -> Meaning:
    solution = judge.solution
    rules = solution.targets.rules if judged is None else judged.rival.rules
    target = solution.examples.target_schema
    program = emit(solution.source, target, rules, judge.derived.written)
    return Meaning(program, judged is not None, judge.derived)
