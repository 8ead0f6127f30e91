"""The command line: reads arguments, calls the function of the command, prints, exits.

Everything that is imported beyond the arguments is imported by the command that needs it, so that
``dynamite --help`` answers at once.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from dynamite import __version__
from dynamite.cli_arguments import argument_parser
from dynamite.errors import DynamiteError, InputError, MigrationError, NoProgramError

INTERRUPTED: Final = {"synth": 6, "migrate": 5, "refactor": 6}
"""The exit status of Ctrl-C by command; 130, as shells have it, for the others."""

FOUND: Final = 1
"""The exit status of a check that found something."""


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; never raises for what a user can cause."""
    command = ""
    try:
        options = argument_parser(__version__).parse_args(arguments)
        command = options.command
        status = _COMMANDS[command](options) or 0
        sys.stdout.flush()
    except DynamiteError as error:
        return _failed(str(error), error.exit_status)
    except BrokenPipeError:
        # Whoever reads our output has gone; Python would complain again when it flushes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _failed("stopped by Ctrl-C", INTERRUPTED.get(command, 130))
    except MemoryError:
        return _failed("out of memory", 5 if command == "migrate" else 2)
    except OSError as error:
        what = error.strerror or type(error).__name__
        place = f"{error.filename}: " if error.filename else ""
        return _failed(f"{place}{what}", 5 if command == "migrate" else 2)
    return status


def _failed(problem: str, status: int) -> int:
    # Where nobody can be told, the status still tells.
    with contextlib.suppress(OSError):
        print(f"dynamite: {problem}", file=sys.stderr)
    return status


def _print(text: str, done: str = "") -> None:
    """Print all of a command's output at once; an error says what is ``done`` nevertheless."""
    kind = MigrationError if done else InputError
    try:
        print(text, end="" if text.endswith("\n") else "\n", flush=True)
    except UnicodeEncodeError as error:
        problem = f"its encoding {error.encoding} has no {error.object[error.start]!a}{done}"
        raise kind(problem, place="stdout", mend="set PYTHONIOENCODING=utf-8") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise kind(f"{error.strerror}{done}", place="stdout") from None


def _synth(options: argparse.Namespace) -> int:
    from pathlib import Path

    from dynamite.cli_questions import ask_on
    from dynamite.commands.synth import Limits, synth
    from dynamite.language.text import format
    from dynamite.progress import StatusLine

    status = StatusLine(sys.stderr)
    output = Path(options.output) if options.output else None
    report = Path(options.report) if options.report else None
    saved = Path(options.save) if options.save else None
    for place in (output, report):
        if place is not None:
            _refuse_unwritable(place, Path(options.examples))
    if saved is not None and not options.interactive:
        raise InputError("--save is for the answers of --interactive")
    try:
        found = synth(
            options.examples,
            strict=options.strict,
            limits=Limits(seconds=options.limit_seconds, candidates=options.limit_candidates),
            progress=status.show,
            answer=ask_on(sys.stdin, sys.stderr, status) if options.interactive else None,
            source=options.source,
        )
    except NoProgramError as error:
        status.clear()
        _failed(str(error), error.exit_status)
        for detail in error.details:
            print(f"note: {detail}", file=sys.stderr)
        return error.exit_status
    finally:
        status.clear()
    _print_or_write(format(found.program), output)
    if report is not None and found.certainty is not None:
        _print_or_write(_json(found.certainty.as_json()), report)
    if saved is not None and found.solution is not None:
        from dynamite.examples import format_examples

        _print_or_write(_json(format_examples(found.solution.examples)), saved)
    for note in found.notes:
        print(f"note: {note}", file=sys.stderr)
    rules = "1 rule" if found.rules == 1 else f"{found.rules:,} rules"
    tried = "1 candidate" if found.candidates == 1 else f"{found.candidates:,} candidates"
    print(f"{rules}, {tried} tried, {found.seconds:.1f} s", file=sys.stderr)
    return 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _refuse_unwritable(
    output: os.PathLike[str], source: os.PathLike[str], what: str = "the examples file"
) -> None:
    """A search may take minutes: that its result has no place is said before it."""
    from pathlib import Path

    path = Path(output)
    if path.is_dir():
        raise InputError("this is a directory", place=str(path), mend="name a file with -o")
    if not path.absolute().parent.is_dir():
        raise InputError("its directory does not exist", place=str(path))
    if path.resolve() == Path(source).resolve():
        raise InputError(f"this is {what}", place=str(path), mend="name another with -o")


