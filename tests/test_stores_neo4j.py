"""Neo4j: graphs come back as they were, and a write that dies goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import live_nosql
import neo4j.spatial
import neo4j.time
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_nosql import cypher, neo4j_url
from test_stores_documents import JSON_VALUES
from test_stores_graphs import PEOPLE, SOCIAL, TEXT, GraphRows, Rows, graphs, ordered, read_rows

from dynamite.columnar import to_batch
from dynamite.data.schema_text import format_schema, parse_schema
from dynamite.errors import InputError, MigrationError
from dynamite.schema import Attribute, Schema
from dynamite.stores import neo4j_write, open_store
from dynamite.stores.interface import Resumption, Store
from dynamite.stores.neo4j_names import quoted, stored_name, user_name
from dynamite.stores.neo4j_values import attribute_values, property_values
from dynamite.values import DataType, Json

NEO4J = pytest.mark.server("neo4j")
RUN = Resumption("a program")

_AT_END = ExitStack()


@pytest.fixture(autouse=True)
def closed_stores() -> Iterator[None]:
    """Closes the stores that a test has opened."""
    yield
    _AT_END.close()


def opened(url: str) -> Store:
    return _AT_END.enter_context(closing(open_store(url)))


def write(url: str, schema: Schema, rows: Rows, how: Any = "fail", run: Resumption = RUN) -> None:
    opened(url).write(schema, GraphRows(schema, rows), how, run)


def read(url: str, schema: Schema) -> dict[Any, list[Any]]:
    return ordered(read_rows(opened(url), schema))  # type: ignore[arg-type]


def schema_of(nodes: dict[str, Any], edges: dict[str, Any] | None = None) -> Schema:
    return parse_schema({"model": "graph", "nodes": nodes, "edges": edges or {}}, "test")


def nodes(url: str) -> list[Any]:
    """The labels and properties of all nodes, by the driver itself."""
    found = cypher(url, "MATCH (n) RETURN labels(n), properties(n)")
    return sorted(([sorted(labels), properties] for labels, properties in found), key=repr)


# What is written comes back.

NAMES = TEXT | st.sampled_from(["_id", "__id", "a`b", "a b", "select", "\\u0060", "é", "x" * 99])
NAMES = NAMES.filter(lambda name: name and "\0" not in name)


def is_held(text: str) -> bool:
    """Whether a JSON text is no string that looks like one, and no integer of over 64 bits."""
    (column,) = [pa.array([text], pa.string())]
    try:
        property_values(column, Attribute("j", DataType.JSON), "")
    except MigrationError:
        return False
    return True


VALUES = {DataType.JSON: JSON_VALUES.map(Json.of).filter(is_held)}


@NEO4J
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(graphs(TEXT, NAMES, VALUES))
def test_graphs_written_to_neo4j_come_back(graph: tuple[Schema, Rows]) -> None:
    schema, rows = graph
    url = neo4j_url()
    write(url, schema, rows)
    assert read(url, schema) == ordered(rows)
    assert not cypher(url, "MATCH (n:__DynamiteMigration) RETURN n")


@NEO4J
def test_a_node_with_several_labels_is_one_node_and_a_record_of_each() -> None:
    url = neo4j_url()
    write(url, SOCIAL, PEOPLE)
    assert nodes(url) == [
        [["Actor", "Person"], {"_id": "2", "name": "Bob", "role": "lead"}],
        [["Actor"], {"_id": "3", "name": "Cy"}],
        [["Person"], {"_id": "1", "name": "Ann", "born": 1970}],
    ]
    assert cypher(url, "MATCH (a)-[r]->(b) RETURN a._id, type(r), properties(r), b._id") == [
        ["1", "KNOWS", {"_id": "e1", "since": 1999}, "2"]
    ]
    assert read(url, SOCIAL) == ordered(PEOPLE)


@NEO4J
def test_labels_have_a_uniqueness_constraint_on_the_id() -> None:
    url = neo4j_url()
    write(url, SOCIAL, PEOPLE)
    query = "SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type RETURN *"
    found = cypher(url, query)
    assert sorted(row[0][0] for row in found) == ["Actor", "Person"]
    assert all(row[1:] == [["_id"], "UNIQUENESS"] for row in found)


@NEO4J
def test_properties_have_the_types_of_neo4j() -> None:
    schema = schema_of(
        {"T": {"d": "date", "t": "datetime", "b": "bytes", "m": "decimal", "f": "float",
               "tags": "json", "deep": "json", "word": "json", "_id": "int", "gone": "int?"}}
    )  # fmt: skip
    row = (
        "x",
        date(2020, 2, 29),
        datetime(1950, 1, 1, 0, 0, 0, 7),
        b"\0",
        Decimal("1.50"),
        float("-inf"),
        Json.of(["a", "b"]),
        Json.of({"a": [1, None]}),
        Json.of("plain"),
        7,
        None,
    )
    url = neo4j_url()
    write(url, schema, {("T",): [row]})
    assert nodes(url) == [
        [
            ["T"],
            {
                "_id": "x",
                "d": neo4j.time.Date(2020, 2, 29),
                "t": neo4j.time.DateTime(1950, 1, 1, 0, 0, 0, 7000),
                "b": b"\0",
                "m": "1.5",
                "f": float("-inf"),
                "tags": ["a", "b"],
                "deep": '{"a":[1,null]}',
                "word": "plain",
                "__id": 7,
            },
        ]
    ]
    assert read(url, schema) == ordered({("T",): [row]})


def test_json_that_would_come_back_as_something_else_is_refused() -> None:
    attribute = Attribute("j", DataType.JSON)
    for value in ["[1]", "{}", 2**64]:
        with pytest.raises(MigrationError, match=r"T\.j: "):
            property_values(pa.array([Json.of(value)], pa.string()), attribute, "T")
    kept = [[1, 2.5], [1, None], [[1]], {}, [2**64], [True, "a"]]
    texts = [Json.of(value) for value in kept]
    assert property_values(pa.array(texts, pa.string()), attribute, "T") == texts
    assert attribute_values(attribute, texts) == kept


@NEO4J
def test_edges_without_ids_get_the_ids_of_the_server() -> None:
    schema = schema_of({"A": {}}, {"R": {"properties": {"_id": "int"}}})
    rows: Rows = {("A",): [("1",), ("2",)], ("->", "R"): [(None, "1", "2", 7), (None, "1", "2", 8)]}
    url = neo4j_url()
    write(url, schema, rows)
    assert sorted(cypher(url, "MATCH ()-[r]->() RETURN properties(r)"), key=repr) == [
        [{"__id": 7}],
        [{"__id": 8}],
    ]
    found = read_rows(opened(url), schema)["->", "R"]  # type: ignore[arg-type]
    assert sorted(row[1:] for row in found) == [("1", "2", 7), ("1", "2", 8)]
    assert len({row[0] for row in found}) == 2


def test_names_that_look_like_ids_are_escaped_and_come_back() -> None:
    for name in ["_id", "__id", "___id", "id", "_idx", "x_id"]:
        assert user_name(stored_name(name)) == name
    assert len({stored_name("_" * count + "id") for count in range(4)} | {"_id"}) == 5


# Names that are no names.


@NEO4J
@pytest.mark.parametrize("name", ["a`b", "`", "a\\u0060b", "\\", "'; DROP", "é😀", "a.b:c"])
def test_a_hostile_name_survives(name: str) -> None:
    schema = schema_of(
        {name: {name: "int"}}, {name: {"from": name, "to": name, "properties": {name: "int"}}}
    )
    rows: Rows = {(name,): [("1", 5)], ("->", name): [("e", "1", "1", 6)]}
    url = neo4j_url()
    write(url, schema, rows)
    assert read(url, schema) == ordered(rows)
    assert cypher(url, "MATCH (a)-[r]->() RETURN labels(a), properties(r), type(r)") == [
        [[name], {"_id": "e", name: 6}, name]
    ]
    assert opened(url).schema() == schema


@NEO4J
@pytest.mark.parametrize(
    "schema",
    [
        schema_of({"fine": {}, "": {}}),
        schema_of({"fine": {"": "int"}}),
        schema_of({"fine": {"a\0b": "int"}}),
        schema_of({"fine": {}, "__DynamiteMigration": {}}),
        schema_of({"fine": {}}, {"a\0": {}}),
    ],
)
def test_a_name_that_neo4j_refuses_is_named_before_anything_is_written(schema: Schema) -> None:
    url = neo4j_url()
    with pytest.raises(InputError):
        write(url, schema, {("fine",): [("1",)]})
    assert nodes(url) == []


def test_a_name_stays_one_identifier_of_cypher() -> None:
    assert quoted("a`b") == "`a``b`"
    assert quoted("\\u0060") == "`\\u005Cu0060`"


# What other programs have written.


@NEO4J
def test_a_graph_that_this_program_has_not_written_is_read_by_the_ids_of_the_server() -> None:
    url = neo4j_url()
    cypher(
        url,
        "CREATE (a:A {_id: 1, n: 1, when: datetime('2020-01-01T01:00:00+01:00'), "
        "at: localtime('10:00'), l: [1, 2], mixed: 'x'}) "
        "CREATE (b:A:B {_id: 1, n: 2.5, mixed: 7}) "
        "CREATE (c) CREATE (a)-[:R {x: 1}]->(b) CREATE (a)-[:R {x: 2}]->(b) CREATE (b)-[:S]->(c)",
    )
    schema = opened(url).schema()
    assert format_schema(schema) == {
        "model": "graph",
        "nodes": {
            "A": {
                "_id": "int",
                "at": "string?",
                "l": "json?",
                "mixed": "json",
                "n": "float",
                "when": "datetime?",
            },
            "B": {"_id": "int", "mixed": "int", "n": "float"},
        },
        "edges": {"R": {"from": "A", "properties": {"x": "int"}}, "S": {"properties": {}}},
    }
    rows = read_rows(opened(url), schema)  # type: ignore[arg-type]
    assert sorted((row[1:] for row in rows["A",]), key=lambda row: row[4]) == [
        (1, "10:00:00.000000000", "[1,2]", '"x"', 1.0, datetime(2020, 1, 1)),
        (1, None, None, "7", 2.5, None),
    ]
    (both,) = rows["B",]
    assert both[0] in {row[0] for row in rows["A",]}
    assert sorted(row[3] for row in rows["->", "R"]) == [1, 2]


@NEO4J
@pytest.mark.parametrize("value", ["duration('P1D')", "point({x: 1, y: 2})"])
def test_a_value_without_a_counterpart_is_refused_by_its_node(value: str) -> None:
    url = neo4j_url()
    cypher(url, f"CREATE (:A {{_id: 'n1', v: {value}}})")
    schema = opened(url).schema()
    with pytest.raises(InputError, match=r"node 'n1'\.v: .*is not JSON"):
        read(url, schema)


def test_a_moment_with_a_zone_is_the_instant_in_utc() -> None:
    zone = timezone(timedelta(hours=2))
    attribute = Attribute("t", DataType.DATETIME)
    moments = [neo4j.time.DateTime(2020, 1, 1, 1, 0, 0, 5000, zone) for zone in (zone, UTC, None)]
    assert attribute_values(attribute, moments) == [
        datetime(2019, 12, 31, 23, 0, 0, 5),
        datetime(2020, 1, 1, 1, 0, 0, 5),
        datetime(2020, 1, 1, 1, 0, 0, 5),
    ]
    finer = neo4j.time.DateTime(2020, 1, 1, 1, 0, 0, 5)
    assert attribute_values(attribute, [finer]) == [finer]


@NEO4J
def test_two_nodes_with_one_id_are_two_nodes() -> None:
    url = neo4j_url()
    cypher(url, "CREATE (:A {_id: 'x'}), (:B {_id: 'x'})")
    rows = read_rows(opened(url), opened(url).schema())  # type: ignore[arg-type]
    assert rows["A",][0][0] != rows["B",][0][0]


# What is there already.


@NEO4J
def test_nodes_that_are_there_are_neither_lost_nor_mixed_unless_asked_for() -> None:
    url = neo4j_url()
    schema = schema_of({"A": {"n": "int"}}, {"R": {}})
    cypher(url, "CREATE (:Other)-[:O]->(:Other)")
    store = opened(url)
    assert store.exists()
    assert not store.exists(schema)
    write(url, schema, {("A",): [("1", 1)], ("->", "R"): [("e", "1", "1")]})
    assert store.exists(schema)
    with pytest.raises(InputError, match="there are nodes of 'A' already; choose --if-exists"):
        write(url, schema, {("A",): [("2", 2)]})
    with pytest.raises(MigrationError, match=r"A: nothing was written: refused: .*already exists"):
        write(url, schema, {("A",): [("1", 2)]}, "append")
    write(url, schema, {("A",): [("2", 2)]}, "append")
    assert cypher(url, "MATCH (a:A) RETURN a.n ORDER BY a.n") == [[1], [2]]
    write(url, schema, {("A",): [("1", 3)]}, "replace")
    assert cypher(url, "MATCH (a:A) RETURN a.n") == [[3]]
    assert cypher(url, "MATCH (:Other)-[:O]->(:Other) RETURN count(*)") == [[1]]


@NEO4J
def test_a_constraint_of_the_target_that_the_data_violate_is_named_and_the_write_resumable() -> (
    None
):
    url = neo4j_url()
    schema = schema_of({"A": {"n": "int"}, "B": {"n": "int"}})
    cypher(url, "CREATE CONSTRAINT FOR (b:B) REQUIRE b.n IS UNIQUE")
    rows: Rows = {("A",): [("1", 1)], ("B",): [("2", 5), ("3", 5)]}
    with pytest.raises(
        MigrationError, match=r"B: written are 1 nodes and 0 relationships: refused: .*use --resume"
    ):
        write(url, schema, rows)
    for (name,) in cypher(url, "SHOW CONSTRAINTS YIELD name, properties WHERE properties = ['n'] "
                          "RETURN name"):  # fmt: skip
        cypher(url, f"DROP CONSTRAINT {name}")
    write(url, schema, rows, run=Resumption("a program", resume=True))
    assert read(url, schema) == ordered(rows)


@NEO4J
@pytest.mark.parametrize("ends", [{}, {"from": "A", "to": "A"}])
def test_a_relationship_without_its_node_is_refused(ends: dict[str, str]) -> None:
    schema = schema_of({"A": {}}, {"R": {**ends, "properties": {}}})
    rows: Rows = {("A",): [("1",)], ("->", "R"): [("e", "1", "2")]}
    with pytest.raises(MigrationError, match=r"R: written are 1 nodes and 0 .*(not there|find)"):
        write(neo4j_url(), schema, rows)


# Faults: one line that names no password.


def line_of(error: Exception) -> str:
    text = str(error)
    assert "\n" not in text
    assert "s3cret" not in text
    return text


def test_a_server_that_is_down_is_one_line() -> None:
    port = live_nosql.free_port()
    for scheme in ("bolt", "neo4j"):
        url = f"{scheme}://ada:s3cret@127.0.0.1:{port}"
        with pytest.raises(InputError) as caught:
            opened(url).exists()
        assert "no server answers" in line_of(caught.value)
        with pytest.raises(InputError) as caught:
            write(url, SOCIAL, PEOPLE)
        assert "nothing was written: no server answers" in line_of(caught.value)


@pytest.mark.parametrize(
    "url",
    ["bolt://", "bolt://ada:s3cret@", "bolt://ada:s3cret@h:port", "bolt://ada:s3cret@h?policy=x"],
)
def test_a_url_that_cannot_be_used_is_one_line(url: str) -> None:
    with pytest.raises(InputError) as caught:
        opened(url)
    assert "the URL" in line_of(caught.value)


@NEO4J
def test_a_wrong_password_is_one_line_and_the_right_one_may_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = neo4j_url()
    user, _, place = url.removeprefix("bolt://").rpartition("@")
    with pytest.raises(InputError) as caught:
        opened(f"bolt://neo4j:wrong@{place}").exists()
    assert "the server refuses the user or the password" in line_of(caught.value)
    monkeypatch.setenv("NEO4J_USERNAME", user.partition(":")[0])
    monkeypatch.setenv("NEO4J_PASSWORD", live_nosql.unquoted(user.partition(":")[2]))
    assert not opened(f"bolt://{place}").exists()


@NEO4J
def test_a_database_that_is_not_there_is_one_line() -> None:
    with pytest.raises(InputError) as caught:
        opened(neo4j_url() + "/nope").exists()
    assert "nope" in line_of(caught.value)


@NEO4J
def test_tls_is_demanded_where_the_url_says_so() -> None:
    with pytest.raises(InputError) as caught:
        opened(neo4j_url().replace("bolt:", "bolt+ssc:")).exists()
    assert "cannot be read" in line_of(caught.value)


# A write that dies goes on.

NUMBERS = schema_of(
    {"A": {"n": "int"}, "B": {}}, {"R": {"from": "A", "to": "B", "properties": {"n": "int"}}}
)
TWENTY: Rows = {
    ("A",): [(f"a{n}", n) for n in range(20)],
    ("B",): [(f"b{n}",) for n in range(20)] + [("a3",)],
    ("->", "R"): [(f"e{n}", f"a{n}", f"b{19 - n}", n) for n in range(20)],
}


class DiesError(Exception):
    """Stands for whatever ends a process: nothing behind it is executed."""


class Dying(GraphRows):
    """Content that ends the run before a batch of that number is pulled."""

    def __init__(self, schema: Schema, rows: Rows, batches: int) -> None:
        super().__init__(schema, rows)
        self.left = batches

    def flat(self, key: Any) -> Iterator[pa.RecordBatch]:
        for batch in super().flat(key):
            if self.left == 0:
                raise DiesError
            self.left -= 1
            yield batch


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_write, "BATCH", 2)


@NEO4J
@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("how", ["fail", "append", "replace"])
def test_a_write_that_dies_anywhere_goes_on(how: Any) -> None:
    # The nodes of two labels are put together first: 14 batches are pulled before any is written.
    for batches in (5, 14, 16, 19):
        url = neo4j_url()
        cypher(url, "CREATE (:Other)")
        if how == "replace":
            cypher(url, "CREATE (:A {_id: 'old'})-[:R]->(:B {_id: 'old'})")
        with pytest.raises(DiesError):
            opened(url).write(NUMBERS, Dying(NUMBERS, TWENTY, batches), how, RUN)
        write(url, NUMBERS, TWENTY, how, Resumption("a program", resume=True))
        cypher(url, "MATCH (n:Other) DELETE n")
        assert read(url, NUMBERS) == ordered(TWENTY)
        assert cypher(url, "MATCH (n) RETURN count(n)") == [[40]]


@NEO4J
@pytest.mark.usefixtures("small_batches")
def test_what_an_interrupted_write_has_left_is_named_with_the_mend() -> None:
    url = neo4j_url()
    with pytest.raises(DiesError):
        opened(url).write(NUMBERS, Dying(NUMBERS, TWENTY, 18), "fail", RUN)
    with pytest.raises(
        InputError, match=r"written are 40 nodes and 12 relationships; use --resume"
    ):
        write(url, NUMBERS, TWENTY)
    with pytest.raises(InputError, match="of another program, source or schema"):
        write(url, NUMBERS, TWENTY, run=Resumption("another program", resume=True))
    changed = {**TWENTY, ("->", "R"): TWENTY["->", "R"][::-1]}
    with pytest.raises(MigrationError, match="the first records are not those that were written"):
        write(url, NUMBERS, changed, run=Resumption("a program", resume=True))
    write(url, NUMBERS, TWENTY, "replace")
    assert read(url, NUMBERS) == ordered(TWENTY)


@NEO4J
@pytest.mark.usefixtures("small_batches")
def test_a_server_that_dies_under_a_write_is_one_line_and_the_write_goes_on() -> None:
    url = neo4j_url()
    server = live_nosql.server("neo4j")

    class Kills(GraphRows):
        def flat(self, key: Any) -> Iterator[pa.RecordBatch]:
            for number, row in enumerate(self.rows[key]):
                if number == 12 and key == ("->", "R"):
                    server.kill()
                yield to_batch(self.schema[key], [row])

    try:
        with pytest.raises(MigrationError, match="use --resume to go on") as caught:
            opened(url).write(NUMBERS, Kills(NUMBERS, TWENTY), "fail", RUN)
        assert "written are 40 nodes and 12 relationships" in line_of(caught.value)
    finally:
        server.start()
        live_nosql.wait_for_neo4j(url)
    write(url, NUMBERS, TWENTY, run=Resumption("a program", resume=True))
    assert read(url, NUMBERS) == ordered(TWENTY)
