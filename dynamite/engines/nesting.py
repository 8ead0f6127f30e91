"""Documents as SQL: structs for embedded objects, lists for arrays, one grouping per level.

Legend: ``k`` is the parent's id, ``v`` the payload of one record, ``l`` the list of one parent's.
Fields are named by number here (names of a store may differ by case alone, which SQL's do not) and
get their names in ``documents``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from dynamite.datalog import Constant
from dynamite.engines.frames import Frame, Graft, graft, repeats_body
from dynamite.engines.keys import Keys, injective_variables, is_match_determined
from dynamite.engines.sql import Compiler, HeadRule
from dynamite.engines.sql_output import readable
from dynamite.engines.sql_terms import aliased, column
from dynamite.engines.sql_types import Typed, conditional, struct
from dynamite.schema import Kind, RecordType, Schema


class Facts(Protocol):
    """How the nesting finds a relation's facts: in place, by its rule, or in a table."""

    keys: dict[str, Keys]

    def in_place(self, relation: str) -> HeadRule | None:
        """The relation's only rule, where it gives each fact once and is not materialized."""

    def distinct_table(self, relation: str) -> exp.Table:
        """A table or view of the relation's distinct facts."""


@dataclass
class Level:
    """One SELECT in the making."""

    query: exp.Select
    joined: int = 0

    def next_name(self, letter: str) -> str:
        self.joined += 1
        return f"{letter}{self.joined}"

    def left_join(self, table: exp.Expr, conditions: list[exp.Expr]) -> None:
        self.query = self.query.join(table, on=exp.and_(*conditions), join_type="left", copy=False)