def _print_or_write(text: str, output: os.PathLike[str] | None) -> None:
    if output is None:
        _print(text)
        return
    from pathlib import Path

    from dynamite.atomic_file import replaced_file

    with replaced_file(Path(output)) as stream:
        stream.write(text)


def _migrate(options: argparse.Namespace) -> None:
    from dynamite.commands.migrate import migrate
    from dynamite.migration.report import report_lines
    from dynamite.progress import StatusLine

    status = StatusLine(sys.stderr)
    try:
        report = migrate(
            options.program,
            options.source,
            options.target,
            engine=options.engine,
            memory=options.memory,
            master=options.master,
            if_exists=options.if_exists,
            dry_run=options.dry_run,
            resume=options.resume,
            verify=options.verify,
            allow_collisions=options.allow_collisions,
            progress=status.report,
        )
    finally:
        status.clear()
    lines = [json.dumps(report.as_json(), ensure_ascii=False, indent=2)]
    if not options.json:
        lines = list(report_lines(report))
    is_written = "" if options.dry_run else f"; everything was written to {report.target}"
    _print("\n".join(lines), is_written)


def _check(options: argparse.Namespace) -> int:
    from dynamite.commands.check import check
    from dynamite.preflight.finding import report_lines
    from dynamite.progress import StatusLine

    status = StatusLine(sys.stderr)
    try:
        report = check(
            options.program,
            options.source,
            examples=options.examples,
            ignore=options.ignore,
            engine=options.engine,
            memory=options.memory,
            master=options.master,
            progress=status.report,
        )
    finally:
        status.clear()
    if options.json:
        _print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _print("\n".join(report_lines(report)))
    return FOUND if report.findings else 0


def _explain(options: argparse.Namespace) -> None:
    from dynamite.commands.explain import explain
    from dynamite.explanation.answer import explanation_lines
    from dynamite.progress import StatusLine

    status = StatusLine(sys.stderr)
    try:
        explanation = explain(
            options.program,
            options.source,
            options.record,
            engine=options.engine,
            memory=options.memory,
            master=options.master,
            progress=status.report,
        )
    finally:
        status.clear()
    if options.json:
        _print(json.dumps(explanation.as_json(), ensure_ascii=False, indent=2))
    else:
        _print("\n".join(explanation_lines(explanation)))


def _verify(options: argparse.Namespace) -> int:
    from dynamite.commands.verify import verify
    from dynamite.progress import StatusLine
    from dynamite.verification.report import report_lines

    status = StatusLine(sys.stderr)
    try:
        report = verify(
            options.program,
            options.source,
            options.target,
            engine=options.engine,
            memory=options.memory,
            master=options.master,
            appended=options.appended,
            progress=status.report,
        )
    finally:
        status.clear()
    if options.json:
        _print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _print("\n".join(report_lines(report)))
    return 0 if report.is_equal else 1


def _run(options: argparse.Namespace) -> None:
    from dynamite.commands.run import run
    from dynamite.progress import StatusLine

    status = StatusLine(sys.stderr)
    try:
        written = run(
            options.program,
            options.facts,
            options.output,
            engine=options.engine,
            memory=options.memory,
            master=options.master,
            progress=status.report,
        )
    finally:
        status.clear()
    shown = "".join(relation.shown for relation in written)
    if shown:
        _print(shown)
    for relation in written:
        if relation.path is not None:
            print(f"{relation.name}: {relation.facts:,} facts in {relation.path}", file=sys.stderr)


