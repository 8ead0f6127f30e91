"""Findings of a preflight: what, where, how many, the first records; as values, text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from dynamite.language.types import counted

MOST_SHOWN = 3
"""How many records of a finding are shown."""

TEXT_WIDTH = 200
"""Where the text of a record is cut."""


class FindingKind(StrEnum):
    """What a finding is about; ``about`` is how people read it."""

    TYPE = "type"
    CONVERSION = "conversion"
    KEY = "key"
    NULL = "null"
    REFERENCE = "reference"
    PARTNER = "partner"
    CONSTANT = "constant"
    UNREACHED = "unreached"
    COLLISION = "collision"
    ORPHAN = "orphan"
    REQUIRED = "required"

    @property
    def about(self) -> str:
        return _TITLES[self]


_TITLES = {
    FindingKind.TYPE: "value of another type",
    FindingKind.CONVERSION: "value that cannot be converted",
    FindingKind.KEY: "key that repeats",
    FindingKind.NULL: "null where the program joins or tests",
    FindingKind.REFERENCE: "reference to nothing",
    FindingKind.PARTNER: "no partner in a join",
    FindingKind.CONSTANT: "constant in the example only",
    FindingKind.UNREACHED: "source record that no rule reaches",
    FindingKind.COLLISION: "target records with one key",
    FindingKind.ORPHAN: "target record that refers to nothing",
    FindingKind.REQUIRED: "null where the target allows none",
}


@dataclass(frozen=True)
class Finding:
    """One thing that the example never showed, or that the target does not allow.

    ``where`` names a record type and its columns; ``lines`` are those of the rules concerned, in
    the program's file, 0 where there is none. ``count`` counts records, but for a conversion the
    different values. ``records`` are the first, ``effect`` is what the program does with them.
    """

    kind: FindingKind
    where: str
    count: int
    problem: str
    effect: str
    lines: tuple[int, ...] = ()
    records: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class SourceRead:
    """How many records of a source record type were read."""

    name: str
    records: int


@dataclass(frozen=True)
class CheckReport:
    """What a preflight looked at and found; ``seconds`` of wall time, the URL without a password.

    ``notes`` say what was not looked at, and why.
    """

    program: str
    source: str
    engine: str
    seconds: float
    sources: tuple[SourceRead, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON value."""
        return asdict(self)


def report_lines(report: CheckReport) -> Iterator[str]:
    """The report as a person reads it, a line at a time."""
    read = ", ".join(f"{source.name} {source.records:,}" for source in report.sources)
    yield f"source {report.source}: {read or 'nothing read'}"
    for finding in report.findings:
        yield from _finding_lines(finding, report.program)
    yield from (f"note: {note}" for note in report.notes)
    found = counted(len(report.findings), "finding") if report.findings else "nothing found"
    yield f"{found}, {report.seconds:.1f} s with engine {report.engine}"


def _finding_lines(finding: Finding, program: str) -> Iterator[str]:
    unit = "value" if finding.kind is FindingKind.CONVERSION else "record"
    amount = f"1 {unit}" if finding.count == 1 else f"{finding.count:,} {unit}s"
    yield ""
    yield f"{finding.kind}: {finding.kind.about}: {finding.where}: {amount}"
    place = rule_place(program, finding.lines)
    yield f"  {place + ': ' if place else ''}{finding.problem}"
    yield f"  so: {finding.effect}"
    for record in finding.records:
        yield f"    {record_text(record)}"
    if finding.records and finding.count > len(finding.records):
        yield f"    and {finding.count - len(finding.records):,} more"


def rule_place(program: str, lines: tuple[int, ...]) -> str:
    """Where rules stand: ``p.dl:23, 25``; empty where no file is known.

    >>> rule_place("p.dl", (23, 25)), rule_place("", (3,)), rule_place("p.dl", ())
    ('p.dl:23, 25', 'line 3', '')
    """
    known = [str(line) for line in sorted(set(lines)) if line]
    if not known:
        return ""
    if program:
        return f"{program}:{', '.join(known)}"
    return f"line{'s' if len(known) > 1 else ''} {', '.join(known)}"


def record_text(record: dict[str, Any]) -> str:
    """A record on one line: JSON, cut at ``TEXT_WIDTH`` signs."""
    text = json.dumps(record, ensure_ascii=False)
    return text if len(text) <= TEXT_WIDTH else text[: TEXT_WIDTH - 3] + "..."
