"""Measurements of migrations in one file, of several runs: every scale side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.machine import machine


def add_measurements(path: Path, rows: list[dict[str, Any]]) -> None:
    """Add rows to those in a file, in place of what it has of the same scenarios and scales.

    What was measured on another machine or with other versions is left out from then on.
    """
    facts = machine()
    kept: dict[tuple[str, int], dict[str, Any]] = {}
    if path.is_file():
        found = json.loads(path.read_text("utf-8"))
        if found["machine"] == facts:
            kept = {(row["name"], row.get("scale", 0)): row for row in found["measurements"]}
    kept |= {(row["name"], row["scale"]): row for row in rows}
    result = {"machine": facts, "measurements": [kept[key] for key in sorted(kept)]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
