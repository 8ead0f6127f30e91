"""Neo4j Community for tests: ``neo4j_community.py install``, then ``neo4j_community.py run``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import neo4j

sys.path.insert(0, str(Path(__file__).parent))

import background

VERSION = "5.26.0"
ARTIFACTS = (f"org.neo4j:neo4j:{VERSION}", f"org.neo4j:neo4j-bolt:{VERSION}")
PASSWORD = "s3cret/@:word"


def install() -> Path:
    """The directory of the jars."""
    return background.resolve_with_maven(background.cache(f"neo4j-{VERSION}"), ARTIFACTS)


@contextmanager
def neo4j_community(
    settings: Sequence[str] = (), most_bytes: int | None = None
) -> Iterator[background.Background]:
    """A new server without data, for the user ``neo4j`` with ``PASSWORD``; each start looks at the
    further ``settings``.

    No file of it may be larger than ``most_bytes``, as if the disk were full.
    """
    limit = [] if most_bytes is None else ["prlimit", f"--fsize={most_bytes}"]
    classes = background.compiled(Path(__file__).with_name("Neo4j.java"), install())

    def command(data: Path, port: int) -> list[str]:
        opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPEN]
        (data / "neo4j.conf").write_text("".join(f"{setting}\n" for setting in settings))
        java = ["java", "-Xmx1g", *opens, "-cp", classes, "Neo4j"]
        return [*limit, *java, str(data), str(port)]

    with background.running("neo4j", command) as server:
        _choose_password(server.port)
        yield server


_OPEN = ("java.nio", "sun.nio.ch")


def _choose_password(port: int) -> None:
    """A new server demands another password than its first, and is slow to know its users."""
    deadline = time.monotonic() + background.START_SECONDS
    while True:
        try:
            with neo4j.GraphDatabase.driver(
                f"bolt://127.0.0.1:{port}", auth=("neo4j", "neo4j")
            ) as d:
                d.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new",
                    new=PASSWORD,
                    database_="system",
                )
                return
        except neo4j.exceptions.Neo4jError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def url() -> Iterator[str]:
    with neo4j_community() as server:
        quoted = PASSWORD.replace("/", "%2F").replace("@", "%40").replace(":", "%3A")
        yield f"bolt://neo4j:{quoted}@127.0.0.1:{server.port}"


if __name__ == "__main__":
    background.main(install, url)
