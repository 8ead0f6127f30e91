"""Source and target may not be the same place, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from dynamite.errors import InputError
from dynamite.migration.places import refuse_same_place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.db").touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").touch()
    (tmp_path / "link.db").symlink_to("x.db")
    (tmp_path / "hard.db").hardlink_to(tmp_path / "x.db")
    return tmp_path


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("x.db", "x.db"),
        ("x.db", "./data/../x.db"),
        ("x.db", "sqlite:///x.db"),
        ("sqlite:x.db", "duckdb:///x.db"),
        ("x.db", "link.db"),
        ("x.db", "hard.db"),
        ("new.jsonl", "jsonl:new.jsonl"),
        ("postgresql://ada:1@host/db", "postgresql://bob:2@HOST/db"),
        ("postgresql://localhost/db", "postgres://127.0.0.1:5432/db?sslmode=require"),
        ("postgresql://[::1]/db", "postgresql://localhost:5432/db"),
        ("postgresql:///db", "postgresql://localhost/db"),
        ("postgresql:///db?host=%2Fvar%2Frun", "postgresql://127.0.0.1/db"),
        ("postgresql://ada@localhost", "postgresql://localhost/ada"),
        ("postgresql://[::ffff:127.0.0.1]/db", "postgresql://localhost./db"),
        ("mysql://localhost/db", "mariadb://127.0.0.1:3306/db?ssl-mode=REQUIRED"),
        ("mongodb://localhost/db", "mongodb://ada:1@127.0.0.1:27017/db?authSource=admin"),
        ("mongodb://a.invalid,b.invalid:27018/db", "mongodb://b.invalid:27018/db"),
        ("mongodb+srv://a.invalid/db", "mongodb+srv://A.invalid/db"),
        ("neo4j://localhost", "bolt+ssc://127.0.0.1:7687/neo4j"),
    ],
)
def test_the_same_place_is_refused(place: Path, source: str, target: str) -> None:
    with pytest.raises(InputError, match="are the same place"):
        refuse_same_place(source, target)


def test_an_absolute_url_names_the_same_place(place: Path) -> None:
    with pytest.raises(InputError, match="are the same place"):
        refuse_same_place("x.db", f"sqlite:///{place}/x.db")


def test_a_directory_that_holds_the_source_is_refused(place: Path) -> None:
    with pytest.raises(InputError, match=r"the target holds the source data/a\.csv"):
        refuse_same_place("data/a.csv", "data")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("x.db", "y.db"),
        ("x.db", "data"),
        ("data", "data/out.jsonl"),
        ("x.db", "mongodb://host/db"),
        ("neo4j://host", "x.db"),
        ("postgresql://host/a", "postgresql://host/b"),
        ("postgresql://host:1/a", "postgresql://host:2/a"),
        ("postgresql://localhost/a", "postgresql://localhost:5433/a"),
        ("postgresql://a.invalid/db", "postgresql://b.invalid/db"),
        ("postgresql://localhost/a", "postgresql://localhost/a?options=-csearch_path=sales"),
        ("mongodb://localhost/db", "mysql://localhost:27017/db"),
        ("neo4j://localhost/neo4j", "neo4j://localhost/movies"),
    ],
)
def test_different_places_are_accepted(place: Path, source: str, target: str) -> None:
    refuse_same_place(source, target)


def test_a_refusal_shows_no_password() -> None:
    with pytest.raises(InputError) as refusal:
        refuse_same_place("neo4j://ada:s3cret@host/", "neo4j://ada:s3cret@host/")
    assert "s3cret" not in str(refusal.value)
