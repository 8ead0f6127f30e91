"""Ids in files of facts: algebraic types and records as Soufflé writes them, read and boxed.

``$A(1, $B)``, ``[1, nil]``; a text as it stands up to the next ``,``, ``)`` or ``]``, or in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from dynamite.datalog import Program
from dynamite.engines.boxes import box
from dynamite.language.types import (
    ColumnType,
    IdType,
    constructor_types,
    nil_constructor,
    plain,
    record_constructor,
)
from dynamite.values import DataType, Skolem, Value, parse_value, show

_SPACE: Final = re.compile(r"\s*")
_NAME: Final = re.compile(r"\$([_?a-zA-Z][_?a-zA-Z0-9]*)\s*")
_QUOTED: Final = re.compile(r'"((?:\\.|[^"\\])*)"')
_RAW: Final = re.compile(r"[^,)\]]*")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


@dataclass
class _Open:
    """An id whose arguments are being read."""

    constructor: str
    kinds: tuple[ColumnType, ...]
    closing: str
    args: list[Value]


class IdReader:
    """Reads the ids of one program's types."""

    def __init__(self, program: Program) -> None:
        self._types: Mapping[str, tuple[str, tuple[ColumnType, ...]]] = {
            name: (type_name, tuple(map(plain, args)))
            for name, (type_name, args) in constructor_types(program).items()
        }

    def boxed(self, text: str, kind: IdType) -> str:
        """The box of the id that a text writes; raises ``ValueError`` with what is wrong."""
        return box(self.read(text, kind))

    def read(self, text: str, kind: IdType) -> Value:
        """The id that a text writes; raises ``ValueError`` with what is wrong.

        ``null`` within it is null. The depth of the text does not matter.
        """
        position = 0
        opened: list[_Open] = []
        wanted: ColumnType = kind
        while True:
            position = _skip(text, position)
            value, position = self._begin(text, position, wanted, opened)
            while value is not _UNFINISHED:
                position = _skip(text, position)
                if not opened:
                    if position < len(text):
                        raise ValueError(f"{show(text)} goes on after its end")
                    return cast(Value, value)
                last = opened[-1]
                last.args.append(value)
                closing = "," if len(last.args) < len(last.kinds) else last.closing
                if not text.startswith(closing, position):
                    raise ValueError(f"{show(text)} has no {closing} at character {position + 1}")
                position += 1
                if closing == ",":
                    wanted = last.kinds[len(last.args)]
                    break
                opened.pop()
                value = Skolem(last.constructor, tuple(last.args))
            else:
                wanted = opened[-1].kinds[len(opened[-1].args)]

    def _begin(
        self, text: str, position: int, wanted: ColumnType, opened: list[_Open]
    ) -> tuple[Any, int]:
        """A value that ends at once, or the opening of an id."""
        if not isinstance(wanted, IdType):
            return _plain(text, position, wanted)
        if _is_word(text, position, "null"):
            return None, position + 4
        if nil_constructor(wanted.name) in self._types:
            if _is_word(text, position, "nil"):
                return Skolem(nil_constructor(wanted.name), ()), position + 3
            if not text.startswith("[", position):
                raise ValueError(f"{show(text)} is no record of type {wanted.name}")
            constructor, closing, position = record_constructor(wanted.name), "]", position + 1
        else:
            found = _NAME.match(text, position)
            if found is None or self._types.get(found[1], ("",))[0] != wanted.name:
                raise ValueError(f"{show(text)} is no {wanted.name}")
            constructor, closing, position = found[1], ")", found.end()
            if not self._types[constructor][1]:
                empty = re.compile(r"\(\s*\)").match(text, position)
                return Skolem(constructor, ()), position if empty is None else empty.end()
            if not text.startswith("(", position):
                raise ValueError(f"{show(text)} has no ( after ${constructor}")
            position += 1
        kinds = self._types[constructor][1]
        if not kinds:
            return Skolem(constructor, ()), _skip(text, position) + 1
        opened.append(_Open(constructor, kinds, closing, []))
        return _UNFINISHED, position


_UNFINISHED: Final = object()


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return position if found is None else found.end()


def _is_word(text: str, position: int, word: str) -> bool:
    end = position + len(word)
    return text.startswith(word, position) and (end >= len(text) or text[end] in ",)] \t")


def _plain(text: str, position: int, data_type: DataType) -> tuple[Value, int]:
    quoted = _QUOTED.match(text, position)
    if quoted is not None:
        written = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), quoted[1])
        return value_of_text(written, data_type), quoted.end()
    raw = _RAW.match(text, position)
    assert raw is not None
    written = raw[0].rstrip()
    if written == "null":
        return None, raw.end()
    return value_of_text(written, data_type), raw.end()


_INTEGER: Final = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)")


def value_of_text(text: str, data_type: DataType) -> Value:
    """The value that a text of a file is; raises ``ValueError`` with what it is instead.

    >>> value_of_text("0x1F", DataType.INT), value_of_text("1.5", DataType.FLOAT)
    (31, 1.5)
    """
    raw: Any = text
    if data_type is DataType.INT and _INTEGER.fullmatch(text):
        is_based = text.lstrip("+-")[:2].lower() in ("0x", "0b")
        raw = int(text, 0 if is_based else 10)
    elif data_type is DataType.FLOAT:
        raw = _float(text)
    elif data_type is DataType.BOOL:
        raw = {"true": True, "false": False}.get(text, text)
    elif data_type is DataType.JSON:
        raw = _json(text)
    return parse_value(raw, data_type)


def _float(text: str) -> Any:
    try:
        return text if "_" in text else float(text)
    except ValueError:
        return text


def _json(text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except ValueError:
        return text
