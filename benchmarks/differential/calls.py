"""Random sequences of calls: rows are made parents first, removed, made again, changed, read."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from benchmarks.differential.texts import Block, Place, Table, Use, literals, uses

Call = tuple[str, dict[str, Any]]
LONGEST = 12

_NUMBERS = ("INT", "BIGINT", "SMALLINT", "SERIAL", "BIGSERIAL", "DECIMAL", "FLOAT", "DOUBLE")
_VALUES: Mapping[str, tuple[Any, ...]] = {
    "number": (1, 2, 3, 4),
    "text": ("a", "b", "c", "d"),
    "boolean": (True, False),
    "date": ("2001-01-01", "2002-02-02", "2003-03-03"),
    "timestamp": ("2001-01-01 00:00:00", "2002-02-02 00:00:00", "2003-03-03 00:00:00"),
}


class Calls:
    """Makes the calls of a program; it is told which of them succeeded."""

    def __init__(
        self,
        blocks: Mapping[str, Block],
        tables: Mapping[str, Table],
        new_blocks: Mapping[str, Block],
        seed: int,
        size: int = 0,
    ) -> None:
        """``size`` is how many rows each table has at first, with the keys from 1."""
        self.size = size
        self.next_key = size
        self.blocks = dict(blocks)
        self.tables = dict(tables)
        self.random = random.Random(seed)
        self.uses = {name: uses(block, self.tables) for name, block in blocks.items()}
        self.literals = literals(self.blocks, self.tables)
        updates = [b for b in blocks.values() if not b.is_query]
        self.creators = self._by_table(updates, "created")
        self.removers = self._by_table(updates, "removed")
        self.changers = self._by_table(updates, "changed")
        self.queries = [b for b in blocks.values() if b.is_query]
        self.new_tables = {name: block.tables for name, block in new_blocks.items()}
        self.rows: dict[str, list[Any]] = {}

    def _by_table(self, updates: list[Block], kind: str) -> dict[str, list[Block]]:
        found: dict[str, list[Block]] = {}
        for block in updates:
            for table in getattr(block, kind):
                found.setdefault(table, []).append(block)
        return found

    def sequence(self, focus: Block) -> Iterator[Call]:
        """The calls of a sequence about one function; each is made when the ones before are known.

        The caller reports with ``succeeded`` before it asks for the next.
        """
        self.begin()
        yield from islice(self._plan(focus), LONGEST)

    def begin(self) -> None:
        """Know of the rows only that are there at first."""
        first = range(1, self.size + 1)
        self.rows = {table: list(first) for table in self.tables} if self.size else {}

    def rows_of_all(self) -> Iterator[Call]:
        """Calls that make the first rows of every table, parents first."""
        made: set[str] = set()
        for table in self.parents_first(list(self.tables)):
            if table in self.creators and table not in made:
                maker = self.creators[table][0]
                made |= maker.created
                for key in range(1, self.size + 1):
                    yield self._making(maker, key)

    def _making(self, maker: Block, key: int) -> Call:
        name, arguments = self.call(maker)
        for parameter, use in self.uses[name].items():
            if any(t in maker.created and c in self.tables[t].known_by for t, c in use.stored):
                arguments[parameter] = key
            elif any(c in self.tables[t].parents for t, c in use.stored):
                is_needed = any(c in self.tables[t].required for t, c in use.stored)
                some = is_needed or self.random.random() < 0.9
                arguments[parameter] = self.random.randint(1, self.size) if some else None
            elif arguments[parameter] is None:
                required = [(t, c) for t, c in use.stored if c in self.tables[t].required]
                arguments[parameter] = self._domain(required[0])[0] if required else None
        return name, arguments

    def succeeded(self, call: Call) -> None:
        """Remember the keys that a call has made."""
        name, arguments = call
        for parameter, use in self.uses[name].items():
            for table, column in use.stored:
                if table in self.blocks[name].created and column in self.tables[table].known_by:
                    known = self.rows.setdefault(table, [])
                    if arguments[parameter] not in known:
                        known.append(arguments[parameter])

    def _plan(self, focus: Block) -> Iterator[Call]:
        own = [t for t in sorted(focus.tables) if t in self.tables]
        for table in self._needed(own)[-5:]:
            for _ in range(1 if table not in own else self.random.choice((1, 1, 2))):
                if table in self.creators:
                    yield self.call(self.random.choice(self.creators[table]))
        related = [
            b for t in own for kind in (self.changers, self.removers, self.creators)
            for b in kind.get(t, ())
        ]  # fmt: skip
        match self.random.randrange(4):
            case 0:  # removed, then made again with the same key
                for table in self._some(own):
                    if table in self.removers and table in self.creators:
                        gone = self.call(self.random.choice(self.removers[table]))
                        yield gone
                        maker = self.random.choice(self.creators[table])
                        yield self.call(maker, like=gone)
            case 1:  # changed, then read
                for table in self._some(own):
                    if table in self.changers:
                        yield self.call(self.random.choice(self.changers[table]))
            case 2 if related:
                for _ in range(self.random.randint(1, 4)):
                    yield self.call(self.random.choice(related))
            case _:
                pass
        yield self.call(focus)
        shown = {t.lower() for t in (*focus.tables, *self.new_tables[focus.name])}
        readers = [q for q in self.queries if q.tables & shown] or self.queries
        for query in self._some(readers, 4):
            yield self.call(query)

    def _some(self, items: list[Any], number: int = 2) -> list[Any]:
        return self.random.sample(items, min(len(items), number))

    def _needed(self, tables: list[str]) -> list[str]:
        """The tables after those that their rows refer to; optional parents some of the time."""
        order: list[str] = []

        def visit(table: str) -> None:
            if table in order:
                return
            order.append(table)
            position = order.index(table)
            for column, (other, _) in self.tables[table].parents.items():
                is_needed = column in self.tables[table].required or self.random.random() < 0.7
                if is_needed and other not in order:
                    before = order[:position]
                    visit(other)
                    order[:] = [*before, *(t for t in order if t not in before)]

        for table in tables:
            visit(table)
        return self.parents_first(order)

    def parents_first(self, tables: list[str]) -> list[str]:
        done: list[str] = []
        rest = list(tables)
        while rest:
            ready = [
                t for t in rest
                if all(p == t or p not in rest for p, _ in self.tables[t].parents.values())
            ]  # fmt: skip
            done += ready or rest
            rest = [t for t in rest if t not in done]
        return done

    def call(self, block: Block, like: Call | None = None) -> Call:
        """A call; ``like`` gives values to parameters for the same columns."""
        given: dict[Place, Any] = {}
        if like is not None:
            for name, use in self.uses[like[0]].items():
                given |= dict.fromkeys((*use.stored, *use.compared), like[1][name])
        arguments = {}
        for name, use in self.uses[block.name].items():
            places = [*use.stored, *use.compared]
            same = next((given[p] for p in places if p in given), None)
            arguments[name] = self._value(block, use) if same is None else same
        return block.name, arguments

    def _value(self, block: Block, use: Use) -> Any:
        pick = self.random.choice
        chance = self.random.random()
        if use.is_bound:
            return pick((1, 2, 3))
        if use.is_pattern:
            return pick(("%", "a%", "b", "_"))
        places = [*use.stored, *use.compared]
        if not places:
            return None if chance < 0.05 else pick((1, 2, 3, 4))
        for place in places:
            table, column = place
            if table not in self.tables:
                continue
            found = self.tables[table]
            values = self._domain(place)
            if column in found.parents:
                other = found.parents[column][0]
                if chance < 0.1:
                    return None
                known = self.rows.get(other, ())
                return pick(known) if known and chance < 0.85 else pick(values)
            if column in found.known_by:
                known = self.rows.get(table, ())
                if place in use.stored and table in block.created:
                    self.next_key += 1
                    fresh = [v for v in values if v not in known]
                    if self.size:
                        fresh = [self.next_key]
                    return pick(fresh) if fresh and chance < 0.85 else pick(values)
                return pick(known) if known and chance < 0.8 else pick(values)
        place = places[0]
        return None if chance < 0.06 else pick(self._domain(place))

    def _domain(self, place: Place) -> list[Any]:
        table, column = place
        kind = self.tables[table].types.get(column, "text").upper() if table in self.tables else ""
        name = "number" if kind in _NUMBERS else kind.lower()
        values = _VALUES.get(name, _VALUES["text"])
        if self.size and name in ("number", "text"):
            other = self.random.randint(1, self.size)
            values = (other, other % 7 + 1) if name == "number" else (f"{column} {other}",)
        return list(dict.fromkeys((*values, *self.literals.get(place, ()))))
