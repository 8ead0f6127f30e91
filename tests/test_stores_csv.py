"""CSV: null and the empty string, the types of columns, and errors that name the line."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relational_stores import Row, column_values, read, relational, store_at, table, write

from dynamite.errors import InputError
from dynamite.stores import open_store
from dynamite.stores.interface import Store


def store_of(directory: Path, content: str | bytes, name: str = "t.csv") -> Store:
    """The store of a directory with one file."""
    data = content.encode() if isinstance(content, str) else content
    (directory / name).write_bytes(data)
    return open_store(f"{directory}", base=directory)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1", "-20", "0"], ("int", [1, -20, 0])),
        (['"1"', '"2"'], ("int", [1, 2])),
        (["9223372036854775807", "1"], ("int", [2**63 - 1, 1])),
        (["9223372036854775808", "1"], ("decimal", [Decimal(2**63), Decimal(1)])),
        (["1" + "0" * 22, "1"], ("decimal", [Decimal(10**22), Decimal(1)])),
        (["9" * 39, "1"], ("string", ["9" * 39, "1"])),
        (["01234", "98765"], ("string", ["01234", "98765"])),
        (["+1", "1"], ("string", ["+1", "1"])),
        (["1 ", "1"], ("string", ["1 ", "1"])),
        (["1_000", "1"], ("string", ["1_000", "1"])),
        (["1.50", "2"], ("float", [1.5, 2.0])),
        (["1e5", "-2.5E-3"], ("float", [1e5, -2.5e-3])),
        (["0.30000000000000004", "1"], ("float", [0.30000000000000004, 1.0])),
        (["0.1234567890123456789", "1"],
         ("decimal", [Decimal("0.1234567890123456789"), Decimal(1)])),
        (["12345678901234567.89", "1"], ("decimal", [Decimal("12345678901234567.89"), Decimal(1)])),
        (["1e400", "1"], ("string", ["1e400", "1"])),
        (["00.5", "1"], ("string", ["00.5", "1"])),
        (["nan", "1.5"], ("string", ["nan", "1.5"])),
        (["1,5", "2"], None),
        (["true", "False"], ("bool", [True, False])),
        (["t", "f"], ("string", ["t", "f"])),
        (["true", "1"], ("string", ["true", "1"])),
        (["2026-01-31", "0001-01-01"], ("date", [date(2026, 1, 31), date(1, 1, 1)])),
        (["2026-02-30", "2026-01-01"], ("string", ["2026-02-30", "2026-01-01"])),
        (["0000-01-01"], ("string", ["0000-01-01"])),
        (["2026-01-31 10:30", "2026-01-31T10:30:00.25"],
         ("datetime", [datetime(2026, 1, 31, 10, 30), datetime(2026, 1, 31, 10, 30, 0, 250000)])),
        (["2026-01-31T10:30:00+02:00", "2026-01-31T10:30:00Z"],
         ("datetime", [datetime(2026, 1, 31, 8, 30), datetime(2026, 1, 31, 10, 30)])),
        (["2026-01-31T10:30:00Z", "2026-01-31T10:30:00"],
         ("string", ["2026-01-31T10:30:00Z", "2026-01-31T10:30:00"])),
        (["2026-01-31", "2026-01-31T10:30:00"], ("string", ["2026-01-31", "2026-01-31T10:30:00"])),
        (["2026-01-31T10:30:00.1234567"], ("string", ["2026-01-31T10:30:00.1234567"])),
        (["NULL", "NA", "N/A"], ("string", ["NULL", "NA", "N/A"])),
        (["1", '""'], ("string", ["1", ""])),
        (["1", "x"], ("string", ["1", "x"])),
        (["", "1"], ("int?", [None, 1])),
        (["", ""], ("string?", [None, None])),
        ([], ("string?", [])),
    ],
)  # fmt: skip
def test_a_type_is_taken_only_where_every_value_says_it(
    lines: list[str], expected: tuple[str, list[object]] | None, tmp_path: Path
) -> None:
    store = store_of(tmp_path, "\n".join(["c", *lines, ""]))
    if expected is None:
        with pytest.raises(InputError, match="line 2: 2 fields where the header has 1"):
            store.schema()
        return
    text, values = column_values(store, "t")
    assert (text, values) == expected
    assert [type(value) for value in values] == [type(value) for value in expected[1]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(
    st.integers(-(10**40), 10**40).map(str),
    st.floats().map(str),
    st.decimals(allow_nan=False).map(str),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5),
    st.sampled_from(["007", "true", "2026-01-31", "1.10", "-0", "1e3"]),
), min_size=1, max_size=3))  # fmt: skip
def test_a_number_that_is_read_is_the_number_that_is_written(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    directory = tmp_path_factory.mktemp("csv")
    with (directory / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["c"], *([text] for text in texts)])
    text, values = column_values(open_store(f"{directory}/"), "t")
    for written, value in zip(texts, values, strict=True):
        match text:
            case "string":
                assert value == written
            case "int" | "decimal":
                assert Decimal(str(value)) == Decimal(written)
            case "float":
                assert Decimal(repr(value)) == Decimal(written)
            case "bool" | "date":
                assert str(value).lower() == written.lower()


def test_an_unquoted_empty_field_is_null_and_a_quoted_one_is_empty(tmp_path: Path) -> None:
    store = store_of(tmp_path, 'a,b\n,""\n"",\n"a ""quoted"" word","two\nlines"\n')
    assert read(store, store.schema()) == {
        "t": [(None, ""), ("", None), ('a "quoted" word', "two\nlines")]
    }


def test_what_is_written_says_null_and_empty_as_it_is_read(tmp_path: Path) -> None:
    schema = relational(table("t", "a:string? b:int?"))
    rows: list[Row] = [("", None), (None, 1)]
    write(store_at(tmp_path, "csv:x"), schema, {"t": rows})
    assert (tmp_path / "x" / "t.csv").read_text() == '"a","b"\n"",\n,1\n'
    (tmp_path / "x" / "schema.json").unlink()
    store = store_at(tmp_path, "csv:x")
    assert read(store, store.schema()) == {"t": rows}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a\n\n1\n", [(None,), (1,)]),
        ("a,b\n\n1,2\n\n", [(1, 2)]),
        ("a,b", []),
        ("a,b\n", []),
        ("a,b\r\n1,2\r\n", [(1, 2)]),
        ("\ufeffa,b\n1,2", [(1, 2)]),
        ('"a\nx",b\n1,2', [(1, 2)]),
    ],
)
def test_ends_of_lines_and_of_the_file_are_read(
    content: str, expected: list[Row], tmp_path: Path
) -> None:
    store = store_of(tmp_path, content)
    assert read(store, store.schema()) == {"t": expected}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the first line names no columns; add a header line"),
        (b"\na,b\n", "the first line names no columns; add a header line"),
        (b"a,b,a\n", "the header names the column 'a' twice"),
        (b'a,b\n"1\n2",2\n1,2,3\n', "line 4: 3 fields where the header has 2; quote fields that"),
        (b"a,b\n1,2\n3\n", "line 3: 1 fields where the header has 2"),
        (b'a,b\n1,2\n"3,4\n', "line 3: 1 fields where the header has 2"),
        (b"a,b\n1,2\n\xff,1\n", "line 3 is not UTF-8; convert the file to UTF-8"),
        (b"a\xff,b\n1,2\n", "line 1 is not UTF-8; convert the file to UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "line 1 is not UTF-8; convert the file to UTF-8"),
    ],
)
def test_what_is_not_csv_names_the_file_and_the_line(
    content: bytes, problem: str, tmp_path: Path
) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "t.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_store("d", base=tmp_path).schema()
    assert str(caught.value).startswith(f"d/t.csv: {problem}")


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (
            "a:int? b:int",
            "line 4: \"x\" in column 'b' is not of type int; correct the value, or declare",
        ),
        ("a:int b:string", "line 4: column 'a' is null; declare it as int?"),
    ],
)
def test_a_value_that_does_not_fit_names_its_line(
    columns: str, problem: str, tmp_path: Path
) -> None:
    store = store_of(tmp_path, 'a,b\n"1","2"\n\n,x\n')
    with pytest.raises(InputError) as caught:
        read(store, relational(table("t", columns)))
    assert f"/t.csv: {problem}" in str(caught.value)


def test_the_schema_asked_for_decides_the_types(tmp_path: Path) -> None:
    store = store_of(tmp_path, "a,b,c\n1,0.10,2026-01-31\n")
    schema = relational(table("t", "c:datetime a:string b:decimal"))
    assert read(store, schema) == {"t": [(datetime(2026, 1, 31), "1", Decimal("0.1"))]}


def test_a_schema_beside_the_files_is_authoritative(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(
        '{"model": "relational", "tables": {"t": {"columns": {"zip": "string", "d": "decimal?"},'
        ' "primary_key": ["zip"]}}}'
    )
    store = store_of(tmp_path, "zip,d\n12345,\n")
    assert store.schema() == relational(table("t", "zip:string d:decimal?", key="zip"))
    assert column_values(store, "t") == ("string", ["12345"])


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ('"u": {"a": "int"}', "there is no file u.csv for its table; add the file"),
        ("", "it has no table for the file t.csv; add the table, or remove the schema"),
        ('"t": {"a": "number"}', "tables.t.a: 'number' is not a type"),
    ],
)
def test_a_schema_that_does_not_suit_the_files_is_refused(
    tables: str, problem: str, tmp_path: Path
) -> None:
    (tmp_path / "schema.json").write_text(f'{{"model": "relational", "tables": {{{tables}}}}}')
    with pytest.raises(InputError) as caught:
        store_of(tmp_path, "a\n1\n").schema()
    assert "/schema.json: " in str(caught.value)
    assert problem in str(caught.value)


def test_one_file_is_a_store_of_one_table_to_read(tmp_path: Path) -> None:
    store_of(tmp_path, "a\n1\n", "at.bats.csv")
    store = open_store("at.bats.csv", base=tmp_path)
    assert column_values(store, "at.bats") == ("int", [1])
    for name in ("at.bats.csv", "new.csv"):
        with pytest.raises(
            InputError, match=r"a single \.csv file cannot be written to; name a dir"
        ):
            write(open_store(name, base=tmp_path), relational(table("t", "a:int")), {})


def test_a_record_longer_than_a_block_is_read(tmp_path: Path) -> None:
    long = "x" * (2**22 + 100)
    lines = "".join(f"{number},{'y' * 1000}\n" for number in range(3000))
    store = store_of(tmp_path, f"a,b\n{lines}7,{long}\n8,end\n")
    values = read(store, store.schema())["t"]
    assert [row[0] for row in values] == [*range(3000), 7, 8]
    assert values[-2][1] == long


def test_other_files_of_the_directory_are_left_alone(tmp_path: Path) -> None:
    for name in ("README.md", ".hidden.csv"):
        (tmp_path / name).write_text("x")
    store = store_of(tmp_path, "a\n1\n", "T.CSV")
    assert column_values(store, "T") == ("int", [1])
    (tmp_path / "T.csv").write_text("a\n1\n")
    with pytest.raises(InputError, match=r"T\.CSV and T\.csv are both table 'T'; rename one"):
        store.schema()
