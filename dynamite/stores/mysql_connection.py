"""Connections to MySQL and MariaDB by PyMySQL, and what their URLs say.

``mysql://user:password@host:port/database?ssl-mode=VERIFY_IDENTITY&ssl-ca=FILE``. Without a
password in the URL, that of the environment's ``MYSQL_PWD`` counts, then that of ``~/.my.cnf``,
whose user counts too. TLS is used where the server has it; ``ssl-mode`` is as in the server's own
client.
"""

from __future__ import annotations

import configparser
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import pymysql
from pymysql.constants import CR, ER
from pymysql.converters import encoders

from dynamite.errors import DynamiteError, InputError

_CONNECT_SECONDS: Final = 10
_MODES: Final = ("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")

_KNOWN: Final = ("ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "socket", "connect-timeout")
"""The parameters of a URL; an underscore is as good as a hyphen."""

ENCODERS: Final = dict(encoders)
"""How values are bound; nothing says how they are read, so that they stay text."""

_SQL_MODE: Final = (
    "STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION"
)
_LOST: Final = (CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST)


@dataclass(frozen=True)
class Address:
    """Where a database is, and how to get in; ``password`` is never shown."""

    database: str
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    parameters: Mapping[str, str]


def parse_address(url: str, shown: str) -> Address:
    """What a URL says; ``InputError`` for one that names no database or an unknown parameter."""
    split = urlsplit(url)
    try:
        port = split.port or 3306
    except ValueError:
        # The words of the error may have a part of the password.
        raise InputError(
            "the port is not a number",
            place=shown,
            mend="in a user or a password, write / as %2F, ? as %3F, # as %23 and @ as %40",
        ) from None
    database = unquote(split.path.removeprefix("/"))
    if not database or split.fragment:
        raise InputError(
            "the URL names no database",
            place=shown,
            mend="write mysql://USER@HOST/DATABASE, with # as %23",
        )
    parameters = {
        name.lower().replace("_", "-"): value
        for name, value in parse_qsl(split.query, keep_blank_values=True)
    }
    password = parameters.pop("password", None)
    for name in parameters:
        if name not in _KNOWN:
            known = ", ".join(_KNOWN)
            raise InputError(f"unknown parameter {name!r}", place=shown, mend=f"known are: {known}")
    if split.password is not None:
        password = unquote(split.password)
    user = None if split.username is None else unquote(split.username)
    return Address(
        database, split.hostname or "localhost", port, user or None, password, parameters
    )


def connect(address: Address, shown: str) -> pymysql.Connection:
    """A connection where values are text and times are in UTC; each statement is a transaction.

    Raises ``InputError`` where the server cannot be reached or refuses.
    """
    options = _option_file(address, shown)
    password = address.password
    if password is None:
        password = os.environ.get("MYSQL_PWD") or options.get("password") or ""
    mode = address.parameters.get("ssl-mode", "PREFERRED").upper()
    try:
        connection = pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.user or options.get("user"),
            # PyMySQL itself would encode it as Latin-1.
            password=password.encode(),
            database=address.database,
            unix_socket=address.parameters.get("socket"),
            connect_timeout=_seconds(address, shown),
            charset="utf8mb4",
            autocommit=True,
            conv=ENCODERS,
            program_name="dynamite",
            ssl=_tls(address, mode, shown),
            ssl_disabled=mode == "DISABLED",
        )
    except (pymysql.err.MySQLError, RuntimeError, OSError) as error:
        raise InputError(f"cannot connect: {problem(error)}", place=shown) from None
    with mysql_errors(InputError, "cannot be used", shown):
        for statement in (
            f"SET SESSION sql_mode = '{_SQL_MODE}', time_zone = '+00:00'",
            # The connection waits while the engine works, and that is no reason to end it.
            "SET SESSION wait_timeout = 604800, net_write_timeout = 86400",
            "SET SESSION net_read_timeout = 86400, innodb_lock_wait_timeout = 30",
            "SET SESSION lock_wait_timeout = 30",
        ):
            execute(connection, statement)
    return connection


def _seconds(address: Address, shown: str) -> int:
    text = address.parameters.get("connect-timeout", str(_CONNECT_SECONDS))
    if not text.isdecimal() or not 0 < int(text) < 10**6:
        raise InputError(f"connect-timeout is a number of seconds, not {text!r}", place=shown)
    return int(text)


def _tls(address: Address, mode: str, shown: str) -> ssl.SSLContext | None:
    """How TLS is to be demanded; ``None``: as the server has it, or not at all."""
    files = {name: address.parameters.get(f"ssl-{name}") for name in ("ca", "cert", "key")}
    if mode not in _MODES:
        raise InputError(f"unknown ssl-mode {mode!r}", place=shown, mend=f"known: {_MODES}")
    if mode == "DISABLED" or (mode == "PREFERRED" and not any(files.values())):
        return None
    try:
        context = ssl.create_default_context(cafile=files["ca"])
        # What MySQL makes for itself lacks extensions that are demanded since Python 3.13.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        is_checked = mode in ("VERIFY_CA", "VERIFY_IDENTITY") or files["ca"] is not None
        context.check_hostname = mode == "VERIFY_IDENTITY"
        context.verify_mode = ssl.CERT_REQUIRED if is_checked else ssl.CERT_NONE
        if files["cert"]:
            context.load_cert_chain(files["cert"], files["key"])
    except OSError as error:
        raise InputError(f"the files for TLS cannot be used: {error}", place=shown) from None
    return context


def _option_file(address: Address, shown: str) -> dict[str, str | None]:
    """The user and the password of ``~/.my.cnf``, where the URL leaves them open."""
    file = Path("~/.my.cnf").expanduser()
    if address.password is not None or not file.is_file():
        return {}
    parser = configparser.RawConfigParser(allow_no_value=True, strict=False)
    try:
        lines = file.read_text().splitlines()
        parser.read_string("\n".join(line for line in lines if not line.startswith("!")))
    except (OSError, ValueError, configparser.Error):
        # The words of the error may have the line with the password.
        raise InputError("~/.my.cnf cannot be read as an option file", place=shown) from None
    options = dict(parser["client"]) if parser.has_section("client") else {}
    return {name: _unquoted(value) for name, value in options.items()}


def _unquoted(value: str | None) -> str | None:
    is_quoted = value is not None and len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if is_quoted and value is not None else value


def execute(
    connection: pymysql.Connection, statement: str | bytes, values: Any = None
) -> list[tuple[Any, ...]]:
    """The rows of a statement, as text."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def is_lost(error: Exception) -> bool:
    """Whether the connection has ended."""
    if isinstance(error, pymysql.err.InterfaceError):
        return True
    return isinstance(error, pymysql.err.MySQLError) and error.args[:1] in [(c,) for c in _LOST]


def problem(error: Exception) -> str:
    """What MySQL complains of, without numbers that nobody knows."""
    if is_lost(error):
        return "the connection to the server was lost"
    if isinstance(error, pymysql.err.MySQLError) and len(error.args) > 1:
        code, words = error.args[:2]
        if code in (ER.RECORD_FILE_FULL, ER.DISK_FULL):
            return f"the server has no room left: {words}"
        return str(words)
    return str(error) or type(error).__name__


@contextmanager
def mysql_errors(kind: type[DynamiteError], doing: str, place: str) -> Iterator[None]:
    """Turns MySQL's errors into one line for a person."""
    try:
        yield
    except pymysql.err.MySQLError as error:
        raise kind(f"{doing}: {problem(error)}", place=place) from None
