"""The arguments of the command line: what may be written, and the help that says so."""

from __future__ import annotations

import argparse
import re
from typing import Final, NoReturn

from dynamite.errors import InputError

ENGINES: Final = ("duckdb", "reference", "pydatalog")
MODELS: Final = ("relational", "document", "graph")
LANGUAGES: Final = ("sql", "souffle", "cypher", "mongo")
DIALECTS: Final = ("postgres", "duckdb", "spark", "mysql", "sqlite")
IF_EXISTS: Final = ("fail", "replace", "append")

_EXAMPLES: Final = """\
examples:
  dynamite inspect shop.db
  dynamite synth --examples ex.json -o p.dl
  dynamite migrate --program p.dl --source shop.db --target shop.jsonl
  dynamite verify --program p.dl --source shop.db --target shop.jsonl
  dynamite run p.dl --facts facts --output results

'dynamite COMMAND --help' tells more. Exit status: 0 done; 1 a target differs (verify);
2 bad input; 3 no program fits; 4 several programs fit (--strict); 5 a migration stopped; 6 a search
stopped at a limit.
"""

_SYNTH: Final = """\
Finds the Datalog program that maps the source of an examples file to its target. The program goes
to stdout or to the file of -o, a short report to stderr.

example:
  dynamite synth --examples ex.json -o p.dl
"""

_MIGRATE: Final = """\
Runs a program over a whole store and writes the result, all of it or nothing.

examples:
  dynamite migrate --program p.dl --source shop.db --target shop.jsonl --dry-run
  dynamite migrate --program p.dl --source shop.db --target shop.jsonl --memory 4GB
"""

_VERIFY: Final = """\
Runs a program over a store again and compares what it says with what is at the target: the number
of records, their keys and their content. Shows the first records that differ.

example:
  dynamite verify --program p.dl --source shop.db --target shop.jsonl
"""

_RUN: Final = """\
Runs any Datalog program. A relation R of '.input' is read from R.facts (tabs, no header), R.csv
(commas, header) or R.parquet in the directory of --facts; one of '.output' is written to R.csv in
the directory of --output, sorted. Both directives take Soufflé's parameters: IO=file, sqlite, json,
parquet (and stdout), filename, dbname, delimiter, headers, columns, rfc4180, compress, format.

example:
  dynamite run p.dl --facts facts --output results
"""

_EXPORT: Final = """\
Writes a program in another language, to stdout or to the file of -o: SQL as views over the tables
of the inputs, Soufflé's own text, statements of Cypher that load a graph, or pipelines of MongoDB.
What the language cannot say is refused by its name.

examples:
  dynamite export p.dl --to sql --dialect postgres
  dynamite export p.dl --to souffle -o p.souffle.dl
"""

