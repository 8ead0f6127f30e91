"""A difference between two programs, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.refactor.engine import Outcome
from dynamite.refactor.testing import Counterexample


def counterexample_lines(found: Counterexample) -> Iterator[str]:
    """The calls, from empty databases, and both answers to the last one."""
    yield "From empty databases, these calls:"
    for call in found.calls:
        yield f"  {call.text}"
    yield f"The last one: the old program {outcome_text(found.old)};"
    yield f"              the new program {outcome_text(found.new)}."


def difference_text(found: Counterexample) -> str:
    """The calls and both answers to the last one, in one line."""
    calls = "; ".join(call.text for call in found.calls)
    old, new = outcome_text(found.old), outcome_text(found.new)
    return f"{calls}: the old program {old}, the new program {new}"


def outcome_text(outcome: Outcome) -> str:
    """What a call did, in words."""
    if outcome.answers is None:
        return f"fails ({outcome.reason})"
    if not outcome.answers:
        return "succeeds"
    parts = []
    for answer in outcome.answers:
        rows = ", ".join(str(row).replace("None", "NULL") for row in answer.rows)
        parts.append(rows or "no row")
    return f"answers {' and '.join(parts)}"
