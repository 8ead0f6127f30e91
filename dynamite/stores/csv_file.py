"""One CSV file as batches of text: a header line, commas, double quotes, UTF-8.

An unquoted empty field is null, and ``""`` is the empty string. Empty lines are skipped, except in
a file of one column, where an empty line is a record of a null.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from dynamite.data.csv_faults import not_utf8, refuse_open_quote
from dynamite.errors import InputError

_BLOCKS = (2**22, 2**27, 2**30)
"""Sizes of the blocks in which a file is read, in bytes; a record must fit in one."""


def header(file: Path, place: str) -> list[str]:
    """The names of the columns; ``InputError`` where there are none or one stands twice."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            names = next(csv.reader(text), [])
    except UnicodeDecodeError:
        raise not_utf8(file, place) from None
    except (OSError, csv.Error) as error:
        raise InputError(f"the header line cannot be read: {error}", place=place) from None
    if not names:
        raise InputError("the first line names no columns", place=place, mend="add a header line")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputError(f"the header names the column {repeated[0]!r} twice", place=place)
    return names


def text_batches(
    file: Path, names: Sequence[str], wanted: Sequence[str], place: str
) -> Iterator[pa.RecordBatch]:
    """The wanted columns as text; ``names`` is the header. ``InputError`` names the line."""
    done = 0
    for block in _BLOCKS:
        try:
            for batch in _batches(file, names, wanted, block, done, place):
                done += batch.num_rows
                yield batch
            return
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error):
                raise _explained(error, file, names, place) from None
        except OSError as error:
            raise InputError(f"cannot be read: {error}", place=place) from None
    raise InputError(
        f"a record is longer than {_BLOCKS[-1]} bytes", place=f"{place}, record {done + 1}"
    )


def _batches(
    file: Path, names: Sequence[str], wanted: Sequence[str], block: int, skip: int, place: str
) -> Iterator[pa.RecordBatch]:
    if _is_header_only(file):
        return
    reader = arrow_csv.open_csv(
        str(file),
        read_options=arrow_csv.ReadOptions(block_size=block),
        parse_options=arrow_csv.ParseOptions(
            newlines_in_values=True, ignore_empty_lines=len(names) > 1
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=list(dict.fromkeys((*wanted, names[-1]))),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    last = None
    with reader:
        for batch in reader:
            if batch.num_rows:
                last = batch.column(names[-1])[-1].as_py()
            batch = batch.select(list(wanted))
            rest = batch.slice(min(skip, batch.num_rows))
            skip -= batch.num_rows - rest.num_rows
            if rest.num_rows:
                yield rest
    refuse_open_quote(file, last, place)


def _is_header_only(file: Path) -> bool:
    """Whether the header is the whole file; Arrow refuses one without a line end."""
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as text:
        rows = csv.reader(text)
        next(rows, None)
        return text.read(1) == ""


def line_of(file: Path, position: int, width: int) -> str:
    """What a message calls the record at a position: the line on which it begins."""
    try:
        for number, (line, _) in enumerate(_records(file, width)):
            if number == position:
                return f"line {line}"
    except csv.Error:
        # A field longer than Python's reader takes: the record's number must do.
        pass
    return f"record {position + 1}"


def _records(file: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    """Each record after the header, with its first line, as Python's reader has them."""
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as text:
        rows = csv.reader(text)
        next(rows, None)
        line = rows.line_num + 1
        for row in rows:
            if row or width == 1:
                yield line, row
            line = rows.line_num + 1


def _explained(error: pa.ArrowInvalid, file: Path, names: Sequence[str], place: str) -> InputError:
    """The error for what Arrow refuses, with the line, which Arrow does not know."""
    message = str(error).partition("\n")[0]
    if "UTF8" in message:
        return not_utf8(file, place)
    width = len(names)
    try:
        for line, row in _records(file, width):
            if len(row) != width and not (width == 1 and not row):
                return InputError(
                    f"line {line}: {len(row)} fields where the header has {width}",
                    place=place,
                    mend="quote fields that hold commas, quotes or line ends",
                )
    except csv.Error:
        # Arrow's own words are left, without the line.
        pass
    return InputError(f"not CSV: {message}", place=place)
