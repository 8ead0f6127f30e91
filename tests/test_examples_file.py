"""The examples file: what it may hold, and one clear error for what it may not."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dynamite.data.compare import agree
from dynamite.data.schema_text import format_schema, parse_schema
from dynamite.errors import InputError
from dynamite.examples import Examples, format_examples, read_examples
from dynamite.schema import Model
from dynamite.store_instance import read_instance
from dynamite.stores import open_store

ERRORS = Path(__file__).parent / "cases" / "errors" / "examples"

TABLE = {"model": "relational", "tables": {"T": {"columns": {"a": "int", "b": "string?"}}}}
ROWS = {"T": [{"a": 1, "b": "x"}, {"a": 2, "b": None}]}
GRAPH = {
    "model": "graph",
    "nodes": {"Person": {"name": "string"}},
    "edges": {"KNOWS": {"from": "Person", "to": "Person", "properties": {}}},
}
ANN = {"id": "7", "label": "Person", "properties": {"name": "Ann"}}


@pytest.fixture(autouse=True)
def directory(tmp_path: Path) -> Iterator[Path]:
    """Each test runs in a directory of its own, so that messages name files as users do."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def read(content: Any) -> Examples:
    Path("ex.json").write_text(json.dumps(content))
    return read_examples(Path("ex.json"), open_store)


def refusal(content: Any) -> str:
    with pytest.raises(InputError) as refused:
        read(content)
    assert refused.value.exit_status == 2
    return str(refused.value)


def with_source(**source: Any) -> dict[str, Any]:
    return {"source": source, "target": {"schema": TABLE, "data": ROWS}}


