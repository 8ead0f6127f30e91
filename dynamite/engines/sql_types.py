"""Column types as SQL: the physical type, values as literals, equality, and the text of ids.

Legend: a column of one constructor is ``STRUCT(a0, a1, …)``, its arguments; one of several, or of a
plain type beside them, ``STRUCT(tag, value, c<tag>_<position>, …)`` with the union of the fields;
where absence may flow in, ``STRUCT(value, absent)`` around either. Where ids nest without bound, or
are loaded, a column is text (``sql_boxes``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp

from dynamite.columnar import decimal_text
from dynamite.engines import sql_boxes
from dynamite.engines.column_types import ColumnType, ColumnTypes, value_type
from dynamite.engines.sql_boxes import BOXED_TEXT
from dynamite.engines.sql_values import (
    call,
    cast,
    concat,
    conditional,
    field_of,
    float_text,
    is_null_sql,
    let,
    not_null_sql,
    number,
    sql_type,
    struct,
    text,
    try_cast,
)
from dynamite.errors import InputError
from dynamite.values import (
    ABSENT,
    QUOTED_ESCAPES,
    RESERVED_WORDS,
    SAFE_PATTERN,
    DataType,
    Skolem,
    Value,
    term_marks,
)

__all__ = [
    "ERROR_MARK",
    "PLAIN_TAG",
    "SqlTypes",
    "Typed",
    "call",
    "can_fail",
    "cast",
    "concat",
    "conditional",
    "field_of",
    "is_null_sql",
    "let",
    "not_null_sql",
    "number",
    "plain_text",
    "raise_sql",
    "sql_type",
    "struct",
    "text",
    "try_cast",
]

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


@dataclass(frozen=True)
class SqlTypes:
    """How the types of one program are represented.

    ``functors`` are those that a dialect says in its own way.
    """

    types: ColumnTypes
    functors: Mapping[str, Callable[[list[Typed], SqlTypes], Typed]] = field(default_factory=dict)

    def is_boxed(self, column: ColumnType) -> bool:
        """Whether a column of ids is text."""
        return not self.types.boxed.isdisjoint(column.constructors)

    def is_tagged(self, column: ColumnType) -> bool:
        """Whether a column of ids needs a tag."""
        if not column.constructors or self.is_boxed(column):
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
        if self.is_boxed(column):
            return sql_type("TEXT")
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
        if self.is_boxed(column):
            return Typed(self._box(constructor, args), column)
        parts = [
            self.coerce(arg, part)
            for arg, part in zip(args, self.types.constructors[constructor], strict=True)
        ]
        if not parts:
            return Typed(struct([("tag", number(self.types.number(constructor)))]), column)
        fields = ((f"a{position}", part) for position, part in enumerate(parts))
        return Typed(struct(fields), column)

    def _box(self, constructor: str, args: Sequence[Typed]) -> exp.Expr:
        parts = []
        for arg, part in zip(args, self.types.constructors[constructor], strict=True):
            held = Typed(self.coerce(arg, part), part)
            absent = self.is_absent(held) if part.absent else None
            parts.append((self._box_part(self.value(held)), absent))
        return sql_boxes.make(constructor, parts)

    def _box_part(self, value: Typed) -> exp.Expr:
        """The text of a part of a box; null where the part is."""
        if value.type.constructors:
            return value.copy()
        if value.type.data is DataType.FLOAT:
            # Both zeros are one value.
            return float_text(exp.Add(this=value.copy(), expression=number(0)))
        if isinstance(value.sql, exp.Cast) and value.type.data is DataType.INT:
            written = value.sql.this
            if isinstance(written, exp.Literal) and written.is_string:
                return written.copy()
        return plain_text(value)

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
        if self.is_boxed(to):
            if typed.type.constructors:
                return typed.copy()
            return exp.Paren(this=concat([text(";"), self._box_part(typed)]))
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
        if self.is_boxed(typed.type):
            return Typed(self._boxed_part(typed, constructor, position, part), part)
        name = f"a{position}"
        if self.is_tagged(typed.type):
            name = f"c{self.types.number(constructor)}_{position}"
        elif isinstance(typed.sql, exp.Struct):
            return Typed(typed.sql.expressions[position].expression, part)
        return Typed(field_of(typed.copy(), name), part)

    def _boxed_part(
        self, typed: Typed, constructor: str, position: int, part: ColumnType
    ) -> exp.Expr:
        found = sql_boxes.part_text(typed.copy(), constructor, position)
        value = found if part.constructors else sql_boxes.value_of(found, part.data)
        if not part.absent:
            return value
        absent = sql_boxes.is_part_absent(typed.copy(), position)
        return struct([("value", value), ("absent", absent)])

    def has_constructor(self, typed: Typed, constructor: str) -> exp.Expr:
        """Whether an id was made by that constructor; not satisfied by null."""
        if constructor not in typed.type.constructors:
            return exp.false()
        if self.is_boxed(typed.type):
            return sql_boxes.has_constructor(typed.copy(), constructor)
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
        if self.is_boxed(typed.type):
            return call(BOXED_TEXT, typed.copy(), exp.false())
        cases = [
            (self.has_constructor(typed, constructor), self._term_text(typed, constructor))
            for constructor in sorted(typed.type.constructors)
        ]
        if typed.type.data is not None:
            value = Typed(field_of(typed.copy(), "value"), ColumnType(typed.type.data))
            is_plain = exp.EQ(this=self.tag(typed), expression=number(PLAIN_TAG))
            cases.append((is_plain, plain_text(value)))
        return conditional(cases, exp.Null())

    def term_text(self, typed: Typed) -> exp.Expr:
        """The text of ids as ``values.term_text`` gives it; of other values, their own text."""
        typed = self.value(typed)
        if not typed.type.constructors:
            return plain_text(typed)
        if self.is_boxed(typed.type):
            return call(BOXED_TEXT, typed.copy(), exp.true())
        cases = [
            (self.has_constructor(typed, constructor), self._written(typed, constructor))
            for constructor in sorted(typed.type.constructors)
        ]
        if typed.type.data is not None:
            value = Typed(field_of(typed.copy(), "value"), ColumnType(typed.type.data))
            is_plain = exp.EQ(this=self.tag(typed), expression=number(PLAIN_TAG))
            cases.append((is_plain, plain_text(value)))
        return conditional(cases, exp.Null())

    def _written(self, typed: Typed, constructor: str) -> exp.Expr:
        count = len(self.types.constructors[constructor])
        opening, closing = term_marks(constructor, bool(count))
        pieces: list[exp.Expr] = [text(opening)]
        for position in range(count):
            if position:
                pieces.append(text(", "))
            part = self.part(typed, constructor, position)
            value = self.value(part)
            cases = [(self.is_absent(part), text("absent"))] if part.type.absent else []
            cases.append((is_null_sql(value.copy()), text("null")))
            shown = self.term_text(value)
            is_text = value.type.data in (DataType.STRING, DataType.JSON)
            if is_text and not value.type.constructors:
                shown = _quoted(shown)
            pieces.append(conditional(cases, shown))
        return concat([*pieces, text(closing)]) if closing else concat(pieces)

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


def _quoted(sql: exp.Expr) -> exp.Expr:
    """A text within an id, in quotes where it needs them; see ``values.quoted_text``."""
    is_safe = exp.and_(
        call("regexp_full_match", sql.copy(), text(SAFE_PATTERN)),
        exp.Not(this=exp.In(this=sql.copy(), expressions=[text(word) for word in RESERVED_WORDS])),
    )
    escaped = sql.copy()
    for mark, escape in QUOTED_ESCAPES:
        escaped = call("replace", escaped, text(mark), text(escape))
    quoted = concat([text('"'), escaped, text('"')])
    return conditional([(is_safe, sql.copy())], quoted)


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
        case DataType.FLOAT:
            return float_text(typed.copy())
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
