"""The arguments of the command line: what may be written, and the help that says so."""

from __future__ import annotations

import argparse
import re
from typing import Final, NoReturn

from dynamite.errors import InputError

ENGINES: Final = ("duckdb", "spark", "reference", "pydatalog")
MODELS: Final = ("relational", "document", "graph")
LANGUAGES: Final = ("sql", "souffle", "cypher", "mongo")
DIALECTS: Final = ("postgres", "duckdb", "spark", "mysql", "sqlite")
PROGRAM_DIALECTS: Final = ("postgres", "mysql", "sqlite")
IF_EXISTS: Final = ("fail", "replace", "append")
FINDINGS: Final = (
    *("type", "conversion", "key", "null", "reference", "partner", "constant", "unreached"),
    *("collision", "orphan", "required"),
)

_EXAMPLES: Final = """\
examples:
  dynamite inspect shop.db
  dynamite synth --examples ex.json -o p.dl
  dynamite check --program p.dl --source shop.db
  dynamite migrate --program p.dl --source shop.db --target shop.jsonl
  dynamite verify --program p.dl --source shop.db --target shop.jsonl
  dynamite run p.dl --facts facts --output results


'dynamite COMMAND --help' tells more. Exit status: 0 done; 1 a check found something; 2 bad input;
3 no program fits; 4 several programs fit (--strict); 5 a migration stopped; 6 a search stopped at
a limit.
"""

_SYNTH: Final = """\
Finds the Datalog program that maps the source of an examples file to its target. The program goes
to stdout or to the file of -o, a short report to stderr.

examples:
  dynamite synth --examples ex.json -o p.dl
  dynamite synth --examples ex.json -o p.dl --interactive --source shop.db --save ex.json
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

_CHECK: Final = """\
Looks, before a migration, for what in the whole source the meaning of a program hinges on: nulls
where it joins, keys that repeat, references to nothing, values that it cannot convert, records that
no rule reaches, target records that would share a key or refer to nothing. Writes nothing.
Exit status: 0 nothing found; 1 findings; 2 bad input.

examples:
  dynamite check --program p.dl --source shop.db
  dynamite check --program p.dl --source shop.db --examples ex.json --ignore unreached --json
"""

_EXPLAIN: Final = """\
Tells why a record of the target is there: the rule and the source records that make it. Or why it
is not: for each rule that could make it, the first part of its body that finds nothing. A record is
a record type of the target and what is known of it, as a JSON object; attributes that are left out
may hold anything, null asks for null, ids are written as reports show them.

examples:
  dynamite explain --program p.dl --source shop.db --record 'Movie {"title": "Alien"}'
  dynamite explain --program p.dl --source shop.db --record 'movie.cast {"_parent": "Movie:7"}'
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


_EQUIVALENT: Final = """\
Says whether a rewritten SQL program means the same as the old one, function by function: proved for
all databases, checked for all small ones, or only tested; or shows the calls whose answers differ.
Exit status: 0 all functions proved or checked; 1 they differ; 2 bad input; 3 some only tested.

example:
  dynamite equivalent --source-schema old.sql --target-schema new.sql --program queries.sql
    --target-program new_queries.sql
"""


