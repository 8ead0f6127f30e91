"""Where the facts of a relation are and in which format, as ``.input`` and ``.output`` say.

A directive without parameters means dynamite's own formats; one with parameters means Soufflé's,
where what is left out is tab separated, without a header, in ``NAME.facts`` or ``NAME.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final
from typing import Literal as OneOf

from dynamite.datalog import Directive
from dynamite.errors import InputError

Container = OneOf["text", "parquet", "json", "sqlite", "stdout"]


@dataclass(frozen=True)
class FactsFormat:
    """A file of facts. ``is_csv``: fields may be quoted, and an unquoted empty one is null.

    ``names_columns`` says that the header names the attributes, in any order; otherwise a header
    is one line to be skipped. ``has_nulls`` is false where an empty field is the empty text.
    ``columns`` are the positions in the file of the attributes, none where they are its columns.
    ``table`` is that of an SQLite database.
    """

    path: Path
    delimiter: str = "\t"
    has_header: bool = False
    is_csv: bool = False
    names_columns: bool = False
    has_nulls: bool = True
    columns: tuple[int, ...] = ()
    container: Container = "text"
    is_compressed: bool = False
    table: str = ""

    @property
    def is_parquet(self) -> bool:
        is_named = self.path.suffix.lower() == ".parquet"
        return self.container == "parquet" or (self.container == "text" and is_named)

    @property
    def where(self) -> tuple[Path, str]:
        """What no two outputs may share."""
        return self.path, self.table


PARAMETERS: Final = (
    *("IO", "filename", "delimiter", "headers", "columns", "rfc4180", "compress", "format"),
    "dbname",
)
_IO: Final = {
    "input": ("file", "sqlite", "json", "parquet"),
    "output": ("file", "sqlite", "json", "parquet", "stdout"),
}


def input_format(directive: Directive, directory: Path) -> FactsFormat:
    """The format of an input relation, by its parameters or by the files that are there.

    Raises ``InputError`` where there is no file, or for a parameter that cannot be used.
    """
    name = directive.relation
    if directive.parameters:
        chosen = _souffle_format(directive, directory)
        if not chosen.path.is_file():
            raise _missing(name, str(chosen.path))
        return chosen
    formats = (
        FactsFormat(directory / f"{name}.facts"),
        _own_csv(directory / f"{name}.csv"),
        FactsFormat(directory / f"{name}.parquet", container="parquet"),
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
        return _souffle_format(directive, directory)
    return _own_csv(directory / f"{directive.relation}.csv")


def _own_csv(path: Path) -> FactsFormat:
    return FactsFormat(path, ",", has_header=True, is_csv=True, names_columns=True)


def _souffle_format(directive: Directive, directory: Path) -> FactsFormat:
    place = f".{directive.kind} {directive.relation}"
    parameters = dict(directive.parameters)
    for unknown in parameters.keys() - set(PARAMETERS):
        raise InputError(
            f"unknown parameter {unknown!r}",
            place=place,
            mend=f"the parameters are: {', '.join(PARAMETERS)}",
        )
    container = _container(directive.kind, parameters, place)
    is_rfc4180 = _truth(parameters, "rfc4180", place)
    delimiter = parameters.get("delimiter", "," if is_rfc4180 else "\t").replace("\\t", "\t")
    if len(delimiter.encode()) != 1 or delimiter in '\r\n"':
        raise InputError(
            f"delimiter is {delimiter!r}", place=place, mend="write one ASCII character"
        )
    name = directive.relation
    wanted = PurePath(_file_name(parameters, container, directive, place))
    if wanted.is_absolute() or ".." in wanted.parts or not wanted.name:
        raise InputError(
            f"filename is {str(wanted)!r}", place=place, mend="name a file in the directory"
        )
    return FactsFormat(
        directory / wanted,
        delimiter,
        has_header=_truth(parameters, "headers", place),
        is_csv=is_rfc4180,
        has_nulls=not is_rfc4180,
        columns=_columns(parameters, place),
        container=container,
        is_compressed=_truth(parameters, "compress", place),
        table=name if container == "sqlite" else "",
    )


def _container(kind: str, parameters: Mapping[str, str], place: str) -> Container:
    allowed = _IO[kind]
    named = parameters.get("IO", "file").removesuffix("file") or "file"
    if named not in allowed:
        raise InputError(
            f"IO is {parameters['IO']!r}", place=place, mend=f"write one of: {', '.join(allowed)}"
        )
    written = parameters.get("format", "csv" if named == "file" else named)
    if written not in ("csv", "json", "parquet") and written != named:
        raise InputError(
            f"format is {written!r}", place=place, mend="write one of: csv, json, parquet"
        )
    file_name = parameters.get("filename", "")
    if named == "file" and (written == "parquet" or file_name.lower().endswith(".parquet")):
        return "parquet"
    if named == "file":
        return "json" if written == "json" else "text"
    return named  # type: ignore[return-value]  # one of the containers, as _IO lists


def _file_name(
    parameters: Mapping[str, str], container: Container, directive: Directive, place: str
) -> str:
    if container == "sqlite":
        name = parameters.get("dbname", parameters.get("filename", ""))
        if not name:
            raise InputError("IO is 'sqlite' without a database", place=place,
                             mend='write dbname="FILE"')  # fmt: skip
        return name
    ending = {"json": "json", "parquet": "parquet"}.get(
        container, "facts" if directive.kind == "input" else "csv"
    )
    return parameters.get("filename", f"{directive.relation}.{ending}")


def _truth(parameters: Mapping[str, str], name: str, place: str) -> bool:
    value = parameters.get(name, "false")
    if value not in ("true", "false"):
        raise InputError(f"{name} is {value!r}", place=place, mend="write 'true' or 'false'")
    return value == "true"


def _columns(parameters: Mapping[str, str], place: str) -> tuple[int, ...]:
    written = parameters.get("columns", "")
    numbers = written.split(":") if written else []
    if not all(number.isdigit() and len(number) < 6 for number in numbers):
        raise InputError(
            f"columns is {written!r}", place=place, mend="write positions, as in '0:2'"
        )
    return tuple(map(int, numbers))


def _missing(relation: str, place: str) -> InputError:
    return InputError(f"there is no file with the facts of {relation}", place=place)
