"""The compiler's queries as text in Spark's dialect.

The trees are those that the duckdb engine runs. What Spark names or types in another way is put in
its place node by node; a function that is not in the table here is refused by name, so that nothing
that merely looks alike is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from dynamite.engines.sql_boxes import BOXED_TEXT
from dynamite.engines.sql_values import call, cast, conditional, is_float_text, number, text
from dynamite.errors import InputError

FLOAT_TEXT = "dynamite_float_text"
"""The function of the session that gives a float's shortest text from any exact one."""
MATCHES = "dynamite_match"
"""The function of the session that tells whether a text matches a pattern of a program."""
EXACT_SUM = "dynamite_exact_sum"
"""The function of the session that adds a list of floats, rounding once."""
INT_POWER = "dynamite_int_power"
"""The function of the session that gives an exact power, null where 64 bits do not hold it."""
PYTHON_FUNCTIONS = frozenset({FLOAT_TEXT, MATCHES, EXACT_SUM, INT_POWER, BOXED_TEXT})
"""What Python computes beside the executors."""

INT_DIGITS = 20
_LARGEST_INT = 2**31 - 1
_KINDS = {
    exp.DataType.Type.INT128: f"DECIMAL({INT_DIGITS}, 0)",
    exp.DataType.Type.TIMESTAMP: "TIMESTAMP_NTZ",
}


def spark_text(tree: exp.Expr) -> str:
    """The text of a query; raises ``InputError`` for what Spark cannot be asked."""
    return in_spark(tree).sql("spark", copy=False)


def in_spark(tree: exp.Expr) -> exp.Expr:
    """The tree with what Spark says in another way, from the leaves up; the given one is kept."""
    root = exp.Tuple(expressions=[tree.copy()])
    for node in reversed(list(root.walk())):
        if node is root:
            continue
        changed = _changed(node)
        if changed is not node:
            node.replace(changed)
    _put_in_place(root)
    _refuse_far_columns(root)
    found: exp.Expr = root.expressions[0]
    found.parent = None
    return found


def _refuse_far_columns(root: exp.Expr) -> None:
    """Spark's subqueries see the query around them, and not the one around that."""
    for column in root.find_all(exp.Column):
        crossed = 0
        node: exp.Expr | None = column
        while column.table and node is not None:
            if isinstance(node, exp.Select):
                if column.table in _aliases(node):
                    break
                crossed += not _is_derived_table(node)
            node = node.parent
        if column.table and node is not None and crossed > 1:
            raise InputError(
                "the spark engine cannot express an aggregate with a negation or an aggregate in "
                "it that looks at what is bound around both",
                mend="derive what is counted in a relation of its own",
            )


def _aliases(query: exp.Select) -> set[str]:
    sources = [query.args.get("from_"), *query.args.get("joins", ())]
    return {source.this.alias_or_name for source in sources if source is not None}


def _is_derived_table(query: exp.Select) -> bool:
    """Whether a query stands in FROM, where it is on one level with what is around it."""
    node = query.parent
    while isinstance(node, exp.Subquery | exp.SetOperation):
        node = node.parent
    return isinstance(node, exp.From | exp.Join)


def kind_text(kind: exp.DataType) -> str:
    """The type of a column, as Spark writes it."""
    return spark_text(kind)


