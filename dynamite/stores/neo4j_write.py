"""A graph into Neo4j: constraints, then nodes, then relationships, in batches by ``UNWIND``.

A server's transaction is held in memory, so a whole migration does not fit into one. Each batch is
a transaction with the checkpoint that counts it, so that a write that died goes on exactly behind
the last batch that was committed. What is to be replaced is removed first, in batches as well.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from dynamite.errors import InputError, MigrationError, RefusedRecordError
from dynamite.schema import Kind, Schema
from dynamite.stores.graph_content import GraphContent, Part
from dynamite.stores.interface import Content, IfExists, Resumption
from dynamite.stores.neo4j_checkpoint import Checkpoint, Counter, begin, remove, save
from dynamite.stores.neo4j_connection import described, neo4j_errors
from dynamite.stores.neo4j_connection import run as query_result
from dynamite.stores.neo4j_names import ID, check_names, quoted, stored_name
from dynamite.stores.neo4j_values import property_values

BATCH: Final = 10_000
"""How many records are one transaction."""

_RESUME: Final = "use --resume to go on"
_ID: Final = quoted(ID)

_Rows: TypeAlias = list[tuple[Any, ...]]


@dataclass(frozen=True)
class _Writing:
    """Records that one query writes; it returns how many there are."""

    place: str
    labels: tuple[str, ...]
    query: str
    rows: _Rows
    surrogates: int


@dataclass
class _Run:
    session: neo4j.Session
    url: str
    checkpoint: Checkpoint
    sofar: Any = field(default_factory=lambda: hashlib.blake2b(digest_size=16))

    def counted(self, rows: _Rows, surrogates: int) -> str:
        """The digest with the ids and ends of some more rows."""
        ids = ("\0".join(map(str, row[:surrogates])) for row in rows)
        self.sofar.update("".join(f"{text}\0" for text in ids).encode())
        digest: str = self.sofar.hexdigest()
        return digest


def write_graph(
    session: neo4j.Session,
    schema: Schema,
    content: Content,
    if_exists: IfExists,
    resumption: Resumption | None,
    url: str,
) -> None:
    """Write a graph; raises ``InputError`` before anything is written, then ``MigrationError``
    with what is written."""
    with neo4j_errors(InputError, "nothing was written", url):
        checkpoint = begin(session, schema, if_exists, resumption, url)
        check_names(session, schema, url)
        _create_constraints(session, schema)
        save(session, checkpoint)
    run = _Run(session, url, checkpoint)
    try:
        if not run.checkpoint.is_cleared:
            if run.checkpoint.if_exists == "replace":
                _clear(session, schema)
            run.checkpoint = replace(run.checkpoint, is_cleared=True)
            save(session, run.checkpoint)
        _fill(run, schema, content)
        remove(session)
    except (Neo4jError, DriverError) as error:
        reason, mend = described(error)
        mend = f"{mend} {_RESUME}" if mend else _RESUME
        raise MigrationError(f"{run.checkpoint.state}: {reason}", place=url, mend=mend) from None
    except MigrationError as error:
        if run.checkpoint.is_untouched:
            # Where the server is gone as well, the next run says what is left.
            with suppress(Neo4jError, DriverError):
                remove(session)
            raise error.restated(f"nothing was written: {error.problem}", error.mend) from None
        mend = error.mend or f"mend it and {_RESUME}, or --if-exists replace to begin anew"
        raise error.restated(f"{run.checkpoint.state}: {error.problem}", mend) from None


def _create_constraints(session: neo4j.Session, schema: Schema) -> None:
    for record_type in schema:
        if record_type.kind is Kind.NODE:
            label = quoted(record_type.path[0])
            query = f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.{_ID} IS UNIQUE"
            query_result(session, query).consume()


def _clear(session: neo4j.Session, schema: Schema) -> None:
    """Remove the nodes of the schema's labels with all their relationships, and the relationships
    of its types."""
    for record_type in schema:
        name = quoted(record_type.path[0])
        if record_type.kind is Kind.NODE:
            query = f"MATCH (n:{name}) WITH n LIMIT {BATCH} DETACH DELETE n RETURN count(*)"
        else:
            query = f"MATCH ()-[r:{name}]->() WITH r LIMIT {BATCH} DELETE r RETURN count(*)"
        while query_result(session, query).single(strict=True).value():
            pass


def _fill(run: _Run, schema: Schema, content: Content) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        graph = GraphContent(schema, content, Path(scratch), run.url)
        done = run.checkpoint
        _write(run, _node_writings(graph, run.url), done.nodes, "nodes")
        _write(run, _edge_writings(graph, run.url), done.edges, "edges")


def _write(run: _Run, writings: Iterator[_Writing], done: int, counter: Counter) -> None:
    """Write the records behind those that are done."""
    count = 0
    for writing in writings:
        rows = writing.rows
        known = max(0, min(done - count, len(rows)))
        if known:
            digest = run.counted(rows[:known], writing.surrogates)
            count += known
            if count == done:
                _check_order(run, digest, counter)
        for start in range(known, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            count += len(batch)
            now = run.checkpoint.counting(counter, count, run.counted(batch, writing.surrogates))
            _write_batch(run, replace(writing, rows=batch), now)
    if count < done:
        problem = f"{done:,} {counter} were written and now there are {count:,}"
        raise MigrationError(problem, place=run.url)


def _check_order(run: _Run, digest: str, counter: Counter) -> None:
    is_last = counter == "edges" or not run.checkpoint.edges
    if is_last and digest != run.checkpoint.digest:
        raise MigrationError(
            "the first records are not those that were written",
            place=run.url,
            mend="if the source has changed, begin anew with --if-exists replace",
        )


def _write_batch(run: _Run, writing: _Writing, now: Checkpoint) -> None:
    rows = writing.rows
    with run.session.begin_transaction() as transaction:
        save(transaction, now)
        try:
            result = query_result(transaction, writing.query, rows=rows)
            found = result.single(strict=True).value()
        except Neo4jError as error:
            if error.is_retryable():
                raise
            reason = f"refused: {described(error)[0]}"
            raise RefusedRecordError(
                reason, record_types=writing.labels, place=writing.place
            ) from None
        if found != len(rows):
            problem = f"of {len(rows):,} relationships only {found:,} find their nodes"
            raise MigrationError(problem, place=writing.place)
        transaction.commit()
    run.checkpoint = now


def _node_writings(graph: GraphContent, url: str) -> Iterator[_Writing]:
    for part in graph.nodes():
        labels = "".join(f":{quoted(label)}" for label in part.labels)
        query = f"UNWIND $rows AS row CREATE (n{labels} {_properties(part)}) RETURN count(n)"
        place = f"{url}: {':'.join(part.labels)}"
        yield _Writing(place, part.labels, query, _rows(part, url), 1)


def _edge_writings(graph: GraphContent, url: str) -> Iterator[_Writing]:
    """The edges, those together whose nodes are found by the constraints of the same labels."""
    for part in graph.edges():
        place = f"{url}: {part.labels[0]}"
        rows = _rows(part, url)
        starts, ends = part.end_labels
        groups: dict[tuple[str, str], _Rows] = {}
        if starts is not None and ends is not None:
            groups[starts[0], ends[0]] = rows
        else:
            for row in rows:
                labels = _label(graph, row[1], place), _label(graph, row[2], place)
                groups.setdefault(labels, []).append(row)
        for (start, end), group in groups.items():
            query = (
                f"UNWIND $rows AS row MATCH (a:{quoted(start)} {{{_ID}: row[1]}}) "
                f"MATCH (b:{quoted(end)} {{{_ID}: row[2]}}) "
                f"CREATE (a)-[r:{quoted(part.labels[0])} {_properties(part)}]->(b) RETURN count(r)"
            )
            yield _Writing(place, part.labels, query, group, 3)


def _label(graph: GraphContent, node: str, place: str) -> str:
    """A label of the node, by which it is found."""
    labels = graph.labels.get(node)
    if labels is None:
        problem = f"a relationship has an end at node {node!r}, which is not there"
        raise MigrationError(problem, place=place)
    return labels[0]


def _rows(part: Part, url: str) -> _Rows:
    """A row for each record: its id, its ends where it has some, its properties."""
    place = f"{url}: {':'.join(part.labels)}"
    values = [
        property_values(column, attribute, place)
        for column, attribute in zip(part.columns, part.attributes, strict=True)
    ]
    surrogates = [column.to_pylist() for column in part.surrogates]
    return list(zip(*surrogates, *values, strict=True))


def _properties(part: Part) -> str:
    first = len(part.surrogates)
    pairs = [f"{_ID}: row[0]"]
    for number, attribute in enumerate(part.attributes, first):
        pairs.append(f"{quoted(stored_name(attribute.name))}: row[{number}]")
    return "{" + ", ".join(pairs) + "}"
