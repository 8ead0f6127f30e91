"""What is known of two programs, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.refactor.classes import Side
from dynamite.refactor.differences import counterexample_lines
from dynamite.refactor.equivalence import Certainty, Equivalence
from dynamite.refactor.relation import Mapping
from dynamite.refactor.synthesis import Refactoring


def report_lines(found: Equivalence) -> Iterator[str]:
    """The report: the functions, what the proofs rest on, and the difference, if any."""
    for function in found.functions:
        certainty = str(function.certainty)
        if function.certainty is Certainty.TESTED:
            certainty = f"tested, {found.tested.sequences:,} sequences"
        if function.rows is not None:
            certainty = f"checked for all databases of up to {function.rows} rows per table"
        reason = f" ({function.reason})" if function.reason else ""
        unchanged = ", unchanged" if function.is_unchanged else ""
        yield f"{function.name}: {certainty}{unchanged}{reason}"
    if found.counterexample is not None:
        yield ""
        yield from counterexample_lines(found.counterexample)
        return
    if found.mapping is not None and found.count(Certainty.TESTED) < len(found.functions):
        yield ""
        yield "The proofs rest on this relation between old and new databases:"
        yield from (f"  {line}" for line in mapping_lines(found.mapping))
    if found.widened:
        yield ""
        yield "and on arguments and results that are values of the old types:"
        yield from (f"  {line}" for line in found.widened)
    if found.invariants:
        yield ""
        yield "and on what each call keeps true; these queries find no row in live data:"
        for clause in found.invariants:
            yield f"  {clause.text}"
            yield f"    {clause.violations(dict.fromkeys(Side, ''))};"


def refactoring_lines(found: Refactoring) -> Iterator[str]:
    """The report of a rewriting: the correspondence, the functions, the effort."""
    yield from report_lines(found.certainty)
    yield ""
    functions = len(found.functions)
    proved, bounded = map(found.certainty.count, (Certainty.PROVED, Certainty.BOUNDED))
    yield (
        f"{functions} functions, {proved} proved, {bounded} checked; "
        f"{found.candidates} candidates, {len(found.failing_inputs)} failing inputs, "
        f"correspondence {found.correspondences}"
    )


def mapping_lines(mapping: Mapping) -> Iterator[str]:
    """The linked rows and the columns that hold the same values."""
    for link in mapping.rows:
        pairs = ", ".join(f"{link.old}.{one} = {link.new}.{other}" for one, other in link.pairs)
        yield f"rows of {link.old} are rows of {link.new}, by {pairs}"
    for column in mapping.columns:
        yield column.text