def _changed(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.DataType() if node.this in _KINDS and not node.expressions:
            kind: exp.Expr = exp.DataType.build(_KINDS[node.this], dialect="spark")
            return kind
        case exp.Anonymous():
            return _function(str(node.this).lower(), node.expressions, node)
        case exp.StructExtract():
            name = exp.to_identifier(str(node.expression.this), quoted=True)
            return exp.Dot(this=exp.Paren(this=node.this), expression=name)
        case exp.Cast() if is_float_text(node):
            return call(FLOAT_TEXT, cast(node.this, "TEXT"))
        case exp.Try():
            tried: exp.Expr = node.this
            return tried
    return node


def _function(name: str, args: list[exp.Expr], node: exp.Expr) -> exp.Expr:
    if name in _SAME or name in PYTHON_FUNCTIONS:
        return node
    if name in _RENAMED:
        return call(_RENAMED[name], *args)
    if name in _REWRITTEN:
        return _REWRITTEN[name](args)
    raise InputError(f"the spark engine cannot express {name}")


_SAME = frozenset(
    {
        *("abs", "base64", "contains", "date_format", "greatest", "isnan", "least", "left"),
        *("length", "make_dt_interval", "named_struct", "pow", "regexp_extract", "replace"),
        *("right", "rint", "shiftleft", "shiftright", "shiftrightunsigned", "split_part"),
        *("translate", "try_add", "try_multiply", "try_subtract", "unhex"),
    }
)
_RENAMED = {
    "error": "raise_error",
    "from_base64": "unbase64",
    "starts_with": "startswith",
    "list_transform": "transform",
}


def _full_match(args: list[exp.Expr]) -> exp.Expr:
    whole, pattern = args
    if isinstance(pattern, exp.Literal) and _is_common(str(pattern.this)):
        return exp.RegexpLike(this=whole, expression=text(rf"\A(?:{pattern.this})\z"))
    return call(MATCHES, whole, pattern)


_COMMON = re.compile(
    r"(?:[A-Za-z0-9:+.,/ =-]|\\\.|\[[A-Za-z0-9+/ -]+\]|\(\?:|[|()?*]|\{[0-9,]+\})+"
)


def _is_common(pattern: str) -> bool:
    """Whether a pattern means the same to Java as to Python, line ends included."""
    return _COMMON.fullmatch(pattern) is not None and re.search(r"(?<!\\)\.", pattern) is None


def _substr(args: list[exp.Expr]) -> exp.Expr:
    return call("substr", args[0], *(_int(arg) for arg in args[1:]))


def _int(arg: exp.Expr) -> exp.Expr:
    """An argument that Spark wants in 32 bits; what is more means the end of any text."""
    if isinstance(arg, exp.Literal):
        return arg
    return cast(call("least", arg, number(_LARGEST_INT)), "INT")


def _trim(side: str) -> Callable[[list[exp.Expr]], exp.Expr]:
    def trimmed(args: list[exp.Expr]) -> exp.Expr:
        return exp.Trim(this=args[0], expression=args[1], position=side)

    return trimmed


def _put_in_place(root: exp.Expr) -> None:
    """Write values of ``let`` where they are named, as far as they cannot stand in lambdas.

    Spark has neither queries nor Python's functions there. What is put into an inner lambda may
    make it one of these, so the search goes on until there is none.
    """
    while (named := next(filter(_is_wrong, root.find_all(exp.Anonymous)), None)) is not None:
        values, function = named.expressions
        name, holder = function.expressions[0].name, exp.Tuple(expressions=[function.this])
        for column in [c for c in holder.find_all(exp.Column) if c.name == name and not c.table]:
            column.replace(exp.Paren(this=values.expressions[0].copy()))
        named.replace(exp.Array(expressions=holder.expressions))


def _is_wrong(node: exp.Anonymous) -> bool:
    return (
        str(node.this) == "transform"
        and isinstance(node.expressions[0], exp.Array)
        and any(map(_is_outside_lambdas, node.expressions))
    )


def _is_outside_lambdas(sql: exp.Expr) -> bool:
    return any(
        isinstance(node, exp.Select)
        or (isinstance(node, exp.Anonymous) and str(node.this).lower() in PYTHON_FUNCTIONS)
        for node in sql.walk()
    )


def _element(args: list[exp.Expr]) -> exp.Expr:
    return call("element_at", *args)


def _whole(args: list[exp.Expr]) -> exp.Expr:
    """A float without its fraction, where that is an integer of 64 bits; else null."""
    (value,) = args
    limit = cast(text(str(2**63)), "DOUBLE")
    within = exp.and_(
        exp.LT(this=value.copy(), expression=limit),
        exp.GTE(this=value.copy(), expression=exp.Neg(this=limit.copy())),
    )
    return conditional([(within, call("rint", value))], exp.null())


def _microsecond(args: list[exp.Expr]) -> exp.Expr:
    return cast(call("date_format", args[0], text("SSSSSS")), "INT")


def _strftime(args: list[exp.Expr]) -> exp.Expr:
    form = str(args[1].this)
    for ours, javas in (("T", "'T'"), ("%H", "HH"), ("%M", "mm"), ("%S", "ss"), ("%f", "SSSSSS")):
        form = form.replace(ours, javas)
    return call("date_format", args[0], text(form))


def _list(args: list[exp.Expr]) -> exp.Expr:
    # Spark's lists are made without nulls; a struct around one is none.
    return call("collect_list", call("named_struct", text("e"), args[0]))


def _list_sort(args: list[exp.Expr]) -> exp.Expr:
    element = exp.Dot(this=exp.column("e"), expression=exp.to_identifier("e"))
    bare = exp.Lambda(this=element, expressions=[exp.to_identifier("e")])
    return call("transform", call("sort_array", args[0]), bare)


_REWRITTEN: dict[str, Callable[[list[exp.Expr]], exp.Expr]] = {
    "regexp_full_match": _full_match,
    "regexp_matches": lambda args: exp.RegexpLike(this=args[0], expression=args[1]),
    "substr": _substr,
    "repeat": lambda args: call("repeat", args[0], _int(args[1])),
    "lpad": lambda args: call("lpad", args[0], _int(args[1]), args[2]),
    "rpad": lambda args: call("rpad", args[0], _int(args[1]), args[2]),
    "ltrim": _trim("LEADING"),
    "rtrim": _trim("TRAILING"),
    "list_extract": _element,
    "trunc": _whole,
    "microsecond": _microsecond,
    "strftime": _strftime,
    "ord": lambda args: call("ascii", args[0]),
    "xor": lambda args: exp.Paren(this=exp.BitwiseXor(this=args[0], expression=args[1])),
    "fsum": lambda args: call(EXACT_SUM, call("collect_list", args[0])),
    "arg_min": lambda args: call("min_by", *args),
    "arg_max": lambda args: call("max_by", *args),
    "list": _list,
    "list_sort": _list_sort,
}
