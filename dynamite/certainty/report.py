"""What decided each choice of a program: the example, preference, or nothing that data could show.

Every line of preference is backed by source records that tell the two programs apart, and every
"cannot be told apart" by a proof (``separation``). What is neither is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dynamite.certainty.open_programs import OpenPrograms
from dynamite.certainty.rivals import Kindred, Rival
from dynamite.certainty.separation import Judged, Verdict
from dynamite.certainty.wording import difference, identity_text, provider_text
from dynamite.data.instance import Instance, nest
from dynamite.schema import Key
from dynamite.synthesis.body import matches
from dynamite.synthesis.fit import Provider
from dynamite.values import Value, show

SHOWN = 3
"""How many rivals of one choice a line names."""


@dataclass(frozen=True)
class Choice:
    """A choice of which preference, or nothing, decides: what was taken, and what fits as well.

    ``place`` is a target attribute or record type. ``why`` says what makes the example fit both;
    ``sample`` are source records that tell the first rival apart, where there are any.
    """

    kind: Kindred
    place: str
    taken: str
    others: tuple[str, ...]
    why: str = ""
    is_by_name: bool = False
    sample: Instance | None = field(default=None, repr=False)

    @property
    def line(self) -> str:
        """The choice as a line for people."""
        names = " and ".join(self.others[:SHOWN])
        more = len(self.others) - SHOWN
        names += f" and {more} more" if more > 0 else ""
        fit = "fits" if len(self.others) == 1 else "fit"
        why = f" ({self.why})" if self.why else ""
        from_ = f"{self.taken}, though {names}" if self.taken else names
        if not self.taken:
            return f"{self.place}: decided by preference; {names} {fit} the example too{why}"
        return f"{self.place}: decided by preference: {from_} {fit} the example too{why}"

    def as_json(self) -> dict[str, Any]:
        """The choice as JSON values."""
        found: dict[str, Any] = {
            "kind": self.kind.name.lower(),
            "place": self.place,
            "taken": self.taken,
            "others": list(self.others),
        }
        if self.why:
            found["why"] = self.why
        if self.sample is not None:
            found["told_apart_by"] = nest(self.sample)
        return found


@dataclass(frozen=True)
class Certainty:
    """What is certain of a program and what is not.

    ``by_example`` are target attributes that only one column gives; ``by_preference`` are choices
    that some source shows; ``unlikely`` such that only a source shows in which something repeats
    that seems to be a key; ``alike`` cannot be told apart by any source that obeys the keys;
    ``unknown`` are neither. ``is_whole`` where the search was not cut short.
    """

    by_example: tuple[str, ...]
    by_preference: tuple[Choice, ...]
    unlikely: tuple[Choice, ...]
    alike: tuple[Choice, ...]
    unknown: tuple[Choice, ...]
    is_whole: bool

    @property
    def is_certain(self) -> bool:
        """Whether one meaning is left, as far as was looked."""
        return not (self.by_preference or self.unlikely or self.unknown)

    @property
    def lines(self) -> tuple[str, ...]:
        """The choices that preference decided, a line each; those by equal names in one line."""
        named = [choice.place for choice in self.by_preference if choice.is_by_name]
        found = [choice.line for choice in self.by_preference if not choice.is_by_name]
        found += [f"{c.line}, but only if a key repeats" for c in self.unlikely]
        if len(named) == 1:
            found.append(f"{named[0]} takes the column of its own name, though another fits too")
        elif named:
            names = ", ".join(named[:SHOWN]) + (", …" if len(named) > SHOWN else "")
            found.append(
                f"{len(named)} attributes ({names}) take the source column of their own name, "
                "though other columns fit the example too"
            )
        found += [f"{c.place}: unknown whether {c.others[0]} means the same" for c in self.unknown]
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """Everything as JSON values."""
        return {
            "decided_by_example": list(self.by_example),
            "decided_by_preference": [c.as_json() for c in self.by_preference],
            "decided_unless_a_key_repeats": [c.as_json() for c in self.unlikely],
            "cannot_be_told_apart": [c.as_json() for c in self.alike],
            "unknown": [c.as_json() for c in self.unknown],
            "searched_everything": self.is_whole,
        }


def certainty(programs: OpenPrograms) -> Certainty:
    """The report on a program and what fits besides it."""
    reporter = _Reporter(programs)
    found = {verdict: programs.of(verdict) for verdict in Verdict}
    others = found[Verdict.OTHER]
    open_columns = {
        (each.rival.key, each.rival.column)
        for each in (*others, *found[Verdict.UNKNOWN])
        if each.rival.column is not None
    }
    return Certainty(
        tuple(reporter.decided(open_columns)),
        tuple(reporter.choices([each for each in others if each.is_likely])),
        tuple(reporter.choices([each for each in others if not each.is_likely])),
        tuple(reporter.choices(found[Verdict.SAME])),
        tuple(reporter.choices(found[Verdict.UNKNOWN])),
        programs.is_whole,
    )


class _Reporter:
    def __init__(self, programs: OpenPrograms) -> None:
        self.solution = programs.judge.solution
        self.source = self.solution.source

    def decided(self, open_columns: set[tuple[Key, int]]) -> Iterator[str]:
        for key, rules in self.solution.targets.rules.items():
            record_type = self.solution.targets.schema[key]
            for h, attribute in enumerate(record_type.attributes):
                if rules and (key, h) not in open_columns:
                    yield f"{record_type.name}.{attribute.name}"

    def choices(self, judged: Sequence[Judged]) -> Iterator[Choice]:
        """A choice for each column, and for each kind of other choice of a record type."""
        groups: dict[tuple[object, ...], list[Judged]] = {}
        for each in judged:
            rival = each.rival
            taken = None if rival.taken is None else provider_text(self.source, rival.taken)
            groups.setdefault((rival.kind, rival.key, rival.column, taken), []).append(each)
        for group in groups.values():
            yield self._choice(group)

    def _choice(self, group: Sequence[Judged]) -> Choice:
        rival, sample = group[0].rival, group[0].sample
        record_type = self.solution.targets.schema[rival.key]
        own = self.solution.targets.rules[rival.key]
        if rival.column is not None and rival.taken is not None:
            attribute = record_type.attributes[rival.column : rival.column + 1]
            name = attribute[0].name if attribute else "_id"
            rivals = [each.rival.other for each in group if each.rival.other is not None]
            texts = dict.fromkeys(provider_text(self.source, other) for other in rivals)
            by_name = rival.taken.penalty == 0 and all(other.penalty > 0 for other in rivals)
            return Choice(
                rival.kind,
                f"{record_type.name}.{name}",
                provider_text(self.source, rival.taken),
                tuple(texts),
                self._why(rival, rivals[0]),
                by_name,
                sample,
            )
        taken = ""
        if rival.kind is Kindred.IDENTITY:
            taken = identity_text(self.source, own)
            phrases = [identity_text(self.source, each.rival.rules[rival.key]) for each in group]
        else:
            rules = [each.rival.rules[rival.key] for each in group]
            phrases = [difference(self.source, own, other) for other in rules]
        others = tuple(dict.fromkeys(phrases))
        return Choice(rival.kind, record_type.name, taken, others, "", False, sample)

    def _why(self, rival: Rival, other: Provider) -> str:
        """What is equal in the example, so that both columns fit it."""
        target = rival.rule
        if target is None or rival.taken is None or target.rule.found is None:
            return ""
        body = target.rule.found.body
        values: dict[Value, None] = {}
        for _, match in matches(self.source, body):
            if rival.taken.place is None or other.place is None:
                return ""
            slot, c = rival.taken.place
            row = self.source.relations[body.slots[slot]].rows[match[slot]][1]
            values[rival.taken.value(row[c])] = None
        if len(values) == 1:
            return f"both are {show(next(iter(values)))} in it"
        return f"they agree in all of its {len(values)} values"
