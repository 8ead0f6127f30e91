"""Tables that DuckDB writes to Parquet itself; see ``duckdb_writing``."""

from __future__ import annotations

from pathlib import Path

import duckdb
from sqlglot import exp

from dynamite.engines.duckdb_evaluation import Evaluation, Ordered
from dynamite.engines.sql import union_all
from dynamite.engines.sql_output import readable
from dynamite.engines.sql_terms import column
from dynamite.engines.sql_types import Typed
from dynamite.engines.sql_values import checked, is_null_sql
from dynamite.schema import RecordType
from dynamite.values import DataType

_IN_PARQUET = frozenset(DataType) - {DataType.DECIMAL, DataType.JSON}
"""The types whose values are stored as they are held."""


def write_table(evaluation: Evaluation, record_type: RecordType, path: Path) -> bool:
    """Write the records of a table to a new Parquet file; whether it could be done."""
    compiler = evaluation.compiler
    header = compiler.program.header
    assert header is not None
    relation = header.target_relation[record_type.key]
    names = {attribute.name.casefold() for attribute in record_type.attributes}
    if len(names) < len(record_type.attributes) or not names:
        return False
    if not all(attribute.type in _IN_PARQUET for attribute in record_type.attributes):
        return False
    values: list[exp.Expr] = []
    faults: list[exp.Expr] = []
    kinds = compiler.types.columns(relation)
    for position, (attribute, kind) in enumerate(zip(record_type.attributes, kinds, strict=True)):
        value = readable(Typed(column("f", position), kind), False, compiler.sql_types)
        values.append(exp.alias_(value, attribute.name, quoted=True))
        if not attribute.nullable:
            faults.append(is_null_sql(value.copy()))
    queries = [
        Ordered(checked(exp.select(*values).from_(f.query.subquery("f")), faults), f.as_written)
        for f in evaluation.ordered_facts(relation)
    ]
    if len({facts.as_written for facts in queries}) != 1:
        return False
    try:
        whole = union_all([facts.query for facts in queries])
        evaluation.database.write_parquet(whole, path, queries[0].as_written)
        return True
    except (duckdb.Error, OSError):
        path.unlink(missing_ok=True)
        return False
