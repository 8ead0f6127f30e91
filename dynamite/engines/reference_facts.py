"""The facts of one relation: a set of rows, with a hash index for each way they are looked up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dynamite.values import Value

Row = tuple[Value, ...]
Index = dict[Any, list[Row]]


class Facts:
    """Distinct rows in the order in which they came; null equals null, and absent absent.

    An index maps the values at some positions (a bare value for one position, else a tuple) to the
    rows that hold them; it is made when first asked for and kept up to date.
    """

    def __init__(self) -> None:
        self.rows: dict[Row, None] = {}
        self._indexes: dict[tuple[int, ...], Index] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, rows: Iterable[Row]) -> list[Row]:
        """Add rows; gives those that are new."""
        known = self.rows
        new: list[Row] = []
        for row in rows:
            if row not in known:
                known[row] = None
                new.append(row)
        for positions, index in self._indexes.items():
            _fill(index, positions, new)
        return new

    def clear(self) -> None:
        """Drop all rows; the indexes stay, empty, so that who holds one can go on."""
        self.rows.clear()
        for index in self._indexes.values():
            index.clear()

    def index(self, positions: tuple[int, ...]) -> Index:
        """The index on some positions."""
        if positions not in self._indexes:
            self._indexes[positions] = {}
            _fill(self._indexes[positions], positions, self.rows)
        return self._indexes[positions]


def _fill(index: Index, positions: tuple[int, ...], rows: Iterable[Row]) -> None:
    if len(positions) == 1:
        position = positions[0]
        for row in rows:
            index.setdefault(row[position], []).append(row)
        return
    for row in rows:
        index.setdefault(tuple([row[position] for position in positions]), []).append(row)
