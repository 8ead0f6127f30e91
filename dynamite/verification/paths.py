"""Where two JSON values part."""

from __future__ import annotations

from typing import Any


def first_path(one: Any, other: Any, place: str = "") -> str | None:
    """The place of the first difference of two JSON values, ``None`` where there is none.

    >>> first_path({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]})
    'a[1].b'
    >>> first_path({"a": [1]}, {"a": [1, 2]})
    'a[1]'
    """
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys([*one, *other]):
            where = f"{place}.{name}" if place else name
            if name not in one or name not in other:
                return where
            if (path := first_path(one[name], other[name], where)) is not None:
                return path
        return None
    if isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            where = f"{place}[{index}]"
            if index >= min(len(one), len(other)):
                return where
            if (path := first_path(one[index], other[index], where)) is not None:
                return path
        return None
    is_same = type(one) is type(other) and (one == other or (one != one and other != other))
    return None if is_same else place
