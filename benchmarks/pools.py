"""Small shared pools of realistic values: what columns that are no keys draw from.

Columns of one type and one kind of content share a pool, so that unrelated columns often hold
equal values. A pool grows with the square root of the number of records.
"""

from __future__ import annotations

import itertools
import math
from datetime import date, datetime, timedelta
from decimal import Decimal

from dynamite.errors import InputError
from dynamite.values import DataType, Value

SMALLEST = 8
"""How many values a pool has at least."""

_PEOPLE = (
    *("Ada Marsh", "Jon Lester", "Mary O'Neil", "Ana Ruiz", "Li Wei", "Sam Hill", "Zoë Grant"),
    *("Matt Carpenter", "Ivy Stone", "Tom Reyes", "Noor Aziz", "Eva Lund"),
)
_WORDS = (
    *("north", "Open", "red oak", "single", "Grand Ave", "not known", "A-1", "blue hill", "x"),
    *("strike, 2 outs", "St. John", "delta", "n/a", "great place!", "west"),
)
_DATE_WORDS = frozenset({"date", "time", "mdate", "since", "season", "review", "modification"})
_PEOPLE_WORDS = frozenset(
    {"name", "title", "host", "umpire", "first", "last", "assigned", "author"}
)

_FIRST_DAY = date(2013, 8, 29)


def kind_of(column: str, data_type: DataType) -> str:
    """What a column of that name holds: columns of one kind and type share a pool.

    >>> kind_of("start_date", DataType.STRING), kind_of("host_name", DataType.STRING)
    ('dates', 'people')
    >>> kind_of("position", DataType.STRING), kind_of("start_date", DataType.INT)
    ('words', 'numbers')
    """
    if data_type is not DataType.STRING:
        return "numbers"
    words = set(column.lower().split("_"))
    if words & _DATE_WORDS:
        return "dates"
    return "people" if words & _PEOPLE_WORDS else "words"


def pool(column: str, data_type: DataType, records: int) -> tuple[Value, ...]:
    """The pool of a column in data of that many records.

    Raises ``InputError`` for a type of which no scenario has columns.
    """
    size = max(SMALLEST, math.isqrt(records) * 2)
    match data_type:
        case DataType.INT:
            return tuple(range(size))
        case DataType.FLOAT:
            return tuple(number / 2 for number in range(size))
        case DataType.DECIMAL:
            return tuple(Decimal(number) / 4 for number in range(size))
        case DataType.BOOL:
            return (False, True)
        case DataType.DATE:
            return tuple(_FIRST_DAY + timedelta(days=day) for day in range(size))
        case DataType.DATETIME:
            first = datetime(2013, 8, 29, 9, 30)
            return tuple(first + timedelta(hours=7 * hour) for hour in range(size))
        case DataType.STRING:
            return _texts(kind_of(column, data_type), size)
    raise InputError(f"there is no pool of {data_type} values", place=column)


def _texts(kind: str, size: int) -> tuple[str, ...]:
    if kind == "dates":
        return tuple((_FIRST_DAY + timedelta(days=day)).isoformat() for day in range(size))
    words = _PEOPLE if kind == "people" else _WORDS
    numbered = (f"{word} {number}" for number in itertools.count(2) for word in words)
    return tuple(itertools.islice(itertools.chain(words, numbered), size))
