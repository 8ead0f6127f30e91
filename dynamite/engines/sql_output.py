"""Facts as they leave the engine: ids as text, columns as ``columnar`` lays them out."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from dynamite.columnar import may_be_absent
from dynamite.engines.sql import Compiler
from dynamite.engines.sql_terms import column, column_name
from dynamite.engines.sql_types import SqlTypes, Typed, struct
from dynamite.language.types import record_type_of

_NO_ID = exp.cast(exp.null(), "TEXT")


def output_query(
    compiler: Compiler, relation: str, facts: exp.Query, blank: Collection[int] = ()
) -> tuple[list[str], exp.Query]:
    """The names of a relation's columns, and a query of its facts as they are read.

    The columns of ``blank``, which hold ids, are null.
    """
    record_type = record_type_of(compiler.program, relation)
    columns = compiler.types.columns(relation)
    held = [Typed(column("f", position), kind) for position, kind in enumerate(columns)]
    if record_type is None:
        # A program with a header makes the ids of a store.
        is_written = compiler.program.header is None
        names = [name for name, _ in compiler.program.declarations[relation].attributes]
        shown = [readable(typed, False, compiler.sql_types, is_written) for typed in held]
    else:
        names = list(record_type.columns)
        first = len(record_type.surrogates)
        header = compiler.program.header
        is_target = header is not None and relation in header.target_by_relation
        shown = [
            compiler.sql_types.text(typed)
            if is_target and name != "_index"
            else readable(typed, False, compiler.sql_types)
            for name, typed in zip(record_type.surrogates, held, strict=False)
        ]
        shown += [
            readable(typed, may_be_absent(record_type, attribute), compiler.sql_types)
            for attribute, typed in zip(record_type.attributes, held[first:], strict=True)
        ]
    projections = [
        exp.alias_(_NO_ID if position in blank else value, column_name(position), quoted=True)
        for position, value in enumerate(shown or [exp.true()])
    ]
    query = exp.select(*projections, copy=False).from_(facts.subquery("f"), copy=False)
    return names, query


def readable(typed: Typed, absent: bool, types: SqlTypes, written: bool = False) -> exp.Expr:
    """A value as it is read: ids as text, with or without the mark of absence.

    ``written`` ids are as Soufflé writes them, others as stores have them.
    """
    value = types.value(typed)
    text = types.term_text if written else types.text
    shown = text(value) if typed.type.constructors else value.copy()
    if not absent:
        return shown
    mark = types.is_absent(typed) if typed.type.absent else exp.false()
    return struct([("value", shown), ("absent", mark)])
