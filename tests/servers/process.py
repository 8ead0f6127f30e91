"""Database servers as child processes: on a free loopback port, in a temporary directory.

A server never runs as root: where the tests do, it runs as the user that its package made.
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
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 30


class ServerError(Exception):
    """A server could not be installed, started or stopped; the message has its last words."""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def install(*packages: str) -> None:
    """Install Debian packages, as root; nothing of them is started."""
    if os.geteuid() != 0:
        raise ServerError(f"installing needs root: apt-get install {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-q", *arguments], check=True, env=environment, timeout=600)


def find(program: str, places: Sequence[str]) -> str:
    """The path of a server's program; ``places`` are looked at before the search path."""
    found = shutil.which(program, path=os.pathsep.join((*places, os.environ.get("PATH", ""))))
    if found is None:
        raise ServerError(f"{program} is not there; install it with: python {sys.argv[0]} install")
    return found


@contextmanager
def directory_of(user: str) -> Iterator[tuple[Path, str | None]]:
    """A temporary directory that belongs to the user, and the user to run as (``None``: us)."""
    other = user if os.geteuid() == 0 else None
    place = Path(tempfile.mkdtemp(prefix="dynamite-server-"))
    if other is not None:
        shutil.chown(place, other, other)
    try:
        yield place, other
    finally:
        shutil.rmtree(place, ignore_errors=True)


def run_as(user: str | None, command: Sequence[str], cwd: Path) -> None:
    """Run a command to its end as the user; ``ServerError`` with its output where it fails."""
    result = subprocess.run(
        command, user=user, group=user, cwd=cwd, capture_output=True, text=True, timeout=120
    )
    if result.returncode:
        raise ServerError(f"{command[0]} failed: {result.stdout}{result.stderr}")


def certificate(place: Path, user: str | None) -> None:
    """Make ``server.crt`` for 127.0.0.1, which is its own authority, and its ``server.key``."""
    run_as(
        user,
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(place / "server.key"), "-out", str(place / "server.crt")],
        place,
    )  # fmt: skip


class Server:
    """A running server; ``stop`` and ``start`` it again for tests of what a crash leaves."""

    def __init__(
        self,
        command: Sequence[str],
        user: str | None,
        place: Path,
        is_ready: Callable[[], bool],
    ) -> None:
        self._command = command
        self._user = user
        self._place = place
        self._is_ready = is_ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers.

        What a killed server leaves behind may be in the way for a moment, so it is tried again.
        """
        for _ in range(5):
            if self._begin():
                return
            time.sleep(0.5)
        words = (self._place / "server.log").read_text(errors="replace")[-2000:]
        raise ServerError(f"{self._command[0]} did not start: {words}")

    def _begin(self) -> bool:
        log = self._place / "server.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                user=self._user,
                group=self._user,
                cwd=self._place,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                return False
            time.sleep(0.05)
        return True

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it: gracefully, or with ``SIGKILL`` as a power cut would."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None


def command_line(packages: Sequence[str], run: Callable[[], object]) -> None:
    """``install`` the packages, or ``run`` the server until Ctrl-C, printing its URL."""
    if sys.argv[1:] == ["install"]:
        install(*packages)
    elif sys.argv[1:] == ["run"]:
        run()
    else:
        sys.exit(f"usage: python {sys.argv[0]} install|run")
