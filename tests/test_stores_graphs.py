"""Graph stores: what is written comes back, networkx reads it, and faults are named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynamite.columnar import decimal_text, from_batch, to_batch
from dynamite.data.schema_text import format_schema, parse_schema
from dynamite.errors import DynamiteError, InputError, MigrationError
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores.graph_json import GraphJsonStore
from dynamite.stores.graphml import GraphmlStore
from dynamite.values import DataType, Json, Value

GraphStore = GraphJsonStore | GraphmlStore
Rows = dict[Key, list[tuple[Value, ...]]]


class GraphRows:
    """Flat records in memory, a list for each label and edge type."""

    def __init__(self, schema: Schema, rows: Rows) -> None:
        self.schema = schema
        self.rows = rows

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        rows = self.rows.get(key, [])
        for start in range(0, len(rows), 3):
            yield to_batch(self.schema[key], rows[start : start + 3])

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        raise AssertionError(f"a graph store asks for no documents: {key}")


def store_at(path: Path) -> GraphStore:
    return (GraphmlStore if path.suffix == ".graphml" else GraphJsonStore)(path, path.name)


def read_rows(store: GraphStore, schema: Schema) -> Rows:
    found: Rows = defaultdict(list)
    wanted = {rt.key: [a.name for a in rt.attributes] for rt in schema}
    for key, batch in store.read(schema, wanted):
        found[key].extend(from_batch(schema[key], batch))
    return found


def ordered(rows: Rows) -> dict[Key, list[Any]]:
    canonical = {
        key: sorted(
            (
                tuple(decimal_text(v) if isinstance(v, Decimal) else repr(v) for v in row)
                for row in its_rows
            ),
        )
        for key, its_rows in rows.items()
    }
    return {key: its_rows for key, its_rows in canonical.items() if its_rows}


SOCIAL = parse_schema(
    {
        "model": "graph",
        "nodes": {
            "Person": {"name": "string", "born": "int?"},
            "Actor": {"role": "string?", "name": "string"},
        },
        "edges": {"KNOWS": {"from": "Person", "to": "Person", "properties": {"since": "int"}}},
    },
    "test",
)
PEOPLE: Rows = {
    ("Person",): [("1", "Ann", 1970), ("2", "Bob", None)],
    ("Actor",): [("2", "lead", "Bob"), ("3", None, "Cy")],
    ("->", "KNOWS"): [("e1", "1", "2", 1999)],
}
FORMATS = ["x.json", "x.jsonl", "x.graphml"]

# Strategies: graphs of every shape; text that XML can hold, where the format is XML.

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r"),
    max_size=6,
)


def value_strategies(texts: st.SearchStrategy[str]) -> dict[DataType, st.SearchStrategy[Any]]:
    return {
        DataType.INT: st.integers(-(2**63), 2**63 - 1),
        DataType.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
        DataType.DECIMAL: st.decimals(-(10**20), 10**20, places=12, allow_nan=False),
        DataType.STRING: texts,
        DataType.BOOL: st.booleans(),
        DataType.DATE: st.dates(),
        DataType.DATETIME: st.datetimes().map(lambda moment: moment.replace(fold=0)),
        DataType.BYTES: st.binary(max_size=5),
        DataType.JSON: st.lists(st.integers() | texts, max_size=3).map(Json.of),
    }


@st.composite
def graphs(
    draw: st.DrawFn,
    texts: st.SearchStrategy[str],
    property_names: st.SearchStrategy[str] | None = None,
    other_values: dict[DataType, st.SearchStrategy[Any]] | None = None,
) -> tuple[Schema, Rows]:
    names = texts | st.sampled_from(["_id", "labels", "label", "a b", "select"])
    names = names if property_names is None else property_names
    labels = names.filter(lambda name: name and ":" not in name)
    values = value_strategies(texts) | (other_values or {})

    def attributes() -> tuple[Attribute, ...]:
        used = draw(st.lists(names, unique=True, max_size=4))
        types = st.sampled_from(list(DataType))
        return tuple(Attribute(name, draw(types), draw(st.booleans())) for name in used)

    def cells(record_type: RecordType) -> tuple[Value, ...]:
        return tuple(
            draw(values[a.type] | st.none() if a.nullable else values[a.type])
            for a in record_type.attributes
        )

    node_types = [
        RecordType((label,), Kind.NODE, attributes())
        for label in draw(st.lists(labels, unique=True, min_size=1, max_size=3))
    ]
    edge_types = [
        RecordType((label,), Kind.EDGE, attributes())
        for label in draw(st.lists(labels, unique=True, max_size=2))
    ]
    rows: Rows = {}
    # Ids of different labels are kept apart here; nodes of several labels have tests of their own.
    for number, node_type in enumerate(node_types):
        ids = draw(st.lists(texts, unique=True, min_size=1, max_size=4))
        rows[node_type.key] = [(f"{number}{node}", *cells(node_type)) for node in ids]
    nodes = st.sampled_from([row[0] for its_rows in rows.values() for row in its_rows])
    for edge_type in edge_types:
        ids = draw(st.lists(texts, unique=True, max_size=4))
        rows[edge_type.key] = [(e, draw(nodes), draw(nodes), *cells(edge_type)) for e in ids]
    return Schema(Model.GRAPH, (*node_types, *edge_types)), rows


FEW = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@FEW
@given(graphs(TEXT), st.sampled_from(["x.json", "x.jsonl"]))
def test_graphs_written_to_json_come_back(
    tmp_path_factory: pytest.TempPathFactory, graph: tuple[Schema, Rows], name: str
) -> None:
    schema, rows = graph
    store = store_at(tmp_path_factory.mktemp("g") / name)
    store.write(schema, GraphRows(schema, rows), "fail")
    assert ordered(read_rows(store, schema)) == ordered(rows)


@FEW
@given(graphs(XML_TEXT))
def test_graphs_written_to_graphml_come_back(
    tmp_path_factory: pytest.TempPathFactory, graph: tuple[Schema, Rows]
) -> None:
    schema, rows = graph
    store = store_at(tmp_path_factory.mktemp("g") / "x.graphml")
    store.write(schema, GraphRows(schema, rows), "fail")
    assert ordered(read_rows(store, schema)) == ordered(rows)


@pytest.mark.parametrize("name", FORMATS)
def test_a_node_with_several_labels_is_written_once_and_read_as_a_record_of_each(
    tmp_path: Path, name: str
) -> None:
    store = store_at(tmp_path / name)
    store.write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "fail")
    assert ordered(read_rows(store, SOCIAL)) == ordered(PEOPLE)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.count('"Bob"') + text.count(">Bob<") == 1


def test_the_layout_of_the_examples_file_is_written_to_json(tmp_path: Path) -> None:
    store_at(tmp_path / "x.json").write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "fail")
    data = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert data["nodes"][0] == {
        "id": "1",
        "label": "Person",
        "properties": {"name": "Ann", "born": 1970},
    }
    assert data["nodes"][2] == {
        "id": "2",
        "labels": ["Person", "Actor"],
        "properties": {"name": "Bob", "role": "lead"},
    }
    assert data["edges"] == [
        {"id": "e1", "label": "KNOWS", "start": "1", "end": "2", "properties": {"since": 1999}}
    ]


def test_the_layout_of_apoc_is_written_to_json_lines(tmp_path: Path) -> None:
    store_at(tmp_path / "x.jsonl").write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "fail")
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {
        "type": "node",
        "id": "1",
        "labels": ["Person"],
        "properties": {"name": "Ann", "born": 1970},
    }
    assert json.loads(lines[-1]) == {
        "id": "e1",
        "type": "relationship",
        "label": "KNOWS",
        "properties": {"since": 1999},
        "start": {"id": "1", "labels": ["Person"]},
        "end": {"id": "2", "labels": ["Person", "Actor"]},
    }


def test_networkx_reads_what_is_written_to_graphml(tmp_path: Path) -> None:
    store_at(tmp_path / "x.graphml").write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "fail")
    graph = networkx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    assert graph.nodes["2"] == {"labels": ":Person:Actor", "name": "Bob", "role": "lead"}
    assert graph.nodes["1"] == {"labels": ":Person", "name": "Ann", "born": 1970}
    assert graph.edges["1", "2", "e1"]["since"] == 1999


def test_what_networkx_writes_to_graphml_is_read(tmp_path: Path) -> None:
    graph = networkx.MultiDiGraph()
    graph.add_node("a", labels=":Person:Actor", name="Ann", height=1.5, active=True)
    graph.add_node("b", labels="Person", name="Bob", height=2.0)
    graph.add_edge("a", "b", label="KNOWS", since=7)
    networkx.write_graphml(graph, tmp_path / "x.graphml")
    schema = store_at(tmp_path / "x.graphml").schema()
    assert format_schema(schema) == {
        "model": "graph",
        "nodes": {
            "Person": {"name": "string", "height": "float", "active": "bool?"},
            "Actor": {"name": "string", "height": "float", "active": "bool"},
        },
        "edges": {"KNOWS": {"to": "Person", "properties": {"since": "int"}}},
    }


def test_ends_are_inferred_where_all_edges_agree_on_one_label(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(
        json.dumps(
            {
                "edges": [{"label": "IN", "start": "1", "end": 2}],
                "nodes": [
                    {"id": "1", "label": "A", "properties": {"tags": [1], "n": 1}},
                    {"id": 2, "labels": ["B", "C"]},
                ],
            }
        ),
        encoding="utf-8",
    )
    assert format_schema(store_at(path).schema()) == {
        "model": "graph",
        "nodes": {"A": {"tags": "json", "n": "int"}, "B": {}, "C": {}},
        "edges": {"IN": {"from": "A", "properties": {}}},
    }


def test_an_edge_without_an_id_is_named_by_its_position(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    edges = [{"label": "E", "start": "1", "end": "1"}] * 3
    path.write_text(json.dumps({"nodes": [{"id": "1", "label": "A"}], "edges": edges}))
    store = store_at(path)
    rows = read_rows(store, store.schema())
    assert [row[0] for row in rows[("->", "E")]] == ["#0", "#1", "#2"]


def test_apoc_lines_are_read_from_a_json_file_too(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text('{"type":"node","id":"0","labels":["A"],"properties":{"n":1}}\n')
    store = store_at(path)
    assert read_rows(store, store.schema()) == {("A",): [("0", 1)]}


NODE = '{"type":"node","id":"1","labels":["Person"],"properties":{"name":"Ann"}}'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "x.jsonl",
            '{"type":"node","id":"1"}',
            "x.jsonl:1: the node '1' has no label; give every node a label",
        ),
        (
            "x.jsonl",
            f"{NODE}\n{NODE}",
            "x.jsonl:2: the id '1' stands twice among the nodes of label 'Person'",
        ),
        (
            "x.jsonl",
            f'{NODE}\n{{"type":"relationship","id":"e","label":"KNOWS","start":{{"id":"1"}},'
            '"end":{"id":"9"},"properties":{"since":1}}',
            "x.jsonl:2: the edge 'e' of label 'KNOWS' ends at node '9', which is not there",
        ),
        ("x.jsonl", '{"type":"rel"}', 'x.jsonl:1: type: an entry has the "type" "node" or'),
        ("x.jsonl", '{"type":"node","id":true,"labels":["P"]}', "x.jsonl:1: id: true is not an id"),
        ("x.jsonl", NODE[:-1], "x.jsonl:1:72: the text ends in the middle of a value"),
        ("x.jsonl", NODE[:-4], "x.jsonl:1:66: the string that begins here does not end"),
        ("x.json", '{"rels": []}', "x.json: unknown key 'rels'; a graph has nodes, edges"),
        ("x.json", "[]", 'x.json: the file holds an array, not a data object; write {"nodes"'),
        ("x.json", "", "x.json: the file is empty"),
        (
            "x.json",
            '{"nodes":[{"id":"1","label":"Person","properties":{"name":"A","born":"x"}}]}',
            'x.json: nodes[0].born: "x" is a string, not an int',
        ),
        (
            "x.json",
            '{"nodes":[{"id":"1","label":"Person"}]}',
            "x.json: nodes[0].name: null in a field that is not nullable",
        ),
        (
            "x.json",
            '{"nodes":[{"id":"1","label":"Actor","properties":{"name":"A"}}],'
            '"edges":[{"label":"KNOWS","start":"1","end":"1","properties":{"since":1}}]}',
            "x.json: edges[0]: the edge '#0' of label 'KNOWS' starts at node '1', which has no "
            "label 'Person'; its labels are: Actor",
        ),
        ("x.graphml", "<graphml><graph><node/></graph></graphml>", "x.graphml:1: there is no 'id'"),
        (
            "x.graphml",
            '<graphml><graph><node id="1"/></graph></graphml>',
            "x.graphml:1: the node '1' has no label; give every node data",
        ),
        (
            "x.graphml",
            '<graphml><graph><node id="1" labels=":A"><data key="d"/></node></graph></graphml>',
            "x.graphml:1: the key 'd' is not declared",
        ),
        (
            "x.graphml",
            '<graphml><key id="d" attr.type="int"/><graph>\n'
            '<node id="1" labels=":A"><data key="d">x</data></node></graph></graphml>',
            'x.graphml:2: d: "x" is not of the key\'s type, int',
        ),
        (
            "x.graphml",
            '<graphml><graph edgedefault="undirected"><edge source="1" target="2"/></graph>'
            "</graphml>",
            "x.graphml:1: the edge from '1' to '2' has no direction; make the graph directed",
        ),
        ("x.graphml", "<graphml><graph><hyperedge/></graph></graphml>", "<hyperedge> is not"),
        ("x.graphml", "<gexf><graph/></gexf>", "x.graphml:1: the root is <gexf>, not <graphml>"),
        ("x.graphml", "<graphml><graph>", "x.graphml:1:17: not well-formed XML: no element found"),
        (
            "x.graphml",
            '<!DOCTYPE g [<!ENTITY a "b">]><graphml/>',
            "the document type declares the entity 'a', which is not allowed",
        ),
    ],
)
def test_a_fault_of_a_graph_file_is_one_line_with_its_place(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_rows(store_at(tmp_path / name), SOCIAL)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            {("Person",): [("1", "A", 1), ("1", "B", 2)]},
            "x.json: Person: two nodes have the id '1'",
        ),
        (
            {("Person",): [("1", "A", 1)], ("Actor",): [("1", "x", "B")]},
            "the labels Person, Actor give the node '1' two values of 'name': 'A' and 'B'",
        ),
        (
            {("Person",): [("1", "A", 1)], ("->", "KNOWS"): [("e", "1", "2", 3)]},
            "x.json: KNOWS: the edge 'e' ends at node '2', which is not there",
        ),
    ],
)
def test_a_graph_that_could_not_be_read_back_is_not_written(
    tmp_path: Path, rows: Rows, message: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text("before")
    with pytest.raises(MigrationError) as caught:
        store_at(path).write(SOCIAL, GraphRows(SOCIAL, rows), "replace")
    assert message in str(caught.value)
    assert [file.name for file in tmp_path.iterdir()] == ["x.json"]
    assert path.read_text() == "before"


@pytest.mark.parametrize(
    ("schema", "rows", "message"),
    [
        ({"A:B": {}}, {}, "the label 'A:B' cannot be written"),
        ({"A": {"x\x01": "int"}}, {}, "has a character that XML does not have"),
        ({"A": {"x": "string"}}, {("A",): [("1", "\x00")]}, "A.x: the character U+0000 cannot be"),
        ({"A": {"x": "string"}}, {("A",): [("1", "\uffff")]}, "A.x: the character U+FFFF cannot"),
        ({"A": {"x": "float"}}, {("A",): [("1", float("nan"))]}, "A.x: NaN cannot be written"),
    ],
)
def test_graphml_refuses_by_name_what_it_cannot_hold(
    tmp_path: Path, schema: dict[str, Any], rows: Rows, message: str
) -> None:
    parsed = parse_schema({"model": "graph", "nodes": schema, "edges": {}}, "test")
    with pytest.raises(DynamiteError) as caught:
        store_at(tmp_path / "x.graphml").write(parsed, GraphRows(parsed, rows), "fail")
    assert message in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_an_existing_graph_is_replaced_only_on_demand(tmp_path: Path, name: str) -> None:
    store = store_at(tmp_path / name)
    store.write(SOCIAL, GraphRows(SOCIAL, {}), "fail")
    with pytest.raises(InputError, match="there is data there already"):
        store.write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "fail")
    with pytest.raises(InputError, match="nodes cannot be appended"):
        store.write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "append")
    store.write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "replace")
    assert ordered(read_rows(store, SOCIAL)) == ordered(PEOPLE)


@pytest.mark.parametrize("name", FORMATS)
def test_columns_that_are_not_wanted_are_null(tmp_path: Path, name: str) -> None:
    store = store_at(tmp_path / name)
    store.write(SOCIAL, GraphRows(SOCIAL, PEOPLE), "fail")
    batches = list(store.read(SOCIAL, {("Person",): ["born"]}))
    rows = [row for key, batch in batches for row in from_batch(SOCIAL[key], batch)]
    assert rows == [("1", None, 1970), ("2", None, None)]


def test_labels_and_properties_beyond_the_schema_are_not_read(tmp_path: Path) -> None:
    place = tmp_path / "x.json"
    place.write_text(
        '{"nodes": [{"id": "1", "labels": ["P", "Q"], "properties": {"n": 1, "z": 2}},'
        '{"id": "2", "label": "Q"}], "edges": [{"label": "E", "start": "1", "end": "2"}]}'
    )
    schema = parse_schema({"model": "graph", "nodes": {"P": {"n": "int"}}, "edges": {}}, "")
    batches = GraphJsonStore(place, "x.json").read(schema, {("P",): {"n"}})
    assert [batch.to_pylist() for _, batch in batches] == [[{"_id": "1", "n": 1}]]
