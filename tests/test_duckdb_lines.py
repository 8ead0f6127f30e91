"""Lines of JSON read by DuckDB give what the file's store gives, or are left to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from dynamite.columnar import DocumentLines, GraphLines
from dynamite.data.schema_text import parse_schema
from dynamite.engines.duckdb_database import Database
from dynamite.engines.duckdb_graph_lines import load_graph
from dynamite.engines.duckdb_lines import Loaded, load_documents
from dynamite.engines.interface import EngineOptions
from dynamite.engines.sql_json import READABLE
from dynamite.errors import InputError
from dynamite.schema import Key, Model, RecordType, Schema
from dynamite.stores import open_store
from tests.test_json_columns import (
    ALL,
    GRAPH,
    LEFT_TO_THE_DECODER,
    SCHEMA,
    documents,
    edges,
    nodes,
    odd_documents,
)

SQL_TYPES = {
    "int": "BIGINT",
    "float": "DOUBLE",
    "string": "TEXT",
    "bool": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}
Rows = list[tuple[object, ...]]


class Target:
    """Relations of a schema in a database, without anything in them."""

    def __init__(self, schema: Schema, threads: int = 0, can_be_view: bool = True) -> None:
        self.schema = schema
        self.can_be_view = can_be_view
        options = EngineOptions(threads=threads)
        self.database = Database([str(rt.key) for rt in schema], options)
        self.relations = {rt.key: self._relation(rt) for rt in schema}

    def _relation(self, record_type: RecordType) -> Loaded:
        surrogate = "TEXT" if self.schema.model is Model.GRAPH else "BIGINT"
        kinds = [exp.DataType.build(surrogate) for _ in record_type.surrogates]
        for attribute in record_type.attributes:
            kind = exp.DataType.build(SQL_TYPES[attribute.type], dialect="duckdb")
            if attribute.nullable and self.schema.model is Model.DOCUMENT:
                kind = exp.DataType.build(
                    f"STRUCT(value {SQL_TYPES[attribute.type]}, absent BOOLEAN)", dialect="duckdb"
                )
            kinds.append(kind)
        table = self.database.table(str(record_type.key))
        columns = [
            exp.ColumnDef(this=exp.to_identifier(f"c{n}", quoted=True), kind=kind.copy())
            for n, kind in enumerate(kinds)
        ]
        self.database.create_table(table, columns)
        return Loaded(table, kinds, self.can_be_view)

    def rows(self, key: Key) -> Rows:
        columns = [f"c{n}" for n in range(len(self.schema[key].columns))]
        query = exp.select(*columns).from_(self.relations[key].table.copy())
        batches = list(self.database.stream(query))
        return [tuple(row.values()) for batch in batches for row in batch.to_pylist()]


def by_duckdb(path: Path) -> dict[Key, Rows] | None:
    """What DuckDB reads of a file of documents; ``None`` where it leaves it to the store."""
    target = Target(SCHEMA)
    root = SCHEMA[("c",)]
    file = DocumentLines(path, SCHEMA, root, ALL)
    (counts,) = load_documents(target.database, [(file, target.relations)])
    found = {rt.key: target.rows(rt.key) for rt in SCHEMA}
    target.database.close()
    if counts is None:
        assert not any(found.values()), "nothing is loaded of a file that is left to its store"
        return None
    assert counts == {key: len(rows) for key, rows in found.items()}
    return found


def by_store(path: Path) -> dict[Key, Rows] | None:
    """What the store reads, without what is absent; ``None`` where it refuses the file."""
    found: dict[Key, Rows] = {rt.key: [] for rt in SCHEMA}
    try:
        for key, batch in open_store(str(path)).read(SCHEMA, ALL):
            found[key] += [tuple(map(_present, row.values())) for row in batch.to_pylist()]
    except InputError:
        return None
    return found


def _present(value: object) -> object:
    return {**value, "absent": False} if isinstance(value, dict) else value


def written(directory: Path, text: str | bytes) -> Path:
    path = directory / "c.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@settings(max_examples=40, deadline=None)
@given(st.lists(documents, min_size=1, max_size=4))
def test_plain_documents_are_read_as_their_store_reads_them(
    tmp_path_factory: pytest.TempPathFactory, values: list[dict[str, object]]
) -> None:
    text = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    path = written(tmp_path_factory.mktemp("lines"), text)
    read = by_duckdb(path)
    assert read is not None, "plain documents need no second look"
    assert repr(read) == repr(by_store(path))


@settings(max_examples=60, deadline=None)
@given(st.lists(odd_documents, min_size=1, max_size=3), st.data())
def test_what_duckdb_reads_its_store_reads_alike(
    tmp_path_factory: pytest.TempPathFactory,
    values: list[dict[str, object]],
    data: st.DataObject,
) -> None:
    text = "".join(json.dumps(value) + "\n" for value in values)
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + data.draw(st.sampled_from('{}[]":\n\r \\0n')) + text[place:]
    path = written(tmp_path_factory.mktemp("lines"), text)
    read = by_duckdb(path)
    if read is not None:
        assert repr(read) == repr(by_store(path))


@pytest.mark.parametrize(
    "line",
    [
        *LEFT_TO_THE_DECODER,
        '{"i":true}',
        '{"i":1,"f":"2"}',
        '{"i":1,"s":{}}',
        '{"i":1,"b":1}',
        '{"i":1,"b":"true"}',
        '{"i":1,"l":{"y":"a"}}',
        '{"i":1,"n":"a"}',
        '{"i":1,"o":[]}',
        '{"i":1,"t":"2026-01-31T10:00:00Z"}',
        '{"i":1,"d":"10000-01-01"}',
        '{"i":1,"d":"2026-01-31T00:00:00"}',
        '{"i":1',
    ],
)
def test_what_duckdb_would_take_or_change_is_left_to_the_store(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f'{{"i":0}}\n{line}\n')
    assert by_duckdb(path) is None


def test_a_line_of_null_is_no_document_without_fields(tmp_path: Path) -> None:
    """Both have nothing in any field that is read; only the second is a document."""
    columns = {("c",): ("_id", "s")}
    for lines, expected in (('{"s":"a"}\nnull\n', None), ('{"s":"a"}\n', {("c",): 1})):
        target = Target(SCHEMA)
        file = DocumentLines(written(tmp_path, lines), SCHEMA, SCHEMA[("c",)], columns)
        wanted = {("c",): target.relations[("c",)]}
        assert load_documents(target.database, [(file, wanted)]) == [expected]
        target.database.close()


ODDLY_NAMED = parse_schema(
    {
        "model": "document",
        "collections": {"c": {"rowid": "int", "f1": "string", "p": [{"n": "int", "v": ["int"]}]}},
    },
    "schema",
)


@pytest.mark.parametrize("can_be_view", [True, False])
def test_names_of_fields_mean_nothing_in_the_database(tmp_path: Path, can_be_view: bool) -> None:
    """Also not that of DuckDB's own numbers of rows, which are what ids are made of."""
    documents = [
        {"rowid": 70, "f1": "a", "p": [{"n": 1, "v": [5]}]},
        {"rowid": 70, "f1": "b", "p": [{"n": 2, "v": [6, 7]}]},
    ]
    path = written(tmp_path, "".join(json.dumps(document) + "\n" for document in documents))
    columns = {record_type.key: record_type.columns for record_type in ODDLY_NAMED}
    target = Target(ODDLY_NAMED, can_be_view=can_be_view)
    file = DocumentLines(path, ODDLY_NAMED, ODDLY_NAMED[("c",)], columns)
    (counts,) = load_documents(target.database, [(file, target.relations)])
    assert counts is not None
    expected: dict[Key, Rows] = {key: [] for key in columns}
    for key, batch in open_store(str(path)).read(ODDLY_NAMED, columns):
        expected[key] += [tuple(row.values()) for row in batch.to_pylist()]
    assert {key: target.rows(key) for key in columns} == expected
    target.database.close()


