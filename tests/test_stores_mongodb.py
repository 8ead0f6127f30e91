"""MongoDB: documents come back as they were, and a write that fails or dies leaves no half."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import bson
import live_nosql
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_stores_documents import (
    JSON_VALUES,
    NAMES,
    TEXT,
    DocumentContent,
    Stored,
    all_columns,
    as_data,
    read_data,
    schema_of,
    stored,
)

from dynamite.commands.inspect import occurrences
from dynamite.data.schema_text import format_schema
from dynamite.errors import InputError, MigrationError
from dynamite.schema import Kind, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import Resumption, Store
from dynamite.stores.mongodb_infer import WHOLE
from dynamite.stores.mongodb_validators import declared_types, is_required
from dynamite.values import ABSENT, DataType, Json

Documents = dict[str, list[dict[str, Any]]]
MONGODB = pytest.mark.server("mongodb")
FERRETDB = pytest.mark.server("ferretdb")
RUN = Resumption("a program")

MOVIES = schema_of(
    movie={
        "title": "string",
        "year": "int?",
        "tags": ["string"],
        "studio": {"name": "string"},
        "cast": [{"name": "string", "roles": ["string"]}],
    },
    person={"name": "string"},
)
TWO_MOVIES: Documents = {
    "movie": [
        {
            "title": "Ran",
            "year": 1985,
            "tags": ["war", "epic"],
            "studio": {"name": "Toho"},
            "cast": [{"name": "Mieko", "roles": ["Kaede"]}, {"name": "Tatsuya", "roles": []}],
        },
        {"title": "Lost", "year": None, "tags": [], "cast": []},
    ],
    "person": [],
}


_AT_END = ExitStack()


@pytest.fixture(autouse=True)
def closed_stores() -> Iterator[None]:
    """Closes the stores that a test has opened."""
    yield
    _AT_END.close()


def opened(url: str) -> Store:
    return _AT_END.enter_context(closing(open_store(url)))


def write(
    url: str, schema: Schema, documents: Documents, how: Any = "fail", run: Resumption = RUN
) -> None:
    opened(url).write(schema, DocumentContent(schema, documents), how, run)


def read(url: str, schema: Schema) -> dict[str, Any]:
    return read_data(opened(url), schema)  # type: ignore[arg-type]


def everything(url: str) -> dict[str, list[dict[str, Any]]]:
    """All collections as the driver sees them."""
    database = live_nosql.mongodb(url)
    return {name: list(database[name].find()) for name in database.list_collection_names()}


# What is written comes back.

FIELDS = NAMES.filter(lambda name: "\0" not in name and name != "_id")
COLLECTIONS = st.sampled_from(["movie", "select", "a b", "ö", "x-y", "M", "a.b", 'say "x"'])
VALUES = {
    DataType.DATETIME: st.datetimes().map(
        lambda moment: moment.replace(fold=0, microsecond=moment.microsecond // 1000 * 1000)
    ),
    DataType.DECIMAL: st.decimals(
        allow_nan=False, allow_infinity=False, places=9, min_value=-(10**24), max_value=10**24
    ),
    DataType.JSON: JSON_VALUES.map(Json.of).filter(lambda text: is_bson(text)),
}


def is_bson(text: str) -> bool:
    """Whether BSON holds a JSON value: no integer of more than 64 bits, no null in a name."""
    try:
        bson.encode({"": bson.json_util.loads(text)})
    except (OverflowError, bson.errors.InvalidDocument):
        return False
    return True


@MONGODB
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(stored(FIELDS, TEXT, COLLECTIONS, VALUES))
def test_documents_written_to_mongodb_come_back(case: Stored) -> None:
    schema, documents = case
    url = live_nosql.mongodb_url()
    write(url, schema, documents)
    assert read(url, schema) == as_data(schema, documents)
    assert set(everything(url)) == {root.path[0] for root in schema.roots()}


@FERRETDB
def test_documents_written_to_ferretdb_come_back() -> None:
    url = live_nosql.mongodb_url("ferretdb")
    write(url, MOVIES, TWO_MOVIES)
    assert read(url, MOVIES) == as_data(MOVIES, TWO_MOVIES)
    write(url, MOVIES, TWO_MOVIES, "replace")
    assert read(url, MOVIES) == as_data(MOVIES, TWO_MOVIES)


@MONGODB
def test_what_is_written_has_the_types_of_bson() -> None:
    schema = schema_of(
        t={"i": "int", "f": "float", "d": "decimal", "s": "string", "o": "bool", "day": "date",
           "at": "datetime", "raw": "bytes", "j": "json", "n": "int?", "gone": "int?"}
    )  # fmt: skip
    record = {
        "i": 2**40,
        "f": 1.0,
        "d": Decimal("1.50"),
        "s": "x",
        "o": True,
        "day": date(2020, 2, 29),
        "at": datetime(1950, 1, 1, 0, 0, 0, 7000),
        "raw": b"\0",
        "j": Json.of({"a": [1, None]}),
        "n": None,
        "gone": ABSENT,
    }
    url = live_nosql.mongodb_url()
    write(url, schema, {"t": [record]})
    (found,) = everything(url)["t"]
    assert isinstance(found.pop("_id"), bson.ObjectId)
    assert found == {
        "i": bson.Int64(2**40),
        "f": 1.0,
        "d": bson.Decimal128("1.5"),
        "s": "x",
        "o": True,
        "day": datetime(2020, 2, 29),
        "at": datetime(1950, 1, 1, 0, 0, 0, 7000),
        "raw": b"\0",
        "j": {"a": [1, None]},
        "n": None,
    }


@MONGODB
def test_floats_that_are_no_numbers_come_back() -> None:
    schema = schema_of(t={"f": "float"})
    url = live_nosql.mongodb_url()
    write(url, schema, {"t": [{"f": float("inf")}, {"f": float("nan")}, {"f": -0.0}]})
    assert repr([record["f"] for record in read(url, schema)["t"]]) == "[inf, nan, -0.0]"


# The field _id.


@MONGODB
def test_a_field_called_id_is_the_id_of_the_document() -> None:
    schema = schema_of(t={"a": "int", "_id": "string"})
    documents: Documents = {"t": [{"a": 1, "_id": "y"}, {"a": 2, "_id": "z"}]}
    url = live_nosql.mongodb_url()
    write(url, schema, documents)
    assert everything(url)["t"] == [{"_id": "y", "a": 1}, {"_id": "z", "a": 2}]
    assert read(url, schema) == as_data(schema, documents)


@MONGODB
def test_an_embedded_object_may_be_the_id() -> None:
    schema = schema_of(t={"n": "int", "_id": {"x": "int", "y": "int"}})
    documents: Documents = {"t": [{"n": 1, "_id": {"x": 1, "y": 2}}]}
    url = live_nosql.mongodb_url()
    write(url, schema, documents)
    assert read(url, schema) == as_data(schema, documents)
    with pytest.raises(MigrationError, match="record 1 has no _id"):
        write(live_nosql.mongodb_url(), schema, {"t": [{"n": 1}]})


@MONGODB
@pytest.mark.parametrize("none", [None, ABSENT])
def test_a_record_without_the_id_that_its_schema_has_is_refused(none: Any) -> None:
    schema = schema_of(t={"_id": "string?"})
    url = live_nosql.mongodb_url()
    with pytest.raises(MigrationError, match=r"t: nothing was written: record 2 has no _id"):
        write(url, schema, {"t": [{"_id": "x"}, {"_id": none}]})
    assert everything(url) == {}


@MONGODB
def test_an_id_that_stands_twice_is_refused_and_nothing_stays() -> None:
    schema = schema_of(t={"_id": "int"})
    url = live_nosql.mongodb_url()
    with pytest.raises(MigrationError, match="nothing was written: record 5 is refused: E11000"):
        write(url, schema, {"t": [{"_id": number} for number in (1, 2, 3, 4, 2)]})
    assert everything(url) == {}


def test_an_array_cannot_be_the_id() -> None:
    from dynamite.stores.mongodb_names import check_names

    schema = schema_of(t={"n": "int", "_id": ["int"]})
    with pytest.raises(InputError, match="cannot be an array"):
        check_names(None, schema, [], "mongodb://h/d")  # type: ignore[arg-type]


# What MongoDB cannot hold is refused, and nothing stays.


@MONGODB
@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("datetime", datetime(2020, 1, 1, 0, 0, 0, 123456), "finer than a millisecond"),
        ("datetime", datetime(1960, 1, 1, 0, 0, 0, 1), "finer than a millisecond"),
        ("decimal", Decimal("1234567890123456789012345678901234567"), "34 digits"),
        ("json", Json.of([2**64]), "has no form in BSON"),
        ("json", Json.of({"a\0b": 1}), "has no form in BSON"),
    ],
)
def test_a_value_that_bson_lacks_is_refused_and_nothing_stays(
    kind: str, value: Any, problem: str
) -> None:
    schema = schema_of(t={"v": kind})
    url = live_nosql.mongodb_url()
    with pytest.raises(MigrationError, match=rf"t\.v: nothing was written: .*{problem}"):
        write(url, schema, {"t": [{"v": value}]})
    assert everything(url) == {}


@FERRETDB
@pytest.mark.parametrize(
    "schema",
    [schema_of(t={"$a": "int"}), schema_of(t={"x": {"a.b": "int"}}), schema_of(t={"$x": ["int"]})],
)
def test_a_name_that_the_server_refuses_is_named_before_anything_is_written(
    schema: Schema,
) -> None:
    url = live_nosql.mongodb_url("ferretdb")
    with pytest.raises(InputError, match="the server takes no field called"):
        write(url, schema, {})
    assert everything(url) == {}


@MONGODB
@pytest.mark.parametrize("name", ["", "a$b", "system.x", "__dynamite_x", "a\0b", ".a"])
def test_no_collection_can_have_such_a_name(name: str) -> None:
    url = live_nosql.mongodb_url()
    with pytest.raises(InputError):
        write(url, schema_of(**{"fine": {"a": "int"}, name: {"a": "int"}}), {"fine": [{"a": 1}]})
    assert everything(url) == {}


# What other programs have written is read, or refused by name.


@MONGODB
def test_the_types_of_bson_are_read() -> None:
    url = live_nosql.mongodb_url()
    key, other = bson.ObjectId(), bson.ObjectId()
    live_nosql.mongodb(url).t.insert_one(
        {
            "_id": key,
            "i": 1,
            "l": bson.Int64(2**40),
            "d": bson.Decimal128("1.50"),
            "at": datetime(2020, 1, 2, 3, 4, 5, 6000),
            "raw": b"x",
            "ref": other,
            "mixed": [1, "a", {"at": datetime(2020, 1, 1), "k": other, "b": b"x"}],
        }
    )
    store = opened(url)
    schema = store.schema()
    assert format_schema(schema)["collections"] == {
        "t": {
            "_id": "string",
            "i": "int",
            "l": "int",
            "d": "decimal",
            "at": "datetime",
            "raw": "bytes",
            "ref": "string",
            "mixed": "json",
        }
    }
    assert read_data(store, schema)["t"] == [  # type: ignore[arg-type]
        {
            "_id": str(key),
            "i": 1,
            "l": 2**40,
            "d": "1.5",
            "at": "2020-01-02T03:04:05.006000",
            "raw": "eA==",
            "ref": str(other),
            "mixed": [1, "a", {"at": "2020-01-01T00:00:00", "k": str(other), "b": "eA=="}],
        }
    ]


@FERRETDB
def test_a_uuid_is_read_as_its_text() -> None:
    url = live_nosql.mongodb_url("ferretdb")
    number = UUID(int=5)
    live_nosql.mongodb(url).t.insert_one({"_id": 1, "u": bson.Binary.from_uuid(number)})
    schema = schema_of(t={"u": "string"})
    assert read(url, schema) == {"t": [{"u": str(number)}]}


@MONGODB
def test_a_value_without_a_counterpart_is_refused_by_the_id_of_its_document() -> None:
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).t.insert_one({"_id": 7, "v": bson.Regex("a")})
    store = opened(url)
    with pytest.raises(InputError, match=r"t\[_id=7\]\.v: .*is not JSON"):
        list(store.read(store.schema(), all_columns(store.schema())))


@MONGODB
def test_a_document_that_does_not_fit_is_named_by_its_id() -> None:
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).t.insert_many([{"_id": "x", "n": 1}, {"_id": "y", "n": "one"}])
    with pytest.raises(InputError, match=r't\[_id="y"\]\.n: "one" is a string, not an int'):
        read(url, schema_of(t={"n": "int"}))
    live_nosql.mongodb(url).u.insert_many([{"n": datetime(2020, 1, 1, hour)} for hour in (0, 5)])
    with pytest.raises(InputError, match=r"u\[_id=.*\]\.n: .* is a datetime, not a date"):
        read(url, schema_of(u={"n": "date"}))


@MONGODB
def test_missing_and_null_are_told_apart() -> None:
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).t.insert_many([{"_id": 1, "a": None}, {"_id": 2}])
    assert read(url, schema_of(t={"_id": "int", "a": "int?"})) == {
        "t": [{"_id": 1, "a": None}, {"_id": 2}]
    }


@MONGODB
def test_only_the_wanted_columns_are_read() -> None:
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).t.insert_one({"_id": 1, "a": 1, "b": "wrong", "c": [{"d": 1}]})
    schema = schema_of(t={"a": "int", "b": "int", "c": [{"d": "int"}]})
    batches = list(opened(url).read(schema, {("t",): ["a"]}))
    assert [batch.to_pylist() for _, batch in batches] == [[{"_id": 0, "a": 1, "b": None}]]


@MONGODB
def test_of_a_large_collection_a_sample_shows_the_schema_and_every_field_is_nullable() -> None:
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).t.insert_many({"_id": n, "a": n} for n in range(WHOLE + 1))
    live_nosql.mongodb(url).u.insert_many({"_id": n, "a": n} for n in range(3))
    assert not opened(url).outline().is_whole
    assert format_schema(opened(url).schema())["collections"] == {
        "t": {"_id": "int", "a": "int?"},
        "u": {"_id": "int", "a": "int"},
    }


@FERRETDB
def test_a_server_that_cannot_sample_shows_its_oldest_and_newest_documents() -> None:
    url = live_nosql.mongodb_url("ferretdb")
    collection = live_nosql.mongodb(url).t
    collection.insert_many([{"_id": n, "a": n} for n in range(WHOLE)])
    collection.insert_one({"_id": WHOLE, "b": "last"})
    assert format_schema(opened(url).schema())["collections"] == {
        "t": {"_id": "int", "a": "int?", "b": "string?"}
    }


@MONGODB
def test_how_often_fields_occur_is_told_with_their_types() -> None:
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).t.insert_many(
        [
            {"_id": 1, "a": 1, "c": [{"x": 1}, {"x": "one"}, {}]},
            {"_id": 2, "a": None, "b": {"y": bson.Decimal128("1")}},
            {"_id": 3, "a": bson.Int64(2)},
            {"_id": 4},
        ]
    )
    assert [occurrence.text for occurrence in occurrences(url)] == [
        "t._id: in 100.0 %, int",
        "t.a: in 75.0 %, int long null",
        "t.c: in 25.0 %, array",
        "t.c.x: in 66.7 %, int string",
        "t.b: in 25.0 %, object",
        "t.b.y: in 100.0 %, decimal",
    ]


VALIDATOR = {
    "bsonType": "object",
    "required": ["name", "tags"],
    "properties": {
        "name": {"bsonType": "string"},
        "born": {"bsonType": ["date", "null"]},
        "size": {"bsonType": ["int", "double"]},
        "any": {},
        "tags": {"bsonType": "array", "items": {"bsonType": "string"}},
        "home": {
            "bsonType": "object",
            "required": ["city"],
            "properties": {"city": {"bsonType": "string"}},
        },
        "cast": {
            "bsonType": "array",
            "items": {"bsonType": "object", "properties": {"n": {"bsonType": "long"}}},
        },
    },
}


def test_a_validator_declares_record_types() -> None:
    declared = {rt.path: rt for rt in declared_types(("t",), VALIDATOR)}
    assert [(a.name, a.text) for a in declared["t",].attributes] == [
        ("name", "string"),
        ("born", "datetime?"),
        ("size", "float?"),
        ("any", "json?"),
    ]
    assert {path: rt.kind for path, rt in declared.items() if len(path) > 1} == {
        ("t", "tags"): Kind.SCALARS,
        ("t", "home"): Kind.OBJECT,
        ("t", "cast"): Kind.ARRAY,
    }
    assert is_required(("t", "name"), VALIDATOR)
    assert is_required(("t", "home", "city"), VALIDATOR)
    assert not is_required(("t", "born"), VALIDATOR)
    assert not is_required(("t", "cast", "n"), VALIDATOR)
    assert not is_required(("t", "unknown", "n"), VALIDATOR)


# What is there already.


@MONGODB
def test_documents_that_are_there_are_neither_lost_nor_mixed_unless_asked_for() -> None:
    url = live_nosql.mongodb_url()
    schema = schema_of(t={"a": "int"})
    live_nosql.mongodb(url).other.insert_one({"_id": 1})
    store = opened(url)
    assert store.exists()
    assert not store.exists(schema)
    write(url, schema, {"t": [{"a": 1}]})
    assert store.exists(schema)
    with pytest.raises(InputError, match="the collection 't' has documents already; choose"):
        write(url, schema, {"t": [{"a": 2}]})
    write(url, schema, {"t": [{"a": 2}]}, "append")
    assert sorted(record["a"] for record in read(url, schema)["t"]) == [1, 2]
    write(url, schema, {"t": [{"a": 3}]}, "replace")
    assert read(url, schema) == {"t": [{"a": 3}]}
    assert everything(url)["other"] == [{"_id": 1}]


@MONGODB
def test_an_empty_collection_keeps_its_indexes() -> None:
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).t.create_index("a", unique=True)
    schema = schema_of(t={"a": "int"})
    with pytest.raises(MigrationError, match="nothing was written: record 3 is refused: E11000"):
        write(url, schema, {"t": [{"a": 1}, {"a": 2}, {"a": 1}]})
    assert read(url, schema) == {"t": []}
    write(url, schema, {"t": [{"a": 1}, {"a": 2}]})
    assert "a_1" in live_nosql.mongodb(url).t.index_information()


@MONGODB
def test_a_replacement_that_fails_leaves_the_old_documents() -> None:
    url = live_nosql.mongodb_url()
    schema = schema_of(t={"_id": "int"}, u={"_id": "int"})
    write(url, schema, {"t": [{"_id": 1}], "u": [{"_id": 2}]})
    with pytest.raises(MigrationError, match="nothing was written"):
        write(url, schema, {"t": [{"_id": 3}], "u": [{"_id": 4}, {"_id": 4}]}, "replace")
    assert everything(url) == {"t": [{"_id": 1}], "u": [{"_id": 2}]}


# Faults: one line that names no password.


def line_of(error: Exception) -> str:
    text = str(error)
    assert "\n" not in text
    assert "s3cret" not in text
    return text


def test_a_server_that_is_down_is_one_line() -> None:
    url = f"mongodb://ada:s3cret@127.0.0.1:{live_nosql.free_port()}/x?serverSelectionTimeoutMS=200"
    with pytest.raises(InputError) as caught:
        opened(url).exists()
    assert "no server answers" in line_of(caught.value)
    with pytest.raises(InputError) as caught:
        write(url, MOVIES, TWO_MOVIES)
    assert "nothing was written: no server answers" in line_of(caught.value)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mongodb://ada:s3cret@127.0.0.1", "the URL names no database"),
        ("mongodb://127.0.0.1/x?nonsense=1", "nonsense"),
        ("mongodb://ada:s3cret:x@127.0.0.1/x", "must be escaped"),
        ("mongodb://127.0.0.1:port/x", "the URL cannot be used"),
    ],
)
def test_a_url_that_cannot_be_used_is_one_line(url: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        opened(url)
    assert problem in line_of(caught.value)


@FERRETDB
def test_a_wrong_password_is_one_line_and_the_right_one_may_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = live_nosql.server("ferretdb_users").port
    with pytest.raises(InputError) as caught:
        opened(f"mongodb://ada:wrong@127.0.0.1:{port}/test").exists()
    assert "the server refuses the user or the password" in line_of(caught.value)
    with pytest.raises(InputError, match="or set MONGODB_PASSWORD"):
        opened(f"mongodb://ada@127.0.0.1:{port}/test")
    monkeypatch.setenv("MONGODB_PASSWORD", live_nosql.ferretdb.PASSWORD)
    assert not opened(f"mongodb://ada@127.0.0.1:{port}/test").exists()
    quoted = live_nosql.quoted(live_nosql.ferretdb.PASSWORD)
    monkeypatch.delenv("MONGODB_PASSWORD")
    assert not opened(f"mongodb://ada:{quoted}@127.0.0.1:{port}/test").exists()


@MONGODB
def test_tls_is_demanded_where_the_url_says_so() -> None:
    url = live_nosql.mongodb_url() + "?tls=true&serverSelectionTimeoutMS=500"
    with pytest.raises(InputError, match="no server answers, or the connection broke"):
        opened(url).exists()


@MONGODB
def test_writes_that_nobody_confirms_are_refused() -> None:
    with pytest.raises(InputError, match="w=0"):
        write(live_nosql.mongodb_url() + "?w=0", MOVIES, TWO_MOVIES)


@MONGODB
def test_there_is_nothing_in_a_database_that_is_not_there() -> None:
    assert not opened(live_nosql.mongodb_url()).exists()


# A write that dies goes on.

NUMBERS = schema_of(a={"n": "int", "tags": ["string"]}, b={"_id": "int"})


def numbers(size: int) -> Documents:
    return {
        "a": [{"n": n, "tags": ["x"] * (n % 3)} for n in range(size)],
        "b": [{"_id": n} for n in range(size)],
    }


class DiesError(Exception):
    """Stands for whatever ends a process: nothing behind it is executed."""


class Dying(DocumentContent):
    """Content that ends the run before a batch of that number is written."""

    def __init__(self, schema: Schema, documents: Documents, batches: int) -> None:
        super().__init__(schema, documents)
        self.left = batches

    def nested(self, key: Any) -> Iterator[pa.RecordBatch]:
        for batch in super().nested(key):
            if self.left == 0:
                raise DiesError
            self.left -= 1
            yield batch


def without_made_ids(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{k: v for k, v in d.items() if not isinstance(v, bson.ObjectId)} for d in documents]
        for name, documents in found.items()
    }


@MONGODB
@pytest.mark.parametrize("how", ["fail", "append", "replace"])
def test_a_write_that_dies_between_two_batches_goes_on(how: Any) -> None:
    documents = numbers(20)
    for batches in range(14):
        url = live_nosql.mongodb_url()
        if how != "fail":
            live_nosql.mongodb(url).b.insert_one({"_id": -1})
        with pytest.raises(DiesError):
            opened(url).write(NUMBERS, Dying(NUMBERS, documents, batches), how, RUN)
        if how == "fail":
            assert not opened(url).exists()
        write(url, NUMBERS, documents, how, Resumption("a program", resume=True))
        found = without_made_ids(everything(url))
        before = [{"_id": -1}] if how == "append" else []
        assert found == {"a": documents["a"], "b": before + documents["b"]}


@MONGODB
def test_the_batch_in_doubt_is_neither_lost_nor_doubled() -> None:
    """The server has written a batch, or the first of it, and the checkpoint does not say so."""
    documents = numbers(20)
    for how, extra in [("fail", 2), ("append", 2), ("append", 3), ("append", 0)]:
        url = live_nosql.mongodb_url()
        with pytest.raises(DiesError):
            opened(url).write(NUMBERS, Dying(NUMBERS, documents, 9), how, RUN)
        database = live_nosql.mongodb(url)
        (checkpoint,) = database["__dynamite_migration"].find()
        first, second = checkpoint["parts"]
        assert (first["written"], second["written"]) == (20, 6)
        if extra:
            database[second["place"]].insert_many({"_id": n} for n in range(6, 6 + extra))
        write(url, NUMBERS, documents, how, Resumption("a program", resume=True))  # type: ignore[arg-type]
        assert without_made_ids(everything(url)) == documents


@MONGODB
def test_what_an_interrupted_write_has_left_is_named_with_the_mend() -> None:
    documents = numbers(20)
    url = live_nosql.mongodb_url()
    with pytest.raises(DiesError):
        opened(url).write(NUMBERS, Dying(NUMBERS, documents, 9), "fail", RUN)
    with pytest.raises(InputError, match=r"has left 26 documents aside; use --resume .* replace"):
        write(url, NUMBERS, documents)
    other = Resumption("another program", resume=True)
    with pytest.raises(InputError, match="of another program, source or schema"):
        write(url, NUMBERS, documents, run=other)
    write(url, NUMBERS, documents, "replace")
    assert without_made_ids(everything(url)) == documents


@MONGODB
def test_an_interrupted_append_is_only_resumed() -> None:
    documents = numbers(20)
    url = live_nosql.mongodb_url()
    live_nosql.mongodb(url).b.insert_one({"_id": -1})
    with pytest.raises(DiesError):
        opened(url).write(NUMBERS, Dying(NUMBERS, documents, 9), "append", RUN)
    with pytest.raises(InputError, match=r"has written documents: 6 in b; use --resume"):
        write(url, NUMBERS, documents, "replace")
    write(url, NUMBERS, documents, "append", Resumption("a program", resume=True))
    assert len(everything(url)["b"]) == 21


@MONGODB
def test_records_that_come_in_another_order_are_not_taken_for_those_written() -> None:
    url = live_nosql.mongodb_url()
    with pytest.raises(DiesError):
        opened(url).write(NUMBERS, Dying(NUMBERS, numbers(20), 3), "fail", RUN)
    changed = numbers(20)
    changed["a"][0], changed["a"][1] = changed["a"][1], changed["a"][0]
    with pytest.raises(MigrationError, match="the first 9 records are not those that were written"):
        write(url, NUMBERS, changed, run=Resumption("a program", resume=True))


@MONGODB
def test_names_that_were_given_before_a_crash_stay_given() -> None:
    documents = numbers(5)
    url = live_nosql.mongodb_url()
    write(url, NUMBERS, documents)
    database = live_nosql.mongodb(url)
    # As if the run had died between the two names: the second collection is still ours.
    database.b.rename("__dynamite_partial_x_1")
    part = {"first_id": bytes(12), "written": 5, "digest": ""}
    parts = [
        {"name": "a", "place": "__dynamite_partial_x_0", **part},
        {"name": "b", "place": "__dynamite_partial_x_1", **part},
    ]
    database["__dynamite_migration"].insert_one(
        {"_id": "migration", "fingerprint": "a program", "if_exists": "fail",
         "is_publishing": True, "parts": parts}
    )  # fmt: skip
    write(url, NUMBERS, documents, run=Resumption("a program", resume=True))
    assert without_made_ids(everything(url)) == documents


@FERRETDB
def test_a_server_that_dies_at_twenty_moments_is_one_line_and_the_write_goes_on() -> None:
    server = live_nosql.server("ferretdb")
    generator = random.Random(5)
    documents = numbers(60)

    class Kills(Dying):
        def nested(self, key: Any) -> Iterator[pa.RecordBatch]:
            for batch in DocumentContent.nested(self, key):
                if self.left == 0:
                    server.kill()
                self.left -= 1
                yield batch

    for _ in range(20):
        url = live_nosql.mongodb_url("ferretdb") + "?serverSelectionTimeoutMS=500"
        content = Kills(NUMBERS, documents, generator.randrange(40))
        try:
            with pytest.raises(MigrationError, match="use --resume to go on") as caught:
                opened(url).write(NUMBERS, content, "fail", RUN)
            assert "no server answers, or the connection broke" in line_of(caught.value)
        finally:
            server.start()
        write(url, NUMBERS, documents, run=Resumption("a program", resume=True))
        found = without_made_ids(everything(url))
        assert found == documents


def test_a_moment_with_a_zone_is_not_a_date_of_another_day() -> None:
    from dynamite.stores.mongodb_values import plain_json

    assert plain_json(datetime(2020, 1, 1, tzinfo=UTC)) == "2020-01-01T00:00:00+00:00"
