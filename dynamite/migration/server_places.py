"""Which database on which server a URL names, however it is written.

Users, passwords and most options make no other place, nor do the several names of a scheme or of
this machine, or a port that is written though it is the default. Names of hosts that differ are
looked up, but only where all else is the same: a cluster and its copy often have the same names.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

from dynamite.errors import InputError

_KINDS = {
    "postgres": "postgresql",
    "mariadb": "mysql",
    "mongodb+srv": "mongodb",
    **{f"{scheme}{tls}": "neo4j" for scheme in ("bolt", "neo4j") for tls in ("", "+s", "+ssc")},
}
_PORTS = {"postgresql": 5432, "mysql": 3306, "mongodb": 27017, "neo4j": 7687}
_HERE = "localhost"
_SEARCH_PATH = re.compile(r"search_path\s*=\s*\"?([^\s\",]+)")


@dataclass(frozen=True)
class ServerPlace:
    """A database: the kind of server, the hosts with their ports, its name, and in PostgreSQL the
    schema that is first in the search path."""

    kind: str
    hosts: frozenset[tuple[str, int | None]]
    database: str
    namespace: str = ""

    def is_same(self, other: ServerPlace) -> bool:
        """Whether both are one place, as far as names and addresses tell."""
        named = (self.kind, self.database, self.namespace)
        if named != (other.kind, other.database, other.namespace):
            return False
        if self.hosts & other.hosts:
            return True
        ports = {port for _, port in self.hosts} & {port for _, port in other.hosts}
        return bool(ports) and bool(self._addresses() & other._addresses())

    def _addresses(self) -> set[tuple[str, int | None]]:
        return {(address, port) for host, port in self.hosts for address in _addresses(host)}


def server_place(url: str) -> ServerPlace:
    """The place that a URL names; ``InputError`` for a port that is no number.

    >>> server_place("postgres://ada:1@127.0.0.1/shop").is_same(
    ...     server_place("postgresql://bob@localhost:5432/shop?sslmode=require"))
    True
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    kind = _KINDS.get(scheme, scheme)
    options = {name.lower(): value for name, value in parse_qsl(parts.query)}
    hosts = unquote(parts.netloc.rpartition("@")[2])
    if kind == "postgresql" and not hosts:
        hosts = _postgresql_hosts(options)
    try:
        found = frozenset(_host(host, kind, scheme) for host in hosts.split(","))
    except ValueError:
        raise InputError("the port is not a number", place=f"{scheme}://…") from None
    database, namespace = unquote(parts.path.strip("/")), ""
    if kind == "postgresql":
        user = unquote(parts.username or "") or os.environ.get("PGUSER", "")
        database = database or options.get("dbname") or os.environ.get("PGDATABASE") or user
        search_path = _SEARCH_PATH.search(options.get("options", ""))
        namespace = search_path[1] if search_path else "public"
    elif kind == "neo4j":
        database = database.lower() or "neo4j"
    return ServerPlace(kind, found, database, namespace)


def _postgresql_hosts(options: dict[str, str]) -> str:
    """Where libpq looks when the URL itself does not say."""
    host = options.get("host") or os.environ.get("PGHOST", "")
    port = options.get("port") or os.environ.get("PGPORT", "")
    return f"{host}:{port}" if port and not host.startswith("/") else host


def _host(text: str, kind: str, scheme: str) -> tuple[str, int | None]:
    """A host and its port; that of this machine by one name. Sockets are this machine's too."""
    default = None if scheme == "mongodb+srv" else _PORTS.get(kind)
    if text.startswith("/"):
        return _HERE, default
    parts = urlsplit(f"//{text}")
    host = (parts.hostname or _HERE).rstrip(".")
    return (_HERE if _is_here(host) else host), parts.port or default


def _is_here(host: str) -> bool:
    if host == _HERE or host.endswith(f".{_HERE}"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or address.is_unspecified


def _addresses(host: str) -> Iterator[str]:
    """The addresses of a host; none where nobody knows it, which connecting will tell."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return
    for *_, address in found:
        yield _HERE if _is_here(str(address[0])) else str(address[0])
