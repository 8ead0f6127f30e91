"""What holds for every relational store: SQLite, DuckDB, directories of CSV and of Parquet."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from relational_stores import (
    ALL,
    ALL_DATABASES,
    DATABASES,
    DIRECTORIES,
    KINDS,
    MYSQL,
    Row,
    Rows,
    bag,
    databases,
    holdable,
    read,
    relational,
    store_at,
    table,
    write,
)

from dynamite.columnar import to_batch
from dynamite.errors import InputError, MigrationError
from dynamite.schema import Attribute, ForeignKey, Key, Kind, Model, RecordType, Schema
from dynamite.values import DataType

PLAYERS = table("Players", "id:int name:string?", key="id")
TO_PLAYERS = ForeignKey(("player",), "Players", ("id",))
AT_BATS = table("AtBats", "ab:int player:int?", key="ab", foreign_keys=[TO_PLAYERS])
MLB = relational(AT_BATS, PLAYERS)
MLB_ROWS: dict[str, list[Row]] = {
    "AtBats": [(1, 7), (2, 8), (3, None)],
    "Players": [(7, "Jon"), (8, None)],
}


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def one_line(error: pytest.ExceptionInfo[BaseException]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=20, deadline=None)
@given(database=databases())
def test_what_is_written_is_read_back(
    kind: str, database: tuple[Schema, dict[str, list[Row]]]
) -> None:
    schema, rows = holdable(kind, *database)
    with tempfile.TemporaryDirectory() as directory:
        store = store_at(Path(directory), kind)
        store.write(schema, Rows(schema, rows, size=2), "fail")
        found = store.schema()
        assert {t.key: t for t in found} == {t.key: t for t in schema}
        assert bag(read(store, found)) == bag(rows) == bag(read(store, schema))
        store.close()


@pytest.mark.parametrize("kind", ALL)
def test_keys_of_several_columns_survive(kind: str, tmp_path: Path) -> None:
    parent = table("odd parent;", "a:int b:string c:int?", key="b a", unique=["c", "c a"])
    to_parent = ForeignKey(("y", "x"), "odd parent;", ("b", "a"))
    to_unique = ForeignKey(("z",), "odd parent;", ("c",))
    child = table("child", "x:int? y:string? z:int?", foreign_keys=[to_parent, to_unique])
    schema = relational(parent, child)
    store = store_at(tmp_path, kind)
    rows: dict[str, list[Row]] = {
        "odd parent;": [(1, "p", 5), (2, "p", None)],
        "child": [(1, "p", 5), (None, "q", None)],
    }
    write(store, schema, rows)
    assert {t.key: t for t in store.schema()} == {t.key: t for t in schema}
    assert read(store, schema) == rows


@pytest.mark.parametrize("kind", ALL)
def test_parents_are_written_before_children(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    assert read(store, MLB) == MLB_ROWS


@pytest.mark.parametrize("kind", ALL)
def test_a_table_may_refer_to_itself(kind: str, tmp_path: Path) -> None:
    to_boss = ForeignKey(("boss",), "staff", ("id",))
    schema = relational(table("staff", "id:int boss:int?", key="id", foreign_keys=[to_boss]))
    rows: list[Row] = [(1, 2), (2, 3), (3, None), (4, 3)]
    store = store_at(tmp_path, kind)
    store.write(schema, Rows(schema, {"staff": rows}, size=1), "fail")
    assert sorted(read(store, schema)["staff"], key=str) == rows


@pytest.mark.parametrize("kind", ALL_DATABASES)
def test_a_reference_to_what_is_no_key_is_not_declared(kind: str, tmp_path: Path) -> None:
    schema = relational(
        table("p", "id:int"), table("c", "p:int", foreign_keys=[ForeignKey(("p",), "p", ("id",))])
    )
    store = store_at(tmp_path, kind)
    write(store, schema, {"p": [(1,), (1,)], "c": [(1,)]})
    assert store.schema()[("c",)].foreign_keys == ()


@pytest.mark.parametrize("kind", ALL)
def test_unwanted_columns_are_null_and_records_still_count(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    ((key, batch),) = store.read(MLB, {("Players",): ["name"]})
    assert key == ("Players",)
    assert batch.to_pydict() == {"id": [None, None], "name": ["Jon", None]}
    ((_, batch),) = store.read(MLB, {("Players",): []})
    assert batch.num_rows == 2


@pytest.mark.parametrize("kind", ALL)
def test_reading_stops_at_a_missing_table_or_column(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    with pytest.raises(InputError, match="no table 'Teams'; its tables are: "):
        read(store, relational(table("Teams", "id:int")))
    with pytest.raises(InputError, match="Players: no column 'team'; its columns are: id, name"):
        read(store, relational(table("Players", "id:int team:int")))


@pytest.mark.parametrize("kind", ALL)
def test_a_null_that_the_schema_does_not_allow_names_its_record(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    place = {"x.db": "rowid 8", "csv:x": "line 3"}.get(kind, "record 2")
    with pytest.raises(InputError, match=f"{place}: column 'name' is null; declare it as string?"):
        read(store, relational(table("Players", "id:int name:string")))


@pytest.mark.parametrize("kind", ALL)
def test_a_number_is_not_read_from_text(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    with pytest.raises(InputError) as caught:
        read(store, relational(table("Players", "id:int name:int?")))
    assert "'name'" in one_line(caught)
    assert "int" in one_line(caught)


@pytest.mark.parametrize("kind", ALL_DATABASES)
def test_an_integer_is_read_as_a_decimal_where_the_schema_says_so(
    kind: str, tmp_path: Path
) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    rows = read(store, relational(table("Players", "id:decimal")))
    assert rows["Players"] == [(Decimal(7),), (Decimal(8),)]


@pytest.mark.parametrize("kind", ALL)
def test_a_decimal_column_keeps_digits_that_no_common_scale_holds(
    kind: str, tmp_path: Path
) -> None:
    schema = relational(table("t", "d:decimal?"))
    wide = [Decimal("9" * 38), Decimal("0." + "0" * 37 + "1"), None, Decimal("-1.5")]
    rows: dict[str, list[Row]] = {"t": [(value,) for value in wide]}
    store = store_at(tmp_path, kind)
    write(store, schema, rows)
    assert read(store, schema) == rows


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != MYSQL])
def test_floats_without_bound_survive_where_the_store_has_them(kind: str, tmp_path: Path) -> None:
    schema = relational(table("t", "f:float?"))
    store = store_at(tmp_path, kind)
    write(store, schema, {"t": [(float("inf"),), (float("-inf"),), (None,)]})
    assert read(store, schema)["t"] == [(float("inf"),), (float("-inf"),), (None,)]
    content = Rows(schema, {"t": [(float("nan"),)]})
    if kind == "x.db":
        with pytest.raises(MigrationError, match=r"t: nothing was written: nan .*holds no NaN"):
            store.write(schema, content, "replace")
    else:
        store.write(schema, content, "replace")
        assert repr(read(store, schema)["t"]) == "[(nan,)]"


@pytest.mark.parametrize("kind", [MYSQL])
@pytest.mark.parametrize(("value", "shown"), [("nan", "NaN"), ("inf", "infinity")])
def test_floats_without_bound_are_refused_by_name_where_the_store_has_none(
    kind: str, value: str, shown: str, tmp_path: Path
) -> None:
    schema = relational(table("t", "f:float?"))
    store = store_at(tmp_path, kind)
    with pytest.raises(MigrationError, match=f"t: nothing was written: {shown} in column 'f', wh"):
        write(store, schema, {"t": [(1.0,), (None,), (float(value),)]})
    assert not store.exists()


@pytest.mark.parametrize("kind", ALL)
def test_an_existing_target_is_refused_by_default(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    with pytest.raises(InputError, match="there is data there already; choose --if-exists repl"):
        write(store, MLB, MLB_ROWS)
    assert read(store, MLB) == MLB_ROWS


@pytest.mark.parametrize("kind", KINDS)
def test_replace_leaves_nothing_of_the_old(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    schema = relational(table("Teams", "id:int"))
    write(store, schema, {"Teams": [(1,)]}, "replace")
    assert store.schema() == schema
    assert read(store, schema) == {"Teams": [(1,)]}
    store.close()
    assert names(tmp_path) == [kind.rpartition(":")[2]]


@pytest.mark.parametrize("kind", ALL_DATABASES)
def test_append_adds_records_and_new_tables(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, relational(PLAYERS), {"Players": [(6, "Ann")]})
    write(store, MLB, MLB_ROWS, "append")
    found = read(store, MLB)
    assert found["Players"] == [(6, "Ann"), *MLB_ROWS["Players"]]
    assert found["AtBats"] == MLB_ROWS["AtBats"]


@pytest.mark.parametrize("kind", DATABASES)
def test_append_fails_whole_on_a_clash_of_keys(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    more: dict[str, list[Row]] = {"Players": [(9, "Eve")], "AtBats": [(4, 9), (1, 9)]}
    with pytest.raises(MigrationError) as caught:
        write(store, MLB, more, "append")
    assert f"{kind}: AtBats: nothing was written: " in one_line(caught)
    assert read(store, MLB) == MLB_ROWS


@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ("id:int", "the existing table has a column 'name' more"),
        ("id:int name:string? x:int?", "the existing table has no column 'x'"),
        ("id:int name:int?", "the existing column 'name' has the type "),
    ],
)
def test_append_needs_equal_columns(kind: str, columns: str, problem: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    with pytest.raises(InputError) as caught:
        write(store, relational(table("Players", columns)), {}, "append")
    assert f"{kind}: Players: {problem}" in one_line(caught)


@pytest.mark.parametrize("kind", DIRECTORIES)
def test_directories_cannot_be_appended_to(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    with pytest.raises(InputError, match="cannot be appended to; choose --if-exists replace"):
        write(store, MLB, MLB_ROWS, "append")


@pytest.mark.parametrize("kind", DIRECTORIES)
def test_a_directory_with_other_files_is_not_replaced(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    (tmp_path / "x" / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match=r"it holds thesis\.tex, which a replacement would remov"):
        write(store, MLB, MLB_ROWS, "replace")
    assert (tmp_path / "x" / "thesis.tex").exists()


@pytest.mark.parametrize("kind", ALL_DATABASES)
@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ({"Players": [(7, "a"), (7, "b")]}, "Players: nothing was written: "),
        ({"Players": [(7, "a")], "AtBats": [(1, 8)]}, "AtBats: nothing was written: "),
    ],
)
def test_a_broken_constraint_leaves_the_target_as_it_was(
    kind: str, rows: dict[str, list[Row]], named: str, tmp_path: Path
) -> None:
    store = store_at(tmp_path, kind)
    with pytest.raises(MigrationError) as caught:
        write(store, MLB, rows)
    assert named in one_line(caught)
    assert names(tmp_path) == []
    write(store, MLB, MLB_ROWS)
    with pytest.raises(MigrationError):
        write(store, MLB, rows, "replace")
    assert read(store, MLB) == MLB_ROWS


@pytest.mark.parametrize("kind", ALL)
def test_a_null_that_the_target_does_not_allow_names_its_record(kind: str, tmp_path: Path) -> None:
    schema = relational(table("t", "a:int b:int"))
    with pytest.raises(MigrationError, match="t: nothing was written: record 2: column 'b' is nul"):
        write(store_at(tmp_path, kind), schema, {"t": [(1, 1), (2, None)]})
    assert names(tmp_path) == []


class Breaking:
    """Content whose second batch cannot be made."""

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        yield to_batch(MLB[key], [(99, None)])
        raise MigrationError("the engine stopped")

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        raise AssertionError("a relational store asks for tables only")


@pytest.mark.parametrize("kind", ALL)
def test_an_error_of_the_content_passes_and_nothing_is_written(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    write(store, MLB, MLB_ROWS)
    with pytest.raises(MigrationError, match=r"^the engine stopped$"):
        store.write(MLB, Breaking(), "replace")
    assert read(store, MLB) == MLB_ROWS
    if kind not in DIRECTORIES:
        with pytest.raises(MigrationError, match=r"^the engine stopped$"):
            store.write(MLB, Breaking(), "append")
        assert read(store, MLB) == MLB_ROWS


@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize(
    ("schema", "named"),
    [
        (relational(table("T", "a:int"), table("t", "a:int")), "tables 'T' and 't' differ only"),
        (relational(table("T", "id:int ID:int")), "columns 'id' and 'ID' differ only by case"),
    ],
)
def test_names_that_differ_only_by_case_are_refused_by_name(
    kind: str, schema: Schema, named: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=named):
        write(store_at(tmp_path, kind), schema, {})


@pytest.mark.parametrize("kind", DIRECTORIES)
def test_directories_hold_names_that_differ_only_by_case(kind: str, tmp_path: Path) -> None:
    schema = relational(table("T", "id:int ID:int"))
    store = store_at(tmp_path, kind)
    write(store, schema, {"T": [(1, 2)]})
    assert read(store, schema) == {"T": [(1, 2)]}


@pytest.mark.parametrize("kind", ALL)
def test_a_document_schema_is_refused(kind: str, tmp_path: Path) -> None:
    movie = RecordType(("movie",), Kind.COLLECTION, (Attribute("title", DataType.STRING),))
    schema = Schema(Model.DOCUMENT, (movie,))
    with pytest.raises(InputError, match="a document schema cannot be written to tables"):
        store_at(tmp_path, kind).write(schema, Rows(schema, {}), "fail")


@pytest.mark.parametrize("kind", DIRECTORIES)
@pytest.mark.parametrize("name", ["a/b", "..", ".hidden", ""])
def test_a_table_that_cannot_name_a_file_is_refused(kind: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be the name of a file"):
        write(store_at(tmp_path, kind), relational(table(name, "a:int")), {})


@pytest.mark.parametrize("kind", ["x.db", "x.duckdb", "csv:x/", "parquet:x/"])
def test_a_source_that_is_not_there_is_one_line(kind: str, tmp_path: Path) -> None:
    store = store_at(tmp_path, kind)
    assert not store.exists()
    with pytest.raises(InputError, match=f"^{kind}: there is nothing there; check the path$"):
        store.schema()
    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["file", "missing"])
def test_an_unwritable_place_is_one_line(kind: str, place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MigrationError) as caught:
        write(store_at(tmp_path / place, kind), MLB, MLB_ROWS)
    assert "nothing was written: " in one_line(caught)
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("kind", ALL)
def test_a_reading_may_be_left_and_begun_again(kind: str, tmp_path: Path) -> None:
    schema = relational(table("t", "a:int"), table("u", "b:int"))
    rows: dict[str, list[Row]] = {"t": [(n,) for n in range(200_000)], "u": [(7,)]}
    store = store_at(tmp_path, kind)
    store.write(schema, Rows(schema, rows, size=65_536), "fail")
    batches = store.read(schema, {("t",): ["a"]})
    assert next(batches)[1].column(0)[0].as_py() == 0
    del batches
    assert read(store, relational(schema[("u",)])) == {"u": [(7,)]}
    next(store.read(schema, {("t",): ["a"]}))
    store.close()


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from relational_stores import *
from dynamite.errors import MigrationError
schema = relational(table("Players", "id:int name:string?"))
rows = [(n, f"{n * 7919:x}" * 20) for n in range(20000)]
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
for mode in sys.argv[4:]:
    try:
        write(store_at(Path(sys.argv[2]), sys.argv[3]), schema, {"Players": rows}, mode)
    except MigrationError as error:
        print(error)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_one_line_and_leaves_the_target(kind: str, tmp_path: Path) -> None:
    schema = relational(table("Players", "id:int name:string?"))
    store = store_at(tmp_path, kind)
    write(store, schema, {"Players": [(1, "a")]})
    store.close()
    modes = ["replace", "append"] if kind in DATABASES else ["replace"]
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(Path(__file__).parent), str(tmp_path), kind, *modes],
        capture_output=True,
        text=True,
    )
    lines = result.stdout.splitlines()
    assert len(lines) == len(modes), result.stderr
    assert all("nothing was written: " in line for line in lines)
    assert read(store, schema) == {"Players": [(1, "a")]}
    store.close()
    assert not list(tmp_path.glob("*partial*"))


@pytest.mark.parametrize("kind", ALL)
def test_records_are_read_in_batches(kind: str, tmp_path: Path) -> None:
    schema = relational(table("t", "a:int b:string"))
    rows: list[Row] = [(number, f"{number:060}") for number in range(150_000)]
    store = store_at(tmp_path, kind)
    store.write(schema, Rows(schema, {"t": rows}, size=65_536), "fail")
    sizes = [batch.num_rows for _, batch in store.read(schema, {("t",): ["a", "b"]})]
    assert sum(sizes) == 150_000
    assert len(sizes) > 1
    assert max(sizes) <= 90_000
