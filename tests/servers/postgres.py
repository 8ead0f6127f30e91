"""PostgreSQL for tests: ``python tests/servers/postgres.py install``, then ``… run``.

It has TLS with a certificate of its own, demands a password, and skips what makes data safe.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parent))

import process

PACKAGES = ("postgresql", "openssl")
PASSWORD = "s3cret/@:word"
_PLACES = [str(place) for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


@dataclass(frozen=True)
class Postgres:
    """A running server: where it listens, its superuser ``ada``, and the process."""

    port: int
    server: process.Server

    def url(self, database: str = "postgres", password: str = PASSWORD, query: str = "") -> str:
        quoted = password.replace("/", "%2F").replace("@", "%40").replace(":", "%3A")
        return f"postgresql://ada:{quoted}@127.0.0.1:{self.port}/{database}{query}"


@contextmanager
def postgres(most_bytes: int | None = None) -> Iterator[Postgres]:
    """A new server with an empty database, stopped and removed at the end.

    No file of it may be larger than ``most_bytes``, as if the disk were full.
    """
    with process.directory_of("postgres") as (place, user):
        secret, data, port = place / "password", place / "data", process.free_port()
        secret.write_text(PASSWORD)
        if user is not None:
            process.shutil.chown(secret, user, user)
        initdb = process.find("initdb", _PLACES)
        process.run_as(
            user,
            [initdb, "-D", str(data), "-U", "ada", "-A", "scram-sha-256", f"--pwfile={secret}",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            place,
        )  # fmt: skip
        process.certificate(data, user)
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": place,
            "fsync": "off",
            "full_page_writes": "off",
            "ssl": "on",
            "max_wal_size": "4GB",
            "timezone": "America/New_York",
        }
        server = process.find("postgres", _PLACES)
        options = [f"--{name}={value}" for name, value in settings.items()]

        def is_ready() -> bool:
            try:
                psycopg.connect(running.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                return False
            return True

        limit = [] if most_bytes is None else ["prlimit", f"--fsize={most_bytes}"]
        command = [*limit, server, "-D", str(data), *options]
        running = Postgres(port, process.Server(command, user, place, is_ready))
        try:
            running.server.start()
            yield running
        finally:
            running.server.stop(signal.SIGINT)


def _run() -> None:
    with postgres() as running:
        print(running.url(), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    process.command_line(PACKAGES, _run)
