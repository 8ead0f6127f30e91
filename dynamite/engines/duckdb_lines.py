"""Lines of JSON read by DuckDB itself, where it reads exactly what the file's store would.

The objects of a file become a table of their own, with the values of their fields typed, or none:
what is no value of its attribute's type, a key that stands twice, or a line that is no object ends
the statement (``sql_json``), and the file is left to its store, which reads it or names the fault.
A relation of what is on the lines is a view of that table, as it holds no more than the table does;
the elements of arrays become tables. Ids are those that ``stores.flattening`` gives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlglot import exp

from dynamite.columnar import DocumentLines
from dynamite.engines.duckdb_database import Database, FailedError
from dynamite.engines.sql_json import JSON, READABLE, read_lines, struct_of, value_of
from dynamite.engines.sql_terms import column_name
from dynamite.engines.sql_values import call, failure, field_of, is_null_sql, number, struct
from dynamite.schema import Attribute, Key, Kind, RecordType


@dataclass(frozen=True)
class Loaded:
    """A relation that is filled: its table, the SQL types of its columns, and whether a view may
    take the table's place."""

    table: exp.Table
    kinds: list[exp.DataType]
    can_be_view: bool

    def columns(self, values: Iterator[exp.Expr | None]) -> list[exp.Expr]:
        """The values as the relation's columns; ``None`` is what is not read."""
        return [
            exp.alias_(_as_kind(value, kind), column_name(position), quoted=True)
            for position, (value, kind) in enumerate(zip(values, self.kinds, strict=True))
        ]


def _as_kind(value: exp.Expr | None, kind: exp.DataType) -> exp.Expr:
    """A value as a column of that type, where what may be absent is a pair."""
    if value is None:
        value = exp.null()
    elif kind.is_type(exp.DataType.Type.STRUCT):
        value = struct([("value", value), ("absent", exp.false())])
    return exp.Cast(this=value, to=kind.copy())


def fill(database: Database, relation: Loaded, source: exp.Select) -> int:
    """Put the rows of a query, which has the relation's columns and ``rowid``, into a relation."""
    if relation.can_be_view:
        database.replace(relation.table, source, "VIEW")
        return database.size(relation.table.copy())
    named = [column for column in source.expressions if column.alias_or_name != "rowid"]
    return database.insert(source.select(*named, append=False), relation.table.copy())


def load_documents(
    database: Database, files: Sequence[tuple[DocumentLines, Mapping[Key, Loaded]]]
) -> list[dict[Key, int] | None]:
    """Fills the relations of each collection; gives how many records each has, file by file.

    ``None``, with nothing loaded, where DuckDB cannot read a file as exactly as its store. Files
    are read at the same time, as many as there are cores.
    """
    loads = [_Documents(file, relations) for file, relations in files]

    def read(load: _Documents) -> dict[Key, int] | None:
        with database.beside() as own:
            return load.read(own)

    with ThreadPoolExecutor(min(len(loads), os.cpu_count() or 1) or 1) as readers:
        begun = [readers.submit(read, load) for load in loads]
        try:
            nested = [reading.result() for reading in begun]
        except BaseException:
            for reading in begun:
                reading.cancel()
            database.interrupt()
            raise
    return [
        None if counts is None else {**load.root_records(database), **counts}
        for load, counts in zip(loads, nested, strict=True)
    ]


