"""The attribute mapping Ψ: which source columns can give a target column (VLDB 2020, section 4.1).

A source column maps to a target column where its values, converted if the types differ, contain
the target's. Values compare as typed values; nulls do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dynamite.synthesis.conversions import conversion, convert
from dynamite.synthesis.goal import OPEN, Goal
from dynamite.synthesis.names import distance
from dynamite.synthesis.source import OPAQUE, Column, Source
from dynamite.values import ABSENT, DataType, Value, is_null


@dataclass(frozen=True)
class Term:
    """A source column as a head column may use it: a conversion around it, nulls adapted.

    ``nulls`` is ``@omit_null`` (a null becomes an absent field), ``@nullify`` (the reverse), or
    empty. ``penalty`` says how little the names agree.
    """

    r: int
    c: int
    conversion: str = ""
    nulls: str = ""
    penalty: int = 0

    def value(self, raw: Value) -> Value:
        """What the term makes of a source value; ``BROKEN`` where it cannot be converted."""
        if is_null(raw):
            if self.nulls == "@omit_null":
                return ABSENT
            return None if self.nulls else raw
        return convert(self.conversion, raw) if self.conversion else raw


class AttributeMapping:
    """For each head column of a goal the terms that can give it, the likeliest first.

    ``partial`` keeps a term that gives only some of the column's values: what a union of rules
    needs.
    """

    def __init__(self, source: Source, goal: Goal, *, partial: bool = False) -> None:
        self.source = source
        self.goal = goal
        self.partial = partial

    @cached_property
    def terms(self) -> tuple[tuple[Term, ...], ...]:
        return tuple(tuple(self._terms(h)) for h in range(len(self.goal.columns)))

    def _terms(self, h: int) -> list[Term]:
        wanted = self.goal.values(h)
        columns = self.source.columns
        found = [term for column in columns for term in self._judge(h, column, wanted)]
        return sorted(found, key=lambda term: (term.penalty, term.r, term.c, term.nulls))

    def _judge(
        self, h: int, column: Column, wanted: frozenset[tuple[int, Value]]
    ) -> Iterator[Term]:
        head = self.goal.columns[h]
        functor = None if column.type == OPAQUE else conversion(column.type, head.type)
        if functor is None or (functor and column.type == DataType.BOOL and head.is_id):
            return
        given = self.source.values[column.r, column.c]
        if functor:
            given = self.source.converted(column.r, column.c, functor)
        if not (wanted & given if self.partial and wanted else wanted <= given):
            return
        plain = Term(column.r, column.c, functor, "", self._penalty(h, column, functor))
        yield plain
        if self.goal.tells_absent:
            yield from self._adapted(h, plain)

    def _adapted(self, h: int, plain: Term) -> Iterator[Term]:
        rows = self.source.relations[plain.r].rows
        for null, shown, functor in ((None, ABSENT, "@omit_null"), (ABSENT, None, "@nullify")):
            if self.goal.shows(h, shown) and any(row[plain.c] is null for _, row in rows):
                yield Term(plain.r, plain.c, plain.conversion, functor, plain.penalty + 1)

    def can_give(self, h: int, cell: Value) -> bool:
        """Whether some source column of the mapping holds the value."""
        return cell in self._given[h]

    @cached_property
    def _given(self) -> tuple[frozenset[Value], ...]:
        return tuple(
            frozenset(
                term.value(value)
                for term in terms
                for _, value in self.source.values[term.r, term.c]
            )
            for terms in self.terms
        )

    def unknown(self, h: int) -> Value:
        """A value of a column that no source column holds and no constant explains, or ``None``.

        A constant explains a value that the target repeats, or that all of the column shows.
        """
        shown = (record.cells[h] for record in self.goal.expected)
        cells = [cell for cell in shown if not is_null(cell) and cell is not OPEN]
        for cell in cells:
            if not self.can_give(h, cell) and cells.count(cell) == 1 < len(self.goal.expected):
                return cell
        return None

    def _penalty(self, h: int, column: Column, functor: str) -> int:
        head = self.goal.columns[h]
        relation = self.source.relations[column.r]
        if head.is_id:
            return 0 if column.name == "_id" or (column.c,) in relation.keys else 1
        # Every word of the path stands around a nested column: movie.rating.rank
        name = column.name
        if name == "value" and relation.record_type.is_nested:
            name = relation.record_type.path[-1]
        far = distance(head.name, name, self.goal.context, relation.words)
        return far + (1 if functor else 0)
