"""The answer to why a record is there or not: as values, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from dynamite.preflight.finding import record_text, rule_place

Record = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """A record that a rule uses: of a source record type, or of another relation of the program.

    ``way`` is how it was derived, where it was.
    """

    name: str
    record: Record
    way: Way | None = None


@dataclass(frozen=True)
class Way:
    """One way in which a rule derives a record: the facts that its atoms match.

    ``without`` are the negated atoms of its body, which find nothing; ``counted`` the facts that
    its aggregates look at.
    """

    rule: str
    line: int
    facts: tuple[Fact, ...]
    without: tuple[str, ...] = ()
    counted: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Derived:
    """A record of the target that fits the question, with the first ways to derive it."""

    record: Record
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Nearest:
    """A record that a rule does make, which differs from what was asked for in one column."""

    record: Record
    column: str


@dataclass(frozen=True)
class WhyNot:
    """Why one rule does not make the record.

    ``fails`` is the first literal of its body that finds nothing, in the order in which what was
    asked for leads from one to the next; ``reason`` says what is missing or in the way;
    ``candidates`` are the facts up to there, of the nearest attempt.
    """

    rule: str
    line: int
    fails: str
    reason: str
    candidates: tuple[Fact, ...] = ()
    nearest: tuple[Nearest, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Whether there is such a record, and why or why not.

    ``ways`` counts the derivations of all records that fit; ``derived`` holds the first of them.
    """

    program: str
    source: str
    record_type: str
    asked: Record
    is_there: bool
    ways: int
    seconds: float
    derived: tuple[Derived, ...] = ()
    why_not: tuple[WhyNot, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The explanation as a JSON value."""
        return asdict(self)


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """The explanation as a person reads it, a line at a time."""
    asked = f"{explanation.record_type} {record_text(explanation.asked)}"
    yield f"{asked} is {'there' if explanation.is_there else 'not there'}"
    shown = 0
    for derived in explanation.derived:
        yield record_text(derived.record)
        for way in derived.ways:
            shown += 1
            yield from _way_lines(way, explanation.program, "  ")
    if explanation.ways > shown:
        yield f"and {explanation.ways - shown:,} more ways"
    for why_not in explanation.why_not:
        yield from _why_not_lines(why_not, explanation.program)
    if not explanation.is_there and not explanation.why_not:
        yield f"no rule makes any {explanation.record_type}"
    yield f"{explanation.seconds:.1f} s"


def _way_lines(way: Way, program: str, indent: str) -> Iterator[str]:
    yield f"{indent}{_rule(way.rule, way.line, program)}"
    for fact in way.facts:
        yield f"{indent}  from {fact.name} {record_text(fact.record)}"
        if fact.way is not None:
            yield from _way_lines(fact.way, program, indent + "    ")
    for literal in way.without:
        yield f"{indent}  and {literal} finds nothing"
    for fact in way.counted:
        yield f"{indent}  counting {fact.name} {record_text(fact.record)}"


def _why_not_lines(why_not: WhyNot, program: str) -> Iterator[str]:
    yield f"  {_rule(why_not.rule, why_not.line, program)}"
    for fact in why_not.candidates:
        yield f"    found {fact.name} {record_text(fact.record)}"
    yield f"    {why_not.fails}: {why_not.reason}" if why_not.fails else f"    {why_not.reason}"
    for nearest in why_not.nearest:
        yield f"    nearest, but for {nearest.column}: {record_text(nearest.record)}"


def _rule(text: str, line: int, program: str) -> str:
    place = rule_place(program, (line,))
    return f"{place}: {text}" if place else text
