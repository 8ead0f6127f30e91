"""How far a migration into MongoDB has come: one document in a collection of ours.

It is replaced after every batch that the server has confirmed. ``digest`` is of the bytes of the
documents so far, so that a run that goes on notices if the same records no longer come first.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pymongo.database import Database

from dynamite.errors import InputError
from dynamite.schema import Schema
from dynamite.stores.interface import IfExists, Resumption
from dynamite.stores.mongodb_bson import ID_BYTES
from dynamite.stores.mongodb_names import CHECKPOINT, own_collections, partial

_ID: Final = "migration"


@dataclass(frozen=True)
class Part:
    """How far one collection has come.

    ``place`` is the collection that is written to: its own, or one of ours that takes its name at
    the end. ``first_id`` is the number of the first ``ObjectId``.
    """

    name: str
    place: str
    first_id: int
    written: int = 0
    digest: str = ""

    @property
    def is_aside(self) -> bool:
        """Whether it is written beside its place."""
        return self.name != self.place


@dataclass(frozen=True)
class Checkpoint:
    """All that a run needs to go on; ``is_publishing`` when only names are left to be given."""

    fingerprint: str
    if_exists: IfExists
    parts: tuple[Part, ...]
    is_publishing: bool = False
    is_continued: bool = field(default=False, compare=False)

    @property
    def written(self) -> int:
        return sum(part.written for part in self.parts)

    def with_part(self, number: int, part: Part) -> Checkpoint:
        parts = (*self.parts[:number], part, *self.parts[number + 1 :])
        return replace(self, parts=parts)


def begin(
    database: Database[Any],
    schema: Schema,
    if_exists: IfExists,
    resumption: Resumption | None,
    url: str,
) -> Checkpoint:
    """The checkpoint to start from; it is not yet in the database where it is a new one.

    Raises ``InputError`` where an interrupted migration is in the way, or is another one, and
    where a collection of the target has documents and is to be neither replaced nor appended to.
    """
    found = load(database)
    if found is not None and resumption is not None and resumption.resume:
        if not found.fingerprint or found.fingerprint != resumption.fingerprint:
            raise InputError(
                "the interrupted migration there is of another program, source or schema",
                place=url,
                mend="resume that one, or choose --if-exists replace to begin anew",
            )
        return replace(found, is_continued=True)
    if found is not None:
        _refuse_leftovers(found, if_exists, url)
        discard(database, found)
    is_over = resumption is not None and resumption.resume
    existing = own_collections(database)
    parts: list[Part] = []
    run = secrets.token_hex(4)
    for number, root in enumerate(schema.roots()):
        name = root.path[0]
        is_there = name in existing
        has_documents = is_there and database[name].find_one({}, {"_id": 1}) is not None
        if has_documents and if_exists == "fail":
            problem = f"the collection {name!r} has documents already"
            mend = "choose --if-exists replace|append"
            if is_over:
                problem = f"no interrupted migration is there, and {problem}"
                mend = "the last run may have come to its end"
            raise InputError(problem, place=url, mend=mend)
        is_direct = is_there and if_exists != "replace"
        parts.append(Part(name, name if is_direct else partial(run, number), _first_id()))
    fingerprint = resumption.fingerprint if resumption is not None else ""
    return Checkpoint(fingerprint, if_exists, tuple(parts))


def _first_id() -> int:
    """The number of an ``ObjectId``: the time in seconds, as in any, and then a random number
    that leaves room to count on from it."""
    random = secrets.token_bytes(ID_BYTES - 4)
    return int.from_bytes(int(time.time()).to_bytes(4, "big") + b"\0" + random[1:], "big")


def _refuse_leftovers(found: Checkpoint, if_exists: IfExists, url: str) -> None:
    """An interrupted migration is thrown away only where the user replaces, and then only what
    nobody else can have seen."""
    direct = [part for part in found.parts if not part.is_aside and part.written]
    if direct:
        names = ", ".join(f"{part.written:,} in {part.name}" for part in direct)
        raise InputError(
            f"an interrupted migration has written documents: {names}",
            place=url,
            mend=f"use --resume to go on, or remove them and the collection {CHECKPOINT}",
        )
    if if_exists != "replace":
        raise InputError(
            f"an interrupted migration has left {found.written:,} documents aside",
            place=url,
            mend="use --resume to go on, or --if-exists replace to begin anew",
        )


def load(database: Database[Any]) -> Checkpoint | None:
    """The checkpoint of an interrupted migration, if there is one."""
    found = database[CHECKPOINT].find_one({"_id": _ID})
    if found is None:
        return None
    parts = tuple(
        Part(
            raw["name"],
            raw["place"],
            int.from_bytes(raw["first_id"], "big"),
            int(raw["written"]),
            raw["digest"],
        )
        for raw in found["parts"]
    )
    return Checkpoint(found["fingerprint"], found["if_exists"], parts, found["is_publishing"])


def save(database: Database[Any], checkpoint: Checkpoint) -> None:
    """Put the checkpoint in the place of the last one."""
    document = {
        "_id": _ID,
        "fingerprint": checkpoint.fingerprint,
        "if_exists": checkpoint.if_exists,
        "is_publishing": checkpoint.is_publishing,
        "parts": [
            {
                "name": part.name,
                "place": part.place,
                "first_id": part.first_id.to_bytes(ID_BYTES, "big"),
                "written": part.written,
                "digest": part.digest,
            }
            for part in checkpoint.parts
        ],
    }
    database[CHECKPOINT].replace_one({"_id": _ID}, document, upsert=True)


def discard(database: Database[Any], checkpoint: Checkpoint) -> None:
    """Remove what was written beside its place, and the checkpoint."""
    for part in checkpoint.parts:
        if part.is_aside:
            database.drop_collection(part.place)
    database.drop_collection(CHECKPOINT)
