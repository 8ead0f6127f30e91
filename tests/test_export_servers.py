"""Exported SQL on the servers of its dialects: it gives what the program gives."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest
from test_export import PROGRAMS, derived, has_ids

import dynamite
from dynamite.errors import InputError
from dynamite.language.text import parse

EMPTY = {
    "postgres": "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n",
    "mysql": "",
}


def without_views(server: Any, dialect: str) -> None:
    """Take away what the last program has left."""
    server.execute(EMPTY[dialect])
    if dialect == "mysql":
        listed = "SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()"
        for (name,) in server.query(listed):
            server.execute(f"DROP VIEW `{name}`;\n")


def compared(server: Any, dialect: str) -> int:
    """How many programs of the conformance tests the dialect can say, and says right."""
    count = 0
    for path in PROGRAMS:
        text = path.read_text()
        try:
            sql = dynamite.export(parse(text), "sql", dialect=dialect)
        except InputError:
            continue
        if has_ids(text):
            continue
        without_views(server, dialect)
        server.execute(sql)
        quote = "`" if dialect == "mysql" else '"'
        for relation, expected in derived(text).items():
            found = server.query(f"SELECT * FROM {quote}{relation}{quote}")
            assert sorted(found) == expected, path.name
        count += 1
    return count


if find_spec("live_databases"):

    @pytest.mark.server("postgres")
    def test_postgres_gives_what_the_program_gives() -> None:
        from live_databases import database

        assert compared(database("postgres", "export"), "postgres") >= 95

    @pytest.mark.server("mysql")
    def test_mysql_gives_what_the_program_gives() -> None:
        from live_databases import database

        assert compared(database("mysql", "export"), "mysql") >= 90
