"""Connections to Neo4j: the URL, the password, and the server's errors as one line."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from dynamite.errors import DynamiteError, InputError

# The driver would print a second line beside the error that it raises.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

USER_VARIABLE: Final = "NEO4J_USERNAME"
PASSWORD_VARIABLE: Final = "NEO4J_PASSWORD"
"""They hold the user and the password where the URL has none."""

CONNECTION_SECONDS: Final = 5.0
"""How long to wait for a server that does not answer."""

FETCHED: Final = 10_000
"""How many records the server sends at a time."""

_MEND: Final = (
    "a URL is neo4j://USER@HOST:PORT/DATABASE; signs such as @ and / are written %40, %2F"
)


class Connection:
    """A driver, which connects at its first use, and the database of the URL.

    Raises ``InputError`` for a URL that the driver cannot use.
    """

    def __init__(self, url: str, shown: str) -> None:
        try:
            parts = urlsplit(url)
            place = parts.netloc.rpartition("@")[2]
            if not parts.hostname or parts.port == 0:
                raise InputError("the URL names no host", place=shown, mend=_MEND)
        except ValueError as error:
            raise InputError(f"the URL cannot be used: {error}", place=shown, mend=_MEND) from None
        self.database = unquote(parts.path.strip("/")) or None
        address = f"{parts.scheme.lower()}://{place}" + (f"?{parts.query}" if parts.query else "")
        user = unquote(parts.username or "") or os.environ.get(USER_VARIABLE, "")
        password = unquote(parts.password or "") or os.environ.get(PASSWORD_VARIABLE, "")
        try:
            self._driver = neo4j.GraphDatabase.driver(
                address,
                auth=(user, password) if user or password else None,
                connection_timeout=CONNECTION_SECONDS,
                # Waiting for a server that is gone only hides that it is.
                connection_acquisition_timeout=2 * CONNECTION_SECONDS,
                notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
                user_agent="dynamite",
            )
        except (ConfigurationError, ValueError) as error:
            raise InputError(f"the URL cannot be used: {error}", place=shown, mend=_MEND) from None

    def session(self, *, writes: bool = False) -> neo4j.Session:
        """A session on the database."""
        mode = neo4j.WRITE_ACCESS if writes else neo4j.READ_ACCESS
        return self._driver.session(
            database=self.database, default_access_mode=mode, fetch_size=FETCHED
        )

    def close(self) -> None:
        self._driver.close()


def run(where: neo4j.Session | neo4j.Transaction, query: str, **parameters: Any) -> neo4j.Result:
    """The result of a query, in which every name is quoted; values are its parameters."""
    return where.run(query, parameters)


@contextmanager
def neo4j_errors(kind: type[DynamiteError], problem: str, url: str) -> Iterator[None]:
    """Turns the driver's errors into one line for a person."""
    try:
        yield
    except (Neo4jError, DriverError) as error:
        reason, mend = described(error)
        raise kind(f"{problem}: {reason}", place=url, mend=mend) from None


def described(error: Neo4jError | DriverError) -> tuple[str, str]:
    """What went wrong, and the mend where there is one that always helps."""
    match error:
        case AuthError():
            return "the server refuses the user or the password", "check both"
        case Neo4jError(message=str(message)):
            return _first_line(message), ""
        case ServiceUnavailable() | SessionExpired():
            reason = f"no server answers, or the connection broke: {_first_line(str(error))}"
            return reason, "is the server running?"
    return _first_line(str(error)), ""


def _first_line(text: str) -> str:
    # What the driver lists below, it announces by a colon.
    return (text.strip().splitlines() or [""])[0].rstrip(":")
