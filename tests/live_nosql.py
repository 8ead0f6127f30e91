"""Fresh databases on live servers of documents and graphs for the tests, and the servers.

A server is started at its first use, and stopped at the end of the session. With
``DYNAMITE_TEST_MONGODB_URL`` or ``DYNAMITE_TEST_NEO4J_URL`` a deployment of that URL is used
instead: a MongoDB user must be able to make databases, and a Neo4j database is **emptied**.

There are two servers for MongoDB's protocol: ``mongodb`` keeps every value and has no users,
``ferretdb`` has users and outlives a crash.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import neo4j
import neo4j.exceptions
import pymongo

sys.path.insert(0, str(Path(__file__).parent / "servers"))

import ferretdb
import neo4j_community
from background import START_SECONDS, Background, free_port
from mongo_java import mongo_java

_START = {
    "mongodb": mongo_java,
    "ferretdb": ferretdb.ferretdb,
    "ferretdb_users": lambda: ferretdb.ferretdb(users=True),
    "neo4j": neo4j_community.neo4j_community,
}
_STARTED: dict[str, Background] = {}
__all__ = ["Background", "ferretdb", "free_port"]

_CLIENTS: dict[str, Any] = {}
_AT_END = ExitStack()
_COUNT = iter(range(10**6))


def server(name: str) -> Background:
    """The server of our own; started where it is not."""
    if name not in _STARTED:
        _STARTED[name] = _AT_END.enter_context(_START[name]())
    return _STARTED[name]


def stop_all() -> None:
    """Stop the servers of this session."""
    _AT_END.close()
    _STARTED.clear()
    _CLIENTS.clear()


def mongodb_url(name: str = "mongodb") -> str:
    """The URL of a database that is not there yet."""
    given = os.environ.get("DYNAMITE_TEST_MONGODB_URL", "") if name == "mongodb" else ""
    database = f"dynamite_{os.getpid()}_{next(_COUNT)}"
    if given:
        split = urlsplit(given)
        url = urlunsplit((split.scheme, split.netloc, f"/{database}", split.query, ""))
        _AT_END.callback(_drop, url, database)
        return url
    return f"mongodb://127.0.0.1:{server(name).port}/{database}"


def _drop(url: str, database: str) -> None:
    with pymongo.MongoClient[Any](url) as client:
        client.drop_database(database)


def mongodb(url: str) -> Any:
    """The driver's database of a URL."""
    server_url, _, name = url.partition("?")[0].rpartition("/")
    if server_url not in _CLIENTS:
        _CLIENTS[server_url] = _AT_END.enter_context(pymongo.MongoClient[Any](server_url))
    return _CLIENTS[server_url][name]


def neo4j_url() -> str:
    """The URL of a Neo4j database, which is emptied."""
    url = os.environ.get("DYNAMITE_TEST_NEO4J_URL", "") or url_of_neo4j(server("neo4j"))
    for found in cypher(url, "SHOW CONSTRAINTS YIELD name RETURN name"):
        cypher(url, f"DROP CONSTRAINT `{found[0]}`")
    cypher(url, "MATCH (n) DETACH DELETE n")
    return url


def url_of_neo4j(running: Background) -> str:
    """The URL of a server of our own."""
    return f"bolt://neo4j:{quoted(neo4j_community.PASSWORD)}@127.0.0.1:{running.port}"


def cypher(url: str, query: str, **parameters: Any) -> list[list[Any]]:
    """The rows of a query by the driver itself."""
    split = urlsplit(url)
    user, _, place = split.netloc.rpartition("@")
    name, _, password = user.partition(":")
    address = f"{split.scheme}://{place}"
    with (
        neo4j.GraphDatabase.driver(address, auth=(name, unquoted(password))) as driver,
        driver.session(database=split.path.strip("/") or None) as session,
    ):
        return session.run(query, parameters).values()


def wait_for_neo4j(url: str) -> None:
    """Wait until a server that was started again knows its database."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            cypher(url, "RETURN 1")
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def quoted(text: str) -> str:
    return text.replace("%", "%25").replace("/", "%2F").replace("@", "%40").replace(":", "%3A")


def unquoted(text: str) -> str:
    return text.replace("%2F", "/").replace("%40", "@").replace("%3A", ":").replace("%25", "%")
