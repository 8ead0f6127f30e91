"""Connections to MongoDB: the URL, the password, and the server's errors as one line."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import quote

from bson.errors import BSONError
from pymongo import MongoClient
from pymongo.errors import (
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    DocumentTooLarge,
    OperationFailure,
    PyMongoError,
)
from pymongo.uri_parser import parse_uri

from dynamite.errors import DynamiteError, InputError

PASSWORD_VARIABLE: Final = "MONGODB_PASSWORD"
"""Holds the password of a user whose URL has none."""

SELECTION_MILLISECONDS: Final = 5_000
"""How long to look for a server that answers, where the URL does not say."""

_AUTHENTICATION_FAILED: Final = 18

Document = dict[str, object]
Client = MongoClient[Document]


def connect(url: str, shown: str) -> tuple[Client, str]:
    """A client, which connects at its first use, and the name of the URL's database.

    Raises ``InputError`` for a URL that the driver cannot use, or that names no database.
    """
    mend = "a URL is mongodb://USER@HOST:PORT/DATABASE; signs such as @ and / are written %40, %2F"
    try:
        with warnings.catch_warnings():
            # An option that the driver does not know it only warns of.
            warnings.simplefilter("error")
            # Of a mongodb+srv URL the hosts are looked up later, by the client.
            parsed = parse_uri(url.replace("mongodb+srv:", "mongodb:", 1), warn=True)
            database = parsed["database"]
            if not database:
                mend = "end it with /DATABASE"
                raise InputError("the URL names no database", place=shown, mend=mend)
            options = parsed["options"]
            given: dict[str, object] = {}
            if parsed["username"] and not parsed["password"]:
                url = _with_password(url)
            if "serverselectiontimeoutms" not in {name.lower() for name in options}:
                given["serverSelectionTimeoutMS"] = SELECTION_MILLISECONDS
            client: Client = MongoClient(url, appname="dynamite", **given)  # type: ignore[arg-type]
    except (ConfigurationError, ValueError, Warning) as error:
        if _lacks_password(str(error)):
            mend = f"write it in the URL, or set {PASSWORD_VARIABLE}"
        raise InputError(f"the URL cannot be used: {error}", place=shown, mend=mend) from None
    return client, database


def _with_password(url: str) -> str:
    """The URL with the password of the environment, if there is one."""
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None:
        return url
    user, _, rest = url.partition("@")
    return f"{user}:{quote(password, safe='')}@{rest}"


def _lacks_password(problem: str) -> bool:
    """Whether the driver says that a user needs a password."""
    return "password" in problem.lower() and "required" in problem.lower()


@contextmanager
def mongodb_errors(
    kind: type[DynamiteError], problem: str, url: str, mend: str = ""
) -> Iterator[None]:
    """Turns the driver's errors into one line for a person, without what the driver adds."""
    try:
        yield
    except PyMongoError as error:
        reason, own_mend = described(error)
        raise kind(f"{problem}: {reason}", place=url, mend=mend or own_mend) from None
    except BSONError as error:
        raise kind(f"{problem}: not BSON: {error}", place=url, mend=mend) from None


def described(error: PyMongoError | DocumentTooLarge) -> tuple[str, str]:
    """What went wrong, and the mend where there is one that always helps."""
    match error:
        case BulkWriteError() if error.details and error.details.get("writeErrors"):
            return str(error.details["writeErrors"][0].get("errmsg")), ""
        case OperationFailure(code=code) if code == _AUTHENTICATION_FAILED:
            return "the server refuses the user or the password", "check both"
        case OperationFailure() if error.details and error.details.get("errmsg"):
            return str(error.details["errmsg"]), ""
        case ConfigurationError():
            return str(error), ""
        case DocumentTooLarge():
            return "a document is larger than the 16 MB that MongoDB holds", ""
        case ConnectionFailure():
            text = str(error).partition(", Timeout: ")[0].partition(" (configured timeouts")[0]
            return f"no server answers, or the connection broke: {text}", "is the server running?"
    return str(error), ""
