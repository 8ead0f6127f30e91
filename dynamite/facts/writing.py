"""Writing facts to files: CSV, tab separated as Soufflé's, or Parquet; always sorted."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from io import StringIO
from typing import TextIO

import pyarrow as pa

from dynamite.errors import InputError
from dynamite.facts.few import FEW, sorted_few, texts_of_few
from dynamite.facts.format import FactsFormat
from dynamite.values import format_value


def write_facts(
    target: FactsFormat, relation: str, names: Iterable[str], batches: Iterable[pa.RecordBatch]
) -> int:
    """Write the facts of a relation, sorted by their columns, nulls first; how many there are.

    Raises ``InputError`` where a value cannot stand in a file without quotes.
    """
    columns = list(names)
    facts = sorted_facts(columns, batches)
    count: int = facts.num_rows
    if target.is_parquet:
        from pyarrow import parquet

        parquet.write_table(facts, target.path)
        return count
    if target.container in ("json", "sqlite"):
        from dynamite.facts.containers import write_json, write_sqlite

        write = write_json if target.container == "json" else write_sqlite
        write(target, columns, facts)
        return count
    with _opened(target) as stream:
        if target.has_header:
            stream.write(target.delimiter.join(_quoted(n, target) for n in columns) + "\n")
        for batch in facts.to_batches(max_chunksize=65_536):
            _write_lines(stream, batch, target, relation)
    return count


def _opened(target: FactsFormat) -> TextIO:
    if target.is_compressed:
        return gzip.open(target.path, "wt", encoding="utf-8", newline="")
    return target.path.open("w", encoding="utf-8", newline="")


def shown_facts(
    target: FactsFormat, relation: str, names: Iterable[str], batches: Iterable[pa.RecordBatch]
) -> tuple[int, str]:
    """The number of facts, and the facts as ``IO=stdout`` shows them: a table with a frame."""
    columns = list(names)
    facts = sorted_facts(columns, batches)
    stream = StringIO()
    stream.write(f"{'-' * 15}\n{relation}\n{target.delimiter.join(columns)}\n{'=' * 15}\n")
    for batch in facts.to_batches(max_chunksize=65_536):
        _write_lines(stream, batch, target, relation)
    stream.write(f"{'=' * 15}\n")
    return facts.num_rows, stream.getvalue()


def sorted_facts(names: list[str], batches: Iterable[pa.RecordBatch]) -> pa.Table:
    """The facts as a table in one order, whatever order an engine gives them in."""
    plain = [
        pa.RecordBatch.from_arrays([_plain(column) for column in batch.columns], names)
        for batch in batches
    ]
    if not plain:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    table = pa.Table.from_batches(plain)
    if table.num_rows <= FEW:
        return sorted_few(table)
    import pyarrow.compute as pc

    # Nulls first by a key of their own: how Arrow is told so differs from version to version.
    keyed, keys = {}, []
    for position, column in enumerate(table.columns):
        for key, values in ((f"v{position}", pc.is_valid(column)), (f"c{position}", column)):
            keyed[key] = values
            keys.append((key, "ascending"))
    return table.take(pc.sort_indices(pa.table(keyed), sort_keys=keys))


def _plain(column: pa.Array) -> pa.Array:
    """A column without the difference between null and absent, which no facts file can show."""
    return column.flatten()[0] if pa.types.is_struct(column.type) else column


def _write_lines(stream: TextIO, batch: pa.RecordBatch, target: FactsFormat, name: str) -> None:
    if batch.num_rows <= FEW:
        _write_few(stream, batch, target, name)
        return
    import pyarrow.compute as pc

    texts = [_texts(column, target, name) for column in batch.columns]
    joined = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, target.delimiter)
    for line in joined.to_pylist():
        stream.write(line + "\n")


def _write_few(stream: TextIO, batch: pa.RecordBatch, target: FactsFormat, name: str) -> None:
    always = target.is_csv and not target.has_nulls
    columns = []
    for column in batch.columns:
        texts = texts_of_few(column, _special(target), target.is_csv, always)
        if texts is None:
            raise _no_quotes(target, name)
        columns.append(texts)
    for line in zip(*columns, strict=True):
        stream.write(target.delimiter.join(line) + "\n")


def _no_quotes(target: FactsFormat, relation: str) -> InputError:
    return InputError(
        f"a value of {relation} has a line end or the delimiter in it, and this format no quotes",
        place=str(target.path.name),
        mend=f"write .output {relation} without parameters",
    )


def _texts(column: pa.Array, target: FactsFormat, relation: str) -> pa.Array:
    import pyarrow.compute as pc

    if pa.types.is_string(column.type):
        texts = _quoted_texts(column, target, relation)
    elif pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
        texts = column.cast(pa.string())
    else:
        cells = (format_value(cell) for cell in column.to_pylist())
        texts = pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
    return pc.fill_null(texts, "")


def _quoted_texts(column: pa.Array, target: FactsFormat, relation: str) -> pa.Array:
    import pyarrow.compute as pc

    if target.is_csv and not target.has_nulls:
        # As Soufflé writes RFC 4180: every text in quotes.
        doubled = pc.replace_substring(column, '"', '""')
        return pc.binary_join_element_wise('"', doubled, '"', "")
    special = pc.match_substring_regex(column, _special(target))
    if not pc.any(special).as_py():
        return column
    if target.is_csv:
        quoted = pc.replace_substring(column, '"', '""')
        quoted = pc.binary_join_element_wise('"', quoted, '"', "")
        return pc.if_else(special, quoted, column)
    raise _no_quotes(target, relation)


def _special(target: FactsFormat) -> str:
    delimiter = re.escape(target.delimiter)
    # Quoted and empty is the empty text, not quoted and empty is null.
    return rf'^$|[{delimiter}"\r\n]' if target.is_csv else rf"[{delimiter}\r\n]"


def _quoted(name: str, target: FactsFormat) -> str:
    if target.is_csv and re.search(_special(target), name):
        return '"' + name.replace('"', '""') + '"'
    return name
