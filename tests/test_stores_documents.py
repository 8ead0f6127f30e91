"""Document stores: what is written comes back, and what does not fit is refused by its place."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dynamite.columnar import arrow_type, decimal_text, from_batch
from dynamite.data.documents import nest_documents
from dynamite.data.infer import infer_schema
from dynamite.data.schema_text import format_schema, parse_schema
from dynamite.errors import DynamiteError, InputError, MigrationError
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.stores.documents import Documents
from dynamite.stores.infer import infer_document_schema
from dynamite.stores.json_documents import JsonStore
from dynamite.stores.json_reading import scanner
from dynamite.stores.json_window import Window
from dynamite.stores.xml_documents import XmlStore
from dynamite.values import ABSENT, DataType, Json, format_value

DocumentStore = JsonStore | XmlStore

# Content for the stores: documents as Python dicts, made into nested Arrow batches.


class DocumentContent:
    """Documents in memory, a list for each collection; a nullable attribute may be ``ABSENT``."""

    def __init__(self, schema: Schema, documents: dict[str, list[dict[str, Any]]]) -> None:
        self.schema = schema
        self.documents = documents

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        raise AssertionError(f"a document store asks for no flat records: {key}")

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        root = self.schema[key]
        cells = [self.object(root, document) for document in self.documents.get(key[0], [])]
        layout = self.layout(root)
        for start in range(0, len(cells), 3):
            part = cells[start : start + 3]
            columns = [pa.array([row[field.name] for row in part], field.type) for field in layout]
            yield pa.RecordBatch.from_arrays(columns, schema=pa.schema(list(layout)))

    def layout(self, record_type: RecordType) -> pa.StructType:
        fields = [pa.field(a.name, self.cell_type(a)) for a in record_type.attributes]
        for child in self.schema.children(record_type):
            match child.kind:
                case Kind.OBJECT:
                    column = self.layout(child)
                case Kind.ARRAY:
                    column = pa.list_(self.layout(child))
                case _:
                    column = pa.list_(arrow_type(child.attributes[0].type))
            fields.append(pa.field(child.path[-1], column))
        return pa.struct(fields)

    def cell_type(self, attribute: Attribute) -> pa.DataType:
        plain = arrow_type(attribute.type)
        if attribute.nullable:
            return pa.struct([("value", plain), ("absent", pa.bool_())])
        return plain

    def object(self, record_type: RecordType, value: dict[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for a in record_type.attributes:
            held = value.get(a.name, ABSENT)
            if a.nullable:
                row[a.name] = {
                    "value": None if held is ABSENT else encoded(held),
                    "absent": held is ABSENT,
                }
            else:
                row[a.name] = encoded(held)
        for child in self.schema.children(record_type):
            held = value.get(child.path[-1])
            match child.kind:
                case Kind.OBJECT:
                    row[child.path[-1]] = None if held is None else self.object(child, held)
                case Kind.ARRAY:
                    row[child.path[-1]] = [self.object(child, item) for item in held or []]
                case _:
                    row[child.path[-1]] = [encoded(item) for item in held or []]
        return row


def encoded(value: Any) -> Any:
    return decimal_text(value) if isinstance(value, Decimal) else value


def schema_of(**collections: Any) -> Schema:
    return parse_schema({"model": "document", "collections": collections}, "test")


def all_columns(schema: Schema) -> dict[Key, list[str]]:
    return {rt.key: [a.name for a in rt.attributes] for rt in schema}


def read_data(store: DocumentStore, schema: Schema) -> dict[str, Any]:
    """All documents of a store, as the data object of the examples file."""
    facts: dict[Key, list[Any]] = defaultdict(list)
    for key, batch in store.read(schema, all_columns(schema)):
        facts[key].extend(from_batch(schema[key], batch))
    return nest_documents(schema, facts)


def as_data(schema: Schema, documents: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What ``read_data`` gives for documents that were written: arrays are always there."""

    def formatted(record_type: RecordType, value: dict[str, Any]) -> dict[str, Any]:
        result = {
            a.name: formatted_value(value[a.name])
            for a in record_type.attributes
            if value.get(a.name, ABSENT) is not ABSENT
        }
        for child in schema.children(record_type):
            held = value.get(child.path[-1])
            if child.kind is Kind.OBJECT:
                if held is not None:
                    result[child.path[-1]] = formatted(child, held)
            elif child.kind is Kind.ARRAY:
                result[child.path[-1]] = [formatted(child, item) for item in held or []]
            else:
                result[child.path[-1]] = [formatted_value(item) for item in held or []]
        return result

    return {
        root.path[0]: [formatted(root, d) for d in documents.get(root.path[0], [])]
        for root in schema.roots()
    }


