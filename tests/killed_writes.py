"""Writes one target many times, each in a directory of its own, and kills the writer.

A program of its own: ``python killed_writes.py MODEL URL IF_EXISTS SEED DIRECTORY…``. What is to be
written is evaluated once, before any thread is there; a child process per directory writes it to
``URL`` in that directory and is killed at a random moment of the write. Tells a line per directory:
``killed`` or ``finished``. The first is left to finish, and shows how long a write takes.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any, cast

from pairs import program

from dynamite.columnar import to_batch
from dynamite.datalog import Header
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine
from dynamite.migration.content import EngineContent
from dynamite.schema import Model
from dynamite.stores import open_store
from dynamite.stores.interface import IfExists

PEOPLE = range(1000, 2500)
"""None of them is one of the stated few."""


def facts() -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The records of the scenario's tables, many of them."""
    yield "person", [(n, f"name {n}", n % 2 == 0, None, n / 7, None) for n in PEOPLE]
    yield "team", [(f"t{n}", None, None) for n in range(50)]
    yield "phone", [(n, str(n % 3), "home") for n in PEOPLE]
    yield "member", [(n, f"t{n % 50}", n) for n in PEOPLE]


def evaluated(model: Model) -> tuple[Header, Engine]:
    """The scenario's program for a target of the model, evaluated without a thread."""
    moving = program(Model.RELATIONAL, model)
    assert moving.header is not None
    engine = open_engine("reference", moving)
    for name, rows in facts():
        engine.load(f"in_{name}", to_batch(moving.header.source[(name,)], rows))
    engine.evaluate()
    return moving.header, engine


def write(header: Header, engine: Engine, url: str, if_exists: IfExists, pipe: int) -> None:
    """Write the target; the pipe gets a byte when the first batch is asked for."""

    def tell(stage: str, done: int, total: int | None) -> None:
        nonlocal pipe
        if pipe >= 0:
            os.write(pipe, b"w")
            pipe = -1

    store = open_store(url, model=header.target.model)
    store.write(header.target, EngineContent(engine, header, tell), if_exists)
    store.close()


def attempt(directory: str, seconds: float | None, write_here: Any) -> tuple[str, float]:
    """Write in a directory, to the end or for so many seconds of the write; how it went, and how
    long it took."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(reading)
            os.chdir(directory)
            write_here(writing)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    os.read(reading, 1)
    started = time.monotonic()
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the writer failed in {directory}")
    return ("killed" if os.WIFSIGNALED(status) else "finished"), time.monotonic() - started


def main(model: str, url: str, if_exists: str, seed: str, *directories: str) -> None:
    header, engine = evaluated(Model(model))

    def write_here(pipe: int) -> None:
        write(header, engine, url, cast(IfExists, if_exists), pipe)

    moments = random.Random(int(seed))
    first, *others = directories
    outcome, duration = attempt(first, None, write_here)
    sys.stdout.write(f"{outcome}\n")
    for directory in others:
        outcome, _ = attempt(directory, moments.uniform(0, duration), write_here)
        sys.stdout.write(f"{outcome}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