def test_what_is_nested_deep_keeps_its_holders_in_large_files(tmp_path: Path) -> None:
    """The ids of a level are computed again for the level in it, and must be the same then."""
    count = 260_000
    path = tmp_path / "c.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(
            f'{{"rowid":{n},"f1":"a","p":[{{"n":{n},"v":[{n},{n}]}},{{"n":-{n},"v":[-{n}]}}]}}\n'
            for n in range(count)
        )
    columns = {record_type.key: record_type.columns for record_type in ODDLY_NAMED}
    target = Target(ODDLY_NAMED, threads=4)
    document = DocumentLines(path, ODDLY_NAMED, ODDLY_NAMED[("c",)], columns)
    (counts,) = load_documents(target.database, [(document, target.relations)])
    assert counts == {("c",): count, ("c", "p"): 2 * count, ("c", "p", "v"): 3 * count}
    root, element, value = (target.relations[key].table for key in counts)
    apart = (
        exp.select(exp.Count(this=exp.Star()))
        .from_(exp.alias_(value, "v", table=True))
        .join(exp.alias_(element, "e", table=True), on="e.c1 = v.c0")
        .join(exp.alias_(root, "r", table=True), on="r.c0 = e.c0")
        .where("v.c3 = e.c3 AND ABS(e.c3) = r.c1")
    )
    assert target.database.number(apart) == 3 * count
    target.database.close()