def formatted_value(value: Any) -> Any:
    return format_value(Decimal(decimal_text(value)) if isinstance(value, Decimal) else value)


# Strategies: schemas of every shape, and documents that fit them.

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = st.one_of(
    st.sampled_from(["_id", "_parent", "_index", "value", "select", "a b", 'say "x"', "", "ö"]),
    TEXT,
)
DECIMALS = st.decimals(
    allow_nan=False, allow_infinity=False, places=9, min_value=-(10**28), max_value=10**28
)
JSON_VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXT),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner | st.none(), max_size=3)
    ),
    max_leaves=5,
)
XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r"),
    max_size=8,
)
XML_NAMES = st.sampled_from(
    ["_id", "_parent", "value", "select", "a", "b-c", "d.e", "naïve", "XML", "data", "item"]
)
VALUES: dict[DataType, st.SearchStrategy[Any]] = {
    DataType.INT: st.integers(-(2**63), 2**63 - 1),
    DataType.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
    DataType.DECIMAL: DECIMALS,
    DataType.STRING: TEXT,
    DataType.BOOL: st.booleans(),
    DataType.DATE: st.dates(),
    DataType.DATETIME: st.datetimes().map(lambda moment: moment.replace(fold=0)),
    DataType.BYTES: st.binary(max_size=8),
    DataType.JSON: JSON_VALUES.map(Json.of),
}


@st.composite
def record_types(
    draw: st.DrawFn, path: tuple[str, ...], kind: Kind, names: st.SearchStrategy[str]
) -> list[RecordType]:
    data_types = st.sampled_from(list(DataType))
    if kind is Kind.SCALARS:
        return [RecordType(path, kind, (Attribute("value", draw(data_types)),))]
    # A batch without columns cannot say how many documents it has.
    at_least = 1 if kind is Kind.COLLECTION else 0
    used = draw(st.lists(names, unique=True, min_size=at_least, max_size=5))
    is_nested = [len(path) < 5 and draw(st.integers(0, 3)) == 0 for _ in used]
    attributes = tuple(
        Attribute(name, draw(data_types), draw(st.booleans()))
        for name, nested in zip(used, is_nested, strict=True)
        if not nested
    )
    found = [RecordType(path, kind, attributes)]
    for name, nested in zip(used, is_nested, strict=True):
        if nested:
            child = draw(st.sampled_from([Kind.OBJECT, Kind.ARRAY, Kind.SCALARS]))
            found += draw(record_types((*path, name), child, names))
    return found


@st.composite
def stored(
    draw: st.DrawFn,
    names: st.SearchStrategy[str] = NAMES,
    texts: st.SearchStrategy[str] = TEXT,
    collections: st.SearchStrategy[str] | None = None,
    other_values: dict[DataType, st.SearchStrategy[Any]] | None = None,
) -> tuple[Schema, dict[str, list[dict[str, Any]]]]:
    """A schema and documents of each of its collections."""
    roots = draw(
        st.lists(names if collections is None else collections, unique=True, min_size=1, max_size=2)
    )
    found = [rt for root in roots for rt in draw(record_types((root,), Kind.COLLECTION, names))]
    schema = Schema(Model.DOCUMENT, tuple(found))
    values = {**VALUES, DataType.STRING: texts, DataType.JSON: st.lists(texts).map(Json.of)}
    if texts is TEXT:
        values[DataType.JSON] = VALUES[DataType.JSON]
    values |= other_values or {}

    def record(record_type: RecordType) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for a in record_type.attributes:
            strategy = values[a.type]
            made[a.name] = draw(st.none() | st.just(ABSENT) | strategy if a.nullable else strategy)
        for child in schema.children(record_type):
            name = child.path[-1]
            if child.kind is Kind.OBJECT:
                made[name] = record(child) if draw(st.booleans()) else None
            elif child.kind is Kind.ARRAY:
                made[name] = [record(child) for _ in range(draw(st.integers(0, 2)))]
            else:
                made[name] = draw(st.lists(values[child.attributes[0].type], max_size=3))
        return made

    documents = {
        root.path[0]: [record(root) for _ in range(draw(st.integers(0, 4)))]
        for root in schema.roots()
    }
    return schema, documents


FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


Stored = tuple[Schema, dict[str, list[dict[str, Any]]]]


@FEW
@given(stored())
def test_documents_written_to_a_json_file_come_back(
    tmp_path_factory: pytest.TempPathFactory, case: Stored
) -> None:
    schema, documents = case
    path = tmp_path_factory.mktemp("x") / "x.json"
    store = JsonStore(path, "x.json")
    store.write(schema, DocumentContent(schema, documents), "fail")
    assert read_data(store, schema) == as_data(schema, documents)
    assert list(json.loads(path.read_text(encoding="utf-8"))) == list(documents)


@FEW
@given(stored(names=XML_NAMES))
def test_documents_written_to_a_directory_come_back_with_their_schema(
    tmp_path_factory: pytest.TempPathFactory, case: Stored
) -> None:
    schema, documents = case
    path = tmp_path_factory.mktemp("x")
    store = JsonStore(path, "x")
    store.write(schema, DocumentContent(schema, documents), "fail")
    assert format_schema(store.schema()) == format_schema(schema)
    assert read_data(store, schema) == as_data(schema, documents)


@FEW
@given(stored(names=XML_NAMES, texts=XML_TEXT))
def test_documents_written_to_xml_come_back(
    tmp_path_factory: pytest.TempPathFactory, case: Stored
) -> None:
    schema, documents = case
    store = XmlStore(tmp_path_factory.mktemp("x") / "x.xml", "x.xml")
    store.write(schema, DocumentContent(schema, documents), "fail")
    assert read_data(store, schema) == as_data(schema, documents)


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.integers(2**64, 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@FEW
@given(st.lists(st.dictionaries(st.sampled_from("abcd"), ANY_JSON, max_size=4)), st.integers(1, 3))
def test_the_schema_of_a_store_is_inferred_as_that_of_an_example(
    documents: list[dict[str, Any]], size: int
) -> None:
    blocks = [
        Documents("x", "c", documents[start : start + size], range(size), str)
        for start in range(0, max(len(documents), 1), size)
    ]
    assert infer_document_schema(blocks) == infer_schema(Model.DOCUMENT, {"c": documents}, "x")


@FEW
@given(st.lists(ANY_JSON), st.integers(1, 9), st.sampled_from([None, 1]))
@example([0.5, 1e-9, -1.5e300], 1, None)
def test_values_cut_anywhere_by_the_window_are_read_whole(
    values: list[Any], chunk: int, indent: int | None
) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    window = Window.of_file(BytesIO(text.encode()), "x", chunk)
    scan = scanner(exact_decimals=False)
    found = []
    window.take("[")
    while window.peek() != "]":
        if found:
            window.take(",")
        found.append(window.value(scan))
    window.take("]")
    assert window.peek() == ""
    assert json.dumps(found) == json.dumps(values)


FLIGHTS = schema_of(flights={"n": "int", "note": "string?", "plane": {"seats": "int"}})


def test_what_is_not_there_leaves_no_trace_and_null_is_written(tmp_path: Path) -> None:
    path = tmp_path / "flights.jsonl"
    documents = [
        {"n": 1, "note": ABSENT, "plane": None},
        {"n": 2, "note": None, "plane": {"seats": 9}},
        {"n": 3, "note": 'a"\\\n\u2028é', "plane": None},
    ]
    content = DocumentContent(FLIGHTS, {"flights": documents})
    JsonStore(path, "flights.jsonl").write(FLIGHTS, content, "fail")
    assert path.read_text(encoding="utf-8") == (
        '{"n":1}\n{"n":2,"note":null,"plane":{"seats":9}}\n{"n":3,"note":"a\\"\\\\\\n\u2028é"}\n'
    )


def test_values_are_written_as_the_examples_file_writes_them(tmp_path: Path) -> None:
    fields = {str(data_type): str(data_type) for data_type in DataType}
    schema = schema_of(c=fields)
    document = {
        "int": 2**63 - 1,
        "float": 1.0,
        "decimal": Decimal("12345678901234567890.10"),
        "string": "x",
        "bool": True,
        "date": date(1, 1, 1),
        "datetime": datetime(2026, 1, 31, 1, 2, 3, 4),
        "bytes": b"\x00\xff",
        "json": Json.of({"b": [1, None], "a": 0.5}),
    }
    path = tmp_path / "c.jsonl"
    store = JsonStore(path, "c.jsonl")
    store.write(schema, DocumentContent(schema, {"c": [document]}), "fail")
    assert path.read_text(encoding="utf-8") == (
        '{"int":9223372036854775807,"float":1.0,"decimal":"12345678901234567890.1","string":"x",'
        '"bool":true,"date":"0001-01-01","datetime":"2026-01-31T01:02:03.000004","bytes":"AP8=",'
        '"json":{"a":0.5,"b":[1,null]}}\n'
    )


def test_four_levels_of_arrays_come_back_in_order(tmp_path: Path) -> None:
    schema = schema_of(a={"b": [{"c": [{"d": [{"e": ["int"]}]}]}]})
    document = {"b": [{"c": [{"d": [{"e": [3, 1, 2]}, {"e": []}]}]}, {"c": []}]}
    for store in (JsonStore(tmp_path / "a.json", "a.json"), XmlStore(tmp_path / "a.xml", "a.xml")):
        store.write(schema, DocumentContent(schema, {"a": [document, {"b": []}]}), "fail")
        assert read_data(store, schema) == {"a": [document, {"b": []}]}


def test_blocks_of_a_large_file_give_one_numbering(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text("".join(f'{{"n":{n},"t":[{n},{n}]}}\n' for n in range(30_000)))
    store = JsonStore(path, "c.jsonl")
    schema = store.schema()
    rows: dict[Key, list[Any]] = defaultdict(list)
    for key, batch in store.read(schema, all_columns(schema)):
        rows[key].extend(from_batch(schema[key], batch))
    documents, tags = rows[("c",)], rows[("c", "t")]
    number = {row[0]: row[1] for row in documents}
    assert len(number) == 30_000
    assert len({row[1] for row in tags} | number.keys()) == 90_000
    assert all(number[parent] == value for parent, _, _, value in tags)


def test_ids_do_not_depend_on_what_else_is_read(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text('{"c": [{"n": 1, "o": {"m": 2}}, {"n": 3}, {"n": 4, "o": {"m": 5}}]}')
    store = JsonStore(path, "c.json")
    schema = store.schema()
    both = dict(store.read(schema, {("c",): ["n"], ("c", "o"): ["m"]}))
    parents, children = both[("c",)].to_pylist(), both[("c", "o")].to_pylist()
    assert [row["_parent"] for row in children] == [parents[0]["_id"], parents[2]["_id"]]
    (_, alone), *rest = store.read(schema, {("c", "o"): []})
    assert not rest
    assert [(row["_id"], row["m"]) for row in alone.to_pylist()] == [
        (row["_id"], None) for row in children
    ]


def test_a_json_lines_file_is_read_under_the_only_name_of_the_schema(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text('{"n": 1}\n\n  {"n": 2}\r\n')
    store = JsonStore(tmp_path / "out.jsonl", "out.jsonl")
    assert format_schema(store.schema()) == format_schema(schema_of(out={"n": "int"}))
    assert read_data(store, schema_of(c={"n": "int"})) == {"c": [{"n": 1}, {"n": 2}]}


def test_a_directory_holds_a_collection_per_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"n": 1}')
    (tmp_path / "b.json").write_text('[{"n": 1.5}, {"n": 2}]')
    (tmp_path / "notes.txt").write_text("not looked at")
    store = JsonStore(tmp_path, "dir")
    schema = store.schema()
    assert format_schema(schema) == format_schema(schema_of(a={"n": "int"}, b={"n": "float"}))
    assert read_data(store, schema) == {"a": [{"n": 1}], "b": [{"n": 1.5}, {"n": 2.0}]}


def test_decimals_are_read_from_text_and_from_numbers_digit_by_digit(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"d": 0.12345678901234567890, "f": 0.5}\n{"d": "7", "f": 1}')
    store = JsonStore(tmp_path / "c.jsonl", "c.jsonl")
    data = read_data(store, schema_of(c={"d": "decimal", "f": "float"}))
    assert data == {"c": [{"d": "0.1234567890123456789", "f": 0.5}, {"d": "7", "f": 1.0}]}


BAD = schema_of(
    c={
        "n": "int?",
        "f": "float?",
        "d": "decimal?",
        "t": "datetime?",
        "s": "string?",
        "j": "json?",
        "a b": "int?",
        "o": {"m": "int"},
        "r": [{"m": "int?"}],
        "v": ["int"],
    }
)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"n": "x"}', 'c.jsonl:2: n: "x" is a string, not an int'),
        ('{"n": 1.0}', "c.jsonl:2: n: 1.0 is a number with a fraction, not an int"),
        ('{"n": true}', "c.jsonl:2: n: true is a bool, not an int"),
        ('{"n": 9223372036854775808}', "is an int of more than 64 bits, not an int"),
        ('{"f": 9007199254740993}', "c.jsonl:2: f: 9007199254740993 is an int that no float holds"),
        ('{"f": 1e400}', "c.jsonl:2: f: 1E+400 is beyond the range of floats"),
        ('{"f": true}', "c.jsonl:2: f: true is a bool, not a float"),
        ('{"j": [1e400]}', "c.jsonl:2: j: a number beyond the range of floats"),
        ('{"d": 1e99}', "c.jsonl:2: d: a decimal of more than 38 digits"),
        ('{"d": "NaN"}', 'c.jsonl:2: d: "NaN" is a string, not a decimal'),
        ('{"t": "2026-01-31T00:00:00.1234567"}', "is finer than a microsecond"),
        ('{"t": "0000-01-01"}', 'c.jsonl:2: t: "0000-01-01" is a string, not a datetime'),
        ('{"s": "\\ud800"}', "half of a surrogate pair, \\ud800, is no character"),
        ('{"a b": []}', 'c.jsonl:2: ["a b"]: [] is an array, not an int'),
        ('{"o": {}}', "c.jsonl:2: o: the field 'm' is missing; declare it \"int?\""),
        ('{"o": {"m": null}}', "c.jsonl:2: o.m: null in a field that is not nullable"),
        ('{"o": [1]}', "c.jsonl:2: o: [1] is no object"),
        ('{"r": [{}, {"m": "x"}]}', 'c.jsonl:2: r[1].m: "x" is a string, not an int'),
        ('{"r": [null]}', "c.jsonl:2: r[0]: null is no object"),
        ('{"r": {}}', "c.jsonl:2: r: {} is no array"),
        ('{"v": [1, null]}', "c.jsonl:2: v[1]: null in a field that is not nullable"),
        ("[1]", "c.jsonl:2: [1] is no object"),
        ('{"n": 1, "n": 2}', 'c.jsonl:2:1: the key "n" stands twice in one object'),
        ('{"n": NaN}', "c.jsonl:2:1: NaN is not JSON"),
        ('{"n": -Infinity}', "c.jsonl:2:1: -Infinity is not JSON"),
        ('{"n": 1', "c.jsonl:2:8: the text ends in the middle of a value"),
        ('{"n" 1}', "c.jsonl:2:6: expecting ':' delimiter"),
        ('{"n": 1} {"n": 2}', "c.jsonl:2:10: more than one value on the line"),
        ("[" * 100_000, "c.jsonl:2:1: the value is nested too deeply"),
        ('{"n": ' + "1" * 5000 + "}", "c.jsonl:2:1: Exceeds the limit"),
    ],
)
def test_a_document_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, line: str, message: str
) -> None:
    (tmp_path / "c.jsonl").write_text('{"n": 1}\n' + line + "\n")
    with pytest.raises(InputError) as caught:
        read_data(JsonStore(tmp_path / "c.jsonl", "c.jsonl"), BAD)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.json: the file is empty; an empty JSON file holds {} or []"),
        (b"  \n", "x.json: the file is empty"),
        (b"[]", "x.json: the file holds an array, not a data object; write {"),
        (b"7", "x.json: the file holds no JSON object, not a data object"),
        (b'\xef\xbb\xbf{"c": []}', "x.json: the file begins with a byte order mark; save it as"),
        ('{"c": []}'.encode("utf-16"), "x.json: the text is UTF-16; save it as UTF-8"),
        (b'{"c": [{"s": "\xff"}]}', "x.json: not UTF-8 text at byte 14; save it as UTF-8"),
        (b'{"c": [{"n": 1},\n {"n": ', "x.json:2:8: the text ends in the middle of a value"),
        (b'{"c": [{"n": 1}', "x.json:1:16: the text ends too early"),
        (b'{"c": [{"n": 1} {"n": 2}]}', "x.json:1:17: ',' is expected and '{' found"),
        (b'{"c": [{"n": 1},]}', "x.json:1:17: a value is expected"),
        (b'{"c": {}}', 'x.json:1:7: the collection "c" must be an array of documents'),
        (b'{"c": [], "c": []}', 'the key "c" stands twice in one object'),
        (b'{"c": []} x', "x.json:1:11: there is more after the end of the JSON value"),
        (b'{"c": [{"n": 1}, {"n": "x"}]}', 'x.json: c[1].n: "x" is a string, not an int'),
    ],
)
def test_a_broken_json_file_is_named_with_its_place(
    tmp_path: Path, data: bytes, message: str
) -> None:
    (tmp_path / "x.json").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_data(JsonStore(tmp_path / "x.json", "x.json"), BAD)
    assert message in str(caught.value)


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes(b'{"n": 1}\n{"s": "\xff"}\n')
    with pytest.raises(InputError, match=r"^c\.jsonl:2: not UTF-8 text at byte 7"):
        read_data(JsonStore(tmp_path / "c.jsonl", "c.jsonl"), BAD)


