"""FerretDB 1.24 on SQLite for tests: ``python tests/servers/ferretdb.py install``, then ``… run``.

It speaks MongoDB's protocol, has users and sessions, and its data outlives a crash. It holds no
decimals, NaN or infinities, no array within an array, and no field with a dot or a dollar sign.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import background

VERSION = "v1.24.2"
MODULE = "github.com/FerretDB/FerretDB"
PASSWORD = "s3cret/@:word"
_UNUSED = "ferretdb_no_postgresql,ferretdb_no_mysql,ferretdb_no_hana"


def install() -> Path:
    """The program, built from its published module."""
    place = background.cache(f"ferretdb-{VERSION}")
    program = place / "ferretdb"
    if not program.is_file():
        source = place / "source"
        shutil.rmtree(source, ignore_errors=True)
        (place / "go.mod").write_text(f"module servers\n\nrequire {MODULE} {VERSION}\n")
        background.run(["go", "mod", "download", f"{MODULE}@{VERSION}"], place)
        module = background.run(["go", "list", "-m", "-f", "{{.Dir}}", MODULE], place).strip()
        shutil.copytree(module, source, copy_function=shutil.copyfile)
        for directory in [source, *(path for path in source.rglob("*") if path.is_dir())]:
            directory.chmod(0o755)
        # Its own build writes this file, and it does not start without.
        (source / "build" / "version" / "version.txt").write_text(f"{VERSION}\n")
        built = place / "built"
        background.run(
            ["go", "build", "-tags", _UNUSED, "-o", str(built), "./cmd/ferretdb"], source
        )
        built.rename(program)
    return program


@contextmanager
def ferretdb(
    *, users: bool = False, most_bytes: int | None = None
) -> Iterator[background.Background]:
    """A new server without data; with ``users``, only ``ada`` with ``PASSWORD`` may log in.

    No file of it may be larger than ``most_bytes``, as if the disk were full.
    """
    program = install()
    limit = [] if most_bytes is None else ["prlimit", f"--fsize={most_bytes}"]

    def command(data: Path, port: int) -> list[str]:
        (data / "db").mkdir(exist_ok=True)
        arguments = [
            *limit,
            str(program),
            "--handler=sqlite",
            "--sqlite-url=file:db/",
            f"--listen-addr=127.0.0.1:{port}",
            "--debug-addr=-",
            "--telemetry=disable",
            "--log-level=ERROR",
            # As many at once as a real server stores in one write.
            "--test-batch-size=1000",
        ]
        if users:
            arguments += ["--test-enable-new-auth", "--setup-username=ada"]
            arguments += [f"--setup-password={PASSWORD}", "--setup-database=test"]
        return arguments

    with background.running("ferretdb", command) as server:
        yield server


@contextmanager
def url() -> Iterator[str]:
    with ferretdb() as server:
        yield f"mongodb://127.0.0.1:{server.port}/test"


if __name__ == "__main__":
    background.main(install, url)