def _export(options: argparse.Namespace) -> None:
    from pathlib import Path

    from dynamite.commands.export import export

    text = export(options.program, options.to, dialect=options.dialect)
    _print_or_write(text, Path(options.output) if options.output else None)


def _inspect(options: argparse.Namespace) -> None:
    if options.sample is not None:
        _sample(options)
        return
    from dynamite.commands.inspect import inspect, occurrences
    from dynamite.data.schema_text import schema_json

    _print(schema_json(inspect(options.url, options.model)))
    for occurrence in occurrences(options.url, options.model):
        print(occurrence.text, file=sys.stderr)


def _equivalent(options: argparse.Namespace) -> int:
    from dynamite.commands.equivalent import equivalent
    from dynamite.progress import StatusLine
    from dynamite.refactor.report import report_lines

    status = StatusLine(sys.stderr)
    try:
        found = equivalent(
            options.source_schema,
            options.target_schema,
            options.program,
            options.target_program,
            dialect=options.dialect,
            pins=options.map,
            migration=options.migration,
            sequences=options.sequences,
            progress=status.show,
        )
    finally:
        status.clear()
    _print("\n".join(report_lines(found)))
    if found.counterexample is not None:
        return 1
    return 0 if found.is_settled else 3


def _refactor(options: argparse.Namespace) -> int:
    from pathlib import Path

    from dynamite.commands.refactor import Limits, migration_text, refactor
    from dynamite.progress import StatusLine
    from dynamite.refactor.report import refactoring_lines

    status = StatusLine(sys.stderr)
    moves = {"up": options.migration, "down": options.migration_down}
    for name in filter(None, moves.values()):
        if Path(name).suffix not in (".dl", ".sql"):
            mend = "name a file .dl or .sql"
            raise InputError("a migration is Datalog or SQL", place=name, mend=mend)
    for output in [Path(name) for name in (options.output, *moves.values()) if name]:
        for given in (options.program, options.source_schema, options.target_schema):
            _refuse_unwritable(output, Path(given), "an input file")
    try:
        done = refactor(
            options.source_schema,
            options.target_schema,
            options.program,
            dialect=options.dialect,
            pins=options.map,
            with_migration=any(moves.values()),
            sequences=options.sequences,
            limits=Limits(seconds=options.limit_seconds, candidates=options.limit_candidates),
            progress=status.show,
        )
    finally:
        status.clear()
    _print_or_write(done.text, Path(options.output) if options.output else None)
    if options.migration_down and done.down is None:
        raise InputError(f"there is no way back: {done.no_way_back}", place="--migration-down")
    for found, name in ((done.up, options.migration), (done.down, options.migration_down)):
        if name and found is not None:
            text = migration_text(found, name, options.dialect, is_down=found is done.down)
            _print_or_write(text, Path(name))
    for line in refactoring_lines(done.found):
        print(line, file=sys.stderr)
    return 0 if done.found.certainty.is_settled else 3


def _sample(options: argparse.Namespace) -> None:
    from dynamite.commands.inspect import sample
    from dynamite.progress import StatusLine
    from dynamite.sampling.text import examples_start, readable_json

    status = StatusLine(sys.stderr)
    try:
        taken = sample(
            options.url,
            options.sample,
            model=options.model,
            seed=options.seed,
            progress=status.report,
        )
    finally:
        status.clear()
    _print(readable_json(examples_start(taken.instance)))
    for note in taken.notes:
        print(f"note: {note}", file=sys.stderr)


_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int | None]]] = {
    "synth": _synth,
    "check": _check,
    "explain": _explain,
    "migrate": _migrate,
    "verify": _verify,
    "refactor": _refactor,
    "equivalent": _equivalent,
    "run": _run,
    "export": _export,
    "inspect": _inspect,
}
"""What each command does; one that can say no returns its exit status."""
