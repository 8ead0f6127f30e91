"""mongo-java-server for tests: ``python tests/servers/mongo_java.py install``, then ``… run``.

It speaks MongoDB's protocol and keeps every BSON value exactly. It has no users, no sessions, no
transactions and no validators.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import background

VERSION = "1.47.0"
ARTIFACTS = (f"de.bwaldvogel:mongo-java-server-h2-backend:{VERSION}",)


def install() -> Path:
    """The directory of the jars."""
    return background.resolve_with_maven(background.cache(f"mongo-java-{VERSION}"), ARTIFACTS)


@contextmanager
def mongo_java() -> Iterator[background.Background]:
    """A new server without data."""
    classes = background.compiled(Path(__file__).with_name("Mongo.java"), install())

    def command(data: Path, port: int) -> list[str]:
        return ["java", "-Xmx1g", "-cp", classes, "Mongo", str(data / "h2"), str(port)]

    with background.running("mongo-java", command) as server:
        yield server


@contextmanager
def url() -> Iterator[str]:
    with mongo_java() as server:
        yield f"mongodb://127.0.0.1:{server.port}/test"


if __name__ == "__main__":
    background.main(install, url)
