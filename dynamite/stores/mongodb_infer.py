"""The schema of a MongoDB database: what its documents show, and what its validators declare.

A collection of at most ``WHOLE`` documents is read whole. Of a larger one ``SAMPLE`` documents are
drawn, or the first ``GLANCE`` read where a glance is enough; and as the others may lack any field,
every field but ``_id`` is nullable then, save where a validator requires it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from bson.codec_options import CodecOptions
from pymongo.database import Database
from pymongo.errors import OperationFailure

from dynamite.schema import Attribute, Kind, Model, RecordType, Schema
from dynamite.stores.documents import Documents
from dynamite.stores.infer import infer_document_schema
from dynamite.stores.interface import Outline
from dynamite.stores.mongodb_names import own_collections
from dynamite.stores.mongodb_read import documents
from dynamite.stores.mongodb_validators import declared_types, is_required
from dynamite.stores.mongodb_values import SAMPLES

WHOLE: Final = 10_000
SAMPLE: Final = 5_000
GLANCE: Final = 1_000
"""A server may look at every document to draw some of them; the first ones come at once."""


def infer_schema(database: Database[Any], url: str, *, at_a_glance: bool = False) -> Outline:
    """The schema of all collections of a database, and whether every document was looked at;
    ``at_a_glance`` it is that of the first documents, where it is not of all."""
    validators = {
        found["name"]: found.get("options", {}).get("validator", {}).get("$jsonSchema", {})
        for found in database.list_collections()
    }
    record_types: list[RecordType] = []
    are_whole = True
    for name in own_collections(database):
        values, is_whole = sampled(database, name, at_a_glance=at_a_glance)
        record_types += _collection(documents(url, name, values), validators[name], is_whole)
        are_whole &= is_whole
    return Outline(Schema(Model.DOCUMENT, tuple(record_types)), are_whole)


def _collection(
    shown_documents: Documents, validator: dict[str, Any], is_whole: bool
) -> Iterator[RecordType]:
    found = infer_document_schema([shown_documents])
    name = shown_documents.collection
    shown = _with_declared(found, declared_types((name,), validator))
    yield from shown if is_whole else (_uncertain(rt, validator) for rt in shown)


def _with_declared(found: Schema, declared: Iterable[RecordType]) -> list[RecordType]:
    """What the documents show, with the fields that only the validator knows."""
    shown = {record_type.path: record_type for record_type in found}
    nested = {path for path in shown if len(path) > 1}
    fields = {(*rt.path, a.name) for rt in found for a in rt.attributes}
    for record_type in declared:
        known = shown.get(record_type.path)
        if known is None:
            if record_type.parent in shown and record_type.path not in fields:
                shown[record_type.path] = record_type
            continue
        more = tuple(
            attribute
            for attribute in record_type.attributes
            if (*record_type.path, attribute.name) not in nested | fields
        )
        shown[record_type.path] = replace(known, attributes=known.attributes + more)
    return list(shown.values())


def _uncertain(record_type: RecordType, validator: dict[str, Any]) -> RecordType:
    def weakened(attribute: Attribute) -> Attribute:
        is_id = record_type.kind is Kind.COLLECTION and attribute.name == "_id"
        if is_id or is_required((*record_type.path, attribute.name), validator):
            return attribute
        return replace(attribute, nullable=True)

    if record_type.kind is Kind.SCALARS:
        return record_type
    return replace(record_type, attributes=tuple(map(weakened, record_type.attributes)))


def sampled(
    database: Database[Any],
    name: str,
    options: CodecOptions[dict[str, Any]] = SAMPLES,
    *,
    at_a_glance: bool = False,
) -> tuple[list[dict[str, Any]], bool]:
    """Documents of a collection, and whether they are all of them."""
    collection = database[name].with_options(codec_options=options)
    count = collection.estimated_document_count()
    if count <= WHOLE:
        return list(collection.find()), True
    if at_a_glance:
        return list(collection.find().limit(GLANCE)), False
    try:
        return list(collection.aggregate([{"$sample": {"size": SAMPLE}}])), False
    except OperationFailure:
        # A server without $sample: the oldest and the newest show more than either alone.
        half = SAMPLE // 2
        first = list(collection.find().sort("_id", 1).limit(half))
        return first + list(collection.find().sort("_id", -1).limit(half)), False
