"""What a migration did: counts by record type, as values, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dynamite.verification.report import VerifyReport


@dataclass(frozen=True)
class SourceCount:
    """What became of the records of one source record type.

    ``read`` counts records, ``duplicates`` those that agree in everything with another and count
    once, ``unreached`` those that took part in no target record. ``sample`` holds the first
    records as they are, in a dry run only.
    """

    name: str
    read: int
    duplicates: int
    unreached: int
    sample: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class TargetCount:
    """What was written of one target record type.

    ``collapsed`` counts the derivations that gave a record which another one had already given.
    ``sample`` holds the first records as they would be written, in a dry run only.
    """

    name: str
    written: int
    collapsed: int
    sample: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class MigrationReport:
    """What a migration read and wrote; URLs are without passwords, ``seconds`` of wall time.

    A dry run tells in ``plan`` what would be created, and in ``losses`` what the target would not
    tell apart. ``verification`` is there where the target was read back.
    """

    source: str
    target: str
    engine: str
    dry_run: bool
    seconds: float
    sources: tuple[SourceCount, ...]
    targets: tuple[TargetCount, ...]
    notes: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    verification: VerifyReport | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON value."""
        return asdict(self)


def report_lines(report: MigrationReport) -> Iterator[str]:
    """The report as a person reads it, a line at a time."""
    yield f"source {report.source}"
    names = [*(s.name for s in report.sources), *(t.name for t in report.targets)]
    width = max(map(len, names), default=0)
    for source in report.sources:
        counts = [f"{source.read:,} read"]
        if source.duplicates:
            counts.append(f"{source.duplicates:,} of them duplicates")
        if source.unreached:
            counts.append(f"{source.unreached:,} reached no target record")
        yield f"  {source.name:<{width}}  {', '.join(counts)}"
    yield f"target {report.target}" + (" (dry run: nothing was written)" if report.dry_run else "")
    for target in report.targets:
        counts = [f"{target.written:,} {'to write' if report.dry_run else 'written'}"]
        if target.collapsed:
            counts.append(f"{target.collapsed:,} derived again and collapsed")
        yield f"  {target.name:<{width}}  {', '.join(counts)}"
    if report.dry_run:
        yield from _preview_lines(report)
    yield from (f"note: {note}" for note in report.notes)
    if report.verification is not None:
        found = report.verification
        records = sum(relation.said.records for relation in found.relations)
        relations = len(found.relations)
        yield f"verified: {records:,} records of {relations} relations were read back and are equal"
    yield f"{report.seconds:.1f} s with engine {report.engine}"


def _preview_lines(report: MigrationReport) -> Iterator[str]:
    """What would be created and lost, and the first records before and after."""
    sections = {
        "would create": report.plan,
        "would not keep apart": report.losses,
        "before": tuple(_samples(report.sources)),
        "after": tuple(_samples(report.targets)),
    }
    for title, lines in sections.items():
        if lines:
            yield title
            yield from (f"  {line}" for line in lines)


def _samples(counts: Iterable[SourceCount | TargetCount]) -> Iterator[str]:
    for count in counts:
        for record in count.sample:
            yield f"{count.name}: {json.dumps(record, ensure_ascii=False)}"
