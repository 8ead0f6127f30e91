"""Runs any Datalog program over files of facts, as Soufflé does."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from dynamite.atomic_file import umask
from dynamite.commands.program_file import read_program
from dynamite.datalog import Directive, Program
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.errors import InputError, MigrationError
from dynamite.facts.format import FactsFormat, input_format, output_format
from dynamite.facts.ids import IdReader
from dynamite.facts.reading import read_facts
from dynamite.facts.writing import shown_facts, write_facts
from dynamite.language.types import UNSIGNED, IdType, StaticType, column_types, static_types
from dynamite.progress import Report, no_report
from dynamite.schema import Attribute, Kind, RecordType
from dynamite.values import DataType


@dataclass(frozen=True)
class WrittenRelation:
    """An output relation: how many facts it has, and the file that holds them.

    Where the program wants it shown (``.printsize``, ``IO=stdout``), ``shown`` is what to show and
    there is no file.
    """

    name: str
    facts: int
    path: Path | None
    shown: str = ""


def run(
    program: Program | str | os.PathLike[str],
    facts: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    engine: str = "duckdb",
    memory: int | None = None,
    master: str | None = None,
    progress: Report = no_report,
) -> tuple[WrittenRelation, ...]:
    """Run a program over the files in ``facts`` and write its output relations into ``output``.

    ``program`` is a program or the path of its file; ``memory`` bounds the engine, in bytes;
    ``master`` is the cluster of the spark engine. All output files are written, or none. Raises
    ``InputError`` for what cannot be used.
    """
    parsed = read_program(program)
    inputs = _directives(parsed, "input")
    read = [(one.relation, input_format(one, Path(facts))) for one in inputs]
    name = "" if isinstance(program, Program) else os.fspath(program)
    written = _outputs(parsed, Path(output), name)
    with closing(open_engine(engine, parsed, EngineOptions(memory, master=master))) as opened:
        results = []
        for relation, source in read:
            _load(parsed, relation, source, opened, progress)
        progress("evaluating", 0, None)
        try:
            opened.evaluate()
        except MigrationError as error:
            # Nothing migrates here: what cannot be computed is a fault of the program or its facts.
            raise InputError(str(error), place=name) from None
        with _directory(Path(output)) as directory:
            for relation, target in written:
                progress(f"writing {relation}", 0, None)
                if target.container == "stdout":
                    results.append(_shown(parsed, relation, target, opened))
                    continue
                fresh = replace(target, path=directory / target.path.relative_to(output))
                fresh.path.parent.mkdir(parents=True, exist_ok=True)
                if target.container == "sqlite" and target.path.exists() > fresh.path.exists():
                    # Other tables of the database stay.
                    shutil.copyfile(target.path, fresh.path)
                count = _write(parsed, relation, fresh, opened)
                results.append(WrittenRelation(relation, count, target.path))
        for relation in parsed.printed_sizes:
            count = opened.count(relation)
            results.append(WrittenRelation(relation, count, None, f"{relation}\t{count}\n"))
    return tuple(results)


def _directives(program: Program, kind: str) -> list[Directive]:
    return [i for i in program.items if isinstance(i, Directive) and i.kind == kind]


def _outputs(program: Program, output: Path, name: str) -> list[tuple[str, FactsFormat]]:
    written: list[tuple[str, FactsFormat]] = []
    for directive in _directives(program, "output"):
        target = output_format(directive, output)
        others = (other for _, other in written if other.container != "stdout")
        if target.container != "stdout" and any(_collide(target, other) for other in others):
            raise InputError(f"two relations are written to {target.path.name}")
        written.append((directive.relation, target))
    if not written and not program.printed_sizes:
        raise InputError(
            "the program has no .output", place=name, mend="write .output NAME for a result"
        )
    return written


def _collide(one: FactsFormat, other: FactsFormat) -> bool:
    """Whether one output would overwrite the other; tables of one database do not."""
    if one.container == other.container == "sqlite":
        return one.where == other.where
    return one.path == other.path


def _load(
    program: Program, relation: str, source: FactsFormat, engine: Engine, progress: Report
) -> None:
    record_type = record_type_of(program, relation)
    if not record_type.columns:
        raise InputError(f"{relation} has no attributes to read", place=str(source.path))
    done = 0
    static = static_types(program)[relation] if relation in program.declarations else ()
    for batch in read_facts(source, record_type):
        engine.load(relation, _checked(batch, static, program, source, done))
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
        # Ids come as texts, which ``_checked`` reads.
        data_type = DataType.STRING if isinstance(column, IdType) else column
        attributes.append(Attribute(name, data_type, nullable=True))
    return RecordType((relation,), Kind.TABLE, tuple(attributes))


def _checked(
    batch: pa.RecordBatch,
    static: Sequence[StaticType],
    program: Program,
    source: FactsFormat,
    done: int,
) -> pa.RecordBatch:
    """The batch with its ids boxed; raises ``InputError`` for an id that is none of its type, and
    for an unsigned below 0."""
    columns = list(batch.columns)
    for position, kind in enumerate(static):
        if isinstance(kind, IdType):
            columns[position] = _boxed(columns[position], kind, program, source, done)
        elif kind == UNSIGNED:
            for row, cell in enumerate(columns[position].to_pylist(), done + 1):
                if cell is not None and cell < 0:
                    raise InputError(
                        f"{cell} is below 0, and unsigned",
                        place=f"{source.path}: record {row}, {batch.schema.names[position]}",
                    )
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _boxed(
    column: pa.Array, kind: IdType, program: Program, source: FactsFormat, done: int
) -> pa.Array:
    reader = IdReader(program)
    boxes = []
    for row, text in enumerate(column.to_pylist(), done + 1):
        try:
            boxes.append(None if text is None else reader.boxed(text, kind))
        except ValueError as error:
            raise InputError(str(error), place=f"{source.path}: record {row}") from None
    return pa.array(boxes, pa.string())


def _shown(program: Program, relation: str, target: FactsFormat, engine: Engine) -> WrittenRelation:
    names = [name for name, _ in program.declarations[relation].attributes]
    count, shown = shown_facts(target, relation, names, engine.read(relation))
    return WrittenRelation(relation, count, None, shown)


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
