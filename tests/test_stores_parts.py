"""A table or collection in parts is read as the file would be that holds all of them."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from dynamite import migrate
from dynamite.errors import InputError
from dynamite.schema import Model
from dynamite.store_instance import read_instance
from dynamite.stores import open_store


def in_parts(directory: Path, ending: str) -> Path:
    """Two records of T in two parts, and beside them what Spark leaves."""
    parts = directory / f"T{ending}"
    parts.mkdir(parents=True)
    (parts / "_SUCCESS").touch()
    for number, record in enumerate(({"a": 1, "b": "x"}, {"a": 2, "b": None})):
        file = parts / f"part-{number:05}{ending}"
        if ending == ".parquet":
            columns = {"a": pa.array([record["a"]]), "b": pa.array([record["b"]], pa.string())}
            parquet.write_table(pa.table(columns), file)
        elif ending == ".csv":
            file.write_text(f"a,b\n{record['a']},{record['b'] or ''}\n")
        else:
            file.write_text(json.dumps(record) + "\n")
    return directory


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_the_parts_of_a_table_are_read_in_their_order(ending: str, tmp_path: Path) -> None:
    url = f"{ending[1:]}:{in_parts(tmp_path / 'source', ending)}"
    with closing(open_store(url, Model.RELATIONAL)) as store:
        schema = store.schema()
        assert schema[("T",)].columns == ("a", "b")
        assert read_instance(store, schema, url).rows(("T",)) == ((1, "x"), (2, None))


def test_the_parts_of_a_collection_are_numbered_as_one(tmp_path: Path) -> None:
    url = f"jsonl:{in_parts(tmp_path / 'source', '.jsonl')}"
    with closing(open_store(url, Model.DOCUMENT)) as store:
        rows = read_instance(store, store.schema(), url).rows(("T",))
    assert [row[1:] for row in rows] == [(1, "x"), (2, None)]
    assert len({row[0] for row in rows}) == 2


def test_parts_with_other_columns_are_refused(tmp_path: Path) -> None:
    directory = in_parts(tmp_path / "source", ".csv")
    (directory / "T.csv" / "part-00001.csv").write_text("a,c\n2,3\n")
    with (
        closing(open_store(f"csv:{directory}", Model.RELATIONAL)) as store,
        pytest.raises(InputError, match=r"part-00001\.csv has other columns than part-00000"),
    ):
        store.schema()


def test_a_directory_that_holds_something_else_is_no_table(tmp_path: Path) -> None:
    directory = in_parts(tmp_path / "source", ".csv")
    (directory / "T.csv" / "notes.txt").touch()
    with (
        closing(open_store(f"csv:{directory}", Model.RELATIONAL)) as store,
        pytest.raises(InputError, match=r"T\.csv is not a file"),
    ):
        store.schema()


def test_duckdb_reads_parts_of_parquet_by_itself(tmp_path: Path) -> None:
    directory = in_parts(tmp_path / "source", ".parquet")
    program = tmp_path / "p.dl"
    program.write_text(
        "//@ source relational\n"
        '//@ in_T {"table": ["T"], "columns": {"a": "int", "b": "string?"}}\n'
        '//@ target relational\n//@ out_U {"table": ["U"], "columns": {"a": "int"}}\n'
        ".decl in_T(a: number, b: symbol)\n.decl out_U(a: number)\n"
        ".input in_T\n.output out_U\nout_U(a) :- in_T(a, _).\n"
    )
    report = migrate(program, f"parquet:{directory}", f"csv:{tmp_path / 'target'}")
    assert [source.read for source in report.sources] == [2]
    assert (tmp_path / "target" / "U.csv").read_text().split() == ['"a"', "1", "2"]