_REFACTOR: Final = """\
Rewrites an application's SQL for a new schema. The new program goes to stdout or to the file of -o,
and a report to stderr: what is known of each function. Exit status: 0 all functions proved or
checked for all small databases; 2 bad input; 3 no program found, or some of it only tested; 6
stopped at a limit.

example:
  dynamite refactor --source-schema old.sql --target-schema new.sql --program queries.sql
    -o new_queries.sql --migration migration.sql
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
    _add_check(_command(commands, "check", "look for surprises in a source", _CHECK))
    _add_explain(_command(commands, "explain", "tell why a record is there, or why not", _EXPLAIN))
    _add_run(_command(commands, "run", "run any Datalog program over fact files", _RUN))
    _add_export(_command(commands, "export", "write a program in another language", _EXPORT))
    _add_inspect(_command(commands, "inspect", "print the schema of a store", _INSPECT))
    _add_refactor(_command(commands, "refactor", "rewrite SQL for a new schema", _REFACTOR))
    _add_equivalent(
        _command(commands, "equivalent", "compare a rewritten SQL program", _EQUIVALENT)
    )
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
        "--interactive", action="store_true", help="ask what the example leaves open"
    )
    parser.add_argument(
        "--source", type=_name, metavar="URL", help="a store whose records questions show"
    )
    parser.add_argument(
        "--save", type=_name, metavar="FILE", help="write the examples with the answers there"
    )
    parser.add_argument(
        "--report", type=_name, metavar="FILE", help="write what is certain there, as JSON"
    )
    _add_limits(parser)


def _add_limits(parser: OneLineParser) -> None:
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
    parser.add_argument(
        "--allow-collisions",
        action="store_true",
        help="go on where declared keys of tables repeat, in the source or in the target",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _add_check(parser: OneLineParser) -> None:
    parser.add_argument("--program", type=_name, required=True, metavar="FILE", help="the program")
    parser.add_argument(
        "--source", type=_name, required=True, metavar="URL", help="the store to read"
    )
    parser.add_argument(
        "--examples",
        type=_name,
        metavar="FILE",
        help="the examples file of the program: what it shows is no finding",
    )
    parser.add_argument(
        "--ignore",
        choices=FINDINGS,
        action="append",
        default=[],
        help="leave out a kind of finding; may be repeated",
    )
    _add_engine(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _add_explain(parser: OneLineParser) -> None:
    parser.add_argument("--program", type=_name, required=True, metavar="FILE", help="the program")
    parser.add_argument(
        "--source", type=_name, required=True, metavar="URL", help="the store to read"
    )
    parser.add_argument(
        "--record",
        type=_name,
        required=True,
        metavar="RECORD",
        help='a record type and what is known of the record, as in \'Movie {"title": "Alien"}\'',
    )
    _add_engine(parser)
    parser.add_argument("--json", action="store_true", help="print the explanation as JSON")


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


def _add_equivalent(parser: OneLineParser) -> None:
    _add_programs(parser)
    parser.add_argument(
        "--target-program", type=_name, required=True, metavar="FILE", help="the new program"
    )
    parser.add_argument(
        "--migration", type=_name, metavar="FILE", help="what moves the data, .dl or .sql"
    )


def _add_refactor(parser: OneLineParser) -> None:
    _add_programs(parser)
    parser.add_argument(
        "-o", "--output", type=_name, metavar="FILE", help="where the new program is written"
    )
    parser.add_argument(
        "--migration",
        type=_name,
        metavar="FILE",
        help="a file .dl or .sql for the migration",
    )
    parser.add_argument(
        "--migration-down", type=_name, metavar="FILE", help="the same for the way back"
    )
    _add_limits(parser)


def _add_programs(parser: OneLineParser) -> None:
    for side, what in (("source", "old"), ("target", "new")):
        parser.add_argument(
            f"--{side}-schema", type=_name, required=True, metavar="FILE", help=f"{what} DDL"
        )
    parser.add_argument(
        "--program", type=_name, required=True, metavar="FILE", help="the old program"
    )
    parser.add_argument(
        "--dialect",
        choices=PROGRAM_DIALECTS,
        default="postgres",
        help="of all files (default: postgres)",
    )
    parser.add_argument(
        "--map",
        type=_name,
        action="append",
        default=[],
        metavar="OLD.COLUMN=NEW.COLUMN",
        help="a correspondence that holds; may be repeated",
    )
    parser.add_argument(
        "--sequences",
        type=_count,
        default=1000,
        metavar="N",
        help="how many sequences of calls are tried (default: 1000)",
    )


def _add_engine(parser: OneLineParser) -> None:
    parser.add_argument(
        "--engine", choices=ENGINES, default="duckdb", help="what evaluates (default: duckdb)"
    )
    parser.add_argument(
        "--memory", type=memory_size, metavar="SIZE", help="bound of the engine, as in 4GB or 512MB"
    )
    parser.add_argument(
        "--master", metavar="URL", help="of --engine spark: local[4], spark://HOST:7077, yarn"
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
