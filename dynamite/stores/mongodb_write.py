"""Documents into MongoDB, in batches, with a checkpoint after each.

Without a transaction over whole collections, all or nothing is made thus: documents are gathered
in collections of ours, and when all are there, these take their names one by one. A crash at any
moment leaves a checkpoint that says which documents the server has confirmed; at most the one
batch behind it is in doubt. Ids are the same in the run that goes on, so that batch is written
again without a lost or a doubled document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from pymongo.errors import (
    BulkWriteError,
    DocumentTooLarge,
    OperationFailure,
    PyMongoError,
)

from dynamite.errors import InputError, MigrationError, RefusedRecordError
from dynamite.schema import RecordType, Schema
from dynamite.stores.column_text import SLICE_ROWS
from dynamite.stores.interface import Content, IfExists, Resumption
from dynamite.stores.mongodb_bson import bson_documents
from dynamite.stores.mongodb_checkpoint import Checkpoint, Part, begin, discard, save
from dynamite.stores.mongodb_connection import described, mongodb_errors
from dynamite.stores.mongodb_names import CHECKPOINT, check_names, own_collections

_RESUME: Final = "use --resume to go on"
_NOT_IMPLEMENTED: Final = 238


@dataclass
class _Run:
    database: Database[Any]
    schema: Schema
    content: Content
    url: str
    checkpoint: Checkpoint

    def advance(self, number: int, part: Part) -> None:
        self.checkpoint = self.checkpoint.with_part(number, part)
        save(self.database, self.checkpoint)


def write_collections(
    database: Database[Any],
    schema: Schema,
    content: Content,
    if_exists: IfExists,
    resumption: Resumption | None,
    url: str,
) -> None:
    """Write every collection; raises ``InputError`` before anything is written, then
    ``MigrationError`` with what is written."""
    with mongodb_errors(InputError, "nothing was written", url):
        if not database.write_concern.acknowledged:
            problem = "the URL has w=0, and then no write is known to be done"
            raise InputError(problem, place=url, mend="leave w out")
        checkpoint = begin(database, schema, if_exists, resumption, url)
        if not checkpoint.is_continued:
            check_names(database, schema, own_collections(database), url)
            save(database, checkpoint)
        _make_places(database, checkpoint)
    run = _Run(database, schema, content, url, checkpoint)
    try:
        if not run.checkpoint.is_publishing:
            for number, root in enumerate(schema.roots()):
                _fill(run, number, root)
            run.checkpoint = replace(run.checkpoint, is_publishing=True)
            save(database, run.checkpoint)
        _publish(run)
    except PyMongoError as error:
        reason, mend = described(error)
        mend = f"{mend} {_RESUME}" if mend else _RESUME
        problem = f"{_state(run.checkpoint)}: {reason}"
        raise MigrationError(problem, place=url, mend=mend) from None
    except MigrationError as error:
        raise _undone(run, error) from None


def _make_places(database: Database[Any], checkpoint: Checkpoint) -> None:
    """Create the collections that gather documents, so that empty ones come to be as well."""
    there = set(database.list_collection_names())
    for part in checkpoint.parts:
        if part.is_aside and not checkpoint.is_publishing:
            if not checkpoint.is_continued:
                database.drop_collection(part.place)
            if not checkpoint.is_continued or part.place not in there:
                database.create_collection(part.place)


def _state(checkpoint: Checkpoint) -> str:
    """What is written, when a run stops."""
    if checkpoint.is_publishing:
        return "all documents are written, and not all collections have their names yet"
    direct = [part for part in checkpoint.parts if not part.is_aside and part.written]
    names = ", ".join(f"{part.written:,} documents in {part.name}" for part in direct)
    aside = sum(part.written for part in checkpoint.parts if part.is_aside)
    if names:
        return f"written are {names}, and {aside:,} aside"
    return f"nothing was written but {aside:,} documents aside"


def _undone(run: _Run, error: MigrationError) -> MigrationError:
    """The error with what is left: nothing, if all was written beside its place."""
    direct = any(part.written for part in run.checkpoint.parts if not part.is_aside)
    if direct or run.checkpoint.is_publishing:
        mend = error.mend or f"mend the data or the target and {_RESUME}"
        return error.restated(f"{_state(run.checkpoint)}: {error.problem}", mend)
    # Where the server is gone as well, the next run says what is left.
    with suppress(PyMongoError):
        discard(run.database, run.checkpoint)
    return error.restated(f"nothing was written: {error.problem}", error.mend)


def _fill(run: _Run, number: int, root: RecordType) -> None:
    """Write what a collection still lacks."""
    part = run.checkpoint.parts[number]
    sofar = hashlib.blake2b(digest_size=16)
    count, in_doubt = 0, SLICE_ROWS if run.checkpoint.is_continued else 0
    for documents in _documents(run, root, part.first_id):
        known = max(0, min(part.written - count, len(documents)))
        sofar.update(b"".join(documents[:known]))
        count += known
        if known and count == part.written:
            _check_order(part, sofar.hexdigest(), run.url)
        fresh = documents[known:]
        if not fresh:
            continue
        if in_doubt > 0:
            missing = _settle(run, root, part, fresh)
            in_doubt -= len(fresh)
        else:
            missing = fresh
        _insert(run, part, missing, count)
        sofar.update(b"".join(fresh))
        count += len(fresh)
        part = replace(part, written=count, digest=sofar.hexdigest())
        run.advance(number, part)
    if count < part.written:
        raise MigrationError(
            f"{part.written:,} documents were written and now there are {count:,}",
            place=f"{run.url}: {part.name}",
        )


def _documents(run: _Run, root: RecordType, first_id: int) -> Iterator[list[bytes]]:
    place = f"{run.url}: {root.name}"
    has_id = _has_id(run.schema, root)
    count = 0
    for batch in run.content.nested(root.key):
        next_id = None if has_id else first_id + count
        for documents in bson_documents(run.schema, root, batch, next_id, place):
            if has_id:
                _check_ids(documents, count, place)
            yield documents
            count += len(documents)


def _has_id(schema: Schema, root: RecordType) -> bool:
    """Whether the documents bring their ids; else they get ids of ours."""
    names = [attribute.name for attribute in root.attributes]
    return "_id" in [*names, *(child.path[-1] for child in schema.children(root))]


_ID_NAME: Final = b"_id\0"
_NULL: Final = 0x0A


def _check_ids(documents: list[bytes], first: int, place: str) -> None:
    """An ``_id`` that is null or absent the server would let stand once, or make up."""
    for number, document in enumerate(documents, first + 1):
        is_first = document[5:9] == _ID_NAME
        if document[4] == _NULL if is_first else "_id" not in bson.decode(document):
            problem = f"record {number} has no _id"
            mend = "leave the field _id out of the target's schema to have ids made"
            raise MigrationError(problem, place=place, mend=mend)


def _check_order(part: Part, digest: str, url: str) -> None:
    if digest != part.digest:
        raise MigrationError(
            f"the first {part.written:,} records are not those that were written",
            place=f"{url}: {part.name}",
            mend="if the source has changed, begin anew",
        )


def _settle(run: _Run, root: RecordType, part: Part, documents: list[bytes]) -> list[bytes]:
    """Those of the documents that are not there, after a crash that may have left some of them."""
    collection = run.database[part.place]
    ids = [bson.decode(document)["_id"] for document in documents]
    if part.is_aside or not _has_id(run.schema, root):
        # Nobody else can have made documents with these ids.
        collection.delete_many({"_id": {"$in": ids}})
        return documents
    raw = collection.with_options(codec_options=CodecOptions(document_class=RawBSONDocument))
    there = {bytes(found.raw) for found in raw.find({"_id": {"$in": ids}})}
    return [document for document in documents if document not in there]


def _insert(run: _Run, part: Part, documents: list[bytes], first: int) -> None:
    if not documents:
        return
    place = f"{run.url}: {part.name}"
    try:
        run.database[part.place].insert_many([RawBSONDocument(document) for document in documents])
    except BulkWriteError as error:
        index = (error.details or {}).get("writeErrors", [{}])[0].get("index", 0)
        # They are written in order: those before the refused one are there.
        ids = [bson.decode(document)["_id"] for document in documents[:index]]
        run.database[part.place].delete_many({"_id": {"$in": ids}})
        problem = f"record {first + index + 1} is refused: {described(error)[0]}"
        raise RefusedRecordError(problem, record_types=(part.name,), place=place) from None
    except DocumentTooLarge as error:
        largest = max(range(len(documents)), key=lambda number: len(documents[number]))
        problem = f"record {first + largest + 1} is refused: {described(error)[0]}"
        raise MigrationError(problem, place=place) from None


def _publish(run: _Run) -> None:
    """Give the collections their names; what a crash has left of it is done, the rest again."""
    there = set(run.database.list_collection_names())
    for part in run.checkpoint.parts:
        if not part.is_aside or part.place not in there:
            continue
        target = run.database[part.name]
        if run.checkpoint.if_exists != "replace" and target.find_one({}, {"_id": 1}) is not None:
            raise MigrationError(
                "documents have come to be there meanwhile",
                place=f"{run.url}: {part.name}",
                mend=_RESUME.replace("use", "remove them and use"),
            )
        _rename(run.database, part, is_there=part.name in there)
    run.database.drop_collection(CHECKPOINT)


def _rename(database: Database[Any], part: Part, *, is_there: bool) -> None:
    collection = database[part.place]
    if not is_there:
        collection.rename(part.name)
        return
    try:
        # At one moment the old collection is there, at the next the new one.
        collection.rename(part.name, dropTarget=True)
    except OperationFailure as error:
        if error.code != _NOT_IMPLEMENTED:
            raise
        database.drop_collection(part.name)
        collection.rename(part.name)
