"""What pyDatalog computes with: codes for values, and terms as Python functions of codes.

pyDatalog compares Python values, so that 1 is 1.0 is True, rounds floats, and lets None join. So it
never sees a value: each distinct typed value has a *code*, an int, and null and absent have theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dynamite.datalog import Call, Comparison, Constant, Construct, Term, Variable
from dynamite.engines.functors import COMPARISONS, apply
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
    """Functions of codes for pyDatalog, which swallows exceptions: the first is kept here."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.failure: MigrationError | None = None

    def value_of(self, term: Term, names: Sequence[str]) -> Callable[..., int]:
        """The function from the codes of some variables to the code of a term."""

        def compute(*args: int) -> int:
            return self._guarded(lambda: self.codes.code(evaluate(term, self._env(names, args))))

        return compute

    def holds(self, comparison: Comparison, names: Sequence[str]) -> Callable[..., int]:
        """The function from the codes of some variables to whether a comparison holds."""

        def test(*args: int) -> int:
            return self._guarded(lambda: int(_holds(comparison, self._env(names, args))))

        return test

    def is_present(self, code: int) -> int:
        """Whether a code is neither that of null nor that of absent."""
        return TRUE if code > ABSENT_CODE else FALSE

    def is_null(self, code: int) -> int:
        """Whether a code is that of null or that of absent."""
        return FALSE if code > ABSENT_CODE else TRUE

    def is_made_by(self, constructor: str, arity: int) -> Callable[[int], int]:
        """The test whether a code is that of an id of a constructor."""

        def test(code: int) -> int:
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
            value = self.codes.value(code)
            return self.codes.code(value.args[position]) if isinstance(value, Skolem) else NULL

        return compute

    def _env(self, names: Sequence[str], args: Sequence[int]) -> dict[str, Value]:
        return {name: self.codes.value(arg) for name, arg in zip(names, args, strict=True)}

    def _guarded(self, compute: Callable[[], int]) -> int:
        try:
            return compute()
        except MigrationError as error:
            self.failure = self.failure or error
            return NULL


def evaluate(term: Term, env: Mapping[str, Value]) -> Value:
    """The value of a term without aggregates."""
    match term:
        case Variable(name):
            return env[name]
        case Constant(value):
            return value
        case Construct(constructor, args):
            return Skolem(constructor, tuple(evaluate(arg, env) for arg in args))
        case Call(functor, args):
            return apply(functor)(*(evaluate(arg, env) for arg in args))
    raise InputError("the pydatalog engine cannot express aggregates")


def _holds(comparison: Comparison, env: Mapping[str, Value]) -> bool:
    for side, other in sides(comparison):
        if isinstance(side, Constant) and is_null(side.value):
            return is_null(evaluate(other, env)) is (comparison.operator == "=")
    left, right = evaluate(comparison.left, env), evaluate(comparison.right, env)
    if is_null(left) or is_null(right):
        return False
    return COMPARISONS[comparison.operator](left, right)
