"""Loading a source into an engine: what of it the program uses, and how much there was."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from dynamite.datalog import Header
from dynamite.engines.interface import Engine, LoadsFiles, OffersFrames
from dynamite.migration.collisions import Collisions
from dynamite.migration.source import SourceReading, refuse_nothing
from dynamite.progress import Report
from dynamite.schema import Model, RecordType
from dynamite.stores.interface import OffersFiles, OffersLines, Store

Watch = Callable[[RecordType, pa.RecordBatch], None]
"""Sees every batch on its way to the engine."""


def load_source(
    source: Store,
    header: Header,
    reading: SourceReading,
    engine: Engine,
    progress: Report,
    watches: Sequence[Watch] = (),
    collisions: Collisions | None = None,
    url: str | None = None,
) -> dict[str, int]:
    """Loads every source record that the program uses; how many there were, by relation.

    With ``watches`` every record is read in batches, also where the engine could read a file.
    ``collisions`` has what is counted beside the records; by the store's ``url``, as it was given,
    executors of the engine may read for themselves.
    """
    read = dict.fromkeys(reading.relations, 0)
    columns = dict(reading.columns)
    if isinstance(engine, LoadsFiles) and isinstance(source, OffersFiles) and not watches:
        for key, file in source.files(header.source, columns).items():
            relation = header.source_relation[key]
            read[relation] = engine.load_file(relation, file)
            if collisions is not None:
                collisions.load_file(engine, relation, file)
            progress(f"reading {header.source[key].name}", read[relation], None)
            del columns[key]
    tells_absent = header.target.model is Model.DOCUMENT
    if isinstance(engine, OffersFrames) and url is not None and not watches:
        # Imported here, as only this engine needs Spark.
        from dynamite.migration.spark_reading import frames

        for key, frame in frames(engine.session, url, header.source, columns, tells_absent):
            relation = header.source_relation[key]
            read[relation] = engine.load_frame(relation, frame)
            if collisions is not None:
                collisions.load_frame(engine, relation, frame)
            progress(f"reading {header.source[key].name}", read[relation], None)
            del columns[key]
    if isinstance(engine, LoadsFiles) and isinstance(source, OffersLines) and not watches:
        # Absence is told by documents alone, and is lost in what an engine reads itself.
        is_told = tells_absent and header.source.model is Model.DOCUMENT
        files = () if is_told else tuple(source.lines(header.source, columns))
        asked = [
            (lines, {key: header.source_relation[key] for key in lines.columns}) for lines in files
        ]
        if asked:
            progress("reading", 0, None)
        for counts in engine.load_lines(asked):
            for key, records in (counts or {}).items():
                read[header.source_relation[key]] = records
                progress(f"reading {header.source[key].name}", records, None)
                del columns[key]
    rest = source.read(header.source, columns, tells_absent=tells_absent) if columns else ()
    for key, batch in rest:
        relation = header.source_relation[key]
        for watch in watches:
            watch(header.source[key], batch)
        engine.load(relation, batch)
        if collisions is not None:
            collisions.load(engine, relation, batch)
        read[relation] += batch.num_rows
        progress(f"reading {header.source[key].name}", read[relation], None)
    refuse_nothing(header, read, source.url)
    return read