def test_a_missing_file_is_an_error_of_one_line(tmp_path: Path) -> None:
    for store in (JsonStore(tmp_path / "c.json", "c.json"), XmlStore(tmp_path / "c.xml", "c.xml")):
        assert not store.exists()
        with pytest.raises(InputError, match=r"^c\.\w+: there is nothing there"):
            store.schema()


@pytest.mark.parametrize("name", ["c.json", "c.jsonl", "c.xml", "dir"])
def test_a_write_that_fails_leaves_the_place_as_it_was(tmp_path: Path, name: str) -> None:
    schema = schema_of(c={"f": "float"})
    path = tmp_path / name
    store: DocumentStore = (XmlStore if name == "c.xml" else JsonStore)(path, name)
    good = DocumentContent(schema, {"c": [{"f": 1.5}]})
    bad = DocumentContent(schema, {"c": [{"f": 1.5}] * 5 + [{"f": math.nan}]})
    with pytest.raises(MigrationError, match=r"c\.f: NaN cannot be written"):
        store.write(schema, bad, "fail")
    assert not list(tmp_path.iterdir())
    store.write(schema, good, "fail")
    with pytest.raises(InputError, match="there is data there already"):
        store.write(schema, good, "fail")
    with pytest.raises(MigrationError, match=r"c\.f: NaN cannot be written"):
        store.write(schema, bad, "replace")
    assert read_data(store, schema) == {"c": [{"f": 1.5}]}
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_only_json_lines_are_appended_to(tmp_path: Path) -> None:
    schema = schema_of(c={"n": "int"})
    (tmp_path / "c.jsonl").write_text('{"n":1}')
    lines = JsonStore(tmp_path / "c.jsonl", "c.jsonl")
    lines.write(schema, DocumentContent(schema, {"c": [{"n": 2}]}), "append")
    assert read_data(lines, schema) == {"c": [{"n": 1}, {"n": 2}]}
    for store in (JsonStore(tmp_path / "c.json", "c.json"), XmlStore(tmp_path / "c.xml", "c.xml")):
        store.write(schema, DocumentContent(schema, {}), "append")
        with pytest.raises(InputError, match="documents cannot be appended"):
            store.write(schema, DocumentContent(schema, {}), "append")


