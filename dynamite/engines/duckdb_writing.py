"""Files that DuckDB writes itself: documents and graphs as lines of JSON.

What is written has the values that the store would write. A value without a form in JSON ends the
statement, and so does whatever else goes wrong: the file is then gone, and its store writes it from
batches, or names the fault.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

import duckdb
from sqlglot import exp

from dynamite.engines.duckdb_documents import Documents
from dynamite.engines.duckdb_evaluation import Evaluation, Ordered
from dynamite.engines.duckdb_json import (
    WRITABLE,
    Field,
    Text,
    can_write,
    document_text,
    object_text,
    value_json,
)
from dynamite.engines.sql import union_all
from dynamite.engines.sql_output import readable
from dynamite.engines.sql_terms import column
from dynamite.engines.sql_types import Typed
from dynamite.engines.sql_values import call, cast, not_null_sql, number, text
from dynamite.schema import Kind, RecordType, Schema


def write_documents(documents: Documents, record_type: RecordType, path: Path) -> bool:
    """Write the documents of a collection to a new file, one to a line; whether it could be done.

    Raises ``MigrationError`` for what cannot be nested.
    """
    if not can_write(documents.schema, record_type) or _has_absent(documents, record_type):
        return False
    shape = documents.shape(record_type)
    made = document_text(shape, record_type, "d")
    queries = [
        Ordered(made.lines(facts.query, "d"), facts.as_written)
        for facts in documents.queries(record_type)
    ]
    return _write(documents.evaluation, queries, path)


def _has_absent(documents: Documents, record_type: RecordType) -> bool:
    types = documents.evaluation.compiler.types
    columns = types.columns(documents.nesting.relation(record_type))
    return any(kind.absent for kind in columns) or any(
        _has_absent(documents, child) for child in documents.schema.children(record_type)
    )


def write_graph(
    evaluation: Evaluation, schema: Schema, without_ids: Collection[str], path: Path
) -> bool:
    """Write all nodes, then all edges, to a new file in APOC's layout; whether it could be done.

    The edge types of ``without_ids`` are written without their ids.
    """
    graph = _Graph(evaluation, schema, without_ids)
    if not graph.can_write():
        return False
    return _write(evaluation, list(graph.queries()), path)


class _Graph:
    def __init__(
        self, evaluation: Evaluation, schema: Schema, without_ids: Collection[str]
    ) -> None:
        header = evaluation.compiler.program.header
        assert header is not None
        self._evaluation = evaluation
        self._relations = header.target_relation
        self._without_ids = without_ids
        self._nodes = [rt for rt in schema if rt.kind is Kind.NODE]
        self._edges = [rt for rt in schema if rt.kind is Kind.EDGE]

    def can_write(self) -> bool:
        types = self._evaluation.compiler.types
        return (
            all(
                not kind.absent
                for record_type in (*self._nodes, *self._edges)
                for kind in types.columns(self._relations[record_type.key])
            )
            and all(
                attribute.type in WRITABLE
                for record_type in (*self._nodes, *self._edges)
                for attribute in record_type.attributes
            )
            # The labels of an end are those of its node, which has one.
            and all(edge.start and edge.end for edge in self._edges)
            and not self._shares_nodes()
        )

    def _shares_nodes(self) -> bool:
        """Whether two labels have a node in common, which is written once."""
        if self._are_apart():
            return False
        ids: list[exp.Query] = []
        for node in self._nodes:
            relation = self._relations[node.key]
            identity = exp.alias_(self._id(relation, "t", 0), "id")
            table = exp.alias_(self._evaluation.database.table(relation), "t", table=True)
            ids.append(exp.select(identity).from_(table))
        shared = exp.select("id").from_(union_all(ids).subquery("n")).group_by("id")
        shared = shared.having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(1)))
        return self._evaluation.database.row(shared.limit(1)) is not None

    def _are_apart(self) -> bool:
        """Whether no two nodes have ids that are made alike, but by the same label."""
        seen: set[str] = set()
        for node in self._nodes:
            kind = self._evaluation.compiler.types.columns(self._relations[node.key])[0]
            made = set(kind.constructors)
            if seen & made or (kind.data is not None and (made or len(self._nodes) > 1)):
                return False
            seen |= made
        return True

    def _id(self, relation: str, alias: str, position: int) -> exp.Expr:
        kind = self._evaluation.compiler.types.columns(relation)[position]
        return self._evaluation.compiler.sql_types.text(Typed(column(alias, position), kind))

    def queries(self) -> Iterator[Ordered]:
        for record_type in (*self._nodes, *self._edges):
            faults: list[exp.Expr] = []
            make = self._node if record_type.kind is Kind.NODE else self._edge
            made = Text(call("concat", *make(record_type, faults)), faults)
            for facts in self._evaluation.ordered_facts(self._relations[record_type.key]):
                yield Ordered(made.lines(facts.query, "f"), facts.as_written)

    def _node(self, node: RecordType, faults: list[exp.Expr]) -> Iterator[exp.Expr]:
        yield text('{"type":"node","id":')
        yield _json(self._id(self._relations[node.key], "f", 0))
        yield text(f',"labels":{_labels(node.path[0])},"properties":')
        yield from self._properties(node, faults)
        yield text("}")

    def _edge(self, edge: RecordType, faults: list[exp.Expr]) -> Iterator[exp.Expr]:
        relation = self._relations[edge.key]
        yield text("{")
        if relation not in self._without_ids:
            yield from (text('"id":'), _json(self._id(relation, "f", 0)), text(","))
        kind = json.dumps(edge.path[0], ensure_ascii=False)
        yield text(f'"type":"relationship","label":{kind},"properties":')
        yield from self._properties(edge, faults)
        for position, (name, label) in enumerate((("start", edge.start), ("end", edge.end)), 1):
            assert label is not None
            yield text(f',"{name}":{{"id":')
            yield _json(self._id(relation, "f", position))
            yield text(f',"labels":{_labels(label)}}}')
        yield text("}")

    def _properties(self, record_type: RecordType, faults: list[exp.Expr]) -> Iterator[exp.Expr]:
        """The object of the properties, without those that are null."""
        if not record_type.attributes:
            yield text("{}")
            return
        first = len(record_type.surrogates)
        kinds = self._evaluation.compiler.types.columns(self._relations[record_type.key])
        fields = []
        for position, attribute in enumerate(record_type.attributes, first):
            held = Typed(column("f", position), kinds[position])
            value = readable(held, False, self._evaluation.compiler.sql_types)
            is_there = not_null_sql(value.copy()) if attribute.nullable else None
            fields.append(Field(attribute.name, value_json(attribute, value, faults), is_there))
        yield object_text(fields)


def _json(value: exp.Expr) -> exp.Expr:
    return cast(call("to_json", value), "TEXT")


def _labels(label: str) -> str:
    return json.dumps([label], ensure_ascii=False)


def _write(evaluation: Evaluation, queries: list[Ordered], path: Path) -> bool:
    """Write the lines of all queries, in their order."""
    groups = [
        (as_written, union_all([facts.query for facts in group]))
        for as_written, group in groupby(queries, key=lambda facts: facts.as_written)
    ]
    part = path.with_name(f"{path.name}.part")
    try:
        for number, (as_written, query) in enumerate(groups):
            evaluation.database.write_lines(query, part if number else path, as_written)
            if number:
                with part.open("rb") as lines, path.open("ab") as whole:
                    shutil.copyfileobj(lines, whole, 1 << 20)
        return True
    except (duckdb.Error, OSError):
        path.unlink(missing_ok=True)
        return False
    finally:
        part.unlink(missing_ok=True)