@pytest.mark.parametrize("case", sorted(ERRORS.glob("*.json")), ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_in_one_line(case: Path, update_cases: bool) -> None:
    os.chdir(ERRORS)
    with pytest.raises(InputError) as refused:
        read_examples(Path(case.name), open_store)
    message = f"{refused.value}\n"
    if update_cases:
        case.with_suffix(".txt").write_text(message)
    assert message == case.with_suffix(".txt").read_text()


def test_every_case_has_its_message() -> None:
    messages = {path.stem for path in ERRORS.glob("*.txt")}
    assert messages == {path.stem for path in ERRORS.glob("*.json")}


def test_schemas_and_data_may_stand_in_the_file() -> None:
    examples = read(with_source(schema=TABLE, data=ROWS))
    assert format_schema(examples.source_schema) == TABLE
    assert examples.examples[0].source.rows(("T",)) == ((1, "x"), (2, None))
    assert examples.examples[0].target == examples.examples[0].source
    assert examples.warnings == ()


def test_several_examples_stay_apart() -> None:
    first, second = {"T": [{"a": 1}]}, {"T": [{"a": 2}]}
    content = {
        "source": {"schema": TABLE},
        "target": {"schema": TABLE},
        "examples": [{"source": first, "target": first}, {"source": second, "target": second}],
    }
    examples = read(content).examples
    assert [example.source.rows(("T",)) for example in examples] == [((1, None),), ((2, None),)]


def test_a_schema_that_is_left_out_is_that_of_the_data() -> None:
    examples = read(with_source(data=ROWS))
    assert format_schema(examples.source_schema) == TABLE


def test_a_schema_is_inferred_from_all_examples_together() -> None:
    data: list[dict[str, Any]] = [{"T": [{"a": 1}]}, {"T": [{"a": 1.5, "b": "x"}]}]
    examples = read({"examples": [{"source": one, "target": one} for one in data]})
    columns = {"a": "float", "b": "string?"}
    for schema in (examples.source_schema, examples.target_schema):
        assert format_schema(schema)["tables"] == {"T": {"columns": columns}}


def test_the_model_may_be_declared_alone() -> None:
    examples = read(with_source(schema={"model": "document"}, data=ROWS))
    assert examples.source_schema.model is Model.DOCUMENT
    assert examples.examples[0].source.rows(("T",)) == ((1, 1, "x"), (2, 2, None))


def test_a_schema_may_be_a_file_of_ddl_beside_the_examples(directory: Path) -> None:
    Path("inner").mkdir()
    Path("inner/old.sql").write_text("CREATE TABLE T (a int NOT NULL, b text);")
    content = with_source(schema="old.sql", data=ROWS)
    Path("inner/ex.json").write_text(json.dumps(content))
    examples = read_examples(directory / "inner" / "ex.json", open_store)
    assert format_schema(examples.source_schema) == TABLE


def test_data_may_be_a_json_file_beside_the_examples() -> None:
    Path("rows.json").write_text(json.dumps(ROWS))
    examples = read(with_source(schema=TABLE, data="rows.json"))
    assert examples.examples[0].source.rows(("T",)) == ((1, "x"), (2, None))
    assert read(with_source(data="rows.json")).source_schema == examples.source_schema


def database() -> None:
    with duckdb.connect("old.duckdb") as connection:
        connection.execute("CREATE TABLE T (a BIGINT PRIMARY KEY, b VARCHAR)")
        connection.execute("INSERT INTO T VALUES (1, 'x'), (2, NULL)")


def test_schema_and_data_may_be_a_store() -> None:
    database()
    examples = read(with_source(schema="old.duckdb", data="old.duckdb"))
    assert format_schema(examples.source_schema)["tables"]["T"]["primary_key"] == ["a"]
    assert examples.examples[0].source.rows(("T",)) == ((1, "x"), (2, None))
    assert read(with_source(data="old.duckdb")).source_schema == examples.source_schema


def test_documents_may_be_a_store() -> None:
    Path("movie.jsonl").write_text('{"title": "Up", "tags": ["a", "b"]}\n{"title": "It"}\n')
    schema = {
        "model": "document",
        "collections": {"movie": {"title": "string", "tags": ["string"]}},
    }
    given = read(with_source(schema=schema, data="movie.jsonl")).examples[0].source
    data = {"movie": [{"title": "Up", "tags": ["a", "b"]}, {"title": "It"}]}
    inline = read(with_source(schema=schema, data=data)).examples[0].source
    assert agree(inline, given)


def test_a_store_of_another_model_is_refused() -> None:
    database()
    message = refusal(with_source(schema={"model": "document"}, data="old.duckdb"))
    assert message.startswith("ex.json: source.data: ")
    assert "relational" in message


def test_a_store_that_is_not_there_is_refused() -> None:
    message = refusal(with_source(schema=TABLE, data="missing.duckdb"))
    assert message == "ex.json: source.data: there is nothing at missing.duckdb"


def test_a_store_is_refused_where_it_is_too_large_for_an_example() -> None:
    database()
    store = open_store("old.duckdb", None, Path())
    schema = parse_schema(TABLE, "")
    assert len(read_instance(store, schema, "ex.json", most=2).rows(("T",))) == 2
    with pytest.raises(InputError, match=r"ex\.json: old\.duckdb has more than 1 records"):
        read_instance(store, schema, "ex.json", most=1)
    store.close()


def test_stores_of_different_schemas_need_a_declared_one() -> None:
    database()
    example = {"source": "old.duckdb", "target": ROWS}
    content = {"target": {"schema": TABLE}, "examples": [example, {"source": ROWS, "target": ROWS}]}
    assert refusal(content).endswith("declare the schema")


def test_ends_of_edges_that_are_not_listed_are_reported() -> None:
    edges = [{"label": "KNOWS", "start": "7", "end": end} for end in ("7", "9")]
    content = with_source(schema=GRAPH, data={"nodes": [ANN], "edges": edges})
    assert read(content).warnings == (
        'source: edge KNOWS[1]: its end "9" is not listed as a Person',
    )


def test_many_unlisted_ends_are_counted() -> None:
    edges = [{"label": "KNOWS", "start": "7", "end": str(end)} for end in range(100, 112)]
    content = with_source(schema=GRAPH, data={"nodes": [ANN], "edges": edges})
    warnings = read(content).warnings
    assert len(warnings) == 6
    assert warnings[-1] == "source: 7 more ends are not listed"


def test_a_target_record_type_without_a_record_is_reported() -> None:
    target = {"schema": GRAPH, "data": {"nodes": [ANN]}}
    assert read({"source": {"schema": TABLE, "data": ROWS}, "target": target}).warnings == (
        'no example shows a record of the target\'s edge "KNOWS", so it gets no rule',
    )


@pytest.mark.parametrize("count", [1, 2])
def test_examples_that_are_written_are_read_again(count: int) -> None:
    movies = {"movie": [{"title": "Up", "cast": [{"name": "Ed"}]}, {"title": None, "cast": []}]}
    edges = [{"label": "KNOWS", "start": "7", "end": "7"}]
    example = {"source": movies, "target": {"nodes": [ANN], "edges": edges}}
    examples = read({"target": {"schema": GRAPH}, "examples": [example] * count})
    again = read(format_examples(examples))
    assert again == examples
    assert format_examples(again) == format_examples(examples)
    assert ("examples" in format_examples(examples)) is (count > 1)
