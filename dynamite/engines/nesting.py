"""Documents as SQL: structs for embedded objects, lists for arrays, one grouping per level.

Legend: ``k`` is what finds the parent, ``v`` the payload of a record, ``l`` the list of a parent.
Fields are named by number here (names of a store may differ by case alone, which SQL's do not) and
get their names in ``documents``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from dynamite.datalog import Constant, Construct, variables
from dynamite.engines.column_types import ColumnType
from dynamite.engines.frames import Frame, Graft, graft, repeats_body
from dynamite.engines.keys import Keys, determined, injective_variables, is_match_determined
from dynamite.engines.sql import Compiler, HeadRule
from dynamite.engines.sql_output import readable
from dynamite.engines.sql_terms import BodySql, aliased, column
from dynamite.engines.sql_types import Typed, call, conditional, struct, text
from dynamite.schema import Key, Kind, RecordType, Schema

PAYLOAD = "payload"
"""The field of an element in the making that holds it, after those that it is ordered by."""


class Facts(Protocol):
    """How the nesting finds a relation's facts: in place, by its rule, or in a table."""

    keys: dict[str, Keys]

    def body(self, derived: HeadRule) -> BodySql:
        """The SQL of a rule's body."""

    def in_place(self, relation: str) -> HeadRule | None:
        """The relation's only rule, where it gives each fact once and is not materialized."""


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
class Link:
    """By what a child finds its parent: ``parent`` in the parent's query, ``held`` in its own.

    ``part`` is which argument of the parent's id that is; ``None`` is the whole id.
    """

    parent: Typed
    held: ColumnType
    part: int | None = None
    may_be_null: bool = False


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
        return repeats_body(parent, derived, self.facts.body(derived), self.facts.keys)

    def ordered(self, record_type: RecordType) -> Iterator[Key]:
        """The arrays in a record type whose elements come with what they are ordered by."""
        for child in self.schema.children(record_type):
            if child.kind is not Kind.OBJECT and self._order(self.frame(child)):
                yield child.key
            yield from self.ordered(child)

    def lacking(self, record_type: RecordType, frame: Frame) -> Iterator[Key]:
        """The embedded objects in a record type that some record may not have."""
        for child in self.schema.children(record_type):
            grafted = self.graft(child, frame, "g") if child.kind is Kind.OBJECT else None
            if child.kind is Kind.OBJECT and (grafted is None or grafted.exists):
                yield child.key
            yield from self.lacking(child, grafted.frame if grafted else self.frame(child))

    def _start(self, record_type: RecordType) -> tuple[Level, Frame]:
        relation = self.relation(record_type)
        own = record_type.columns.index("_id")
        derived = self.facts.in_place(relation)
        if derived is not None:
            body = self.facts.body(derived)
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
        query = exp.select().from_(aliased(self.compiler.table_of(relation), alias), copy=False)
        return Level(query), Frame(columns, own)

    def _fields(self, record_type: RecordType, frame: Frame, level: Level) -> list[exp.Expr]:
        """The attributes, then the nested fields, of one record."""
        first = len(record_type.surrogates)
        fields = [
            readable(typed, typed.type.absent, self.compiler.sql_types)
            for typed in frame.columns[first:]
        ]
        for child in self.schema.children(record_type):
            if child.kind is Kind.OBJECT:
                fields.append(self._embedded(child, frame, level))
            else:
                fields.append(self._list(child, frame, level))
        return fields

    def _embedded(self, child: RecordType, parent: Frame, level: Level) -> exp.Expr:
        grafted = self.graft(child, parent, level.next_name("g"))
        if grafted is not None:
            for relation, alias, conditions in grafted.joins:
                level.left_join(aliased(self.compiler.table_of(relation), alias), conditions)
            payload = struct(_numbered(self._fields(child, grafted.frame, level)))
            if not grafted.exists:
                return payload
            return conditional([(exp.and_(*grafted.exists), payload)], exp.Null())
        alias = level.next_name("o")
        link = self._link(child, parent)
        records = self._records(child, link)
        self._join_by_parent(records.subquery(alias), alias, link, level)
        return column_named(alias, "v")

    def graft(self, child: RecordType, parent: Frame, prefix: str) -> Graft | None:
        """The child as left joins to its parent's query, where that is what it is."""
        derived = self.facts.in_place(self.relation(child))
        if derived is None or parent.derived is None:
            return None
        body = self.facts.body(derived)
        return graft(parent, derived, body, self.facts.keys, prefix)

    def _link(self, child: RecordType, parent: Frame) -> Link:
        """By what children find their parent: its id, or what of that tells parents apart."""
        held = self.compiler.types.columns(self.relation(child))[0]
        whole = Link(parent.columns[parent.id_column], held)
        if parent.derived is None or parent.body is None:
            return self._only_part(child, whole)
        if not self.repeats_parent(child, parent):
            return whole
        identity = parent.derived.head.terms[parent.id_column]
        if not isinstance(identity, Construct):
            return whole
        keys = self.facts.keys
        for position, term in enumerate(identity.args):
            known = injective_variables(term)
            if known and is_match_determined(parent.derived.rule, known, keys):
                own = self.compiler.sql_types.value(parent.body.term(term))
                return Link(own, own.type, position)
        return whole

    def _only_part(self, child: RecordType, whole: Link) -> Link:
        """The link by the only argument of the id, where one constructor made all ids by it."""
        types, known = self.compiler.sql_types, whole.parent.type
        derived = self.facts.in_place(self.relation(child))
        identity = None if derived is None else derived.head.terms[0]
        is_alone = known.data is None and not known.absent and len(known.constructors) == 1
        if not is_alone or not isinstance(identity, Construct) or len(identity.args) != 1:
            return whole
        if identity.constructor not in known.constructors:
            return whole
        own = types.part(types.value(whole.parent), identity.constructor, 0)
        return Link(own, own.type, 0, may_be_null=True)

    def _held(self, frame: Frame, link: Link) -> Typed:
        """The column of a child's query by which it finds its parent."""
        if link.part is None or frame.derived is None or frame.body is None:
            return frame.columns[0]
        identity = frame.derived.head.terms[0]
        assert isinstance(identity, Construct)
        return self.compiler.sql_types.value(frame.body.term(identity.args[link.part]))

    def _records(self, child: RecordType, link: Link) -> exp.Select:
        """A query of the parent's key ``k`` and the payload ``v``, an array's after its order."""
        level, frame = self._start(child)
        fields = self._fields(child, frame, level)
        payload = fields[0] if child.kind is Kind.SCALARS else struct(_numbered(fields))
        if child.kind is not Kind.OBJECT and (order := self._order(frame)):
            payload = struct([*((f"o{n}", by) for n, by in enumerate(order)), (PAYLOAD, payload)])
        projections = {"k": self._held(frame, link).sql.copy(), "v": payload}
        return level.query.select(
            *(exp.alias_(value, name, quoted=True) for name, value in projections.items()),
            append=False,
            copy=False,
        )

    def _order(self, frame: Frame) -> list[exp.Expr]:
        """What the elements of one parent are ordered by: index, then id, then payload.

        An index that is the same everywhere orders nothing, and of an id the first parts do that
        tell the parent's elements apart.
        """
        index = frame.columns[2].copy()
        if frame.derived is None or frame.body is None:
            return [index, frame.columns[1].copy()]
        rule, keys = frame.derived.rule, self.facts.keys
        parent, identity, place = frame.derived.head.terms[:3]
        order = [] if isinstance(place, Constant) else [index]
        known = determined(rule, injective_variables(parent), keys)
        for term in identity.args if isinstance(identity, Construct) else ():
            if is_match_determined(rule, known, keys):
                return order
            if not set(variables(term)) <= known:
                order.append(frame.body.term(term).sql)
                known = determined(rule, known | injective_variables(term), keys)
        if not is_match_determined(rule, known, keys):
            order.append(frame.columns[1].copy())
        return order

    def _list(self, child: RecordType, parent: Frame, level: Level) -> exp.Expr:
        alias = level.next_name("a")
        link = self._link(child, parent)
        table = exp.alias_(self.grouped(child, self._groups(child, link)), alias, table=True)
        self._join_by_parent(table, alias, link, level)
        return exp.Coalesce(this=column_named(alias, "l"), expressions=[exp.Array(expressions=[])])

    def _groups(self, child: RecordType, link: Link) -> exp.Select:
        records = self._records(child, link).subquery("r")
        elements = call("list", column_named("r", "v"))
        ordered = call("list_sort", elements, text("ASC"), text("NULLS FIRST"))
        return (
            exp.select(
                exp.alias_(column_named("r", "k"), "k", quoted=True),
                exp.alias_(ordered, "l", quoted=True),
                copy=False,
            )
            .from_(records, copy=False)
            .group_by(column_named("r", "k"), copy=False)
        )

    def _join_by_parent(self, table: exp.Expr, alias: str, link: Link, level: Level) -> None:
        key = Typed(column_named(alias, "k"), link.held)
        equal = self.compiler.sql_types.equal(key, link.parent)
        if link.may_be_null:
            # Ids of nothing but null are the same id.
            equal = exp.NullSafeEQ(this=equal.this, expression=equal.expression)
        level.left_join(table, [equal])


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
    if child.kind in (Kind.ARRAY, Kind.SCALARS):
        items = array.values
        if pa.types.is_struct(items.type) and items.type.get_field_index(PAYLOAD) >= 0:
            items = items.field(PAYLOAD)
        if child.kind is Kind.ARRAY:
            items = _renamed_struct(schema, child, items)
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
