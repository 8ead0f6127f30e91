"""Loading a source into an engine: what of it the program uses, and how much there was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import pyarrow as pa

from dynamite.datalog import Header, Program
from dynamite.engines.interface import Engine
from dynamite.errors import InputError
from dynamite.migration.source import SourceReading
from dynamite.progress import Report
from dynamite.schema import RecordType
from dynamite.stores.interface import Store

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
    watches: Iterable[Watch] = (),
) -> dict[str, int]:
    """Loads every source record that the program uses; how many there were, by relation."""
    read = dict.fromkeys(reading.relations, 0)
    for key, batch in source.read(header.source, reading.columns):
        relation = header.source_relation[key]
        for watch in watches:
            watch(header.source[key], batch)
        engine.load(relation, batch)
        read[relation] += batch.num_rows
        progress(f"reading {header.source[key].name}", read[relation], None)
    return read
