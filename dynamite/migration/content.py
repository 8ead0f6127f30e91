"""What a migration writes: an engine's results, laid out as the target's record types ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dynamite.columnar import arrow_schema
from dynamite.datalog import Construct, Header
from dynamite.engines.interface import Engine, WritesFiles
from dynamite.progress import Report
from dynamite.schema import Attribute, Key, Kind, Model, RecordType, Schema
from dynamite.values import DataType, Json, format_value


class EngineContent:
    """The target's content, pulled batch by batch from an engine that has evaluated."""

    def __init__(self, engine: Engine, header: Header, progress: Report) -> None:
        self._engine = engine
        self._header = header
        self._progress = progress

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        """The records of a table, node label or edge type; an edge's invented id is not written."""
        record_type = self._header.target[key]
        relation = self._header.target_relation[key]
        blank = {0} if self._has_invented_ids(record_type, relation) else ()
        batches = (laid_out(record_type, batch) for batch in self._engine.read(relation, blank))
        yield from self._counted(record_type, relation, batches)

    def _has_invented_ids(self, record_type: RecordType, relation: str) -> bool:
        """Whether no id of the edges comes from the source: nothing refers to them either."""
        heads = (head for rule in self._engine.program.rules for head in rule.heads)
        return record_type.kind is Kind.EDGE and all(
            isinstance(head.terms[0], Construct) for head in heads if head.relation == relation
        )

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        """The documents of a collection."""
        record_type = self._header.target[key]
        relation = self._header.target_relation[key]
        yield from self._counted(record_type, relation, self._engine.read_documents(relation))

    def document_lines(self, key: Key, path: Path) -> bool:
        """Write the documents of a collection to a new file, where the engine does that."""
        return self._written(key, lambda engine, name: engine.write_documents(name, path))

    def table_file(self, key: Key, path: Path) -> bool:
        """Write the records of a table to a new Parquet file, where the engine does that."""
        return self._written(key, lambda engine, name: engine.write_table(name, path))

    def stop(self) -> None:
        """End what is being written on other threads."""
        if isinstance(self._engine, WritesFiles):
            self._engine.interrupt()

    def _written(self, key: Key, write: Callable[[WritesFiles, str], bool]) -> bool:
        engine = self._engine
        if not isinstance(engine, WritesFiles):
            return False
        relation = self._header.target_relation[key]
        total, stage = engine.count(relation), f"writing {self._header.target[key].name}"
        self._progress(stage, 0, total)
        done = write(engine, relation)
        if done:
            self._progress(stage, total, total)
        return done

    def graph_lines(self, path: Path) -> bool:
        """Write all nodes and edges to a new file, where the engine does that."""
        engine = self._engine
        if not isinstance(engine, WritesFiles):
            return False
        relations = self._header.target_by_relation
        total = sum(map(engine.count, relations))
        self._progress("writing the graph", 0, total)
        without_ids = {
            relation
            for relation, record_type in relations.items()
            if self._has_invented_ids(record_type, relation)
        }
        done = engine.write_graph(path, without_ids)
        if done:
            self._progress("writing the graph", total, total)
        return done

    def _counted(
        self, record_type: RecordType, relation: str, batches: Iterator[pa.RecordBatch]
    ) -> Iterator[pa.RecordBatch]:
        total, done = self._engine.count(relation), 0
        stage = f"writing {record_type.name}"
        self._progress(stage, done, total)
        for batch in batches:
            yield batch
            done += batch.num_rows
            self._progress(stage, done, total)


def laid_out(record_type: RecordType, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with the columns of the record type: an absent value becomes null where need be."""
    schema = arrow_schema(record_type)
    columns = [
        _as_type(column, field.type) for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _as_type(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    if pa.types.is_struct(column.type) and not pa.types.is_struct(wanted):
        # struct_field keeps the struct's own nulls; the value of an absent field is null already.
        column = pc.struct_field(column, "value")
    return column if column.type == wanted else column.cast(wanted)


def sample(
    content: EngineContent, schema: Schema, root: RecordType, size: int
) -> list[dict[str, Any]]:
    """The first records of a record type as they would be written, as JSON objects."""
    is_flat = root.kind.model is not Model.DOCUMENT
    batches = content.flat(root.key) if is_flat else content.nested(root.key)
    records: list[dict[str, Any]] = []
    for batch in batches:
        for row in batch.slice(0, size - len(records)).to_pylist():
            records.append(
                record_json(root, row.values()) if is_flat else _nested_json(schema, root, row)
            )
        if len(records) >= size:
            break
    return records


def record_json(record_type: RecordType, cells: Iterable[Any]) -> dict[str, Any]:
    """A flat record, a cell per column, as a JSON object."""
    first = len(record_type.surrogates)
    row = tuple(cells)
    surrogates = zip(record_type.surrogates, row, strict=False)
    fields: dict[str, Any] = {name: cell for name, cell in surrogates if cell is not None}
    for attribute, cell in zip(record_type.attributes, row[first:], strict=True):
        fields[attribute.name] = cell_json(attribute, cell)
    return fields


def _nested_json(schema: Schema, record_type: RecordType, row: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for attribute in record_type.attributes:
        cell = row[attribute.name]
        if not (isinstance(cell, dict) and cell["absent"]):
            fields[attribute.name] = cell_json(attribute, cell)
    for child in schema.children(record_type):
        cell = row[child.path[-1]]
        match child.kind:
            case Kind.OBJECT if cell is not None:
                fields[child.path[-1]] = _nested_json(schema, child, cell)
            case Kind.ARRAY:
                fields[child.path[-1]] = [_nested_json(schema, child, item) for item in cell or ()]
            case Kind.SCALARS:
                value = child.attributes[0]
                fields[child.path[-1]] = [cell_json(value, item) for item in cell or ()]
    return fields


def cell_json(attribute: Attribute, cell: Any) -> Any:
    """The JSON value of a cell of a batch; an absent one is null."""
    if isinstance(cell, dict):
        cell = cell["value"]
    if cell is not None and attribute.type is DataType.JSON:
        cell = Json(cell)
    return format_value(cell)
