"""Places: how a message names a spot inside a file, such as ``ex.json: source.data.T[1].event``.

A place is text: the name of a file, the path to a spot in it after ``: ``, or both.
"""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[\w-]+")
_OF_A_FILE = re.compile(r"[./\\:]")


def field_at(place: str, name: str) -> str:
    """The place of a field of the object at ``place``.

    >>> field_at("ex.json: source", "data"), field_at("ex.json", "odd name"), field_at("", "x")
    ('ex.json: source.data', 'ex.json: ["odd name"]', 'x')
    """
    if _PLAIN.fullmatch(name):
        return _joined(place, name, ".")
    return _joined(place, f"[{json.dumps(name, ensure_ascii=False)}]", "")


def item_at(place: str, index: int) -> str:
    """The place of an item of the array at ``place``, counted from zero.

    >>> item_at("ex.json: source.data.T", 1)
    'ex.json: source.data.T[1]'
    """
    return _joined(place, f"[{index}]", "")


def _joined(place: str, step: str, separator: str) -> str:
    if not place:
        return step
    # What has no sign of a file's name is already a spot inside one.
    is_file = ": " not in place and _OF_A_FILE.search(place) is not None
    return f"{place}: {step}" if is_file else f"{place}{separator}{step}"
