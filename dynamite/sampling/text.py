"""A sample as the text of an examples file whose target is still to be written."""

from __future__ import annotations

import json
from typing import Any

from dynamite.data.instance import Instance, nest
from dynamite.data.schema_text import format_schema
from dynamite.schema import Model

_WIDTH = 100


def examples_start(sample: Instance) -> dict[str, Any]:
    """The JSON value of an examples file: the sample as its source, and an empty target.

    The target's model is a guess to be corrected; its schema may be left out, as the records show
    one.
    """
    is_relational = sample.schema.model is Model.RELATIONAL
    target = Model.DOCUMENT if is_relational else Model.RELATIONAL
    return {
        "source": {"schema": format_schema(sample.schema), "data": nest(sample)},
        "target": {"schema": {"model": target.value}, "data": {}},
    }


def readable_json(value: Any, indent: str = "", before: int = 0) -> str:
    """JSON text in which what fits a line is on one; ``before`` signs stand before it there.

    >>> print(readable_json({"a": [1, 2], "b": ["x" * 50, "y" * 50]}))
    {
      "a": [1, 2],
      "b": [
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
      ]
    }
    """
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if (
        len(indent) + before + len(line) <= _WIDTH
        or not isinstance(value, dict | list)
        or not value
    ):
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        named = [
            (f"{json.dumps(name, ensure_ascii=False)}: ", item) for name, item in value.items()
        ]
        parts = [name + readable_json(item, inner, len(name)) for name, item in named]
        opening, closing = "{", "}"
    else:
        parts = [readable_json(item, inner) for item in value]
        opening, closing = "[", "]"
    joined = ",\n".join(inner + part for part in parts)
    return f"{opening}\n{joined}\n{indent}{closing}"
