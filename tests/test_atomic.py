"""Files and directories are written whole or not at all, whatever stops the writer."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dynamite.errors import DynamiteError, InputError, MigrationError
from dynamite.stores.atomic import new_directory, new_file, partial, refuse_missing, set_aside

KILLED = """
import sys, time
from pathlib import Path
from dynamite.stores.atomic import new_directory, new_file
target = Path(sys.argv[2])
with (new_file if sys.argv[1] == "file" else new_directory)(target, "target") as fresh:
    (fresh if sys.argv[1] == "file" else fresh / "a.csv").write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


class StoppedError(Exception):
    """Stands for whatever may go wrong while the new content is made."""


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def kill_while_writing(kind: str, target: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, kind, str(target)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGKILL)


def test_a_new_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "x.db"
    with new_file(target, "x.db") as fresh:
        fresh.write_text("new")
        assert not target.exists()
    assert target.read_text() == "new"
    assert names(tmp_path) == ["x.db"]


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "x.db"
    target.write_text("old")
    target.chmod(0o640)
    with new_file(target, "x.db") as fresh:
        fresh.write_text("new")
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_failed_block_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "x.db"
    target.write_text("old")
    with pytest.raises(StoppedError), new_file(target, "x.db") as fresh:
        fresh.write_text("new")
        raise StoppedError
    assert target.read_text() == "old"
    assert names(tmp_path) == ["x.db"]


def test_a_link_stays_a_link_to_the_replaced_file(tmp_path: Path) -> None:
    (tmp_path / "real.db").write_text("old")
    link = tmp_path / "link.db"
    link.symlink_to("real.db")
    with new_file(link, "link.db") as fresh:
        fresh.write_text("new")
    assert link.is_symlink()
    assert (tmp_path / "real.db").read_text() == "new"


def test_a_directory_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old.csv").write_text("old")
    with new_directory(target, "out") as fresh:
        (fresh / "new.csv").write_text("new")
        assert names(target) == ["old.csv"]
    assert names(target) == ["new.csv"]
    assert names(tmp_path) == ["out"]


def test_a_failed_block_leaves_the_directory_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old.csv").write_text("old")
    with pytest.raises(StoppedError), new_directory(target, "out") as fresh:
        (fresh / "new.csv").write_text("new")
        raise StoppedError
    assert names(target) == ["old.csv"]
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_a_killed_writer_leaves_the_target_and_the_next_run_clears_up(
    kind: str, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    if kind == "file":
        target.write_text("old")
    else:
        target.mkdir()
        (target / "old.csv").write_text("old")
    kill_while_writing(kind, target)
    assert names(tmp_path) == [".out.dynamite-partial", "out"]
    assert (target if kind == "file" else target / "old.csv").read_text() == "old"

    if kind == "file":
        with new_file(target, "out") as fresh:
            assert not fresh.exists()
            fresh.write_text("new")
    else:
        with new_directory(target, "out") as fresh:
            assert names(fresh) == []
    assert names(tmp_path) == ["out"]


def test_leftover_journals_of_a_partial_database_are_removed(tmp_path: Path) -> None:
    target = tmp_path / "x.db"
    journals = [partial(target).with_name(partial(target).name + end) for end in ("-wal", ".wal")]
    for journal in journals:
        journal.write_text("of a killed run")
    with new_file(target, "x.db") as fresh:
        assert not any(journal.exists() for journal in journals)
        fresh.write_text("new")


def interrupted_replacement(target: Path) -> None:
    """What a process leaves that was killed between the two renames."""
    for directory, content in ((set_aside(target), "old.csv"), (partial(target), "new.csv")):
        directory.mkdir()
        (directory / content).write_text("")


def test_reading_after_an_interrupted_replacement_says_what_to_rename(tmp_path: Path) -> None:
    target = tmp_path / "out"
    interrupted_replacement(target)
    assert str(refuse_missing(target, "out/")) == (
        "out/: there is nothing there, as a replacement was interrupted; "
        "rename .out.dynamite-old beside it to out"
    )


def test_the_next_run_puts_the_old_directory_back_before_it_begins(tmp_path: Path) -> None:
    target = tmp_path / "out"
    interrupted_replacement(target)
    with pytest.raises(StoppedError), new_directory(target, "out"):
        raise StoppedError
    assert names(target) == ["old.csv"]
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("writing", [new_file, new_directory])
def test_a_place_that_cannot_be_written_is_one_line(writing: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert callable(writing)
    for target in (tmp_path / "file" / "x", tmp_path / "no" / "such" / "x", Path("/proc/x")):
        with pytest.raises(MigrationError) as caught, writing(target, "out") as fresh:
            fresh.write_text("new")
        assert str(caught.value).startswith("out: nothing was written: ")
        assert "\n" not in str(caught.value)


def test_errors_of_the_block_pass_unchanged(tmp_path: Path) -> None:
    error: DynamiteError = InputError("bad", place="here")
    with pytest.raises(InputError) as caught, new_file(tmp_path / "x", "x"):
        raise error
    assert caught.value is error
