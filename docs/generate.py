"""Writes what the documentation shows of the program itself, so that none of it is typed.

``python docs/generate.py`` rewrites, ``python docs/generate.py --check`` only says what is stale.

*Transcripts.* After a line ``<!-- run -->``, a fenced block holds commands (lines that begin with
``$ ``) and what they print, errors included. Each is run by a shell, those of one page in order in
one fresh directory, in which ``examples`` is the repository's. Times vary: ``0.1 s`` counts as
equal to ``2.3 s``. Nothing else that a command prints may vary.

*Servers.* After ``<!-- servers -->`` it is the same, with ``$STAFF`` the URL of an empty database
of PostgreSQL and ``$GRAPH`` that of an empty Neo4j. These are started for it, so such blocks are
looked at only with ``--servers``, and nothing else is then.

*Measurements.* After ``<!-- measure -->`` it is the same, run in the repository itself and only
with ``--measure``, as it may take minutes; such a block is never stale.

*Commands.* ``docs/commands.md`` is written from the arguments that the command line declares.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ROOT / "docs" / "commands.md"
BLOCK = re.compile(r"(?m)^<!-- (run|measure|servers) -->\n(```\w*\n)(.*?)^```$", re.DOTALL)
SECONDS = re.compile(r"\b\d+\.\d+ s\b")
PROMPT = "$ "
SERVERS = {"STAFF": "postgres", "GRAPH": "neo4j_community"}
"""The variables that hold the URLs of servers, and the scripts that start these."""


def pages() -> list[Path]:
    """The pages that may hold transcripts."""
    return [ROOT / "README.md", *sorted({*(ROOT / "docs").glob("*.md"), COMMANDS})]


def example_pages() -> list[Path]:
    """The pages of the examples of ``check``, ``explain`` and of what is impossible."""
    return sorted((ROOT / "examples" / "preflight").glob("*/README.md"))


def commands_of(text: str, kind: str = "run") -> list[str]:
    """The commands of all blocks of a kind on a page, in order."""
    return [
        line.removeprefix(PROMPT)
        for block in BLOCK.finditer(text)
        if block[1] == kind
        for line in block[3].splitlines()
        if line.startswith(PROMPT)
    ]


def main(arguments: Sequence[str]) -> int:
    """Rewrite or check every page; 1 where ``--check`` finds a stale one."""
    parser = argparse.ArgumentParser(prog="docs/generate.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--measure", action="store_true", help="run the measurements too")
    only.add_argument("--servers", action="store_true", help="only what needs servers")
    options = parser.parse_args(arguments)
    stale = []
    kind = "measure" if options.measure else "servers" if options.servers else "run"
    for path, old, new in regenerated(kind):
        if new == old if options.measure else same(old, new):
            continue
        stale.append(path.relative_to(ROOT))
        if not options.check:
            path.write_text(new, "utf-8")
    for page in stale:
        state = "stale: run python docs/generate.py" if options.check else "rewritten"
        sys.stdout.write(f"{page}: {state}\n")
    return 1 if options.check and stale else 0


def regenerated(kind: str) -> Iterator[tuple[Path, str, str]]:
    """Each page with its text as it is and as it should be."""
    for path in (*pages(), *example_pages()):
        old = path.read_text("utf-8") if path.exists() else ""
        yield path, old, command_page() if path == COMMANDS else page_text(old, kind)


def same(one: str, other: str) -> bool:
    """Whether two texts are equal except for the times in them.

    >>> same("3 rules, 0.1 s", "3 rules, 2.34 s")
    True
    """
    return SECONDS.sub("_ s", one) == SECONDS.sub("_ s", other)


def page_text(text: str, kind: str) -> str:
    """A page with the output of its commands of one kind renewed."""
    if not commands_of(text, kind):
        return text
    with tempfile.TemporaryDirectory() as directory, ExitStack() as running:
        urls = {}
        if kind == "servers":
            urls = {name: running.enter_context(server(SERVERS[name])) for name in SERVERS}
        (Path(directory) / "examples").symlink_to(ROOT / "examples")
        place = ROOT if kind == "measure" else Path(directory)

        def renewed(block: re.Match[str]) -> str:
            if block[1] != kind:
                return block[0]
            commands = [line for line in block[3].splitlines() if line.startswith(PROMPT)]
            printed = "".join(transcript(command, place, urls) for command in commands)
            # A transcript that differs in its times only stays, so that no diff is about nothing.
            kept = block[3] if kind != "measure" and same(printed, block[3]) else printed
            return f"<!-- {block[1]} -->\n{block[2]}{kept}```"

        return BLOCK.sub(renewed, text)


@contextmanager
def server(script: str) -> Iterator[str]:
    """The URL of a server that a script of the tests starts, and ends afterwards."""
    command = [sys.executable, str(ROOT / "tests" / "servers" / f"{script}.py"), "run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            if not url:
                raise SystemExit(f"{script} does not start")
            yield url
        finally:
            process.send_signal(signal.SIGTERM)


def transcript(line: str, place: Path, urls: Mapping[str, str]) -> str:
    """A command with its prompt, and what it prints; the ports of servers are left out."""
    printed = output(line.removeprefix(PROMPT), place, urls)
    for url in urls.values():
        port = urlsplit(url).port
        printed = printed.replace(f"127.0.0.1:{port}", "localhost")
    return f"{line}\n{printed}" + ("" if printed.endswith("\n") or not printed else "\n")


def output(command: str, place: Path, variables: Mapping[str, str]) -> str:
    """What a shell command prints, errors included, with this tree's ``dynamite`` first."""
    shell = f'dynamite() {{ "{sys.executable}" -m dynamite "$@"; }}\n'
    shell += f'python() {{ "{sys.executable}" "$@"; }}\n{command}'
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        ["bash", "-c", shell],
        cwd=place,
        env={**os.environ, **variables, "PYTHONPATH": path, "COLUMNS": "80", "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


# -- docs/commands.md --------------------------------------------------------------------------


def command_page() -> str:
    """The page of all commands, from the parser; the same with every version of Python."""
    parser = _argument_parser()
    parts = ["# Commands\n\n<!-- written by docs/generate.py: edit the help texts instead -->"]
    parts.append(_about(parser))
    for name, command in subcommands(parser).items():
        parts.append(f"## dynamite {name}\n\n{_about(command)}\n\n{_table(command)}")
    return "\n\n".join(parts) + "\n"


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parser of each command, by its name."""
    return {
        name: command
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, command in action.choices.items()
    }


def arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What may be written after a command, without ``--help``, which all have."""
    return [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]


def option_text(action: argparse.Action) -> str:
    """How an argument is written, as in ``-o FILE, --output FILE``."""
    if action.nargs == 0:
        value = ""
    elif action.choices:
        value = " " + "|".join(map(str, action.choices))
    else:
        value = f" {action.metavar}"
    return ", ".join(option + value for option in action.option_strings) or value.strip()


def _argument_parser() -> argparse.ArgumentParser:
    # Run as a script, this file's own directory is on the path, the repository's is not.
    sys.path.insert(0, str(ROOT))
    from dynamite import __version__
    from dynamite.cli_arguments import argument_parser

    return argument_parser(__version__)


def _about(parser: argparse.ArgumentParser) -> str:
    """The description and epilog; what is indented or comes after "examples:" is a block."""
    paragraphs = "\n\n".join(filter(None, [parser.description, parser.epilog])).strip()
    shown = []
    for paragraph in paragraphs.split("\n\n"):
        head, _, rest = paragraph.partition("\n")
        if head in ("example:", "examples:"):
            body = "\n".join(line.removeprefix("  ") for line in rest.splitlines())
            paragraph = f"```sh\n{body}\n```"
        shown.append(paragraph)
    return "\n\n".join(shown)


def _table(parser: argparse.ArgumentParser) -> str:
    rows = ["| argument | |", "| --- | --- |"]
    for action in arguments(parser):
        needed = " (needed)" if action.required and action.option_strings else ""
        written = option_text(action).replace("|", "\\|")
        rows.append(f"| `{written}` | {action.help}{needed} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
