"""Lines of JSON read as columns at once, by Arrow's reader, where that gives exactly the same.

Arrow's reader is many times faster than decoding into Python's values, and as strict about types:
a number is no string and ``1.0`` no integer. Where it is not as strict, or refuses something, the
block is left to the exact decoder, which either reads it or names the fault and its place. That is
so for lines that do not begin with ``{``, several values on a line, numbers beyond what a float
holds exactly, and whatever is null where it may not be.

Fields that are not asked for are passed over: a key that stands twice among these is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from dynamite.columnar import arrow_type
from dynamite.schema import Attribute
from dynamite.stores.ahead import ahead
from dynamite.stores.column_reading import MisfitError, exact_times
from dynamite.stores.json_reading import LineBlock
from dynamite.values import DataType

BLOCK_BYTES = 8 << 20
"""How much text is read at once: enough for every core to have a part."""
PART_BYTES = 1 << 20

TEXTUAL = {DataType.DATE, DataType.DATETIME}
"""Types whose values are strings in JSON, and are parsed from them."""
READABLE = {DataType.INT, DataType.FLOAT, DataType.STRING, DataType.BOOL, *TEXTUAL}

_EXACT = float(1 << 53)


def json_type(data_type: DataType) -> pa.DataType:
    """The Arrow type that a value is read as."""
    return pa.string() if data_type in TEXTUAL else arrow_type(data_type)


def read_block(block: LineBlock, wanted: pa.Schema) -> pa.Table | None:
    """The lines of a block as columns; ``None`` where the exact decoder must read it."""
    text = block.text
    if not text.startswith(b"{"):
        return None
    lines = text.count(b"\n{") + 1
    if lines != block.ends + (not text.endswith(b"\n")):
        return None
    try:
        str(text, "utf-8")
        table = arrow_json.read_json(
            pa.BufferReader(text),
            read_options=arrow_json.ReadOptions(block_size=PART_BYTES),
            parse_options=arrow_json.ParseOptions(
                explicit_schema=wanted, unexpected_field_behavior="ignore"
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    return table if table.num_rows == lines else None


def read_blocks(
    blocks: Iterator[LineBlock], wanted: pa.Schema | None
) -> Iterator[tuple[LineBlock, pa.Table | None]]:
    """Each block with its columns, read while the caller works on the one before.

    ``wanted`` is ``None`` where the exact decoder must read everything.
    """
    yield from ahead(
        (block, None if wanted is None else read_block(block, wanted)) for block in blocks
    )


def typed_column(attribute: Attribute, column: pa.Array) -> pa.Array:
    """The column as its attribute's type; ``MisfitError`` where the exact decoder must decide."""
    if column.null_count and not attribute.nullable:
        raise MisfitError
    if attribute.type is DataType.FLOAT and not _is_exact(column):
        raise MisfitError
    if attribute.type in TEXTUAL:
        times = exact_times(column, attribute.type)
        if times is None:
            raise MisfitError
        return times
    return column


def _is_exact(column: pa.Array) -> bool:
    """Whether every float is finite, and so small that no integer lost digits on its way."""
    largest = pc.max(pc.abs(column)).as_py()
    finite = pc.sum(pc.is_finite(column)).as_py() or 0
    return finite == len(column) - column.null_count and (largest is None or largest < _EXACT)