def test_collections_that_cannot_be_files_are_refused_by_name(tmp_path: Path) -> None:
    content = DocumentContent(FLIGHTS, {})
    for names in (["a/b"], [".."], [""], ["a", "A"]):
        schema = schema_of(**{name: {"n": "int"} for name in names})
        with pytest.raises(InputError, match=r"write to a \.json file"):
            JsonStore(tmp_path / "dir", "dir").write(schema, content, "fail")
    two = schema_of(a={}, b={})
    with pytest.raises(InputError, match="holds one collection and the schema has 2: a, b"):
        JsonStore(tmp_path / "x.jsonl", "x.jsonl").write(two, content, "fail")


# XML


def xml_store(tmp_path: Path, text: str) -> XmlStore:
    (tmp_path / "x.xml").write_text(text, encoding="utf-8")
    return XmlStore(tmp_path / "x.xml", "x.xml")


def test_elements_show_fields_objects_arrays_and_text(tmp_path: Path) -> None:
    store = xml_store(
        tmp_path,
        """<!DOCTYPE dblp SYSTEM "dblp.dtd">
        <dblp>
          <article key="a1"><author orcid="7">Ann &uuml;</author><author>Bob</author>
            <title>On <i>XML</i> files</title><year>1999</year><code>007</code>
            <ee>u</ee><ee>v</ee><score>1</score></article>
          <article key="a2"><author>Cy</author><title>Plain</title><year>2001</year>
            <score>1.5</score></article>
          <www>text only</www>
        </dblp>""",
    )
    schema = store.schema()
    assert format_schema(schema)["collections"] == {
        "article": {
            "key": "string",
            "year": "int",
            "code": "string?",
            "score": "float",
            "author": [{"orcid": "int?", "_text": "string"}],
            "title": {"i": "string?", "_text": "string"},
            "ee": ["string"],
        },
        "www": {"_text": "string"},
    }
    assert read_data(store, schema) == {
        "article": [
            {
                "key": "a1",
                "year": 1999,
                "code": "007",
                "score": 1.0,
                "author": [{"orcid": 7, "_text": "Ann ü"}, {"_text": "Bob"}],
                "title": {"i": "XML", "_text": "On  files"},
                "ee": ["u", "v"],
            },
            {
                "key": "a2",
                "year": 2001,
                "score": 1.5,
                "author": [{"_text": "Cy"}],
                "title": {"_text": "Plain"},
                "ee": [],
            },
        ],
        "www": [{"_text": "text only"}],
    }


