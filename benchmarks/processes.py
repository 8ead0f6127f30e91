"""Measuring whole processes: wall time, processor time and peak memory."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

ROOT = Path(__file__).resolve().parents[1]

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class ProcessError(Exception):
    """A measured process failed; the text is the last line of its complaint."""


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall and processor time, peak memory in bytes."""

    wall: float
    processor: float
    memory: int


def run_process(command: Sequence[str]) -> Run:
    """Run a command to its end; raises ``ProcessError`` where it fails."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        complaint = process.stderr.read().strip()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise ProcessError(complaint.splitlines()[-1] if complaint else "no complaint")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def in_a_process(
    function: Callable[_Arguments, _Result], *arguments: _Arguments.args, **named: _Arguments.kwargs
) -> _Result:
    """Call a function in a process of its own.

    A process that is measured starts out with the peak memory of the one that starts it, so this
    one is kept small.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments, **named).result()
