"""A difference between two programs, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.refactor.engine import Outcome
from dynamite.refactor.testing import Counterexample


def counterexample_lines(found: Counterexample) -> Iterator[str]:
    """The calls, from empty databases, and both answers to the last one."""
    migrated = found.migrated_after
    if found.rows:
        yield "From these rows of the old database:"
        yield from (f"  {row.text}" for row in found.rows)
    if migrated is None:
        yield "From empty databases, these calls:"
    elif migrated:
        start = "then" if found.rows else "From an empty database,"
        yield f"{start} these calls of the old program:"
    for number, call in enumerate(found.calls):
        if number == migrated:
            yield "then the migration, then these calls:"
        yield f"  {call.text}"
    if migrated == len(found.calls):
        yield f"then the migration, which fails ({found.new.reason})."
        return
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
