"""Keys that repeat, in the source and in the target: what stops a migration unless told otherwise.

A key that a program's header declares and the source's store does not enforce, such as that of a
CSV file, may repeat. An engine takes a declared key for a fact and leaves out the work of removing
duplicates, so records would come out too many. Whether a key repeats is counted beside the
evaluation: its columns are loaded once more, into a relation of which nothing is declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dynamite.columnar import ParquetColumns
from dynamite.datalog import Declaration, Directive, Header, Program
from dynamite.engines.interface import Engine, LoadsFiles, OffersFrames
from dynamite.errors import MigrationError
from dynamite.language.types import counted
from dynamite.migration.checks import Checked, fresh_name
from dynamite.migration.demands import Check, MustBeUnique, positions
from dynamite.migration.proofs import Keys
from dynamite.schema import Kind, RecordType
from dynamite.values import show


@dataclass(frozen=True)
class SourceKey:
    """A declared key that no store enforces, and the relation that its columns are loaded into."""

    relation: str
    record_type: RecordType
    columns: tuple[int, ...]
    loaded: str


@dataclass(frozen=True)
class Collisions:
    """The program to be run, the checks that stop it, and what of keys is looked at beside them.

    ``allowed`` are the checks of the target's keys that are only told of.
    """

    program: Program
    checks: tuple[Check, ...]
    allowed: tuple[MustBeUnique, ...]
    keys: tuple[SourceKey, ...]

    @classmethod
    def of(cls, checked: Checked, header: Header, kept: Keys, are_allowed: bool) -> Collisions:
        """``kept`` are the keys that the store enforces, of the source relations that are read."""
        if not are_allowed:
            keys = _source_keys(checked.program, header, kept)
            return cls(_with_keys(checked.program, keys), checked.checks, (), keys)
        program = replace(checked.program, header=with_kept_keys(header, kept))
        rest = tuple(check for check in checked.checks if not is_key_of_table(check))
        allowed = (check for check in checked.checks if is_key_of_table(check))
        return cls(program, rest, tuple(c for c in allowed if isinstance(c, MustBeUnique)), ())

    def load(self, engine: Engine, relation: str, batch: Any) -> None:
        """Loads what is counted of a batch of a source relation, beside the batch itself."""
        for key in self.keys:
            if key.relation == relation:
                engine.load(key.loaded, batch.select(list(key.columns)))

    def load_file(self, engine: LoadsFiles, relation: str, file: ParquetColumns) -> None:
        """The same of a file that an engine reads by itself."""
        for key in self.keys:
            if key.relation == relation:
                names = tuple(file.names[column] for column in key.columns)
                engine.load_file(key.loaded, ParquetColumns(file.path, names))

    def load_frame(self, engine: OffersFrames, relation: str, frame: Any) -> None:
        """The same of records that executors of the engine read."""
        for key in self.keys:
            if key.relation == relation:
                names = [frame.columns[column] for column in key.columns]
                engine.load_frame(key.loaded, frame.select(*names))

    def refuse(self, engine: Engine, read: Mapping[str, int]) -> Iterator[str]:
        """Raises ``MigrationError`` where a key of the source repeats; notes what is allowed.

        ``read`` are the numbers of records read, by relation.
        """
        for key in self.keys:
            excess = read[key.relation] - engine.count(key.loaded)
            if excess:
                raise _repeats(engine, key, excess)
        for check in self.allowed:
            excess = engine.count(check.projected) - engine.count(check.projection)
            if excess:
                names = ", ".join(check.record_type.columns[column] for column in check.columns)
                name = check.record_type.name
                more = counted(excess, "record")
                yield f"{name}: {more} more than there are keys ({names}), as allowed"


def _source_keys(program: Program, header: Header, kept: Keys) -> tuple[SourceKey, ...]:
    taken = {name.lower() for name in program.declarations}
    return tuple(
        SourceKey(relation, record_type, key, fresh_name(f"check_key_{relation}", taken))
        for relation, record_type in header.source_by_relation.items()
        if relation in kept
        for key in declared_keys(record_type)
        if not _is_kept(key, kept[relation])
    )


def _with_keys(program: Program, keys: Sequence[SourceKey]) -> Program:
    """The program with an input for each key."""
    declarations = []
    for key in keys:
        attributes = program.declarations[key.relation].attributes
        declarations.append(Declaration(key.loaded, tuple(attributes[c] for c in key.columns)))
    inputs = [Directive("input", key.loaded) for key in keys]
    return replace(program, items=(*program.items, *declarations, *inputs))


def _repeats(engine: Engine, key: SourceKey, excess: int) -> MigrationError:
    names = ", ".join(key.record_type.columns[column] for column in key.columns)
    value = next(_repeated(engine, key), "")
    shown = f", as ({names}) = {value}" if value else ""
    records = counted(excess, "record")
    return MigrationError(
        f"the key ({names}) that the program declares repeats in {records}{shown}",
        place=key.record_type.name,
        mend="correct the source, or go on with --allow-collisions",
    )


def _repeated(engine: Engine, key: SourceKey) -> Iterator[str]:
    seen: set[tuple[Any, ...]] = set()
    for batch in engine.read(key.relation):
        columns = [batch.column(column).to_pylist() for column in key.columns]
        for row in zip(*columns, strict=True):
            if row in seen:
                yield ", ".join(map(show, row))
            seen.add(row)


def with_kept_keys(header: Header, kept: Keys) -> Header:
    """The header with only those keys of the source that its store enforces."""
    types = tuple(
        _with_kept(record_type, kept.get(relation, ()))
        for relation, record_type in header.source_by_relation.items()
    )
    return replace(header, source=replace(header.source, record_types=types))


def _with_kept(record_type: RecordType, kept: Sequence[Sequence[int]]) -> RecordType:
    if all(_is_kept(key, kept) for key in declared_keys(record_type)):
        return record_type
    return replace(record_type, primary_key=(), unique=())


def declared_keys(record_type: RecordType) -> Iterator[tuple[int, ...]]:
    """The columns of each key that a table declares, without a column that may be null."""
    if record_type.kind is Kind.TABLE:
        for key in (record_type.primary_key, *record_type.unique):
            if key and not any(record_type.attribute(name).nullable for name in key):
                yield positions(record_type, key)


def _is_kept(key: Sequence[int], kept: Sequence[Sequence[int]]) -> bool:
    return any(set(enforced) <= set(key) for enforced in kept)


def is_key_of_table(check: Check) -> bool:
    """Whether a check is about a declared key of a table, which a store may do without."""
    return isinstance(check, MustBeUnique) and check.record_type.kind is Kind.TABLE
