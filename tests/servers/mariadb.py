"""MariaDB for tests: ``python tests/servers/mariadb.py install``, then ``… run``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql

sys.path.insert(0, str(Path(__file__).parent))

import process

PACKAGES = ("mariadb-server", "openssl")
PASSWORD = "s3cret/@:word"
_PLACES = ["/usr/sbin", "/usr/libexec"]


@dataclass(frozen=True)
class Mariadb:
    """A running server: where it listens, its user ``ada`` who may do anything, the process."""

    port: int
    server: process.Server

    def url(self, database: str = "test", password: str = PASSWORD, query: str = "") -> str:
        quoted = password.replace("/", "%2F").replace("@", "%40").replace(":", "%3A")
        return f"mysql://ada:{quoted}@127.0.0.1:{self.port}/{database}{query}"


@contextmanager
def mariadb(*options: str) -> Iterator[Mariadb]:
    """A new server with an empty database and further options, stopped and removed at the end."""
    with process.directory_of("mysql") as (place, user):
        data, port = place / "data", process.free_port()
        process.run_as(
            user,
            [process.find("mariadb-install-db", _PLACES), "--no-defaults", f"--datadir={data}",
             "--skip-test-db", "--auth-root-authentication-method=normal"],
            place,
        )  # fmt: skip
        first = place / "first.sql"
        first.write_text(
            "CREATE DATABASE IF NOT EXISTS test;\n"
            f"CREATE USER IF NOT EXISTS ada@127.0.0.1 IDENTIFIED BY '{PASSWORD}';\n"
            "GRANT ALL ON *.* TO ada@127.0.0.1 WITH GRANT OPTION;\n"
        )
        first.chmod(0o644)
        process.certificate(place, user)
        command = [
            process.find("mariadbd", _PLACES),
            "--no-defaults",
            f"--datadir={data}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--socket={place / 'socket'}",
            f"--init-file={first}",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=256M",
            "--innodb-log-file-size=256M",
            "--skip-name-resolve",
            f"--ssl-cert={place / 'server.crt'}",
            f"--ssl-key={place / 'server.key'}",
            *options,
        ]

        def is_ready() -> bool:
            try:
                pymysql.connect(
                    host="127.0.0.1", port=port, user="ada", password=PASSWORD, connect_timeout=2
                ).close()
            except pymysql.err.OperationalError:
                return False
            return True

        running = Mariadb(port, process.Server(command, user, place, is_ready))
        try:
            running.server.start()
            yield running
        finally:
            running.server.stop()


def _run() -> None:
    with mariadb() as running:
        print(running.url(), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    process.command_line(PACKAGES, _run)
