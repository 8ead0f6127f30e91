"""Names in Neo4j: quoted for Cypher, and those that are kept for ids.

The id of a node or a relationship is its property ``_id``. A property of the user's that has this
name, or is one of ``__id``, ``___id`` …, gets an underscore more.
"""

from __future__ import annotations

import re
from typing import Final

import neo4j
from neo4j.exceptions import Neo4jError

from dynamite.errors import InputError
from dynamite.schema import Kind, Model, RecordType, Schema
from dynamite.stores.neo4j_connection import described, run

ID: Final = "_id"
CHECKPOINT: Final = "__DynamiteMigration"
"""The label of the node that holds how far a migration has come, while it runs."""

_OF_NAMES: Final = ("Neo.ClientError.Statement.", "Neo.ClientError.Schema.")
"""How the codes of errors begin that a name can cause; others are of rights, say."""

_ID_LIKE: Final = re.compile(r"_+id")
_ESCAPED_ID: Final = re.compile(r"__+id")


def quoted(name: str) -> str:
    r"""The name as Cypher takes it literally.

    Cypher reads ``\u0060`` as a backtick even between backticks, so the backslash of what looks
    like such an escape is written as one itself.

    >>> quoted("a`b")
    '`a``b`'
    """
    return "`" + name.replace("\\u", "\\u005Cu").replace("`", "``") + "`"


def stored_name(name: str) -> str:
    """What a property is called in the store.

    >>> stored_name("_id"), stored_name("name")
    ('__id', 'name')
    """
    return f"_{name}" if _ID_LIKE.fullmatch(name) else name


def user_name(name: str) -> str:
    """The inverse of ``stored_name``."""
    return name[1:] if _ESCAPED_ID.fullmatch(name) else name


def check_names(session: neo4j.Session, schema: Schema, url: str) -> None:
    """Raises ``InputError`` for a name that the server does not take as it is.

    It is asked in a transaction that is undone: nothing stays written.
    """
    if schema.model is not Model.GRAPH:
        raise InputError(f"a {schema.model} schema cannot be written to a graph", place=url)
    for record_type in schema:
        if record_type.kind is Kind.NODE and record_type.path[0] == CHECKPOINT:
            problem = f"the label {CHECKPOINT!r} is kept for this program"
            raise InputError(problem, place=url)
        with session.begin_transaction() as probe:
            try:
                found = run(probe, _probe(record_type)).single()
            except Neo4jError as error:
                if not (error.code or "").startswith(_OF_NAMES):
                    raise
                raise InputError(
                    f"the server does not take its names: {described(error)[0]}",
                    place=f"{url}: {record_type.name}",
                ) from None
            probe.rollback()
        names = sorted({ID, *(stored_name(a.name) for a in record_type.attributes)})
        if found is None or found.values() != [record_type.path[0], names]:
            problem = "the server takes one of its names for another"
            raise InputError(problem, place=f"{url}: {record_type.name}")


def _probe(record_type: RecordType) -> str:
    properties = ", ".join(
        f"{quoted(name)}: 1"
        for name in (ID, *(stored_name(attribute.name) for attribute in record_type.attributes))
    )
    name = quoted(record_type.path[0])
    if record_type.kind is Kind.NODE:
        return (
            f"CREATE (n:{name} {{{properties}}}) WITH n UNWIND keys(n) AS k WITH n, k "
            "ORDER BY k RETURN labels(n)[0], collect(k)"
        )
    return (
        f"CREATE ()-[r:{name} {{{properties}}}]->() WITH r UNWIND keys(r) AS k WITH r, k "
        "ORDER BY k RETURN type(r), collect(k)"
    )
