"""Runs any Datalog program over files of facts, as Soufflé does."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dynamite.atomic_file import umask
from dynamite.commands.program_file import read_program
from dynamite.datalog import Directive, Program
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.errors import InputError, MigrationError
from dynamite.facts.format import FactsFormat, input_format, output_format
from dynamite.facts.reading import read_facts
from dynamite.facts.writing import write_facts
from dynamite.language.types import column_types
from dynamite.progress import Report, no_report
from dynamite.schema import Attribute, Kind, RecordType
from dynamite.values import DataType


@dataclass(frozen=True)
class WrittenRelation:
    """An output relation: how many facts it has, and the file that holds them."""

    name: str
    facts: int
    path: Path


def run(
    program: Program | str | os.PathLike[str],
    facts: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    engine: str = "duckdb",
    memory: int | None = None,
    progress: Report = no_report,
) -> tuple[WrittenRelation, ...]:
    """Run a program over the files in ``facts`` and write its output relations into ``output``.

    ``program`` is a program or the path of its file; ``memory`` bounds the engine, in bytes. All
    output files are written, or none. Raises ``InputError`` for what cannot be used.
    """
    parsed = read_program(program)
    inputs = _directives(parsed, "input")
    read = [(one.relation, input_format(one, Path(facts))) for one in inputs]
    name = "" if isinstance(program, Program) else os.fspath(program)
    written = _outputs(parsed, Path(output), name)
    with closing(open_engine(engine, parsed, EngineOptions(memory))) as opened:
        for relation, source in read:
            _load(parsed, relation, source, opened, progress)
        progress("evaluating", 0, None)
        try:
            opened.evaluate()
        except MigrationError as error:
            # Nothing migrates here: what cannot be computed is a fault of the program or its facts.
            raise InputError(str(error), place=name) from None
        with _directory(Path(output)) as directory:
            results = []
            for relation, target in written.items():
                progress(f"writing {relation}", 0, None)
                fresh = replace(target, path=directory / target.path.relative_to(output))
                fresh.path.parent.mkdir(parents=True, exist_ok=True)
                count = _write(parsed, relation, fresh, opened)
                results.append(WrittenRelation(relation, count, target.path))
    return tuple(results)


def _directives(program: Program, kind: str) -> list[Directive]:
    return [i for i in program.items if isinstance(i, Directive) and i.kind == kind]


def _outputs(program: Program, output: Path, name: str) -> dict[str, FactsFormat]:
    written: dict[str, FactsFormat] = {}
    for directive in _directives(program, "output"):
        target = output_format(directive, output)
        if target.path in (other.path for other in written.values()):
            raise InputError(f"two relations are written to {target.path.name}")
        written[directive.relation] = target
    if not written:
        raise InputError(
            "the program has no .output", place=name, mend="write .output NAME for a result"
        )
    return written


def _load(
    program: Program, relation: str, source: FactsFormat, engine: Engine, progress: Report
) -> None:
    record_type = record_type_of(program, relation)
    if not record_type.columns:
        raise InputError(f"{relation} has no attributes to read", place=str(source.path))
    done = 0
    for batch in read_facts(source, record_type):
        engine.load(relation, batch)
        done += batch.num_rows
        progress(f"reading {relation}", done, None)


def record_type_of(program: Program, relation: str) -> RecordType:
    """The record type whose columns a relation has, by the header or by its declaration.

    Raises ``InputError`` where it is not declared.
    """
    if program.header is not None and relation in program.header.source_by_relation:
        return program.header.source_by_relation[relation]
    declaration = program.declarations.get(relation)
    if declaration is None:
        raise InputError(f"relation {relation} is not declared")
    types = column_types(program)[relation]
    attributes = []
    for (name, _), column in zip(declaration.attributes, types, strict=True):
        assert isinstance(column, DataType), "check refuses ids in input relations"
        attributes.append(Attribute(name, column, nullable=True))
    return RecordType((relation,), Kind.TABLE, tuple(attributes))


def _write(program: Program, relation: str, target: FactsFormat, engine: Engine) -> int:
    declaration = program.declarations.get(relation)
    if declaration is None:
        raise InputError(f"relation {relation} is not declared")
    names = [name for name, _ in declaration.attributes]
    if names:
        return write_facts(target, relation, names, engine.read(relation))
    # Soufflé's form of a relation without attributes that holds.
    count = engine.count(relation)
    target.path.write_text("()\n" * count, encoding="utf-8")
    return count


@contextmanager
def _directory(output: Path) -> Iterator[Path]:
    """A new directory whose files take their places in ``output`` when all are written."""
    try:
        fresh = _fresh(output)
    except OSError as error:
        raise InputError(f"cannot write here: {error.strerror}", place=str(output)) from None
    try:
        yield fresh
        if not output.exists():
            fresh.chmod(0o777 & ~umask())
            fresh.rename(output)
            return
        for file in sorted(path for path in fresh.rglob("*") if path.is_file()):
            place = output / file.relative_to(fresh)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
    except OSError as error:
        raise InputError(f"cannot write here: {error.strerror}", place=str(output)) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _fresh(output: Path) -> Path:
    if output.exists():
        # Inside, so that a rename never crosses file systems.
        return Path(tempfile.mkdtemp(prefix=".dynamite-", dir=output))
    output.parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.absolute().parent))
