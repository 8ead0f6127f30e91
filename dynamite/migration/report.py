"""What a migration did: counts by record type, as values, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class SourceCount:
    """What became of the records of one source record type.

    ``read`` counts records, ``duplicates`` those that agree in everything with another and count
    once, ``unreached`` those that took part in no target record.
    """

    name: str
    read: int
    duplicates: int
    unreached: int


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
    """What a migration read and wrote; URLs are without passwords, ``seconds`` of wall time."""

    source: str
    target: str
    engine: str
    dry_run: bool
    seconds: float
    sources: tuple[SourceCount, ...]
    targets: tuple[TargetCount, ...]
    notes: tuple[str, ...] = ()

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
    yield from (f"note: {note}" for note in report.notes)
    yield f"{report.seconds:.1f} s with engine {report.engine}"