def test_a_schema_decides_between_field_and_array(tmp_path: Path) -> None:
    store = xml_store(tmp_path, '<r><m tag="a"><id> 7 </id></m></r>')
    assert read_data(store, schema_of(m={"tag": "string", "id": "int"})) == {
        "m": [{"tag": "a", "id": 7}]
    }
    assert read_data(store, schema_of(m={"tag": "string", "id": ["string"]})) == {
        "m": [{"tag": "a", "id": [" 7 "]}]
    }


def test_null_absent_and_empty_are_told_apart_in_xml(tmp_path: Path) -> None:
    schema = schema_of(m={"a": "string?", "o": {"n": "int?"}, "v": ["string?"]})
    store = XmlStore(tmp_path / "x.xml", "x.xml")
    documents = [
        {"a": None, "o": {"n": ABSENT}, "v": [""]},
        {"a": ABSENT, "o": None, "v": []},
        {"a": "", "o": {"n": None}, "v": ["x", None]},
    ]
    store.write(schema, DocumentContent(schema, {"m": documents}), "fail")
    assert read_data(store, schema) == as_data(schema, {"m": documents})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.xml: the file is empty"),
        ("<r><m>", "x.xml:1:7: not well-formed XML: no element found"),
        ("<r>\n<m></n></r>", "x.xml:2:6: not well-formed XML: mismatched tag"),
        ("<r>stray<m/></r>", "x.xml:1: text stands between the documents"),
        (
            '<!DOCTYPE r [<!ENTITY a "b">]><r/>',
            "x.xml:1: the document type declares the entity 'a'",
        ),
        ("<!DOCTYPE r SYSTEM 'r.dtd'><r><m>&nope;</m></r>", "the entity &nope; is not declared"),
        ("<r>\n<m><n>x</n></m></r>", 'x.xml:2: n: "x" is a string, not an int'),
        ("<r><m><n>1</n><n>2</n></m></r>", "x.xml:1: n: 'n' occurs twice in one element; declare"),
        ("<r><m n='1'><n>2</n></m></r>", "x.xml:1: n: 'n' occurs twice in one element"),
        ("<r><m><n><p>1</p></n></m></r>", 'x.xml:1: n: {"p": "1"} is an object, not an int'),
        ("<r><m><j>{</j></m></r>", 'x.xml:1: j: "{" is not JSON'),
        ("<r>" + "<m>" * 300 + "</m>" * 300 + "</r>", "nested more than 200 levels deep"),
    ],
)
def test_a_fault_of_an_xml_file_is_one_line_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    store = xml_store(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_data(store, schema_of(m={"n": "int?", "j": "json?"}))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "document", "message"),
    [
        ({"a b": "int"}, {"a b": 1}, "x.xml: m: 'a b' cannot name an XML element; rename it"),
        ({"": "int"}, {"": 1}, "'' cannot name an XML element"),
        ({"p:q": "int"}, {"p:q": 1}, "'p:q' cannot name an XML element"),
        ({"s": "string"}, {"s": "\x00"}, "m.s: the character U+0000 cannot be written"),
        ({"s": "string"}, {"s": "\ufffe"}, "m.s: the character U+FFFE cannot be written"),
        ({"_text": "string?"}, {"_text": ""}, "m._text: white space alone cannot be written"),
        ({"_text": ["int"]}, {"_text": []}, "'_text' is the text of an element"),
    ],
)
def test_xml_refuses_by_name_what_it_cannot_hold(
    tmp_path: Path, fields: dict[str, Any], document: dict[str, Any], message: str
) -> None:
    schema = schema_of(m=fields)
    with pytest.raises(DynamiteError) as caught:
        XmlStore(tmp_path / "x.xml", "x.xml").write(
            schema, DocumentContent(schema, {"m": [document]}), "fail"
        )
    assert message in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_directory_of_xml_holds_a_file_per_collection(tmp_path: Path) -> None:
    schema = schema_of(a={"n": "int"}, b={"_text": "string", "n": "int"})
    documents = {"a": [{"n": 1}], "b": [{"_text": " <x> ", "n": 2}]}
    store = XmlStore(tmp_path, "dir")
    store.write(schema, DocumentContent(schema, documents), "fail")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.xml", "b.xml"]
    assert read_data(store, schema) == documents


def test_collections_and_fields_beyond_the_schema_are_not_read(tmp_path: Path) -> None:
    place = tmp_path / "x.json"
    place.write_text('{"c": [{"n": 1, "z": {"y": 2}}, {"w": [3], "n": 4}], "d": [{"e": 5}]}')
    schema = parse_schema({"model": "document", "collections": {"c": {"n": "int"}}}, "")
    batches = JsonStore(place, "x.json").read(schema, {("c",): {"n"}})
    assert [batch.column(1).to_pylist() for _, batch in batches] == [[1, 4]]