@dataclass(frozen=True)
class Nesting:
    """The documents of one target schema."""

    compiler: Compiler
    facts: Facts
    schema: Schema
    grouped: Callable[[RecordType, exp.Select], exp.Expr]
    """Where the groups of a level are found: a subquery, or a table that they are stored in."""

    def relation(self, record_type: RecordType) -> str:
        header = self.compiler.program.header
        assert header is not None
        return header.target_relation[record_type.key]

    def documents(self, record_type: RecordType) -> tuple[exp.Select, Frame]:
        """A query of the documents of a collection, a column ``f<n>`` per field, and its frame."""
        level, frame = self._start(record_type)
        fields = self._fields(record_type, frame, level)
        projections = [
            exp.alias_(value, f"f{number}", quoted=True) for number, value in enumerate(fields)
        ]
        return level.query.select(*projections, append=False, copy=False), frame

    def frame(self, record_type: RecordType) -> Frame:
        """The columns of a record type as a query of its own sees them."""
        return self._start(record_type)[1]

    def repeats_parent(self, child: RecordType, parent: Frame) -> bool:
        """Whether every record of a type has its parent, as its rule repeats the parent's body."""
        derived = self.facts.in_place(self.relation(child))
        if derived is None:
            return False
        return repeats_body(parent, derived, self.compiler.body(derived), self.facts.keys)

    def _start(self, record_type: RecordType) -> tuple[Level, Frame]:
        relation = self.relation(record_type)
        own = record_type.columns.index("_id")
        derived = self.facts.in_place(relation)
        if derived is not None:
            body = self.compiler.body(derived)
            columns = tuple(
                body.head_column(derived.head, position)
                for position in range(len(derived.head.terms))
            )
            return Level(body.select([])), Frame(columns, own, derived, body, tuple(body.tests()))
        alias = "f"
        columns = tuple(
            Typed(column(alias, position), kind)
            for position, kind in enumerate(self.compiler.types.columns(relation))
        )
        query = exp.select().from_(aliased(self.facts.distinct_table(relation), alias), copy=False)
        return Level(query), Frame(columns, own)

    def _fields(self, record_type: RecordType, frame: Frame, level: Level) -> list[exp.Expr]:
        """The attributes, then the nested fields, of one record."""
        first = len(record_type.surrogates)
        fields = [
            readable(typed, typed.type.absent, self.compiler.sql_types)
            for typed in frame.columns[first:]
        ]
        identity = frame.columns[frame.id_column]
        for child in self.schema.children(record_type):
            if child.kind is Kind.OBJECT:
                fields.append(self._embedded(child, frame, identity, level))
            else:
                fields.append(self._list(child, identity, level))
        return fields

    def _embedded(
        self, child: RecordType, parent: Frame, identity: Typed, level: Level
    ) -> exp.Expr:
        grafted = self.graft(child, parent, level.next_name("g"))
        if grafted is not None:
            for relation, alias, conditions in grafted.joins:
                level.left_join(aliased(self.compiler.tables.table_of(relation), alias), conditions)
            payload = struct(_numbered(self._fields(child, grafted.frame, level)))
            if not grafted.exists:
                return payload
            return conditional([(exp.and_(*grafted.exists), payload)], exp.Null())
        alias = level.next_name("o")
        records = self._records(child)
        self._join_by_parent(child, records.subquery(alias), alias, identity, level)
        return column_named(alias, "v")

    def graft(self, child: RecordType, parent: Frame, prefix: str) -> Graft | None:
        """The child as left joins to its parent's query, where that is what it is."""
        derived = self.facts.in_place(self.relation(child))
        if derived is None or parent.derived is None:
            return None
        body = self.compiler.body(derived)
        return graft(parent, derived, body, self.facts.keys, prefix)

    def _records(self, child: RecordType) -> exp.Select:
        """A query of the parent's id ``k``, own id ``i``, index ``x`` and payload ``v``."""
        level, frame = self._start(child)
        fields = self._fields(child, frame, level)
        payload = fields[0] if child.kind is Kind.SCALARS else struct(_numbered(fields))
        projections = {"k": frame.columns[0].copy(), "v": payload}
        if child.kind is not Kind.OBJECT:
            projections["i"] = frame.columns[1].copy()
            projections["x"] = frame.columns[2].copy()
        return level.query.select(
            *(exp.alias_(value, name, quoted=True) for name, value in projections.items()),
            append=False,
            copy=False,
        )

    def _list(self, child: RecordType, identity: Typed, level: Level) -> exp.Expr:
        alias = level.next_name("a")
        table = exp.alias_(self.grouped(child, self._groups(child)), alias, table=True)
        self._join_by_parent(child, table, alias, identity, level)
        return exp.Coalesce(this=column_named(alias, "l"), expressions=[exp.Array(expressions=[])])

    def _groups(self, child: RecordType) -> exp.Select:
        records = self._records(child).subquery("r")
        ordered = exp.Order(
            this=column_named("r", "v"),
            expressions=[
                exp.Ordered(this=column_named("r", name), desc=False, nulls_first=True)
                for name in self._element_order(child)
            ],
        )
        return (
            exp.select(
                exp.alias_(column_named("r", "k"), "k", quoted=True),
                exp.alias_(exp.Anonymous(this="list", expressions=[ordered]), "l", quoted=True),
                copy=False,
            )
            .from_(records, copy=False)
            .group_by(column_named("r", "k"), copy=False)
        )

    def _element_order(self, child: RecordType) -> list[str]:
        """What elements are ordered by: index, id and, where these do not tell all apart, value."""
        derived = self.facts.in_place(self.relation(child))
        if derived is None:
            return ["x", "i", "v"]
        parent, identity, index = derived.head.terms[:3]
        names = [] if isinstance(index, Constant) else ["x"]
        known = injective_variables(parent) | injective_variables(identity)
        if is_match_determined(derived.rule, known, self.facts.keys):
            return [*names, "i"]
        return [*names, "i", "v"]

    def _join_by_parent(
        self,
        child: RecordType,
        table: exp.Expr,
        alias: str,
        identity: Typed,
        level: Level,
    ) -> None:
        held = self.compiler.types.columns(self.relation(child))[0]
        key = Typed(column_named(alias, "k"), held)
        level.left_join(table, [self.compiler.sql_types.equal(key, identity)])


def column_named(alias: str, name: str) -> exp.Expr:
    return exp.column(name, table=alias, quoted=True)


def _numbered(fields: list[exp.Expr]) -> Iterator[tuple[str, exp.Expr]]:
    return ((f"f{number}", value) for number, value in enumerate(fields))


def with_names(
    schema: Schema, record_type: RecordType, arrays: list[pa.Array]
) -> list[tuple[str, pa.Array]]:
    """The fields of a record under their own names, those of nested records too."""
    names = [attribute.name for attribute in record_type.attributes]
    named = list(zip(names, arrays, strict=False))
    children = schema.children(record_type)
    for child, array in zip(children, arrays[len(names) :], strict=True):
        named.append((child.path[-1], _renamed(schema, child, array)))
    return named


def _renamed(schema: Schema, child: RecordType, array: pa.Array) -> pa.Array:
    if child.kind is Kind.SCALARS:
        return array
    if child.kind is Kind.ARRAY:
        items = _renamed_struct(schema, child, array.values)
        return pa.ListArray.from_arrays(
            array.offsets, items, mask=array.is_null() if array.null_count else None
        )
    return _renamed_struct(schema, child, array)


def _renamed_struct(schema: Schema, child: RecordType, array: pa.StructArray) -> pa.Array:
    parts = [array.field(number) for number in range(array.type.num_fields)]
    named = with_names(schema, child, parts)
    return pa.StructArray.from_arrays(
        [part for _, part in named],
        names=[name for name, _ in named],
        mask=array.is_null() if array.null_count else None,
    )
