"""Column types as SQL: the physical type, values as literals, equality, and the text of ids.

Legend: a column of one constructor is ``STRUCT(a0, a1, …)``, its arguments; one of several, or of a
plain type beside them, ``STRUCT(tag, value, c<tag>_<position>, …)`` with the union of the fields;
where absence may flow in, ``STRUCT(value, absent)`` around either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from sqlglot import exp

from dynamite.columnar import decimal_text
from dynamite.engines.column_types import ColumnType, ColumnTypes, value_type
from dynamite.errors import InputError
from dynamite.values import ABSENT, DataType, Skolem, Value

ERROR_MARK = "dynamite functor error: "
"""Begins the messages that our own SQL raises."""

PLAIN_TAG = -1
"""The tag of a plain value in a column that also holds ids."""

_SQL_TYPES = {
    DataType.INT: "BIGINT",
    DataType.FLOAT: "DOUBLE",
    DataType.DECIMAL: "TEXT",
    DataType.STRING: "TEXT",
    DataType.BOOL: "BOOLEAN",
    DataType.DATE: "DATE",
    DataType.DATETIME: "TIMESTAMP",
    DataType.BYTES: "VARBINARY",
    DataType.JSON: "TEXT",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """An SQL expression and the column type of its values."""

    sql: exp.Expr
    type: ColumnType

    def copy(self) -> exp.Expr:
        """The expression, free to be placed in a tree."""
        return self.sql.copy()


def text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def number(value: int) -> exp.Expr:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


@cache
def _parsed_type(type_name: str) -> exp.DataType:
    return exp.DataType.build(type_name)


def sql_type(type_name: str) -> exp.DataType:
    """The SQL type of a name of ours."""
    return _parsed_type(type_name).copy()


def cast(sql: exp.Expr, type_name: str) -> exp.Expr:
    return exp.Cast(this=sql, to=sql_type(type_name))


def try_cast(sql: exp.Expr, type_name: str) -> exp.Expr:
    """The cast value, null where it cannot be cast."""
    return exp.TryCast(this=sql, to=sql_type(type_name))


def call(name: str, *args: exp.Expr) -> exp.Expr:
    """A call of a database function by its name, which is ours and never from data."""
    return exp.Anonymous(this=name, expressions=list(args))


def is_null_sql(sql: exp.Expr) -> exp.Expr:
    return exp.Is(this=sql, expression=exp.Null())


def not_null_sql(sql: exp.Expr) -> exp.Expr:
    return exp.Not(this=is_null_sql(sql))


def field_of(sql: exp.Expr, name: str) -> exp.Expr:
    return exp.StructExtract(this=sql, expression=text(name))


def struct(fields: Iterable[tuple[str, exp.Expr]]) -> exp.Expr:
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value)
            for name, value in fields
        ]
    )


def conditional(cases: Iterable[tuple[exp.Expr, exp.Expr]], default: exp.Expr) -> exp.Expr:
    """``CASE WHEN … THEN … ELSE default END``."""
    ifs = [exp.If(this=condition, true=value) for condition, value in cases]
    return exp.Case(ifs=ifs, default=default) if ifs else default


def let(name: str, value: exp.Expr, body: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """``body`` of a value that is computed once: SQL has no other way to name a part."""
    function = exp.Lambda(this=body(exp.column(name)), expressions=[exp.to_identifier(name)])
    mapped = call("list_transform", exp.Array(expressions=[value]), function)
    return call("list_extract", mapped, number(1))


def concat(parts: Sequence[exp.Expr]) -> exp.Expr:
    """The parts joined by ``||``: null where any part is."""
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.DPipe(this=whole, expression=part, safe=True)
    return whole


@dataclass(frozen=True)
class SqlTypes:
    """How the types of one program are represented."""

    types: ColumnTypes

    def is_tagged(self, column: ColumnType) -> bool:
        """Whether a column of ids needs a tag."""
        if not column.constructors:
            return False
        if column.data is not None or len(column.constructors) > 1:
            return True
        (only,) = column.constructors
        return not self.types.constructors[only]

    def physical(self, column: ColumnType) -> exp.DataType:
        """The SQL type of a column."""
        inner = self._present(column)
        if not column.absent:
            return inner
        return _struct_type([("value", inner), ("absent", sql_type("BOOLEAN"))])

    def _present(self, column: ColumnType) -> exp.DataType:
        if not column.constructors:
            return sql_type(_SQL_TYPES[column.data or DataType.STRING])
        if not self.is_tagged(column):
            (only,) = column.constructors
            return _struct_type(
                (f"a{position}", self.physical(part))
                for position, part in enumerate(self.types.constructors[only])
            )
        fields = [("tag", sql_type("INT"))]
        if column.data is not None:
            fields.append(("value", sql_type(_SQL_TYPES[column.data])))
        fields.extend(
            (f"c{self.types.number(constructor)}_{position}", self.physical(part))
            for constructor in sorted(column.constructors)
            for position, part in enumerate(self.types.constructors[constructor])
        )
        return _struct_type(fields)

    def null(self, column: ColumnType) -> exp.Expr:
        """Null in a column of that type."""
        if column.absent:
            inner = self.null(replace(column, absent=False))
            return struct([("value", inner), ("absent", exp.false())])
        return exp.Cast(this=exp.Null(), to=self.physical(column))

    def absent(self, column: ColumnType) -> exp.Expr:
        """Absence in a column of that type."""
        inner = self.null(replace(column, absent=False))
        return struct([("value", inner), ("absent", exp.true())])

    def value(self, typed: Typed) -> Typed:
        """The value without the mark of absence: null for both."""
        if not typed.type.absent:
            return typed
        if isinstance(typed.sql, exp.Struct):
            present = typed.sql.expressions[0].expression
            return Typed(present, replace(typed.type, absent=False))
        return Typed(field_of(typed.copy(), "value"), replace(typed.type, absent=False))

    def is_absent(self, typed: Typed) -> exp.Expr:
        return field_of(typed.copy(), "absent")

    def literal(self, value: Value) -> Typed:
        """A constant of a program."""
        column = value_type(value)
        if value is None:
            return Typed(self.null(column), column)
        if value is ABSENT:
            return Typed(self.absent(column), column)
        if isinstance(value, Skolem):
            return self.construct(value.constructor, [self.literal(arg) for arg in value.args])
        return Typed(_plain_literal(value), column)

    def construct(self, constructor: str, args: Sequence[Typed]) -> Typed:
        """The Skolem term of a constructor over some arguments."""
        column = ColumnType(constructors=frozenset({constructor}))
        parts = [
            self.coerce(arg, part)
            for arg, part in zip(args, self.types.constructors[constructor], strict=True)
        ]
        if not parts:
            return Typed(struct([("tag", number(self.types.number(constructor)))]), column)
        fields = ((f"a{position}", part) for position, part in enumerate(parts))
        return Typed(struct(fields), column)

    def coerce(self, typed: Typed, to: ColumnType) -> exp.Expr:
        """The same value in the representation of a wider type."""
        if typed.type == to:
            return typed.copy()
        if typed.type.is_empty and not (typed.type.absent and to.absent):
            return self.null(to)
        if to.absent and not typed.type.absent:
            inner = self.coerce(typed, replace(to, absent=False))
            return struct([("value", inner), ("absent", exp.false())])
        if typed.type.absent:
            inner = self.coerce(self.value(typed), replace(to, absent=False))
            if not to.absent:
                return inner
            return struct([("value", inner), ("absent", self.is_absent(typed))])
        return self._widen(typed, to)

    def _widen(self, typed: Typed, to: ColumnType) -> exp.Expr:
        if not to.constructors:
            return typed.copy()
        if not self.is_tagged(to):
            return typed.copy()
        fields = [("tag", self.tag(typed))]
        if to.data is not None:
            fields.append(("value", self._plain_field(typed, to.data)))
        for constructor in sorted(to.constructors):
            for position, part in enumerate(self.types.constructors[constructor]):
                name = f"c{self.types.number(constructor)}_{position}"
                if constructor in typed.type.constructors:
                    fields.append((name, self.part(typed, constructor, position).sql))
                else:
                    fields.append((name, exp.Cast(this=exp.Null(), to=self.physical(part))))
        wide = exp.Cast(this=struct(fields), to=self.physical(to))
        if isinstance(typed.sql, exp.Struct | exp.Literal):
            return wide
        return conditional([(not_null_sql(typed.copy()), wide)], exp.Null())

    def _plain_field(self, typed: Typed, data: DataType) -> exp.Expr:
        if typed.type.data is None:
            return exp.Cast(this=exp.Null(), to=sql_type(_SQL_TYPES[data]))
        return field_of(typed.copy(), "value") if typed.type.constructors else typed.copy()

    def tag(self, typed: Typed) -> exp.Expr:
        """Which constructor made an id."""
        if self.is_tagged(typed.type):
            return field_of(typed.copy(), "tag")
        if not typed.type.constructors:
            return number(PLAIN_TAG)
        (only,) = typed.type.constructors
        return number(self.types.number(only))

    def part(self, typed: Typed, constructor: str, position: int) -> Typed:
        """An argument of an id that a known constructor made."""
        part = self.types.constructors[constructor][position]
        name = f"a{position}"
        if self.is_tagged(typed.type):
            name = f"c{self.types.number(constructor)}_{position}"
        elif isinstance(typed.sql, exp.Struct):
            return Typed(typed.sql.expressions[position].expression, part)
        return Typed(field_of(typed.copy(), name), part)

    def has_constructor(self, typed: Typed, constructor: str) -> exp.Expr:
        """Whether an id was made by that constructor; not satisfied by null."""
        if constructor not in typed.type.constructors:
            return exp.false()
        if not self.is_tagged(typed.type):
            return not_null_sql(typed.copy())
        return exp.EQ(this=self.tag(typed), expression=number(self.types.number(constructor)))

    def common(self, left: Typed, right: Typed) -> tuple[exp.Expr, exp.Expr]:
        """Two values in one representation, without marks of absence."""
        left, right = self.value(left), self.value(right)
        try:
            wide = left.type | right.type
        except InputError as error:
            raise InputError(
                f"{left.type.data} compared with {right.type.data}", mend=error.mend
            ) from None
        return self.coerce(left, wide), self.coerce(right, wide)

    def equal(self, left: Typed, right: Typed) -> exp.Expr:
        """Equality that null and absent never satisfy."""
        return exp.EQ(this=(pair := self.common(left, right))[0], expression=pair[1])

    def text(self, typed: Typed) -> exp.Expr:
        """The text of ids as ``values.skolem_text`` gives it; of other values, their own text."""
        typed = self.value(typed)
        if not typed.type.constructors:
            return plain_text(typed)
        cases = [
            (self.has_constructor(typed, constructor), self._term_text(typed, constructor))
            for constructor in sorted(typed.type.constructors)
        ]
        if typed.type.data is not None:
            value = Typed(field_of(typed.copy(), "value"), ColumnType(typed.type.data))
            is_plain = exp.EQ(this=self.tag(typed), expression=number(PLAIN_TAG))
            cases.append((is_plain, plain_text(value)))
        return conditional(cases, exp.Null())

    def _term_text(self, typed: Typed, constructor: str) -> exp.Expr:
        pieces: list[exp.Expr] = [text(_escape(constructor))]
        for position in range(len(self.types.constructors[constructor])):
            pieces.append(text(":"))
            pieces.append(self._part_text(self.part(typed, constructor, position)))
        return concat(pieces)

    def _part_text(self, part: Typed) -> exp.Expr:
        cases = []
        if part.type.absent:
            cases.append((self.is_absent(part), text("\\A")))
        value = self.value(part)
        cases.append((is_null_sql(value.copy()), text("\\N")))
        shown = self.text(value)
        if value.type.constructors or value.type.data not in _NEVER_ESCAPED:
            for special in ("\\", ":"):
                shown = call("replace", shown, text(special), text(f"\\{special}"))
        return conditional(cases, shown)


_NEVER_ESCAPED = (
    DataType.INT,
    DataType.FLOAT,
    DataType.DECIMAL,
    DataType.BOOL,
    DataType.DATE,
    DataType.BYTES,
)


def raise_sql(functor: str, problem: str, *values: Typed) -> exp.Expr:
    """An expression that raises, naming the functor, the values and what is wrong with them."""
    pieces: list[exp.Expr] = [text(f"{ERROR_MARK}{functor} of ")]
    for index, value in enumerate(values):
        if index:
            pieces.append(text(", "))
        pieces.append(_shown(value))
    pieces.append(text(f": {problem}"))
    return call("error", concat(pieces))


def can_fail(sql: exp.Expr) -> bool:
    """Whether an expression may raise on a value, beyond what the database runs out of."""
    for node in sql.walk():
        if isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.IntDiv | exp.Mod):
            return True
        if isinstance(node, exp.Anonymous) and node.name.lower() in ("error", "regexp_full_match"):
            return True
    return False


def _shown(value: Typed) -> exp.Expr:
    if value.type.data is DataType.STRING:
        return concat([text('"'), call("left", value.copy(), number(60)), text('"')])
    return plain_text(value)


def plain_text(typed: Typed) -> exp.Expr:
    """The text of a plain value, as ``values.format_value`` writes it."""
    match typed.type.data:
        case None | DataType.STRING | DataType.JSON | DataType.DECIMAL:
            return typed.copy()
        case DataType.BYTES:
            return call("base64", typed.copy())
        case DataType.DATETIME:
            day = cast(cast(typed.copy(), "DATE"), "TEXT")
            has_fraction = exp.NEQ(
                this=exp.Mod(
                    this=call("microsecond", typed.copy()), expression=exp.Literal.number(1000000)
                ),
                expression=exp.Literal.number(0),
            )
            time = conditional(
                [(has_fraction, call("strftime", typed.copy(), text("T%H:%M:%S.%f")))],
                call("strftime", typed.copy(), text("T%H:%M:%S")),
            )
            return concat([day, time])
    return cast(typed.copy(), "TEXT")


def _escape(part: str) -> str:
    return part.replace("\\", "\\\\").replace(":", "\\:")


def _struct_type(fields: Iterable[tuple[str, exp.DataType]]) -> exp.DataType:
    return exp.DataType(
        this=exp.DataType.Type.STRUCT,
        expressions=[
            exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=kind)
            for name, kind in fields
        ],
        nested=True,
    )


def _plain_literal(value: Value) -> exp.Expr:
    match value:
        case bool():
            return exp.true() if value else exp.false()
        case int():
            return cast(text(str(value)), "BIGINT")
        case float():
            return cast(text(repr(value)), "DOUBLE")
        case Decimal():
            return text(decimal_text(value))
        case str():
            return text(value)
        case datetime():
            return cast(text(value.isoformat(" ")), "TIMESTAMP")
        case date():
            return cast(text(value.isoformat()), "DATE")
        case bytes():
            return call("unhex", text(value.hex()))
    raise InputError(f"{value!r} is no constant")
