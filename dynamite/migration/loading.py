"""Loading a source into an engine: what of it the program uses, and how much there was."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import pyarrow as pa

from dynamite.datalog import Header, Program
from dynamite.engines.interface import Engine, LoadsFiles
from dynamite.errors import InputError
from dynamite.migration.source import SourceReading, refuse_nothing
from dynamite.progress import Report
from dynamite.schema import Model, RecordType
from dynamite.stores.interface import OffersFiles, Store

Watch = Callable[[RecordType, pa.RecordBatch], None]
"""Sees every batch on its way to the engine."""


def header_of(parsed: Program, program: Program | str | os.PathLike[str]) -> Header:
    """The header of a program that moves a store; ``InputError`` where it has none that fits."""
    place = "" if isinstance(program, Program) else os.fspath(program)
    if parsed.header is None:
        raise InputError(
            "the program has no header with the two schemas",
            place=place,
            mend="write one as synth does, or use run for programs over fact files",
        )
    for relation in parsed.header.target_by_relation:
        if relation not in parsed.declarations:
            problem = f"relation {relation} of the header is not declared"
            raise InputError(problem, place=place, mend=f"add .decl {relation}(…)")
    return parsed.header


def load_source(
    source: Store,
    header: Header,
    reading: SourceReading,
    engine: Engine,
    progress: Report,
    watches: Sequence[Watch] = (),
) -> dict[str, int]:
    """Loads every source record that the program uses; how many there were, by relation.

    With ``watches`` every record is read in batches, also where the engine could read a file.
    """
    read = dict.fromkeys(reading.relations, 0)
    columns = dict(reading.columns)
    if isinstance(engine, LoadsFiles) and isinstance(source, OffersFiles) and not watches:
        for key, file in source.files(header.source, columns).items():
            relation = header.source_relation[key]
            read[relation] = engine.load_file(relation, file)
            progress(f"reading {header.source[key].name}", read[relation], None)
            del columns[key]
    tells_absent = header.target.model is Model.DOCUMENT
    for key, batch in source.read(header.source, columns, tells_absent=tells_absent):
        relation = header.source_relation[key]
        for watch in watches:
            watch(header.source[key], batch)
        engine.load(relation, batch)
        read[relation] += batch.num_rows
        progress(f"reading {header.source[key].name}", read[relation], None)
    refuse_nothing(header, read, source.url)
    return read
