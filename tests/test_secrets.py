"""A password is in no message, no report and, where the machine allows it, in no process title."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from migrations import RELATIONAL_TO_DOCUMENT

import dynamite
from dynamite.cli import main

SECRET = "s3cret-pw"
URLS = (
    f"postgresql://ada:{SECRET}@127.0.0.1:1/bank",
    f"postgresql:///bank?host=/nowhere&password={SECRET}",
    f"postgres:ada:{SECRET}@127.0.0.1:1/bank",
    f"mysql://ada:{SECRET}@127.0.0.1:1/bank",
    f"mongodb://ada:{SECRET}@127.0.0.1:1/bank?serverSelectionTimeoutMS=200",
    f"neo4j://ada:{SECRET}@127.0.0.1:1",
    f"oracle://ada:{SECRET}@127.0.0.1:1/bank",
    f"ada:{SECRET}@127.0.0.1:1/bank",
)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("end", ["source", "target", "inspect"])
def test_no_message_tells_the_password(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
    end: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    RELATIONAL_TO_DOCUMENT.write(Path())
    paths = {"source": "source.db", "target": "target.json"} | {end: url}
    arguments = ["--program", "p.dl", "--source", paths["source"], "--target", paths["target"]]
    status = main(["inspect", url] if end == "inspect" else ["migrate", *arguments])
    said = capsys.readouterr()
    assert status in (2, 5)
    assert said.err.startswith("dynamite: ")
    assert SECRET not in said.out + said.err
    assert end == "inspect" or main(["verify", *arguments]) == 2
    assert SECRET not in capsys.readouterr().err


@pytest.mark.parametrize("form", ["--source={}", "{}"])
def test_the_process_title_does_not_show_the_password(form: str) -> None:
    code = (
        "import sys; from pathlib import Path; from dynamite.cli_title import hide_passwords\n"
        "hide_passwords(sys.argv[1:])\n"
        "print(Path('/proc/self/cmdline').read_text().replace(chr(0), ' '), sys.argv[-1])"
    )
    arguments = ["before", form.format(URLS[0]), "after"]
    root = str(Path(dynamite.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert SECRET not in done.stdout
    assert form.format("postgresql://ada@127.0.0.1:1/bank") in done.stdout
    assert done.stdout.split()[-2:] == ["after", "after"]
