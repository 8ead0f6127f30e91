"""Live status on a terminal: one line, redrawn in place, and nothing where no terminal is.

A stage that knows its end shows a bar, another one counts. The line is redrawn at most ten times
a second, so reporting every batch costs nothing.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Final, TextIO, TypeAlias

Report: TypeAlias = Callable[[str, int, int | None], None]
"""What is being done, how many records are done, and of how many where that is known."""

REDRAW_SECONDS: Final = 0.1
BAR_CELLS: Final = 24
PLAIN_COLUMNS: Final = 80


def no_report(stage: str, done: int, total: int | None) -> None:
    """Report to nobody."""


class StatusLine:
    """One line at the end of a terminal; every method does nothing where there is none."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._is_live = stream.isatty()
        self._drawn_at = float("-inf")
        self._stage = ""
        self._is_drawn = False

    def show(self, text: str) -> None:
        """Show a status of one line in place of the last one."""
        now = self._clock()
        if self._is_live and now - self._drawn_at >= REDRAW_SECONDS:
            self._draw(text, now)

    def report(self, stage: str, done: int, total: int | None) -> None:
        """Show how far a stage is; a ``Report``."""
        if not self._is_live:
            return
        now = self._clock()
        if stage != self._stage or now - self._drawn_at >= REDRAW_SECONDS:
            self._stage = stage
            self._draw(stage_text(stage, done, total), now)

    def clear(self) -> None:
        """Take the line away, so that what is printed next begins at the left."""
        if self._is_drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._is_drawn = False

    def _draw(self, text: str, now: float) -> None:
        width = shutil.get_terminal_size((PLAIN_COLUMNS, 24)).columns - 1
        line = " ".join(text.splitlines())
        self._stream.write("\r\x1b[K" + line[:width])
        self._stream.flush()
        self._drawn_at = now
        self._is_drawn = True


def stage_text(stage: str, done: int, total: int | None) -> str:
    """How far a stage is, in words and, where its end is known, as a bar.

    >>> stage_text("writing movie", 500, 1000)
    'writing movie [############............]  50 % of 1,000'
    >>> stage_text("reading movie", 1500, None)
    'reading movie 1,500'
    """
    if total is None:
        return f"{stage} {done:,}" if done else stage
    share = min(done / total, 1.0) if total else 1.0
    cells = int(share * BAR_CELLS)
    return f"{stage} [{'#' * cells}{'.' * (BAR_CELLS - cells)}] {share:4.0%} of {total:,}".replace(
        "%", " %"
    )
