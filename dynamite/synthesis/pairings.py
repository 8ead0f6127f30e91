"""All assignments of a body that fit, as few products instead of many assignments.

An assignment pairs each match with an expected record. The assignments of one pairing are a
product: every column may take any term that agrees with the pairing, whatever the others take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dynamite.synthesis.fit import Assignment, Fit, Provider, Wanted, apart, is_open

MOST_PAIRINGS = 24
"""How many ways of pairing matches with records are looked at."""


@dataclass(frozen=True)
class Choices:
    """The assignments of one pairing: for each head column what may give it, the best first."""

    columns: tuple[tuple[Provider, ...], ...]

    @property
    def best(self) -> Assignment:
        """The assignment whose names agree best."""
        best = apart(self.columns)
        rivals = (
            tuple(provider for provider in each if provider is not taken)
            for each, taken in zip(self.columns, best, strict=True)
        )
        return Assignment(tuple(best), tuple(rivals))


def fitting(
    fit: Fit, rows: Sequence[int] | None = None, wanted: Wanted = Wanted.EXACT
) -> tuple[list[Choices], bool]:
    """The products of all assignments that do what is wanted, and whether these are all."""
    kept = range(len(fit.found)) if rows is None else rows
    states = {tuple(fit.pinned[row] for row in kept)}
    is_whole = True
    for h in range(len(fit.goal.columns)):
        masks = {tuple(fit.mask(h, p)[row] for row in kept) for p in fit.providers[h]}
        narrowed = {
            state
            for before in states
            for mask in masks
            if is_open(state := tuple(map(_both, before, mask)), fit.everything, wanted)
        }
        if len(narrowed) > MOST_PAIRINGS:
            is_whole = False
        states = set(sorted(narrowed)[:MOST_PAIRINGS])
    found = []
    for state in sorted(states):
        columns = tuple(
            tuple(
                provider
                for provider in fit.providers[h]
                if all(
                    fit.mask(h, provider)[row] & bits for row, bits in zip(kept, state, strict=True)
                )
            )
            for h in range(len(fit.goal.columns))
        )
        found.append(Choices(columns))
    return found, is_whole


def _both(one: int, other: int) -> int:
    return one & other
