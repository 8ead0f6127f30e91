"""The text of a query for DuckDB.

sqlglot's own generator for DuckDB parses its templates for other dialects' functions when it is
imported, which costs as much as a short run. What the compiler makes is few kinds of nodes, and
these are written here; a query with any other node is written by sqlglot's.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.generator import Generator


class _Order(Dialect):
    """Where DuckDB has nulls in an order that does not say."""

    NULL_ORDERING = "nulls_are_last"


class _Text(Generator):
    """Writes the nodes of ``_KNOWN`` as sqlglot's generator for DuckDB does."""

    def array_sql(self, expression: exp.Array) -> str:
        return f"[{self.expressions(expression, flat=True)}]"

    def struct_sql(self, expression: exp.Struct) -> str:
        fields = (
            f"{self.sql(exp.Literal.string(field.name))}: {self.sql(field, 'expression')}"
            for field in expression.expressions
        )
        return f"{{{', '.join(fields)}}}"

    def lambda_sql(self, expression: exp.Lambda, arrow_sep: str = ":", wrap: bool = False) -> str:
        return f"LAMBDA {super().lambda_sql(expression, arrow_sep, wrap)}"

    def datatype_sql(self, expression: exp.DataType) -> str:
        inner = self.expressions(expression, flat=True)
        match expression.this:
            case exp.DType.STRUCT:
                return f"STRUCT({inner})"
            case exp.DType.ARRAY:
                return f"{inner}[]"
            case exp.DType.VARBINARY:
                return "BLOB"
        return super().datatype_sql(expression)


_KNOWN: Final = frozenset(
    {
        *(exp.Add, exp.Alias, exp.Alter, exp.AlterRename, exp.And, exp.Anonymous, exp.Array),
        *(
            exp.Between,
            exp.Boolean,
            exp.CTE,
            exp.Case,
            exp.Cast,
            exp.Coalesce,
            exp.Column,
            exp.ColumnDef,
        ),
        *(exp.Count, exp.Create, exp.DPipe, exp.DataType, exp.Delete, exp.Distinct, exp.Drop),
        *(exp.EQ, exp.Except, exp.Exists, exp.From, exp.GT, exp.GTE, exp.Group, exp.Having),
        *(exp.Identifier, exp.If, exp.In, exp.Insert, exp.Is, exp.Join, exp.LT, exp.LTE),
        *(exp.Lambda, exp.Limit, exp.Literal, exp.Max, exp.Min, exp.Mod, exp.Mul, exp.NEQ, exp.Neg),
        *(exp.Not, exp.Null, exp.Or, exp.Order, exp.Ordered, exp.Paren, exp.PropertyEQ, exp.Schema),
        *(exp.Select, exp.Star, exp.Struct, exp.StructExtract, exp.Sub, exp.Subquery, exp.Sum),
        *(exp.Table, exp.TableAlias, exp.Try, exp.TryCast, exp.Union, exp.Where, exp.Window),
        exp.With,
    }
)
_TYPES: Final = frozenset(
    {
        *(exp.DType.ARRAY, exp.DType.BIGINT, exp.DType.BOOLEAN, exp.DType.DATE, exp.DType.DOUBLE),
        *(exp.DType.INT, exp.DType.INT128, exp.DType.STRUCT, exp.DType.TEXT, exp.DType.TIMESTAMP),
        *(exp.DType.JSON, exp.DType.VARBINARY, exp.DType.VARCHAR),
    }
)


def duckdb_text(sql: exp.Expr) -> str:
    """The text of a statement, which is not used afterwards.

    >>> duckdb_text(exp.select(exp.cast(exp.column("a"), "JSON")).from_("t").limit(1))
    'SELECT CAST(a AS JSON) FROM t LIMIT 1'
    """
    if is_known(sql):
        return _Text(dialect=_Order()).generate(sql, copy=False)
    return sql.sql("duckdb", copy=False)


def is_known(sql: exp.Expr) -> bool:
    """Whether the text needs nothing of sqlglot's generator for DuckDB."""
    return all(
        type(node) in _KNOWN and (type(node) is not exp.DataType or node.this in _TYPES)
        for node in sql.walk()
    )
