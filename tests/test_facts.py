"""Fact files: read and written as Soufflé does, or as CSV with a header, or as Parquet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamite.columnar import from_batch, to_batch
from dynamite.datalog import Directive
from dynamite.errors import InputError
from dynamite.facts.few import FEW
from dynamite.facts.format import FactsFormat, input_format, output_format
from dynamite.facts.reading import read_facts
from dynamite.facts.writing import write_facts
from dynamite.schema import Attribute, Kind, RecordType
from dynamite.values import DataType, Json, Value

Facts = list[tuple[Value, ...]]


def relation(*types: DataType) -> RecordType:
    attributes = [Attribute(f"a{i}", data_type, True) for i, data_type in enumerate(types)]
    return RecordType(("R",), Kind.TABLE, tuple(attributes))


def read(directory: Path, record_type: RecordType, **parameters: str) -> Facts:
    directive = Directive("input", "R", tuple(parameters.items()))
    batches = read_facts(input_format(directive, directory), record_type)
    return [row for batch in batches for row in from_batch(record_type, batch)]


def write(directory: Path, record_type: RecordType, facts: Facts, **parameters: str) -> Path:
    target = output_format(Directive("output", "R", tuple(parameters.items())), directory)
    write_facts(target, "R", record_type.columns, [to_batch(record_type, facts)])
    return target.path


TWO = relation(DataType.INT, DataType.STRING)


def test_facts_are_tab_separated_without_header_or_quotes(tmp_path: Path) -> None:
    (tmp_path / "R.facts").write_text('1\t"a, b"\n-2\t\n')
    assert read(tmp_path, TWO) == [(1, '"a, b"'), (-2, "")]


def test_an_empty_facts_file_has_no_facts(tmp_path: Path) -> None:
    (tmp_path / "R.facts").write_text("")
    assert read(tmp_path, TWO) == []


def test_csv_has_a_header_in_any_order_and_an_unquoted_empty_field_is_null(tmp_path: Path) -> None:
    (tmp_path / "R.csv").write_text('a1,a0\n,1\n"",2\n"x\ny",3\n')
    assert read(tmp_path, TWO) == [(1, None), (2, ""), (3, "x\ny")]


def test_parquet_is_read_by_name(tmp_path: Path) -> None:
    table = pa.table({"a1": ["x", None], "a0": pa.array([1, 2], pa.int32())})
    parquet.write_table(table, tmp_path / "R.parquet")
    assert read(tmp_path, TWO) == [(1, "x"), (2, None)]


def test_parameters_mean_souffles_defaults(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("n|s\n1|a\n")
    assert read(tmp_path, TWO, filename="x.txt", delimiter="|", headers="true") == [(1, "a")]
    (tmp_path / "R.facts").write_text("1\ta\n")
    assert read(tmp_path, TWO, IO="file") == [(1, "a")]


def test_every_plain_type_is_read_from_text(tmp_path: Path) -> None:
    names = ["int", "float", "decimal", "string", "bool", "date", "datetime", "bytes", "json"]
    record_type = relation(*map(DataType, names))
    row = '1\t1.5\t1.20\tx\ttrue\t2026-01-31\t2026-01-31T10:00:00\tAAE=\t{"b": 1}\n'
    (tmp_path / "R.facts").write_text(row)
    (fact,) = read(tmp_path, record_type)
    assert [str(cell) for cell in fact] == [
        "1", "1.5", "1.2", "x", "True", "2026-01-31", "2026-01-31 10:00:00",
        "b'\\x00\\x01'", '{"b":1}',
    ]  # fmt: skip
    assert isinstance(fact[-1], Json)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("R.facts", "1\ta\nx\tb\n", '{}/R.facts: record 2, a0: "x" is a string, not an int'),
        ("R.facts", "\ta\n", '{}/R.facts: record 1, a0: "" is a string, not an int'),
        (
            "R.csv",
            "a0,b\n1,x\n",
            "{}/R.csv: the header is a0,b; it must name the attributes: a0,a1",
        ),
        ("R.csv", "", "{}/R.csv: there is no header line"),
        ("S.csv", "", "{0}/R.facts, .csv or .parquet: there is no file with the facts of R"),
    ],
)
def test_a_bad_file_is_named_with_record_and_column(
    tmp_path: Path, file: str, text: str, message: str
) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(InputError) as refusal:
        read(tmp_path, TWO)
    assert str(refusal.value) == message.format(tmp_path)


def test_a_line_with_another_number_of_fields_is_refused(tmp_path: Path) -> None:
    (tmp_path / "R.facts").write_text("1\ta\n2\n")
    with pytest.raises(InputError, match=r"R.facts: .*[Ee]xpected 2 columns, got 1"):
        read(tmp_path, TWO)


def test_two_files_for_one_relation_are_refused(tmp_path: Path) -> None:
    (tmp_path / "R.facts").touch()
    (tmp_path / "R.csv").touch()
    with pytest.raises(InputError, match=r"are in R.facts and R.csv; keep one of them"):
        read(tmp_path, TWO)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"IO": "stdin"},
            ".input R: IO is 'stdin'; write one of: file, sqlite, json, parquet",
        ),
        (
            {"IO": "sqlite"},
            ".input R: IO is 'sqlite' without a database; write dbname=\"FILE\"",
        ),
        ({"columns": "1,2"}, ".input R: columns is '1,2'; write positions, as in '0:2'"),
        ({"format": "xml"}, ".input R: format is 'xml'; write one of: csv, json, parquet"),
        ({"headers": "yes"}, ".input R: headers is 'yes'; write 'true' or 'false'"),
        ({"delimiter": "::"}, ".input R: delimiter is '::'; write one ASCII character"),
        ({"filename": "../x"}, ".input R: filename is '../x'; name a file in the directory"),
        (
            {"file": "x"},
            ".input R: unknown parameter 'file'; "
            "the parameters are: IO, filename, delimiter, headers, columns, rfc4180, compress, "
            "format, dbname",
        ),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused(
    tmp_path: Path, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError) as refusal:
        read(tmp_path, TWO, **parameters)
    assert str(refusal.value) == message


def test_facts_are_written_sorted_nulls_first(tmp_path: Path) -> None:
    path = write(tmp_path, TWO, [(10, "b"), (9, ""), (None, "x"), (9, None), (9, 'q"')])
    assert path.read_text() == 'a0,a1\n,x\n9,\n9,""\n9,"q"""\n10,b\n'


