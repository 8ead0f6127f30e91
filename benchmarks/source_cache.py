"""Generated source data kept in a directory, so that repeated runs need not generate them again."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import in_a_process
from benchmarks.scenario import Scenario
from benchmarks.source_store import store_url, write_source

_GENERATORS = (
    *("arrays.py", "columns.py", "facts.py", "facts_reading.py", "generate.py", "pools.py"),
    *("sizes.py", "source_store.py"),
)
"""The modules that the data hinge on."""


@dataclass(frozen=True)
class CachedSource:
    """A scenario's source data: the store's URL, its file or directory, and its records."""

    url: str
    path: Path
    records: int


def cached_source(scenario: Scenario, total: int, seed: int, cache: Path) -> CachedSource:
    """Source data of about ``total`` records: those in ``cache``, or new ones, put there.

    They are found by scenario, size, seed, and by what they are made of: the scenario's facts, the
    source's schema and the generator.
    """
    place = cache / f"{scenario.name}-{total}-{seed}-{_made_of(scenario)}"
    if not place.is_dir():
        fresh = place.with_name(f"{place.name}.unfinished")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _, records = in_a_process(write_source, scenario, total, seed, fresh / "source")
        (fresh / "records.json").write_text(json.dumps(records), "utf-8")
        fresh.rename(place)
    records = json.loads((place / "records.json").read_text("utf-8"))
    url = store_url(scenario.source.model, place / "source")
    return CachedSource(url, next(place.glob("source*")), records)


def _made_of(scenario: Scenario) -> str:
    modules = Path(__file__).resolve().parent
    digest = hashlib.blake2b(digest_size=6)
    digest.update((scenario.directory / "scenario.json").read_bytes())
    digest.update(repr(scenario.source).encode())
    for name in _GENERATORS:
        digest.update((modules / name).read_bytes())
    return digest.hexdigest()
