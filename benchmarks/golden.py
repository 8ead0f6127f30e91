"""The golden candidate counts: how many candidates each target record type of a scenario takes.

The search is deterministic, so a change of a count is a change of the search; it is looked at, and
written down with ``python -m benchmarks synth --golden``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent / "golden.json"

Counts = Mapping[str, int]
"""By target record type."""


def read_golden() -> dict[str, Counts]:
    """The golden counts by scenario."""
    golden: dict[str, Counts] = json.loads(GOLDEN.read_text("utf-8"))
    return golden


def write_golden(counts: Mapping[str, Counts]) -> None:
    """Write the counts of some scenarios down; those of others stay as they are."""
    golden = read_golden() if GOLDEN.is_file() else {}
    golden.update(counts)
    GOLDEN.write_text(json.dumps(dict(sorted(golden.items())), indent=1) + "\n", "utf-8")


def risen(counts: Mapping[str, Counts]) -> Iterator[str]:
    """A line for each record type that takes more candidates than the golden count."""
    golden = read_golden()
    for scenario, by_type in counts.items():
        for name, count in by_type.items():
            known = golden.get(scenario, {}).get(name, 0)
            if count > known:
                yield f"{scenario}: {name} takes {count} candidates, and took {known}"
