"""JSON files as documents, read piece by piece: JSON Lines, arrays and data objects.

The values are those of the standard library's decoder, so integers of any size and every float
survive; a repeated key, ``NaN`` and ``Infinity`` are refused. Memory is bounded by the block that
is read at once and by the largest document. An error names the line and column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from dynamite.stores.documents import Documents
from dynamite.stores.json_window import Window, decoding_problem

BLOCK_CHARACTERS: Final = 256 << 10
"""How much text becomes one block of documents: what the processor's cache holds as objects."""

_OBJECT_MEND: Final = 'write {"collection": [documents]}, or one document a line in .jsonl'

Scan = Callable[[str, int], tuple[Any, int]]
"""Decodes the JSON value that begins at an index; returns it and the index after it."""


class RefusedJsonError(ValueError):
    """JSON that Python's decoder would take and this project does not."""


def scanner(*, exact_decimals: bool) -> Scan:
    """A decoder of one value; numbers with a fraction become ``Decimal`` where that is asked."""
    decoder = json.JSONDecoder(
        object_pairs_hook=_object,
        parse_constant=_refuse_constant,
        parse_float=Decimal if exact_decimals else None,
    )
    # The decoder's own attribute, which the stubs leave out: ``raw_decode`` without its wrapping.
    scan: Scan = vars(decoder)["scan_once"]
    return scan


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise RefusedJsonError(f"the key {json.dumps(repeated)} stands twice in one object")
    return fields


def _refuse_constant(name: str) -> Any:
    raise RefusedJsonError(f"{name} is not JSON")


def read_lines(path: Path, url: str, collection: str, scan: Scan) -> Iterator[Documents]:
    """The documents of a JSON Lines file; blank lines count as lines and hold nothing."""
    for block in line_blocks(path, BLOCK_CHARACTERS):
        yield decoded_lines(block, url, collection, scan)


@dataclass(frozen=True)
class LineBlock:
    """Some whole lines of a file: how many end in it, and the number of the first one."""

    text: bytes
    ends: int
    first: int


def line_blocks(path: Path, size: int) -> Iterator[LineBlock]:
    """The lines of a file in blocks of about ``size`` bytes."""
    with path.open("rb") as file:
        first = 1
        while text := file.read(size):
            if not text.endswith(b"\n"):
                text += file.readline()
            ends = text.count(b"\n")
            yield LineBlock(text, ends, first)
            first += ends


def decoded_lines(block: LineBlock, url: str, collection: str, scan: Scan) -> Documents:
    """The documents of a block of lines."""

    def place(line: int) -> str:
        return f"{url}:{line}"

    lines = _decoded(block.text, url, block.first).split("\n")
    if lines[-1] == "":
        lines.pop()
    values, positions = _line_values(lines, block.first, scan, place)
    return Documents(url, collection, values, positions, place)


def _decoded(block: bytes, url: str, first_line: int) -> str:
    try:
        text = block.decode()
    except UnicodeDecodeError as error:
        line = first_line + block.count(b"\n", 0, error.start)
        offset = error.start - block.rfind(b"\n", 0, error.start) - 1
        raise decoding_problem(block, f"{url}:{line}", offset) from None
    if first_line == 1 and text.startswith("\ufeff"):
        raise decoding_problem(block, url, 0)
    return text


def _line_values(
    lines: list[str], first: int, scan: Scan, place: Callable[[int], str]
) -> tuple[list[Any], list[int]]:
    values: list[Any] = []
    positions: list[int] = []
    for number, line in enumerate(lines, first):
        try:
            value, end = scan(line, 0)
            if end != len(line) and line[end:].strip(" \t\r"):
                value = _one_value(line, scan, place(number))
        except (StopIteration, ValueError, RecursionError):
            if not line.strip(" \t\r"):
                continue
            value = _one_value(line, scan, place(number))
        values.append(value)
        positions.append(number)
    return values, positions


def _one_value(line: str, scan: Scan, place: str) -> Any:
    """The only value of a line; raises ``InputError`` with the column where there is none."""
    window = Window.of_text(line, place)
    value = window.value(scan)
    if window.peek():
        raise window.problem("more than one value on the line")
    return value


def read_array(path: Path, url: str, collection: str, scan: Scan) -> Iterator[Documents]:
    """The documents of a file that is one JSON array."""
    with path.open("rb") as file:
        window = Window.of_file(file, url)
        if window.peek() != "[":
            raise window.wrong_top("an array of documents", "write [{…}, …]")
        yield from _elements(window, url, collection, scan)
        _check_end(window)


def read_data_object(
    path: Path, url: str, scan: Scan, mend: str = _OBJECT_MEND
) -> Iterator[Documents]:
    """The documents of a file that is a data object ``{collection: [documents], …}``.

    Every collection gives at least one block, if an empty one.
    """
    with path.open("rb") as file:
        window = Window.of_file(file, url)
        if window.peek() != "{":
            raise window.wrong_top("a data object", mend)
        window.take("{")
        seen: set[str] = set()
        while window.peek() != "}":
            if seen:
                window.take(",")
            yield from _collection(window, url, scan, seen)
        window.take("}")
        _check_end(window)


def _collection(window: Window, url: str, scan: Scan, seen: set[str]) -> Iterator[Documents]:
    if window.peek() != '"':
        raise window.problem("the name of a collection is expected, in double quotes")
    name = window.value(scan)
    if name in seen:
        raise window.problem(f"the key {json.dumps(name)} stands twice in one object")
    seen.add(name)
    window.take(":")
    if window.peek() != "[":
        raise window.problem(f"the collection {json.dumps(name)} must be an array of documents")
    yield from _elements(window, url, name, scan)


def _elements(window: Window, url: str, collection: str, scan: Scan) -> Iterator[Documents]:
    def element_place(index: int) -> str:
        return f"{url}: {collection}[{index}]"

    window.take("[")
    first, begun = 0, window.characters_read
    values: list[Any] = []
    if window.peek() == "]":
        yield Documents(url, collection, [], range(0), element_place)
    while window.peek() != "]":
        if first or values:
            window.take(",")
        values.append(window.value(scan))
        if window.characters_read - begun >= BLOCK_CHARACTERS:
            yield Documents(
                url, collection, values, range(first, first + len(values)), element_place
            )
            first, values, begun = first + len(values), [], window.characters_read
    if values:
        yield Documents(url, collection, values, range(first, first + len(values)), element_place)
    window.take("]")


def _check_end(window: Window) -> None:
    if window.peek():
        raise window.problem("there is more after the end of the JSON value")
