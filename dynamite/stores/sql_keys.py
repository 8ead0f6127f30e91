"""What the live relational stores share: the indexes that foreign keys want."""

from __future__ import annotations

from dynamite.schema import RecordType, Schema
from dynamite.stores.tables import has_key


def foreign_key_indexes(schema: Schema, record_type: RecordType) -> list[tuple[str, ...]]:
    """The columns to index so that who is referred to is found from both ends.

    A foreign key whose columns begin a key has an index in that key.
    """
    indexes: list[tuple[str, ...]] = []
    for key in record_type.foreign_keys:
        covered = (record_type.primary_key, *record_type.unique, *indexes)
        width = len(key.columns)
        if has_key(schema, key) and not any(key.columns == one[:width] for one in covered):
            indexes.append(key.columns)
    return indexes
