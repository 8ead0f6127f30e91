"""What ``refactor`` writes does not depend on hashes; for all twenty: ``refactor --same``."""

from __future__ import annotations

import pytest

from benchmarks.determinism import differing, outputs
from benchmarks.refactor import ROOT


@pytest.mark.parametrize("name", ["05-ambler-3", "08-ambler-6"])
def test_three_runs_with_other_hashes_write_the_same_bytes(name: str) -> None:
    assert differing(ROOT / name) == []


def test_what_is_compared_is_all_that_is_written() -> None:
    written = outputs(ROOT / "06-ambler-4", 0, 5)
    assert set(written) == {"new.sql", "up.dl", "down.sql", "stdout", "stderr"}
    assert b"5 functions, 5 proved" in written["stderr"]
