"""What pyDatalog computes with: codes for values, and terms as Python functions of codes.

pyDatalog compares Python values, so that 1 is 1.0 is True, rounds floats, and lets None join. So it
never sees a value: each distinct typed value has a *code*, an int, and null and absent have theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dynamite.datalog import (
    Aggregate,
    Call,
    Comparison,
    Constant,
    Construct,
    Term,
    Variable,
)
from dynamite.engines.functors import COMPARISONS, apply, mean, order_key, total
from dynamite.errors import InputError, MigrationError
from dynamite.language.scope import sides
from dynamite.values import ABSENT, Skolem, Value, is_null

NULL: Final = 0
ABSENT_CODE: Final = 1
TRUE: Final = 1
FALSE: Final = 0


class Codes:
    """The codes of values, by type and value."""

    def __init__(self) -> None:
        self._codes: dict[Any, int] = {_key(None): NULL, _key(ABSENT): ABSENT_CODE}
        self._values: list[Value] = [None, ABSENT]

    def code(self, value: Value) -> int:
        """The code of a value, the same for equal values of one type."""
        key = _key(value)
        found = self._codes.get(key)
        if found is None:
            found = self._codes[key] = len(self._values)
            self._values.append(value)
        return found

    def value(self, code: int) -> Value:
        """The value of a code."""
        return self._values[code]


def _key(value: Value) -> Any:
    if isinstance(value, Skolem):
        return (Skolem, value.constructor, tuple(map(_key, value.args)))
    return (type(value), value)


class Computation:
    """Functions of codes for pyDatalog.

    pyDatalog computes as soon as it can, also for what a later literal rules out, and swallows
    exceptions. So a failure has a code too, a negative one, which is handed on like a value until
    the last literal of a body finds it: ``failure`` is the first one found.
    """

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.failure: MigrationError | None = None
        self.tables: dict[Aggregate, Table] = {}
        """What each aggregate is, by its groups."""
        self._failures: list[MigrationError] = []

    def value_of(self, term: Term, names: Sequence[str]) -> Callable[..., int]:
        """The function from the codes of some variables to the code of a term."""

        def compute(env: Mapping[str, Value]) -> int:
            return self.codes.code(self.evaluate(term, env))

        return self._guarded(compute, names)

    def holds(self, comparison: Comparison, names: Sequence[str]) -> Callable[..., int]:
        """The function from the codes of some variables to whether a comparison holds."""

        return self._guarded(lambda env: int(self._holds(comparison, env)), names)

    def is_present(self, code: int) -> int:
        """Whether a code is neither that of null nor that of absent."""
        return FALSE if code in (NULL, ABSENT_CODE) else TRUE

    def is_null(self, code: int) -> int:
        """Whether a code is that of null or that of absent."""
        return TRUE if code in (NULL, ABSENT_CODE) else FALSE

    def passes(self, outcome: int) -> int:
        """Whether the outcome of a test lets a match go on, as that of a failed one does."""
        return FALSE if outcome == FALSE else TRUE

    def has_not_failed(self, *codes: int) -> int:
        """Whether a match that passes everything rests on no failure; the first one is kept."""
        for code in codes:
            if code < 0:
                self.failure = self.failure or self._failures[-code - 1]
                return FALSE
        return TRUE

    def is_made_by(self, constructor: str, arity: int) -> Callable[[int], int]:
        """The test whether a code is that of an id of a constructor."""

        def test(code: int) -> int:
            if code < 0:
                return code
            value = self.codes.value(code)
            return int(
                isinstance(value, Skolem)
                and value.constructor == constructor
                and len(value.args) == arity
            )

        return test

    def part(self, position: int) -> Callable[[int], int]:
        """The function from the code of an id to that of an argument of it."""

        def compute(code: int) -> int:
            if code < 0:
                return code
            value = self.codes.value(code)
            return self.codes.code(value.args[position]) if isinstance(value, Skolem) else NULL

        return compute

    def _guarded(
        self, compute: Callable[[Mapping[str, Value]], int], names: Sequence[str]
    ) -> Callable[..., int]:
        def guarded(*codes: int) -> int:
            for code in codes:
                if code < 0:
                    return code
            values = map(self.codes.value, codes)
            try:
                return compute(dict(zip(names, values, strict=True)))
            except MigrationError as error:
                self._failures.append(error)
                return -len(self._failures)

        return guarded

    def evaluate(self, term: Term, env: Mapping[str, Value]) -> Value:
        """The value of a term."""
        match term:
            case Variable(name):
                return env[name]
            case Constant(value):
                return value
            case Construct(constructor, args):
                return Skolem(constructor, tuple(self.evaluate(arg, env) for arg in args))
            case Call(functor, args):
                return apply(functor)(*(self.evaluate(arg, env) for arg in args))
            case Aggregate():
                table = self.tables[term]
                return table.value([self.codes.code(env[name]) for name in table.groups])
        raise InputError("_ has no value here", mend="name the variable")

    def _holds(self, comparison: Comparison, env: Mapping[str, Value]) -> bool:
        for side, other in sides(comparison):
            if isinstance(side, Constant) and is_null(side.value):
                return is_null(self.evaluate(other, env)) is (comparison.operator == "=")
        left, right = self.evaluate(comparison.left, env), self.evaluate(comparison.right, env)
        if is_null(left) or is_null(right):
            return False
        return COMPARISONS[comparison.operator](left, right)


@dataclass
class Table:
    """The values that an aggregate reduces, by the codes of its groups' variables."""

    aggregate: Aggregate
    groups: Sequence[str]
    zero: Value
    """What an empty sum is."""
    values: dict[tuple[int, ...], list[Value]] = field(default_factory=dict)

    def value(self, group: Sequence[int]) -> Value:
        """The aggregate's value for a group; null where it has none."""
        found = self.values.get(tuple(group), [])
        present: list[Any] = [value for value in found if not is_null(value)]
        match self.aggregate.operator:
            case "count":
                return len(found)
            case "sum":
                return total(present, self.zero)
            case "mean":
                return mean(present) if present else None
            case "min":
                return min(present, key=order_key, default=None)
        return max(present, key=order_key, default=None)
