"""What a verification found: counts and digests of both sides, and the first differences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from dynamite.verification.paths import first_path

_SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Side:
    """One side of a relation: how many records, and their digest, which no order changes."""

    records: int
    digest: str


@dataclass(frozen=True)
class DifferentRecord:
    """A record that the program says, one that is there, or a pair of these that differs.

    What stands on one side only is ``None`` on the other.
    """

    said: dict[str, Any] | None
    found: dict[str, Any] | None


@dataclass(frozen=True)
class RelationResult:
    """The comparison of one target record type.

    ``missing`` counts the records that the program says and that are not there, ``unexpected``
    those that are there and that it does not say, ``changed`` the pairs of these with one key,
    which are in neither. ``key`` names the attributes by which records are paired, if any.
    ``first`` shows some of each. A nested record type has counts and digests only: its differences
    are shown with the documents that hold them.
    """

    name: str
    said: Side
    found: Side
    missing: int = 0
    unexpected: int = 0
    changed: int = 0
    key: tuple[str, ...] = ()
    first: tuple[DifferentRecord, ...] = ()

    @property
    def is_equal(self) -> bool:
        return self.said == self.found


@dataclass(frozen=True)
class VerifyReport:
    """Whether the target holds what the program says; URLs are without passwords.

    ``structure`` names what the target lacks or has beyond the program's schema, a difference each.
    ``notes`` say up to what the sides were compared. ``appended``: the target may hold more
    records, so only what is missing or changed counts.
    """

    source: str
    target: str
    seconds: float
    relations: tuple[RelationResult, ...]
    structure: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    appended: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not self.structure and not self.different

    @property
    def different(self) -> tuple[RelationResult, ...]:
        """The relations that differ; of nested ones those whose documents do."""
        if self.appended:
            return tuple(r for r in self.relations if r.missing or r.changed)
        return tuple(relation for relation in self.relations if not relation.is_equal)

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON value."""
        return {**asdict(self), "is_equal": self.is_equal}


def report_lines(report: VerifyReport) -> Iterator[str]:
    """The report as a person reads it, a line at a time."""
    yield f"source {report.source}"
    yield f"target {report.target}"
    width = max((len(relation.name) for relation in report.relations), default=0)
    for relation in report.relations:
        yield f"  {relation.name:<{width}}  {relation_text(relation)}"
    yield from report.structure
    for relation in report.relations:
        for record in relation.first:
            yield from record_lines(relation.name, record)
    yield from (f"note: {note}" for note in report.notes)
    verdict = "equal" if report.is_equal else "different"
    yield f"{verdict}, {report.seconds:.1f} s"


def first_difference(report: VerifyReport) -> str:
    """The first of the differences, in a line."""
    if report.structure:
        return report.structure[0]
    relation = report.different[0]
    shown = [line for record in relation.first[:1] for line in record_lines(relation.name, record)]
    return "; ".join(shown) or f"{relation.name}: {relation_text(relation)}"


def relation_text(relation: RelationResult) -> str:
    """What became of one relation, in a line."""
    if relation.is_equal:
        return f"{relation.said.records:,} records, digest {relation.said.digest[:12]}"
    counts = [
        f"{count:,} {what}"
        for count, what in (
            (relation.missing, "missing"),
            (relation.changed, "changed"),
            (relation.unexpected, "unexpected"),
        )
        if count
    ]
    sides = f"{relation.said.records:,} said, {relation.found.records:,} there"
    return ": ".join([sides, ", ".join(counts) or "they differ"])


def record_lines(name: str, record: DifferentRecord) -> Iterator[str]:
    """A difference in one line, or in one for each side of a pair."""
    if record.found is None:
        yield f"{name}: missing     {_text(record.said)}"
    elif record.said is None:
        yield f"{name}: unexpected  {_text(record.found)}"
    else:
        path = first_path(record.said, record.found)
        yield f"{name}: said   {_text(record.said)}"
        yield f"{name}: there  {_text(record.found)}" + (f"  at {path}" if path else "")


def _text(record: dict[str, Any] | None) -> str:
    text = json.dumps(record, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 3] + "..."
