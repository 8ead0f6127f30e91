"""Random Datalog programs with facts, as Hypothesis strategies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from benchmarks.random_programs import ALL, SOURCES, Case, Features, random_case

__all__ = ["ALL", "SOURCES", "Case", "Features", "cases"]


class _Drawn:
    """Choices that Hypothesis draws, and shrinks."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def integer(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))

    def choose(self, options: list[Any]) -> Any:
        return self._draw(st.sampled_from(options))

    def order(self, items: list[Any]) -> list[Any]:
        return self._draw(st.permutations(items))


@st.composite
def cases(draw: st.DrawFn, features: Features = ALL) -> Case:
    """A program over ``SOURCES`` with facts for them."""
    return random_case(_Drawn(draw), features)
