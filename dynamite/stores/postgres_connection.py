"""Connections to PostgreSQL, by libpq's rules: its URLs, environment, password file and TLS.

Nothing that a message shows has the password: a URL that libpq would take apart in a wrong place
is refused before libpq sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dynamite.errors import DynamiteError, InputError
from dynamite.stores.sql_names import quoted

_CONNECT_SECONDS: Final = 10

_SETTINGS: Final = {
    "client_encoding": "UTF8",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_monetary": "C",
    # The order of the records is the same in every run.
    "synchronize_seqscans": "off",
    "max_parallel_workers_per_gather": "0",
    # The connection waits while the engine works, and that is no reason to end it.
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    # Rows that a policy hides would be missing without a word: have it an error.
    "row_security": "off",
}


def connect(url: str, shown: str, *, is_reading: bool) -> psycopg.Connection[Any]:
    """A connection in a new transaction: of one snapshot and read-only, or one that writes.

    ``InputError`` where the server cannot be reached or refuses.
    """
    parameters = _parameters(url, shown)
    try:
        connection = psycopg.connect(**parameters)
    except psycopg.Error as error:
        raise InputError(f"cannot connect: {_connection_problem(error)}", place=shown) from None
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ if is_reading else None
    connection.read_only = is_reading
    try:
        settings = ", ".join("set_config(%s, %s, true)" for _ in _SETTINGS)
        values = [text for setting in _SETTINGS.items() for text in setting]
        connection.execute(f"SELECT {settings}", values)
    except psycopg.Error as error:
        connection.close()
        raise InputError(f"cannot be used: {problem(error)}", place=shown) from None
    return connection


def _parameters(url: str, shown: str) -> dict[str, Any]:
    user = url.partition("://")[2].rpartition("@")[0]
    if any(sign in user for sign in "/?#@"):
        raise InputError(
            "the user or the password has a sign that divides URLs",
            place=shown,
            mend="write / as %2F, ? as %3F, # as %23, @ as %40 and : as %3A",
        )
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.Error as error:
        words = str(error).strip().replace(url, shown)
        raise InputError(f"not a URL of PostgreSQL: {words}", place=shown) from None
    parameters.setdefault("connect_timeout", _CONNECT_SECONDS)
    parameters.setdefault("fallback_application_name", "dynamite")
    return parameters


def _connection_problem(error: psycopg.Error) -> str:
    """What libpq complains of, without where it tried: the URL stands before it."""
    lines = str(error).splitlines() or [type(error).__name__]
    words = lines[-1] if "Multiple connection attempts" in lines[0] else lines[0]
    return words.rpartition(" failed: ")[2].strip()


def problem(error: psycopg.Error) -> str:
    """What PostgreSQL complains of, in one line: its message, the detail, and the value's column.

    The value itself is cut short by PostgreSQL.
    """
    parts = [error.diag.message_primary or _connection_problem(error)]
    if error.diag.message_detail:
        parts.append(error.diag.message_detail)
    context = (error.diag.context or "").partition("\n")[0]
    if context.startswith("COPY "):
        parts.append(f"in {context}")
    return "; ".join(part.rstrip(".") for part in parts)


@contextmanager
def postgres_errors(kind: type[DynamiteError], doing: str, place: str) -> Iterator[None]:
    """Turns PostgreSQL's errors into one line for a person."""
    try:
        yield
    except psycopg.Error as error:
        raise kind(f"{doing}: {problem(error)}", place=place) from None


def table_sql(schema: str, name: str) -> str:
    """A table in SQL, with its schema."""
    return f"{quoted(schema)}.{quoted(name)}"
