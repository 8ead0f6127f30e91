"""JSON as users write it: strict reading, and what a place in it must hold."""

from __future__ import annotations

import json
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from dynamite.data.place import field_at, item_at
from dynamite.errors import InputError
from dynamite.values import show

DEEPEST = 200
"""How deeply JSON may nest."""


def read_json(path: Path, name: str) -> Any:
    """The JSON value of a file, called ``name`` in messages; numbers with a point are ``Decimal``.

    A missing file, broken JSON and a repeated key are ``InputError``.
    """
    return parse_json(read_text(path, name), name)


def read_text(path: Path, name: str) -> str:
    """The text of a UTF-8 file, called ``name`` in messages."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("there is no such file", place=name) from None
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", place=name) from None
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", place=name) from None


def parse_json(text: str, name: str) -> Any:
    """The JSON value of a text.

    >>> parse_json('{"a": {"b": 1, "b": 2}}', "ex.json")
    Traceback (most recent call last):
    dynamite.errors.InputError: ex.json: a.b: the key stands twice in one object
    """
    try:
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
        raise InputError(f"not JSON: {error.msg}", place=where) from None
    except RecursionError:
        raise InputError("the JSON is nested far too deeply", place=name) from None
    except ValueError as error:
        # NaN and the like; and Python refuses integers of thousands of digits.
        raise InputError(f"not JSON: {error}", place=name) from None
    _check(value, name, 0)
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


class _Repeating(dict[str, Any]):
    """An object of the text that has a key twice; reading goes on, to find its place."""

    repeated: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    keys = [key for key, _ in pairs]
    repeating = _Repeating(fields)
    repeating.repeated = next(key for key in keys if keys.count(key) > 1)
    return repeating


def _check(value: Any, place: str, depth: int) -> None:
    """Refuse repeated keys, too deep nesting, and text that no store can hold."""
    if depth > DEEPEST:
        problem = f"the JSON is nested more than {DEEPEST} levels deep"
        raise InputError(problem, place=f"{place[:80]}…")
    match value:
        case _Repeating():
            where = field_at(place, value.repeated)
            raise InputError("the key stands twice in one object", place=where)
        case str():
            _check_text(value, place)
        case list():
            for index, item in enumerate(value):
                _check(item, item_at(place, index), depth + 1)
        case dict():
            for key, item in value.items():
                _check_text(key, place)
                _check(item, field_at(place, key), depth + 1)


def _check_text(text: str, place: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        # JSON can escape one half of a surrogate pair alone, which is no character.
        raise InputError(f"{text!a} has half of a surrogate pair", place=place) from None


def expect_object(raw: Any, place: str) -> dict[str, Any]:
    """The value, which must be an object."""
    if not isinstance(raw, dict):
        raise InputError(f"{show(raw)} is not an object", place=place)
    return raw


def expect_list(raw: Any, place: str) -> list[Any]:
    """The value, which must be an array."""
    if not isinstance(raw, list):
        raise InputError(f"{show(raw)} is not an array", place=place)
    return raw


def expect_text(raw: Any, place: str) -> str:
    """The value, which must be a string."""
    if not isinstance(raw, str):
        raise InputError(f"{show(raw)} is not a string", place=place)
    return raw


def expect_texts(raw: Any, place: str) -> tuple[str, ...]:
    """The value, which must be an array of strings."""
    items = expect_list(raw, place)
    return tuple(expect_text(item, item_at(place, i)) for i, item in enumerate(items))


def expect_keys(
    fields: dict[str, Any],
    allowed: Collection[str],
    place: str,
    required: Collection[str] = (),
) -> None:
    """Refuse an object with a key that has no meaning, or without one that it needs."""
    for key in fields:
        if key not in allowed:
            raise InputError(
                "unknown key", place=field_at(place, key), mend=f"known are: {', '.join(allowed)}"
            )
    for key in required:
        if key not in fields:
            raise InputError(f"there is no {key!r}", place=place)
