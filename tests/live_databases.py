"""Fresh databases on live servers for the tests, and the servers themselves.

A server is started at its first use, and stopped at the end of the session. With
``DYNAMITE_TEST_POSTGRES_URL`` or ``DYNAMITE_TEST_MYSQL_URL``, a deployment of that URL is used
instead, whose user may create databases; with ``DYNAMITE_SERVERS=1`` every server is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
import pymysql

sys.path.insert(0, str(Path(__file__).parent / "servers"))

from mariadb import mariadb
from postgres import postgres

LIVE = ("postgresql:", "mysql:")
"""What tests of all relational stores call a fresh database on each kind of server."""

_NAMES = {"postgresql:": "postgres", "mysql:": "mysql"}
_STARTED: dict[str, Any] = {}
_AT_END = ExitStack()


def _given(server: str) -> str:
    return os.environ.get(f"DYNAMITE_TEST_{server.upper()}_URL", "")


def running(server: str) -> Any:
    """The server of our own; started where it is not."""
    if server not in _STARTED:
        start: Callable[[], AbstractContextManager[Any]]
        start = {"postgres": postgres, "mysql": mariadb}[server]
        _STARTED[server] = _AT_END.enter_context(start())
    return _STARTED[server]


def stop_all() -> None:
    """Remove the databases and stop the servers of this session."""
    _AT_END.close()
    _STARTED.clear()
    _DATABASES.clear()


@dataclass(frozen=True)
class Database:
    """A database of its own for a test."""

    server: str
    name: str
    url: str

    def connect(self) -> Any:
        """A connection of the server's driver, where each statement is a transaction."""
        return _connect(self.server, self.url)

    def execute(self, script: str) -> None:
        """Execute statements, which a semicolon at the end of a line divides."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            for statement in script.split(";\n"):
                if statement.strip():
                    cursor.execute(statement)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def at(self, **parts: str) -> str:
        """The URL with another ``password``, ``database``, ``user``, ``host`` or ``query``."""
        split = urlsplit(self.url)
        user, _, password = split.netloc.rpartition("@")[0].partition(":")
        user = parts.get("user", user)
        password = parts.get("password", password)
        place = parts.get("host", split.netloc.rpartition("@")[2])
        login = f"{user}:{password}" if password else user
        path = "/" + parts.get("database", self.name)
        return urlunsplit((split.scheme, f"{login}@{place}", path, parts.get("query", ""), ""))


_DATABASES: dict[tuple[str, str], Database] = {}


def database(server: str, purpose: str) -> Database:
    """The database for a purpose, created empty at its first use."""
    if (server, purpose) not in _DATABASES:
        base = _given(server) or running(server).url()
        name = f"dynamite_{os.getpid()}_{len(_DATABASES)}"
        quoted = f"`{name}`" if server == "mysql" else f'"{name}"'
        _administer(server, base, f"CREATE DATABASE {quoted}")
        if _given(server):
            _AT_END.callback(_administer, server, base, f"DROP DATABASE {quoted}")
        split = urlsplit(base)
        url = urlunsplit((split.scheme, split.netloc, f"/{name}", split.query, ""))
        _DATABASES[server, purpose] = Database(server, name, url)
    return _DATABASES[server, purpose]


def live_url(kind: str, directory: Path) -> str:
    """The URL of the database that belongs to a test's directory; ``kind`` is one of ``LIVE``."""
    return database(_NAMES[kind], str(directory)).url


def _administer(server: str, url: str, statement: str) -> None:
    with closing(_connect(server, url)) as connection, connection.cursor() as cursor:
        if server == "mysql":
            # A reader that a failed test has left open would be waited for.
            cursor.execute("SET SESSION lock_wait_timeout = 10")
        elif statement.startswith("DROP"):
            statement += " WITH (FORCE)"
        cursor.execute(statement)


def _connect(server: str, url: str) -> Any:
    if server == "postgres":
        return psycopg.connect(url, autocommit=True)
    split = urlsplit(url)
    return pymysql.connect(
        host=split.hostname,
        port=split.port or 3306,
        user=unquote(split.username or ""),
        password=unquote(split.password or ""),
        database=split.path.strip("/") or None,
        charset="utf8mb4",
        autocommit=True,
    )