def test_every_type_that_is_read_here_is_tested() -> None:
    assert {str(data_type.value) for data_type in READABLE} == set(SQL_TYPES)


@settings(max_examples=60, deadline=None)
@given(items=st.lists(st.one_of(nodes, edges), min_size=1, max_size=6))
def test_what_duckdb_reads_of_a_graph_its_store_reads_alike(
    items: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("g") / "g.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    columns = {record_type.key: record_type.columns for record_type in GRAPH}
    target = Target(GRAPH)
    counts = load_graph(target.database, GraphLines(path, GRAPH, columns), target.relations)
    found = {key: target.rows(key) for key in columns}
    target.database.close()
    if counts is None:
        assert not any(found.values())
        return
    expected: dict[Key, Rows] = {key: [] for key in columns}
    for key, batch in open_store(f"graph:{path}").read(GRAPH, columns):
        expected[key] += [tuple(row.values()) for row in batch.to_pylist()]
    assert found == expected


GOOD = [
    '{"type":"node","id":"1","labels":["P"],"properties":{"a":1}}',
    '{"type":"node","id":"2","labels":["Q"]}',
    '{"type":"relationship","id":"1","label":"R","start":{"id":"1"},"end":{"id":"2"}}',
]


@pytest.mark.parametrize(
    ("line", "is_read"),
    [
        (GOOD[0].replace('"1"', '"3"'), True),
        (GOOD[1], False),
        (GOOD[2], False),
        (GOOD[2].replace('"id":"1","label"', '"id":"7","label"'), True),
        (GOOD[2].replace('"id":"1","label"', '"id":"7","label"').replace('"2"', '"1"'), False),
        (GOOD[2].replace('"id":"1","label"', '"id":"7","label"').replace('"2"', '"9"'), False),
        ('{"type":"relation","id":"9"}', False),
        ('{"type":"node","id":9,"labels":["P"]}', False),
        ('{"type":"node","id":"9","labels":[""]}', False),
        ('{"type":"node","id":"9","labels":["P","Q"]}', False),
        ('{"type":"node","id":"9","labels":["P"],"properties":{"a":"1"}}', False),
    ],
)
def test_faults_of_a_graph_are_left_to_the_store(tmp_path: Path, line: str, is_read: bool) -> None:
    path = tmp_path / "g.jsonl"
    path.write_text("\n".join([*GOOD, line, ""]), "utf-8")
    columns = {record_type.key: record_type.columns for record_type in GRAPH}
    target = Target(GRAPH)
    counts = load_graph(target.database, GraphLines(path, GRAPH, columns), target.relations)
    target.database.close()
    assert (counts is not None) is is_read
