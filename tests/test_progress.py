"""The live status: a line on a terminal, and nothing elsewhere."""

from __future__ import annotations

import io

from dynamite.progress import StatusLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_written_where_no_terminal_is() -> None:
    stream = io.StringIO()
    status = StatusLine(stream)
    status.show("searching")
    status.report("reading T", 5, 10)
    status.clear()
    assert stream.getvalue() == ""


def test_a_terminal_shows_one_line_and_is_left_clean() -> None:
    stream = Terminal()
    status = StatusLine(stream)
    status.report("reading T", 5, 10)
    status.clear()
    assert stream.getvalue() == ("\r\x1b[Kreading T [############............]  50 % of 10\r\x1b[K")


def test_a_stage_is_redrawn_at_most_ten_times_a_second_and_a_new_one_at_once() -> None:
    stream, now = Terminal(), [0.0]
    status = StatusLine(stream, clock=lambda: now[0])
    for done in range(1, 1001):
        now[0] += 0.001
        status.report("reading T", done, None)
    status.report("evaluating", 0, None)
    lines = stream.getvalue().split("\r\x1b[K")[1:]
    assert len(lines) <= 12
    assert lines[0] == "reading T 1"
    assert lines[-1] == "evaluating"


def test_a_line_break_in_a_status_does_not_break_the_line() -> None:
    stream = Terminal()
    StatusLine(stream).show("a\nb")
    assert stream.getvalue().endswith("a b")
