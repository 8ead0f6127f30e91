"""How far a migration into Neo4j has come: one node with a label of ours.

It changes in the transaction of the batch that it counts, so it is always right. ``digest`` is of
the ids so far, so that a run that goes on notices if the same records no longer come first.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

import neo4j

from dynamite.errors import InputError
from dynamite.schema import Kind, RecordType, Schema
from dynamite.stores.interface import IfExists, Resumption
from dynamite.stores.neo4j_connection import run
from dynamite.stores.neo4j_names import CHECKPOINT, quoted

Counter = Literal["nodes", "edges"]

_LABEL: Final = quoted(CHECKPOINT)


@dataclass(frozen=True)
class Checkpoint:
    """``is_cleared`` when what is to be replaced is gone."""

    fingerprint: str
    if_exists: IfExists
    is_cleared: bool = False
    nodes: int = 0
    edges: int = 0
    digest: str = ""

    def counting(self, counter: Counter, count: int, digest: str) -> Checkpoint:
        """The checkpoint when so many nodes, or edges, are written."""
        if counter == "nodes":
            return replace(self, nodes=count, digest=digest)
        return replace(self, edges=count, digest=digest)

    @property
    def is_untouched(self) -> bool:
        """Whether the target is as it was."""
        return not self.nodes and not (self.if_exists == "replace" and self.is_cleared)

    @property
    def state(self) -> str:
        """What is written, when a run stops."""
        if self.is_untouched:
            return "nothing was written"
        if not self.nodes:
            return "what was there is removed, and nothing was written"
        return f"written are {self.nodes:,} nodes and {self.edges:,} relationships"


def begin(
    session: neo4j.Session,
    schema: Schema,
    if_exists: IfExists,
    resumption: Resumption | None,
    url: str,
) -> Checkpoint:
    """The checkpoint to start from; it is not yet in the database where it is a new one.

    Raises ``InputError`` where an interrupted migration is in the way, or is another one, and
    where the target has a record already that is to be neither replaced nor appended to.
    """
    found = load(session)
    fingerprint = resumption.fingerprint if resumption is not None else ""
    if found is not None and resumption is not None and resumption.resume:
        if not fingerprint or found.fingerprint != fingerprint:
            raise InputError(
                "the interrupted migration there is of another program, source or schema",
                place=url,
                mend="resume that one, or choose --if-exists replace to begin anew",
            )
        return found
    if found is not None and if_exists != "replace":
        raise InputError(
            f"an interrupted migration is there, and {found.state}",
            place=url,
            mend="use --resume to go on, or --if-exists replace to begin anew",
        )
    if if_exists == "fail":
        for record_type in schema:
            if has_record(session, record_type):
                what = "nodes" if record_type.kind is Kind.NODE else "relationships"
                problem = f"there are {what} of {record_type.name!r} already"
                mend = "choose --if-exists replace|append"
                if resumption is not None and resumption.resume:
                    problem = f"no interrupted migration is there, and {problem}"
                    mend = "the last run may have come to its end"
                raise InputError(problem, place=url, mend=mend)
    return Checkpoint(fingerprint, if_exists)


def has_record(session: neo4j.Session, record_type: RecordType) -> bool:
    """Whether there is any node of a label, or relationship of a type."""
    name = quoted(record_type.path[0])
    pattern = f"(n:{name})" if record_type.kind is Kind.NODE else f"()-[n:{name}]->()"
    return run(session, f"MATCH {pattern} RETURN 1 LIMIT 1").single() is not None


def load(session: neo4j.Session) -> Checkpoint | None:
    """The checkpoint of an interrupted migration, if there is one."""
    found = run(session, f"MATCH (c:{_LABEL}) RETURN properties(c) LIMIT 1").single()
    return None if found is None else Checkpoint(**found.value())


def save(where: neo4j.Session | neo4j.Transaction, checkpoint: Checkpoint) -> None:
    """Put the checkpoint in the place of the last one; a session does it at once."""
    result = run(where, f"MERGE (c:{_LABEL}) SET c = $now", now=asdict(checkpoint))
    result.consume()


def remove(session: neo4j.Session) -> None:
    """Remove the checkpoint, when all is written."""
    run(session, f"MATCH (c:{_LABEL}) DELETE c").consume()