_INSPECT: Final = """\
Prints the schema of a store in the form of an examples file; with --sample, the start of such a
file: some records with all that they refer to, and a target to be filled in.

examples:
  dynamite inspect shop.db
  dynamite inspect shop.db --sample 3 > ex.json
"""


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line with a hint, instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Raises ``InputError``; the command line prints it."""
        # Python's versions differ in whether they quote the choices.
        choices = re.search(r"\(choose from .*\)", message)
        if choices is not None:
            message = message.replace(choices[0], choices[0].replace("'", ""))
        raise InputError(message, mend=f"see '{self.prog} --help'")


def argument_parser(version: str) -> argparse.ArgumentParser:
    """The parser of the whole command line; each command sets ``command``."""
    parser = OneLineParser(
        prog="dynamite",
        description="Finds the Datalog program that maps one database schema to another from a "
        "small example, and runs it over the whole database.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dynamite {version}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_synth(_command(commands, "synth", "find a program from an example", _SYNTH))
    _add_migrate(_command(commands, "migrate", "run a program over a whole store", _MIGRATE))
    _add_verify(_command(commands, "verify", "compare a target with a program", _VERIFY))
    _add_run(_command(commands, "run", "run any Datalog program over fact files", _RUN))
    _add_export(_command(commands, "export", "write a program in another language", _EXPORT))
    _add_inspect(_command(commands, "inspect", "print the schema of a store", _INSPECT))
    return parser


def _command(
    commands: argparse._SubParsersAction[OneLineParser], name: str, summary: str, about: str
) -> OneLineParser:
    return commands.add_parser(
        name,
        help=summary,
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_synth(parser: OneLineParser) -> None:
    parser.add_argument(
        "--examples", type=_name, required=True, metavar="FILE", help="the examples file"
    )
    parser.add_argument(
        "-o", "--output", type=_name, metavar="FILE", help="where the program is written"
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit 4 where several inequivalent programs fit"
    )
    parser.add_argument(
        "--limit-seconds", type=_seconds, metavar="S", help="stop the search after that time"
    )
    parser.add_argument(
        "--limit-candidates", type=_count, metavar="N", help="stop the search after N candidates"
    )


def _add_migrate(parser: OneLineParser) -> None:
    _add_move(parser, "the store to write")
    _add_engine(parser)
    parser.add_argument(
        "--if-exists",
        choices=IF_EXISTS,
        default="fail",
        help="what to do with a target that exists (default: fail)",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="derive and check everything, show what would be written, write nothing",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with a migration that a crash ended, where the target keeps a part of it",
    )
    parser.add_argument(
        "--verify", action="store_true", help="read the target back and compare it at the end"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _add_verify(parser: OneLineParser) -> None:
    _add_move(parser, "the store to compare")
    _add_engine(parser)
    parser.add_argument(
        "--appended",
        action="store_true",
        help="the target was appended to: further records are no difference",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _add_move(parser: OneLineParser, target: str) -> None:
    parser.add_argument("--program", type=_name, required=True, metavar="FILE", help="the program")
    parser.add_argument(
        "--source", type=_name, required=True, metavar="URL", help="the store to read"
    )
    parser.add_argument("--target", type=_name, required=True, metavar="URL", help=target)


def _add_run(parser: OneLineParser) -> None:
    parser.add_argument("program", type=_name, metavar="PROGRAM", help="the program's file")
    parser.add_argument(
        "--facts", type=_name, required=True, metavar="DIR", help="directory of the inputs"
    )
    parser.add_argument(
        "--output", type=_name, required=True, metavar="DIR", help="directory of the outputs"
    )
    _add_engine(parser)


def _add_export(parser: OneLineParser) -> None:
    parser.add_argument("program", type=_name, metavar="PROGRAM", help="the program's file")
    parser.add_argument("--to", choices=LANGUAGES, required=True, help="the other language")
    parser.add_argument("--dialect", choices=DIALECTS, help="the dialect of SQL")
    parser.add_argument(
        "-o", "--output", type=_name, metavar="FILE", help="where the text is written"
    )


def _add_inspect(parser: OneLineParser) -> None:
    parser.add_argument("url", type=_name, metavar="URL", help="the store")
    parser.add_argument(
        "--model", choices=MODELS, help="the kind of store, where its path could be several"
    )
    parser.add_argument(
        "--sample", type=_count, metavar="N", help="print about N records of each kind too"
    )
    parser.add_argument(
        "--seed",
        type=_seed,
        default=0,
        metavar="S",
        help="another number takes another sample (default: 0)",
    )


def _add_engine(parser: OneLineParser) -> None:
    parser.add_argument(
        "--engine", choices=ENGINES, default="duckdb", help="what evaluates (default: duckdb)"
    )
    parser.add_argument(
        "--memory", type=memory_size, metavar="SIZE", help="bound of the engine, as in 4GB or 512MB"
    )


_UNITS: Final = {
    "": 1,
    "B": 1,
    **{f"{unit}B": 1000**power for power, unit in enumerate("KMGT", 1)},
    **{f"{unit}IB": 1024**power for power, unit in enumerate("KMGT", 1)},
}


def memory_size(text: str) -> int:
    """The number of bytes that a size names.

    >>> memory_size("4GB"), memory_size("1.5 GiB")
    (4000000000, 1610612736)
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([A-Za-z]*)", text)
    if match is None or match[2].upper() not in _UNITS or float(match[1]) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 4GB or 512MB")
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if not 0 < size < 2**60:
        raise argparse.ArgumentTypeError(f"{text!r} is more or less memory than any machine has")
    return size


def _name(text: str) -> str:
    if not text:
        # An empty path would mean the current directory.
        raise argparse.ArgumentTypeError("the name is empty")
    return text


def _seconds(text: str) -> float:
    if re.fullmatch(r"\d+(\.\d+)?", text) is None or float(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return float(text)


def _seed(text: str) -> int:
    if re.fullmatch(r"\d{1,18}", text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _count(text: str) -> int:
    if re.fullmatch(r"\d+", text) is None or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