def test_souffles_format_is_written_where_the_directive_asks(tmp_path: Path) -> None:
    path = write(tmp_path, TWO, [(2, "b"), (1, "a,b")], filename="out.txt")
    assert path == tmp_path / "out.txt"
    assert path.read_text() == "1\ta,b\n2\tb\n"


def test_a_value_that_would_break_a_file_without_quotes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a value of R has a line end or the delimiter in it"):
        write(tmp_path, TWO, [(1, "a\tb")], IO="file")


cells = st.tuples(
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")),
    st.none() | st.floats(allow_nan=False),
    st.none() | st.dates(),
)


@given(facts=st.lists(cells, unique=True))
def test_reading_what_was_written_gives_the_same_facts(
    tmp_path_factory: pytest.TempPathFactory, facts: Facts
) -> None:
    directory = tmp_path_factory.mktemp("facts")
    record_type = relation(DataType.INT, DataType.STRING, DataType.FLOAT, DataType.DATE)
    path = write(directory, record_type, facts)
    assert sorted(map(repr, read(directory, record_type))) == sorted(map(repr, facts))
    assert path.read_bytes() == write(directory, record_type, facts[::-1]).read_bytes()


def test_a_fact_of_one_null_is_an_empty_line(tmp_path: Path) -> None:
    one = relation(DataType.STRING)
    path = write(tmp_path, one, [(None,), ("",), ("x",)])
    assert path.read_text() == 'a0\n\n""\nx\n'
    assert read(tmp_path, one) == [(None,), ("",), ("x",)]


def test_a_format_knows_parquet_by_the_files_name() -> None:
    assert FactsFormat(Path("R.Parquet")).is_parquet


