"""Fingerprints: whether a migration that is to go on is the one that was interrupted.

A store that goes on after a crash counts the records that it has, so the run must give the same
records in the same order. That follows from the same program, engine and version, and from the same
source records in the same order; so the source's digest depends on their order, and not on how they
are cut into batches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.datalog import Program
from dynamite.language.text import format
from dynamite.schema import Key, RecordType
from dynamite.stores import shown

_DIGEST_BYTES = 8
_WIDTHS = {pa.int64(): 8, pa.float64(): 8, pa.timestamp("us"): 8, pa.date32(): 4}


class SourceDigest:
    """The digest of what was loaded: give it every batch, in order."""

    def __init__(self) -> None:
        self._records: dict[Key, int] = {}
        self._columns: dict[tuple[Key, int], hashlib.blake2b] = {}

    def add(self, record_type: RecordType, batch: pa.RecordBatch) -> None:
        """Take in a batch of a record type."""
        key = record_type.key
        self._records[key] = self._records.get(key, 0) + batch.num_rows
        streams = (part for column in batch.columns for part in _streams(column))
        for number, part in enumerate(streams):
            # Each stream has a hash of its own, so that only its order counts.
            self._columns.setdefault((key, number), hashlib.blake2b()).update(part)

    def text(self) -> str:
        """The digest, with the number of records of each type."""
        whole = hashlib.blake2b(digest_size=_DIGEST_BYTES)
        for key, records in sorted(self._records.items()):
            whole.update(repr((key, records)).encode())
        for place, column in sorted(self._columns.items()):
            whole.update(repr(place).encode() + column.digest())
        return whole.hexdigest()


def fingerprint(program: Program, source: str, engine: str, version: str, loaded: str) -> str:
    """The fingerprint of a migration; ``loaded`` is the digest of what was loaded.

    Each part is named, so that ``changed_parts`` can tell which differs. The target's schema is
    part of the program.
    """
    parts = {
        "program": _digest(format(program)),
        "source": _digest(shown(source)),
        "records": loaded,
        "engine": _digest(f"{engine} {version}"),
    }
    return " ".join(f"{name}={part}" for name, part in parts.items())


def changed_parts(kept: str, now: str) -> str:
    """What differs between two fingerprints, in words.

    >>> changed_parts("program=1 source=2 records=3", "program=1 source=2 records=4")
    "the source's records"
    """
    old = dict(part.partition("=")[::2] for part in kept.split())
    new = dict(part.partition("=")[::2] for part in now.split())
    words = {
        "program": "the program",
        "source": "the source",
        "records": "the source's records",
        "engine": "the engine or its version",
    }
    changed = [text for name, text in words.items() if old.get(name) != new.get(name)]
    return " and ".join(changed)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _streams(column: pa.Array) -> Iterator[bytes | memoryview]:
    """The bytes of a column: which values are null, how long they are, and what they are."""
    if pa.types.is_struct(column.type):
        for part in column.flatten():
            yield from _streams(part)
        return
    yield _bytes(column.is_valid().cast(pa.int8()), 1)
    if pa.types.is_boolean(column.type):
        yield _bytes(pc.fill_null(column, False).cast(pa.int8()), 1)
    elif column.type in _WIDTHS:
        width = _WIDTHS[column.type]
        plain = column.view(pa.int64() if width == 8 else pa.int32())
        yield _bytes(pc.fill_null(plain, 0), width)
    else:
        # Strings and bytes. What stands under a null is not known, so it is taken away.
        values = column.drop_null().cast(pa.large_binary())
        yield _bytes(pc.binary_length(values), 8)
        _, offsets, data = values.buffers()
        ends = memoryview(offsets).cast("q") if offsets is not None else (0,)
        first, last = values.offset, values.offset + len(values)
        yield memoryview(data)[ends[first] : ends[last]] if data is not None else b""


def _bytes(column: pa.Array, width: int) -> memoryview:
    data = memoryview(column.buffers()[1] or b"")
    return data[column.offset * width : (column.offset + len(column)) * width]
