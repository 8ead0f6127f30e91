"""The registry of URLs: which adapter opens what, and how a URL is shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamite.errors import InputError
from dynamite.schema import Model
from dynamite.stores import open_store, shown

R, D, G = Model.RELATIONAL, Model.DOCUMENT, Model.GRAPH


@pytest.mark.parametrize(
    ("url", "model", "adapter"),
    [
        ("x.db", None, "SqliteStore"),
        ("x.sqlite", R, "SqliteStore"),
        ("x.SQLITE3", R, "SqliteStore"),
        ("sqlite:///x.data", R, "SqliteStore"),
        ("sqlite:x.data", None, "SqliteStore"),
        ("x.duckdb", R, "DuckdbStore"),
        ("duckdb:///x.db", None, "DuckdbStore"),
        ("new/", R, "CsvStore"),
        ("empty", R, "CsvStore"),
        ("csv:new", None, "CsvStore"),
        ("csvs", None, "CsvStore"),
        ("csvs/T.csv", None, "CsvStore"),
        ("parquet:new", R, "ParquetStore"),
        ("parquets/", R, "ParquetStore"),
        ("x.json", None, "JsonStore"),
        ("x.json", D, "JsonStore"),
        ("x.json", G, "GraphJsonStore"),
        ("x.jsonl", G, "GraphJsonStore"),
        ("graph:x", G, "GraphJsonStore"),
        ("new/", D, "JsonStore"),
        ("jsonl:new", D, "JsonStore"),
        ("x.xml", D, "XmlStore"),
        ("xml:new", None, "XmlStore"),
        ("x.graphml", None, "GraphmlStore"),
        ("odd:name.db", R, "SqliteStore"),
        ("postgresql://h/d", None, "PostgresStore"),
        ("mysql://u@h/d?ssl_mode=REQUIRED", R, "MysqlStore"),
        ("mariadb://h:3307/d", None, "MysqlStore"),
        ("postgres://u@h:5433/d?sslmode=require", R, "PostgresStore"),
    ],
)
def test_each_url_opens_its_adapter(
    url: str, model: Model | None, adapter: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for directory, file in (("csvs", "T.csv"), ("parquets", "T.parquet")):
        (tmp_path / directory).mkdir()
        (tmp_path / directory / file).write_text("")
        (tmp_path / directory / "schema.json").write_text("{}")
        (tmp_path / directory / "README.md").write_text("")
    store = open_store(url, model, base=tmp_path)
    assert type(store).__name__ == adapter
    assert store.url == url
    store.close()


@pytest.mark.parametrize(
    ("url", "model", "message"),
    [
        ("postgresql+x://u:pw@h/d", R, "postgresql+x://u@h/d: unknown scheme 'postgresql+x'; kno"),
        (
            "postgresql://u:pw@h/d",
            D,
            "postgresql://u@h/d: this is a relational store where a docum",
        ),
        ("mysql+pymysql://h/d", R, "unknown scheme 'mysql+pymysql'; known are: sqlite, "),
        (
            "mysql://u:pw@h",
            R,
            "mysql://u@h: the URL names no database; write mysql://USER@HOST/DAT",
        ),
        ("mysql://u:p/w@h/d", R, "the port is not a number; in a user or a password, write / as"),
        ("mysql://u:pw@h/d?tls=1", R, "unknown parameter 'tls'; known are: ssl-mode, ssl-ca, "),
        ("ftp://h/x.db", R, "unknown scheme 'ftp'; known are: sqlite, duckdb, csv, "),
        ("sqlite:///", R, "the URL names no file; write sqlite:PATH"),
        ("x.xls", R, "x.xls: there is no such file or directory; a new directory is named with"),
        ("there.xls", R, "the ending '.xls' names no kind of store; known: .db .sqlite "),
        ("new/", None, "nothing there tells the kind of store; a new directory is named with"),
        ("new/", G, "a graph is one file; end its name with .json, .jsonl or .graphml"),
        ("mixed", R, "the directory mixes kinds of store: a.csv and b.parquet; name one as csv:"),
        ("stray", R, "the directory holds no data file, but thesis.tex; a store is a directory"),
        ("x.db", D, "this is a relational store where a document one is needed"),
        ("x.json", R, "this is a document store where a relational one is needed"),
    ],
)
def test_a_url_that_names_no_store_is_refused_by_name(
    url: str, model: Model | None, message: str, tmp_path: Path
) -> None:
    for file in ("there.xls", "mixed/a.csv", "mixed/b.parquet", "stray/thesis.tex"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("")
    with pytest.raises(InputError) as caught:
        open_store(url, model, base=tmp_path)
    assert message in str(caught.value)
    assert "pw" not in str(caught.value)


def test_three_slashes_are_relative_and_four_absolute(tmp_path: Path) -> None:
    (tmp_path / "a b.db").write_text("x")
    assert open_store("sqlite:///a%20b.db", base=tmp_path).exists()
    assert open_store(f"sqlite:///{tmp_path}/a%20b.db").exists()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="&"), min_size=6))
def test_no_password_is_shown(password: str) -> None:
    url = f"postgresql://ada:{password}@db.example/bank?sslmode=require"
    assert shown(url) == "postgresql://ada@db.example/bank?sslmode=require"


def test_passwords_among_the_parameters_are_not_shown() -> None:
    url = "mysql://h/d?ssl=1&PASSWORD=s3cret&access_token=abc"
    assert shown(url) == "mysql://h/d?ssl=1"
    assert shown("dir/x@y:z.db") == "dir/x@y:z.db"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql:ada:s3cret@host/db", "postgresql:ada@host/db"),
        ("postgresql:/ada:s3:cr/et@host/db", "postgresql:/ada@host/db"),
        ("MySQL+pymysql:ada:s3cret@host", "MySQL+pymysql:ada@host"),
        ("ada:s3cret@host/db", "ada@host/db"),
        ("mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:s3cret", "mongodb://h/"),
        ("postgresql:///bank?password=s3cret", "postgresql:///bank"),
        ("sqlite:ada:x@y.db", "sqlite:ada:x@y.db"),
    ],
)
def test_a_password_in_a_mistaken_url_is_not_shown(url: str, said: str) -> None:
    assert shown(url) == said


def test_the_registry_loads_no_package_of_a_store() -> None:
    code = (
        "import sys, dynamite.stores as s; s.open_store('x.db');"
        "print([m for m in ('duckdb', 'networkx', 'ijson') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout == "[]\n", result.stderr
