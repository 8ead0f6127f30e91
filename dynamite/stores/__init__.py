"""The registry of URLs: which adapter opens which URL or path.

==============================================  ================================================
``sqlite:PATH``, ``.db .sqlite .sqlite3``       SQLite
``duckdb:PATH``, ``.duckdb``                    DuckDB
``csv:PATH``, a directory of ``.csv``           CSV, a file for a table
``parquet:PATH``, a directory of ``.parquet``   Parquet, a file for a table
``json:PATH jsonl:PATH``, ``.json .jsonl``      documents, or a graph where the model is one
``xml:PATH``, ``.xml``                          XML documents
``graph:PATH``                                  a graph in a JSON file
``graphml:PATH``, ``.graphml``                  GraphML
``postgresql://…``, ``postgres://…``            PostgreSQL
``mysql://…``, ``mariadb://…``                  MySQL and MariaDB
``mongodb://…``, ``mongodb+srv://…``            MongoDB
``neo4j://…``, ``bolt://…``, ``neo4j+s://…`` …  Neo4j
==============================================  ================================================

``sqlite:///x.db`` is relative and ``sqlite:////x.db`` absolute, as in SQLAlchemy. A directory is
what it contains. One that is empty or not there is, by the model, a directory of CSV or of JSON
Lines; a path to a directory that is not there ends with a slash, so that a mistyped file name is
not taken for one.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from urllib.parse import unquote

from dynamite.errors import InputError
from dynamite.schema import Model
from dynamite.stores.interface import Store

# Adapters are named, not imported, so that opening one store loads the packages of that store only.
_SQLITE = "dynamite.stores.sqlite:SqliteStore"
_DUCKDB = "dynamite.stores.duckdb:DuckdbStore"
_CSV = "dynamite.stores.csv_directory:CsvStore"
_PARQUET = "dynamite.stores.parquet_directory:ParquetStore"
_JSON = "dynamite.stores.json_documents:JsonStore"
_XML = "dynamite.stores.xml_documents:XmlStore"
_GRAPH_JSON = "dynamite.stores.graph_json:GraphJsonStore"
_GRAPHML = "dynamite.stores.graphml:GraphmlStore"
_POSTGRES = "dynamite.stores.postgres:PostgresStore"
_MYSQL = "dynamite.stores.mysql:MysqlStore"
_MONGODB = "dynamite.stores.mongodb:MongodbStore"
_NEO4J = "dynamite.stores.neo4j:Neo4jStore"

_ONE_FILE = (_SQLITE, _DUCKDB, _GRAPH_JSON, _GRAPHML)

_BY_SCHEME = {
    "sqlite": _SQLITE,
    "duckdb": _DUCKDB,
    "csv": _CSV,
    "parquet": _PARQUET,
    "json": _JSON,
    "jsonl": _JSON,
    "xml": _XML,
    "graph": _GRAPH_JSON,
    "graphml": _GRAPHML,
}
_BY_ENDING = {
    ".db": _SQLITE,
    ".sqlite": _SQLITE,
    ".sqlite3": _SQLITE,
    ".duckdb": _DUCKDB,
    ".csv": _CSV,
    ".parquet": _PARQUET,
    ".json": _JSON,
    ".jsonl": _JSON,
    ".xml": _XML,
    ".graphml": _GRAPHML,
}
_IN_DIRECTORY = {
    ".csv": _CSV,
    ".parquet": _PARQUET,
    ".json": _JSON,
    ".jsonl": _JSON,
    ".xml": _XML,
}
_NEW_DIRECTORY = {Model.RELATIONAL: _CSV, Model.DOCUMENT: _JSON}
_BY_SERVER = {
    "postgresql": _POSTGRES,
    "postgres": _POSTGRES,
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "mongodb": _MONGODB,
    "mongodb+srv": _MONGODB,
    **{f"{scheme}{tls}": _NEO4J for scheme in ("neo4j", "bolt") for tls in ("", "+s", "+ssc")},
}
"""Stores on a server: their adapters take the whole URL."""

_SERVERS = "postgres|mysql|mariadb|mongodb|neo4j|bolt"
_SECRETS = "pass|pwd|secret|token|authmechanismproperties"
"""Parts of the names of parameters that are not shown."""

SCHEMA_FILE = "schema.json"
"""The schema beside the files of a directory; it is not one of its data files."""

_DIRECTORY_MEND = (
    "a new directory is named with its kind: csv:DIR, parquet:DIR, jsonl:DIR, json:DIR or xml:DIR"
)


def open_store(url: str, model: Model | None = None, base: Path | None = None) -> Store:
    """The store at a URL or path; a relative path is taken from ``base``.

    ``model`` is the kind of store that is expected: it decides where a path could be several, and
    a store of another kind is refused. Raises ``InputError`` for a URL that names no store that
    this version reads. That nothing is at the path is no error here: ``Store.exists`` tells.
    """
    name = shown(url)
    if not url:
        raise InputError("the path or URL of a store is empty")
    server = _BY_SERVER.get(url.partition("://")[0].lower()) if "://" in url else None
    if server is not None:
        return _opened(server, url, name, model)
    scheme, rest = _split(url, name)
    path = Path(base or "") / rest
    if rest.endswith("/") and path.is_file():
        raise InputError("this is a file, not a directory", place=name)
    factory = _BY_SCHEME[scheme] if scheme else _by_path(path, rest.endswith("/"), model, name)
    if factory in _ONE_FILE and path.is_dir():
        raise InputError("this is a directory, where a file is meant", place=name)
    if factory == _JSON and model is Model.GRAPH and not path.is_dir():
        factory = _GRAPH_JSON
    return _opened(factory, path, name, model)


def _opened(factory: str, place: Path | str, name: str, model: Model | None) -> Store:
    module, _, adapter = factory.partition(":")
    store: Store = getattr(importlib.import_module(module), adapter)(place, name)
    if model is not None and store.model is not model:
        raise InputError(f"this is a {store.model} store where a {model} one is needed", place=name)
    return store


def shown(url: str) -> str:
    """The URL without its password, for messages.

    >>> shown("postgresql://ada:s3cret@host/db?password=x&sslmode=require")
    'postgresql://ada@host/db?sslmode=require'
    """
    scheme, separator, rest = url.partition("://")
    if not separator or not re.fullmatch(r"[\w+.-]+", scheme):
        # Whoever forgets the slashes has written a password all the same.
        mistaken = re.match(rf"(?i)((?:{_SERVERS})[\w+.-]*)(:/?)(?=.*@)|(?=[^/:@]+:[^/@]+@)", url)
        if mistaken is None or url.partition(":")[0].lower() in _BY_SCHEME:
            return url
        scheme, separator = mistaken[1] or "", mistaken[2] or ""
        rest = url[mistaken.end() :]
    # A password may hold any sign, so everything before the last @ counts as user and password.
    user, at, place = rest.rpartition("@")
    rest = f"{user.partition(':')[0]}{at}{place}"
    rest = re.sub(rf"(?i)(?<=[?&])[\w-]*(?:{_SECRETS})[\w-]*=[^&]*(?:&|$)", "", rest)
    return f"{scheme}{separator}{rest.rstrip('?&')}"


def _split(url: str, name: str) -> tuple[str, str]:
    """The scheme, empty for a plain path, and the path."""
    match = re.match(r"([A-Za-z][\w+.-]*):(//)?", url)
    if match is None:
        return "", url
    scheme = match[1].lower()
    if scheme in _BY_SCHEME:
        path = url[match.end() :]
        if match[2]:
            path = unquote(path.removeprefix("/"))
        if not path:
            raise InputError("the URL names no file", place=name, mend=f"write {scheme}:PATH")
        return scheme, path
    if match[2]:
        known = ", ".join((*_BY_SCHEME, *_BY_SERVER))
        raise InputError(f"unknown scheme {scheme!r}", place=name, mend=f"known are: {known}")
    return "", url


def _by_path(path: Path, is_slashed: bool, model: Model | None, name: str) -> str:
    if path.is_dir():
        return _by_content(path, name) or _new_directory(model, name)
    if is_slashed:
        return _new_directory(model, name)
    factory = _BY_ENDING.get(path.suffix.lower())
    if factory is None and not path.exists():
        raise InputError("there is no such file or directory", place=name, mend=_DIRECTORY_MEND)
    if factory is None:
        known = " ".join(_BY_ENDING)
        raise InputError(
            f"the ending {path.suffix!r} names no kind of store", place=name, mend=f"known: {known}"
        )
    return factory


def _by_content(directory: Path, name: str) -> str | None:
    """The adapter for what a directory contains, or ``None`` where it is empty."""
    try:
        files = sorted(entry.name for entry in directory.iterdir())
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=name) from None
    first_of: dict[str, str] = {}
    for file in files:
        factory = _IN_DIRECTORY.get(Path(file).suffix.lower())
        if factory is not None and file != SCHEMA_FILE and not file.startswith("."):
            first_of.setdefault(factory, file)
    if len(first_of) > 1:
        first, second, *_ = first_of.values()
        raise InputError(
            f"the directory mixes kinds of store: {first} and {second}",
            place=name,
            mend="name one as csv:DIR, parquet:DIR, json:DIR or xml:DIR",
        )
    if files and not first_of:
        raise InputError(
            f"the directory holds no data file, but {files[0]}",
            place=name,
            mend="a store is a directory of .csv, .parquet, .json, .jsonl or .xml files",
        )
    return next(iter(first_of), None)


def _new_directory(model: Model | None, name: str) -> str:
    if model not in _NEW_DIRECTORY:
        problem = "a graph is one file" if model else "nothing there tells the kind of store"
        mend = "end its name with .json, .jsonl or .graphml" if model else _DIRECTORY_MEND
        raise InputError(problem, place=name, mend=mend)
    return _NEW_DIRECTORY[model]
