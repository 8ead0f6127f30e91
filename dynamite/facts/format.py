"""Where the facts of a relation are and in which format, as ``.input`` and ``.output`` say.

A directive without parameters means dynamite's own formats; one with parameters means Soufflé's,
where what is left out is tab separated, without a header, in ``NAME.facts`` or ``NAME.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from dynamite.datalog import Directive
from dynamite.errors import InputError


@dataclass(frozen=True)
class FactsFormat:
    """A file of facts. ``is_csv``: fields may be quoted, and an unquoted empty one is null.

    ``names_columns`` says that the header names the attributes, in any order; otherwise a header
    is one line to be skipped.
    """

    path: Path
    delimiter: str = "\t"
    has_header: bool = False
    is_csv: bool = False
    names_columns: bool = False

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix.lower() == ".parquet"


_PARAMETERS: Final = ("IO", "filename", "delimiter", "headers")


def input_format(directive: Directive, directory: Path) -> FactsFormat:
    """The format of an input relation, by its parameters or by the files that are there.

    Raises ``InputError`` where there is no file, or for a parameter that cannot be used.
    """
    name = directive.relation
    if directive.parameters:
        chosen = _souffle_format(directive, directory, f"{name}.facts")
        if not chosen.path.is_file():
            raise _missing(name, str(chosen.path))
        return chosen
    formats = (
        FactsFormat(directory / f"{name}.facts"),
        _own_csv(directory / f"{name}.csv"),
        FactsFormat(directory / f"{name}.parquet"),
    )
    found = [one for one in formats if one.path.is_file()]
    if not found:
        raise _missing(name, f"{directory / name}.facts, .csv or .parquet")
    if len(found) > 1:
        names = " and ".join(one.path.name for one in found)
        raise InputError(f"the facts of {name} are in {names}", place=str(directory),
                         mend="keep one of them")  # fmt: skip
    return found[0]


def output_format(directive: Directive, directory: Path) -> FactsFormat:
    """The format of an output relation; raises ``InputError`` for what cannot be used."""
    if directive.parameters:
        return _souffle_format(directive, directory, f"{directive.relation}.csv")
    return _own_csv(directory / f"{directive.relation}.csv")


def _own_csv(path: Path) -> FactsFormat:
    return FactsFormat(path, ",", has_header=True, is_csv=True, names_columns=True)


def _souffle_format(directive: Directive, directory: Path, file_name: str) -> FactsFormat:
    place = f".{directive.kind} {directive.relation}"
    parameters = dict(directive.parameters)
    for unknown in parameters.keys() - set(_PARAMETERS):
        raise InputError(
            f"unknown parameter {unknown!r}",
            place=place,
            mend=f"the parameters are: {', '.join(_PARAMETERS)}",
        )
    if parameters.get("IO", "file") != "file":
        raise InputError(f"IO is {parameters['IO']!r}", place=place, mend="only 'file' is there")
    headers = parameters.get("headers", "false")
    if headers not in ("true", "false"):
        raise InputError(f"headers is {headers!r}", place=place, mend="write 'true' or 'false'")
    delimiter = parameters.get("delimiter", "\t").replace("\\t", "\t")
    if len(delimiter.encode()) != 1 or delimiter in '\r\n"':
        raise InputError(
            f"delimiter is {delimiter!r}", place=place, mend="write one ASCII character"
        )
    wanted = PurePath(parameters.get("filename", file_name))
    if wanted.is_absolute() or ".." in wanted.parts or not wanted.name:
        raise InputError(
            f"filename is {str(wanted)!r}", place=place, mend="name a file in the directory"
        )
    return FactsFormat(directory / wanted, delimiter, has_header=headers == "true")


def _missing(relation: str, place: str) -> InputError:
    return InputError(f"there is no file with the facts of {relation}", place=place)
