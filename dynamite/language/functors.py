"""The functors of the language: what each takes and gives. ``engines.functors`` computes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dynamite.values import DataType

NUMBERS: Final = frozenset({DataType.INT, DataType.FLOAT})
SUMMED: Final = NUMBERS | {DataType.DECIMAL}
ORDERED: Final = SUMMED | {DataType.STRING, DataType.DATE, DataType.DATETIME}
"""The types with an order: ``<`` and the like, ``min`` and ``max``."""

BINARY: Final = {
    "lor": 1,
    "lxor": 2,
    "land": 3,
    "bor": 4,
    "bxor": 5,
    "band": 6,
    "bshl": 7,
    "bshr": 7,
    "bshru": 7,
    "+": 8,
    "-": 8,
    "*": 9,
    "/": 9,
    "%": 9,
}
"""The operators between two terms but ``^``, which binds more, with how strongly they bind."""

_INT: Final = frozenset({DataType.INT})
_TEXT: Final = frozenset({DataType.STRING})
_ANY: Final = frozenset(DataType)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a functor takes and gives.

    ``takes`` holds the types allowed for each argument; where ``repeats``, the last one stands for
    all further arguments. ``gives`` is ``None`` where the result has the type of the arguments,
    which then all have one type. ``takes_ids`` allows Skolem terms too.
    """

    takes: tuple[frozenset[DataType], ...]
    gives: DataType | None
    repeats: bool = False
    takes_ids: bool = False

    def accepts(self, count: int) -> bool:
        """Whether the functor takes that number of arguments."""
        return count >= len(self.takes) if self.repeats else count == len(self.takes)

    def allowed(self, position: int) -> frozenset[DataType]:
        """The types allowed for the argument at a position."""
        return self.takes[min(position, len(self.takes) - 1)]


FUNCTORS: Final[Mapping[str, tuple[Signature, ...]]] = {
    "+": (Signature((NUMBERS | _TEXT, NUMBERS | _TEXT), None),),
    **{operator: (Signature((NUMBERS, NUMBERS), None),) for operator in ("*", "/", "%", "^")},
    "-": (Signature((NUMBERS, NUMBERS), None), Signature((NUMBERS,), None)),
    **{
        operator: (Signature((_INT, _INT), None),)
        for operator in ("band", "bor", "bxor", "bshl", "bshr", "bshru", "land", "lor", "lxor")
    },
    "bnot": (Signature((_INT,), None),),
    "lnot": (Signature((_INT,), None),),
    "cat": (Signature((_TEXT,), DataType.STRING, repeats=True),),
    "strlen": (Signature((_TEXT,), DataType.INT),),
    "substr": (Signature((_TEXT, _INT, _INT), DataType.STRING),),
    "ord": (Signature((_TEXT,), DataType.INT),),
    "to_string": (Signature((_ANY,), DataType.STRING, takes_ids=True),),
    "to_number": (Signature((_TEXT | SUMMED,), DataType.INT),),
    "to_unsigned": (Signature((_TEXT | SUMMED,), DataType.INT),),
    "to_float": (Signature((_TEXT | SUMMED,), DataType.FLOAT),),
    "min": (Signature((ORDERED, ORDERED), None, repeats=True),),
    "max": (Signature((ORDERED, ORDERED), None, repeats=True),),
    "@to_decimal": (Signature((_TEXT | NUMBERS,), DataType.DECIMAL),),
    "@to_bool": (Signature((_TEXT,), DataType.BOOL),),
    "@to_date": (Signature((_TEXT | {DataType.DATETIME},), DataType.DATE),),
    "@to_datetime": (Signature((_TEXT | {DataType.DATE},), DataType.DATETIME),),
    "@to_bytes": (Signature((_TEXT,), DataType.BYTES),),
    "@unsigned": (Signature((_INT,), DataType.INT),),
    "@omit_null": (Signature((_ANY,), None, takes_ids=True),),
    "@nullify": (Signature((_ANY,), None, takes_ids=True),),
}
"""Every functor, with its signatures, one for each number of arguments."""
