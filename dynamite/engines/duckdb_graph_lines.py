"""A graph's lines, as APOC exports them, read by DuckDB itself; see ``duckdb_lines``.

All lines become one table, of which each label is a view. As with the store, no id may stand twice
within a label, and every end of an edge is a node.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from sqlglot import exp

from dynamite.columnar import GraphLines
from dynamite.engines.duckdb_database import Database, FailedError
from dynamite.engines.duckdb_lines import Loaded, fill
from dynamite.engines.sql_json import (
    JSON,
    READABLE,
    read_lines,
    required,
    string_of,
    struct_of,
    value_of,
)
from dynamite.engines.sql_values import (
    call,
    cast,
    conditional,
    failure,
    field_of,
    is_null_sql,
    not_null_sql,
    number,
    text,
)
from dynamite.schema import Attribute, Key, Kind, RecordType

_OBJECTS = "objects"


def load_graph(
    database: Database, file: GraphLines, relations: Mapping[Key, Loaded]
) -> dict[Key, int] | None:
    """Fills the relations of labels and edge types; gives how many records each has.

    ``None``, with nothing loaded, where DuckDB cannot read the file as exactly as its store: where
    a node has several labels, an edge no id, or a property two types, say.
    """
    properties = _properties(file)
    if properties is None:
        return None
    names = {name: f"p{place}" for place, name in enumerate(properties)}
    try:
        with database.undone_on_failure(exp.to_table(_OBJECTS), ()):
            _read_objects(database, file, properties, names)
            for query in _faults(file, names):
                if database.row(query) is not None:
                    raise FailedError("the graph has a fault")
    except FailedError:
        return None
    return {
        key: fill(database, relation, _records(file, file.schema[key], relation, names))
        for key, relation in relations.items()
    }


def _properties(file: GraphLines) -> dict[str, Attribute] | None:
    """The properties that are read of every line; ``None`` where one is of two types."""
    properties: dict[str, Attribute] = {}
    for record_type in file.schema:
        for attribute in _wanted(record_type, file.columns):
            known = properties.setdefault(attribute.name, attribute)
            if attribute.type not in READABLE or known.type is not attribute.type:
                return None
    return properties


def _wanted(record_type: RecordType, columns: Mapping[Key, Collection[str]]) -> Iterator[Attribute]:
    names = columns.get(record_type.key, ())
    return (attribute for attribute in record_type.attributes if attribute.name in names)


def _read_objects(
    database: Database,
    file: GraphLines,
    properties: Mapping[str, Attribute],
    names: Mapping[str, str],
) -> None:
    """The table of the lines: whether it ``is_node``, its ``id``, ``label`` and ends, and what it
    has of the properties, by their ``names`` there."""
    end = struct_of({"id": JSON})
    fields = {
        "type": JSON,
        "id": JSON,
        "label": JSON,
        "labels": f"{JSON}[]",
        "start": end,
        "end": end,
    }
    if properties:
        fields["properties"] = struct_of(dict.fromkeys(properties, JSON))
    kind = _field("type")
    identity, start, end_ = (
        string_of(leaf)
        for leaf in (_field("id"), field_of(_field("start"), "id"), field_of(_field("end"), "id"))
    )
    has_one_label = call("len", _field("labels")).eq(number(1))
    is_node = exp.and_(_is(kind, "node"), not_null_sql(identity.copy()), has_one_label)
    is_edge = exp.and_(
        _is(kind, "relationship"),
        *(not_null_sql(value.copy()) for value in (identity, start, end_)),
    )
    label = conditional(
        [(_is(kind, "node"), call("list_extract", _field("labels"), number(1)))], _field("label")
    )
    is_empty = label.copy().eq(text('""'))
    values = {
        "is_node": conditional([(is_node, exp.true()), (is_edge, exp.false())], failure()),
        "id": identity,
        "label": conditional([(is_empty, failure())], required(string_of(label))),
        "start": start,
        "end": end_,
    }
    for name, attribute in properties.items():
        leaf = field_of(_field("properties"), name)
        values[names[name]] = value_of(leaf, replace(attribute, nullable=True))
    columns = [exp.alias_(value, name, quoted=True) for name, value in values.items()]
    source = read_lines(str(file.path), fields)
    database.create_as(exp.to_table(_OBJECTS), exp.select(*columns).from_(source))


def _faults(file: GraphLines, names: Mapping[str, str]) -> Iterator[exp.Select]:
    """Queries that find something where the graph is not as it should be."""
    for of_kind in (_nodes(), _edges()):
        repeated = exp.GT(this=exp.Count(this=exp.Star()), expression=number(1))
        objects = _objects(_field("id"), of_kind)
        yield objects.group_by(_field("label"), _field("id")).having(repeated).limit(1)
    declared = [rt for rt in file.schema if rt.kind is Kind.EDGE and (rt.start or rt.end)]
    others = exp.and_(_edges(), *(exp.Not(this=_is_label(rt.path[0])) for rt in declared))
    yield from _without_nodes(others, None, None)
    for edge in declared:
        yield from _without_nodes(exp.and_(_edges(), _is_label(edge.path[0])), edge.start, edge.end)
    for record_type in file.schema:
        for attribute in _wanted(record_type, file.columns):
            if not attribute.nullable:
                lacks = is_null_sql(_field(names[attribute.name]))
                yield _objects(exp.Literal.number(1), exp.and_(_of_type(record_type), lacks)).limit(
                    1
                )


def _without_nodes(edges: exp.Expr, start: str | None, end: str | None) -> Iterator[exp.Select]:
    """The edges one of whose ends is no node of the label that it should have."""
    for name, label in (("start", start), ("end", end)):
        nodes = _nodes() if label is None else exp.and_(_nodes(), _is_label(label))
        known = exp.In(this=_field(name), query=exp.Subquery(this=_objects(_field("id"), nodes)))
        yield _objects(number(1), exp.and_(edges.copy(), exp.Not(this=known))).limit(1)


def _records(
    file: GraphLines, record_type: RecordType, relation: Loaded, names: Mapping[str, str]
) -> exp.Select:
    surrogates = ("id",) if record_type.kind is Kind.NODE else ("id", "start", "end")
    wanted = file.columns[record_type.key]
    values: list[exp.Expr | None] = [_field(name) for name in surrogates]
    for attribute in record_type.attributes:
        is_wanted = attribute.name in wanted
        values.append(_field(names[attribute.name]) if is_wanted else None)
    columns = relation.columns(iter(values))
    return (
        exp.select(*columns, exp.column("rowid"))
        .from_(exp.to_table(_OBJECTS))
        .where(_of_type(record_type))
    )


def _objects(column: exp.Expr, condition: exp.Expr) -> exp.Select:
    return exp.select(column).from_(exp.to_table(_OBJECTS)).where(condition)


def _of_type(record_type: RecordType) -> exp.Expr:
    of_kind = _nodes() if record_type.kind is Kind.NODE else _edges()
    return exp.and_(of_kind, _is_label(record_type.path[0]))


def _nodes() -> exp.Expr:
    return _field("is_node")


def _edges() -> exp.Expr:
    return exp.Not(this=_field("is_node"))


def _is_label(name: str) -> exp.Expr:
    return _field("label").eq(text(name))


def _is(kind: exp.Expr, name: str) -> exp.Expr:
    return cast(kind.copy(), "TEXT").eq(text(f'"{name}"'))


def _field(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)