@pytest.mark.parametrize(
    "parameters",
    [
        {"rfc4180": "true"},
        {"format": "json"},
        {"IO": "json"},
        {"IO": "sqlite", "dbname": "x.db"},
        {"IO": "parquet"},
        {"filename": "r.parquet"},
        {"compress": "true"},
        {"rfc4180": "true", "headers": "true", "delimiter": "|"},
    ],
)
def test_what_is_written_is_read_again(tmp_path: Path, parameters: dict[str, str]) -> None:
    record_type = relation(DataType.INT, DataType.STRING, DataType.FLOAT, DataType.DATE)
    facts: Facts = [(1, "a, b", 1.5, date(2026, 1, 31)), (2, "", -0.25, date(1999, 12, 1))]
    path = write(tmp_path, record_type, facts, **parameters)
    name = {"dbname" if "dbname" in parameters else "filename": path.name}
    assert read(tmp_path, record_type, **{**parameters, **name}) == facts


def test_columns_of_a_file_are_chosen_by_position(tmp_path: Path) -> None:
    (tmp_path / "R.facts").write_text("a\tb\t1\nc\td\t2\n")
    assert read(tmp_path, TWO, columns="2:0") == [(1, "a"), (2, "c")]
    with pytest.raises(InputError, match=r"columns names 1 columns of R.facts, and R has 2"):
        read(tmp_path, TWO, columns="2")
    with pytest.raises(InputError, match="f7"):
        read(tmp_path, TWO, columns="7:0")


def test_integers_of_other_bases_are_read(tmp_path: Path) -> None:
    (tmp_path / "R.facts").write_text("0x1F\ta\n-0b11\tb\n007\tc\n")
    assert read(tmp_path, TWO) == [(31, "a"), (-3, "b"), (7, "c")]


@pytest.mark.parametrize(
    "number", ["1_0", " 1", "0xFFFFFFFFFFFFFFFFF", "1.0", "0xFFFFFFFFFFFFFFFF"]
)
def test_what_is_no_integer_of_64_bits_is_refused(tmp_path: Path, number: str) -> None:
    (tmp_path / "R.facts").write_text(f"{number}\ta\n")
    with pytest.raises(InputError, match="record 1, a0"):
        read(tmp_path, TWO)


def test_json_facts_are_arrays_or_objects(tmp_path: Path) -> None:
    (tmp_path / "R.json").write_text('[[1, "a"], {"a1": null, "a0": 2}]')
    assert read(tmp_path, TWO, IO="json") == [(1, "a"), (2, None)]
    for text, problem in (
        ("{}", "is no array of facts"),
        ("[[1]]", "record 1: .* is no fact of 2 attributes"),
        ('[{"a0": 1}]', "record 1: its fields are a0; they must be the attributes: a0, a1"),
        ('[["x", "a"]]', 'record 1, a0: "x" is a string, not an int'),
        ("[", "not JSON"),
    ):
        (tmp_path / "R.json").write_text(text)
        with pytest.raises(InputError, match=problem):
            read(tmp_path, TWO, IO="json")


def test_a_database_without_the_table_is_named(tmp_path: Path) -> None:
    write(tmp_path, TWO, [], IO="sqlite", dbname="x.db")
    directive = Directive("input", "S", (("IO", "sqlite"), ("dbname", "x.db")))
    with pytest.raises(InputError, match=r"x.db: table S: no such table: S"):
        list(read_facts(input_format(directive, tmp_path), TWO))


def test_many_facts_are_written_as_few_are(tmp_path: Path) -> None:
    record_type = relation(DataType.INT, DataType.STRING, DataType.FLOAT, DataType.BOOL)
    facts: Facts = [
        (n % 7 or None, f'a "{n}"', float("nan") if n % 5 else n / 4, n % 2 == 0)
        for n in range(FEW + 200)
    ]
    few, many = facts[:FEW], facts
    for some in (few, many):
        (header, *lines) = write(tmp_path, record_type, some).read_text().splitlines()
        assert header == "a0,a1,a2,a3"
        assert len(lines) == len(some)
        numbers = [int(line.split(",")[0] or 0) for line in lines]
        assert numbers == sorted(numbers)
    written = set(lines)
    write(tmp_path, record_type, few)
    assert set((tmp_path / "R.csv").read_text().splitlines()[1:]) <= written