class _Documents:
    def __init__(self, file: DocumentLines, relations: Mapping[Key, Loaded]) -> None:
        self._file = file
        self._relations = relations
        self._stride = len(file.schema.record_types)
        self._ordinals = {rt.key: n for n, rt in enumerate(file.schema.record_types)}
        self.objects = exp.to_table(f"objects{self._ordinals[file.root.key]}")

    def read(self, database: Database) -> dict[Key, int] | None:
        """Reads the objects, and fills the relations of what is nested in them."""
        if not self.is_readable(self._file.root):
            return None
        nested = [
            relation.table
            for key, relation in self._relations.items()
            if key != self._file.root.key
        ]
        try:
            with database.undone_on_failure(self.objects, nested):
                self.read_objects(database)
                return dict(self.nested_records(database))
        except FailedError:
            return None

    def _attributes(self, record_type: RecordType) -> list[Attribute]:
        wanted = self._file.columns.get(record_type.key, ())
        return [attribute for attribute in record_type.attributes if attribute.name in wanted]

    def _children(self, record_type: RecordType) -> list[RecordType]:
        """The record types nested in one of which, or in which, something is wanted."""
        return [
            child
            for child in self._file.schema.children(record_type)
            if child.key in self._file.columns or self._children(child)
        ]

    def is_readable(self, record_type: RecordType) -> bool:
        """Whether everything that is wanted can be read here."""
        attributes, children = self._attributes(record_type), self._children(record_type)
        return (
            bool(attributes or children)
            and all(attribute.type in READABLE for attribute in attributes)
            and all(map(self.is_readable, children))
        )

    def _kinds(self, record_type: RecordType) -> dict[str, str]:
        """The fields of an object and the types that they are read with."""
        kinds = {attribute.name: JSON for attribute in self._attributes(record_type)}
        for child in self._children(record_type):
            match child.kind:
                case Kind.SCALARS:
                    kind = f"{JSON}[]"
                case Kind.ARRAY:
                    kind = f"{struct_of(self._kinds(child))}[]"
                case _:
                    kind = struct_of(self._kinds(child))
            kinds[child.path[-1]] = kind
        return kinds

    def read_objects(self, database: Database) -> None:
        """The table of the objects: their fields by place, the attributes as values."""
        root = self._file.root
        kinds = self._kinds(root)
        fields: dict[str, exp.Expr] = {name: exp.column(name, quoted=True) for name in kinds}
        attributes = self._attributes(root)
        for attribute in attributes:
            fields[attribute.name] = value_of(fields[attribute.name], attribute)
        if all(attribute.nullable for attribute in attributes):
            # A line may be null, which is no document, or a document without any of the fields.
            name = next(iter(fields))
            read = (exp.column(field, quoted=True) for field in kinds)
            nothing = exp.and_(*map(is_null_sql, read))
            fields[name] = exp.case().when(nothing, failure()).else_(fields[name])
        columns = [exp.alias_(value, self._field(name).name) for name, value in fields.items()]
        source = read_lines(str(self._file.path), kinds)
        database.create_as(self.objects.copy(), exp.select(*columns).from_(source))

    def root_records(self, database: Database) -> dict[Key, int]:
        """Fills the relation of the objects themselves, where it is wanted."""
        root = self._file.root
        relation = self._relations.get(root.key)
        if relation is None:
            return {}
        values = self._values(root, [self._root_id()], self._field, are_typed=True)
        rows = exp.select(*relation.columns(values), exp.column("rowid"))
        return {root.key: fill(database, relation, rows.from_(self.objects.copy()))}

    def nested_records(self, database: Database) -> Iterator[tuple[Key, int]]:
        """Fills the relations of what is nested; gives how many records each has."""
        for child in self._children(self._file.root):
            field = self._field(child.path[-1])
            held = _held(child, self._root_id(), field, self.objects)
            yield from self._nested(database, child, held)

    def _field(self, name: str) -> exp.Column:
        """The column of the table of the objects that has a field of theirs.

        Not by its name, which may be that of the table's own row numbers.
        """
        return exp.column(f"f{list(self._kinds(self._file.root)).index(name)}")

    def _root_id(self) -> exp.Expr:
        return self._id(self._file.root, exp.column("rowid"))

    def _id(self, record_type: RecordType, place: exp.Expr) -> exp.Expr:
        """The id of the record at a place among those of its type."""
        spaced = exp.Mul(this=exp.Paren(this=place), expression=number(self._stride))
        return exp.Add(this=spaced, expression=number(self._ordinals[record_type.key]))

    def _values(
        self,
        record_type: RecordType,
        surrogates: Sequence[exp.Expr],
        field: Callable[[str], exp.Expr],
        are_typed: bool = False,
    ) -> Iterator[exp.Expr | None]:
        yield from surrogates
        wanted = self._file.columns[record_type.key]
        for attribute in record_type.attributes:
            if attribute.name not in wanted:
                yield None
            elif are_typed:
                yield field(attribute.name)
            else:
                yield value_of(field(attribute.name), attribute)

    def _nested(
        self, database: Database, child: RecordType, held: exp.Select
    ) -> Iterator[tuple[Key, int]]:
        place = exp.Window(this=call("row_number"))
        identity = self._id(child, exp.Sub(this=place, expression=number(1)))
        numbered = exp.select(exp.alias_(identity, "n"), exp.Star()).from_(held.subquery("held"))
        value = exp.column("v")
        relation = self._relations.get(child.key)
        if relation is not None:
            surrogates = [exp.column(name) for name in ("p", "n", "i")[: len(child.surrogates)]]
            values = self._values(
                child,
                surrogates,
                (lambda _: value.copy())
                if child.kind is Kind.SCALARS
                else (lambda name: field_of(value.copy(), name)),
            )
            rows = exp.select(*relation.columns(values)).from_(numbered.subquery("numbered"))
            if child.kind is Kind.ARRAY:
                # An element that is null is no object.
                whole = exp.case().when(is_null_sql(value.copy()), failure()).else_(exp.true())
                rows = rows.where(whole)
            yield child.key, database.insert(rows, relation.table.copy())
        for grandchild in self._children(child):
            field = field_of(value.copy(), grandchild.path[-1])
            source = numbered.subquery("numbered")
            within = _held(grandchild, exp.column("n"), field, source)
            yield from self._nested(database, grandchild, within)


def _held(child: RecordType, identity: exp.Expr, held: exp.Expr, source: exp.Expr) -> exp.Select:
    """What of a field's values becomes records: parent ``p``, value ``v``, and index ``i``."""
    parent = exp.alias_(identity.copy(), "p")
    if child.kind is Kind.OBJECT:
        there = exp.Not(this=is_null_sql(held.copy()))
        return exp.select(parent, exp.alias_(held, "v")).from_(source.copy()).where(there)
    places = call("generate_subscripts", held.copy(), number(1))
    index = exp.Sub(this=places, expression=number(1))
    elements = call("unnest", held)
    return exp.select(parent, exp.alias_(elements, "v"), exp.alias_(index, "i")).from_(
        source.copy()
    )
