"""Servers that are built or resolved into a cache, and run in the background for tests.

The cache is ``$DYNAMITE_SERVER_CACHE``, else ``~/.cache/dynamite-servers``; installing twice does
nothing. A server listens on a free port of the loopback interface and keeps its data in a
temporary directory, or in one that is given so that it can be started again on it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS = 180
STOP_SECONDS = 30
INSTALL_SECONDS = 900


class ServerError(Exception):
    """A server could not be installed or started; the message has its last words."""


def cache(name: str) -> Path:
    """The directory that holds what is installed of one server."""
    root = os.environ.get("DYNAMITE_SERVER_CACHE") or Path.home() / ".cache" / "dynamite-servers"
    place = Path(root) / name
    place.mkdir(parents=True, exist_ok=True)
    return place


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(command: Sequence[str], place: Path) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(
        command, cwd=place, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    if done.returncode != 0:
        raise ServerError(f"{' '.join(command)}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def resolve_with_maven(place: Path, artifacts: Sequence[str]) -> Path:
    """The directory of the jars of ``group:artifact:version``s and all that they need."""
    jars = place / "jars"
    if not jars.is_dir():
        dependencies = "".join(
            f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
            f"<version>{version}</version></dependency>"
            for group, name, version in (artifact.split(":") for artifact in artifacts)
        )
        (place / "pom.xml").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>dynamite</groupId><artifactId>servers</artifactId><version>1</version>"
            f"<dependencies>{dependencies}</dependencies></project>\n"
        )
        partial = place / "jars-partial"
        shutil.rmtree(partial, ignore_errors=True)
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={partial}"]
        run(["mvn", "-q", "-B", *goal, "-DincludeScope=runtime"], place)
        partial.rename(jars)
    return jars


def compiled(source: Path, jars: Path) -> str:
    """The class path with the compiled Java source, which stands beside the jars."""
    classes = jars.parent / "classes"
    made = classes / f"{source.stem}.class"
    if not made.is_file() or made.stat().st_mtime < source.stat().st_mtime:
        run(["javac", "-cp", f"{jars}/*", "-d", str(classes), str(source)], jars.parent)
    return f"{classes}{os.pathsep}{jars}/*"


class Background:
    """A server process: its port and its data, which outlive ``stop`` and ``start``."""

    def __init__(self, name: str, command: Callable[[Path, int], list[str]], data: Path) -> None:
        self.port = free_port()
        self._name = name
        self._command = command
        self._data = data
        self._log = data / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(self._data, self.port),
                cwd=self._data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_listening():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                words = self._log.read_text(errors="replace")[-2000:]
                raise ServerError(f"{self._name} does not start: {words}")
            time.sleep(0.05)

    def _is_listening(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@contextmanager
def running(name: str, command: Callable[[Path, int], list[str]]) -> Iterator[Background]:
    """A started server with new data, both gone at the end."""
    with tempfile.TemporaryDirectory(prefix=f"dynamite-{name}-", ignore_cleanup_errors=True) as new:
        server = Background(name, command, Path(new))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def main(install: Callable[[], object], url: Callable[[], object]) -> None:
    """``install``, or ``run`` until Ctrl-C and print the URL first."""
    match sys.argv[1:]:
        case ["install"]:
            install()
        case ["run"]:
            # In the background of a shell Ctrl-C is ignored, and an end is an end all the same.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.default_int_handler)
            with url() as shown, suppress(KeyboardInterrupt):  # type: ignore[attr-defined]
                print(shown, flush=True)
                signal.pause()
        case _:
            sys.exit(f"usage: python {sys.argv[0]} install|run")
