"""Few facts, sorted and written value by value: loading Arrow's functions would take longer."""

from __future__ import annotations

import re
from typing import Any, Final

import pyarrow as pa

from dynamite.values import format_value

FEW: Final = 1000
"""Up to so many facts are few."""


def sorted_few(table: pa.Table) -> pa.Table:
    """The facts of a table in the order of their columns, nulls first, not-a-number last."""
    columns = [column.to_pylist() for column in table.columns]
    keys = [[_key(cell) for cell in column] for column in columns]
    order = sorted(range(table.num_rows), key=lambda row: [column[row] for column in keys])
    arrays = [
        pa.array([column[row] for row in order], field.type)
        for column, field in zip(columns, table.schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _key(cell: Any) -> tuple[Any, ...]:
    if cell is None:
        return (0,)
    return (1, cell != cell, cell)


def texts_of_few(column: pa.Array, special: str, is_csv: bool, always: bool) -> list[str] | None:
    """The texts of a column's cells; none where a text would need quotes and gets none.

    A text that ``special`` finds something in is quoted where ``is_csv``, every one where
    ``always``.
    """
    texts = []
    needs_quotes = re.compile(special)
    for cell in column.to_pylist():
        if isinstance(cell, bool):
            texts.append(str(cell).lower())
        elif isinstance(cell, str):
            if always or needs_quotes.search(cell):
                if not is_csv:
                    return None
                cell = '"' + cell.replace('"', '""') + '"'
            texts.append(cell)
        else:
            texts.append("" if cell is None else str(format_value(cell)))
    return texts
