"""A program of questions, run over a source: only what its rules look at is read and derived."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from dynamite.datalog import Atom, Declaration, Directive, Header, Item, Program, Rule, Term
from dynamite.engines import open_engine
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.errors import InputError, MigrationError
from dynamite.language.strata import rule_atoms
from dynamite.language.types import ColumnType, column_types
from dynamite.migration.checks import fresh_name
from dynamite.migration.collisions import with_kept_keys
from dynamite.migration.content import cell_json
from dynamite.migration.source import plan_reading
from dynamite.progress import Report
from dynamite.schema import Attribute
from dynamite.stores.interface import Store
from dynamite.values import DataType


@dataclass(frozen=True)
class Place:
    """Where and how questions are evaluated."""

    header: Header
    store: Store
    engine: str
    options: EngineOptions
    progress: Report


@dataclass
class Asking:
    """A program to which relations of questions are added."""

    program: Program
    header: Header
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._taken = {name.lower() for name in self.program.declarations}
        self._types = column_types(self.program)

    def relation(self, wanted: str, types: Sequence[str]) -> str:
        """A new relation with columns of some declared types."""
        name = fresh_name(wanted, self._taken)
        attributes = tuple((f"c{position}", kind) for position, kind in enumerate(types))
        self.items += [Declaration(name, attributes), Directive("output", name)]
        return name

    def rule(self, relation: str, terms: Sequence[Term], body: Sequence[Any]) -> None:
        """A rule for a new relation."""
        self.items.append(Rule((Atom(relation, tuple(terms)),), tuple(body)))

    def column_type(self, relation: str, column: int) -> ColumnType:
        """The type of a column of a relation of the program itself."""
        return self._types[relation][column]

    def record(self, relation: str, cells: Mapping[int, Any]) -> tuple[str, dict[str, Any]]:
        """The name of a relation and a record of it, as people name them and its columns."""
        name, columns = names_of(self.program, self.header, relation)
        return name, {columns[column]: cell for column, cell in cells.items()}

    def written(self) -> Program:
        """What has to be derived to answer: the questions, and the rules that they depend on."""
        added = [item for item in self.items if isinstance(item, Rule)]
        wanted = {atom.relation for rule in added for atom, _ in rule_atoms(rule)}
        size = -1
        while size < len(wanted):
            size = len(wanted)
            for rule in self.program.rules:
                if any(head.relation in wanted for head in rule.heads):
                    wanted |= {atom.relation for atom, _ in rule_atoms(rule)}
        kept = (item for item in self.program.items if _is_kept(item, wanted))
        return replace(self.program, items=(*kept, *self.items))


def _is_kept(item: Item, wanted: Collection[str]) -> bool:
    match item:
        case Rule(heads):
            return any(head.relation in wanted for head in heads)
        case Directive(_, relation):
            return relation in wanted
    return True


@contextmanager
def answered(place: Place, asking: Asking) -> Iterator[Engine]:
    """The engine, when it has evaluated the questions; raises ``InputError`` where it cannot."""
    program = asking.written()
    reading = plan_reading(program, place.header, place.store)
    program = replace(program, header=with_kept_keys(place.header, reading.keys))
    with closing(open_engine(place.engine, program, place.options)) as engine:
        read = dict.fromkeys(reading.relations, 0)
        for key, batch in place.store.read(place.header.source, reading.columns):
            relation = place.header.source_relation[key]
            engine.load(relation, batch)
            read[relation] += batch.num_rows
            name = place.header.source[key].name
            place.progress(f"reading {name}", read[relation], None)
        place.progress("evaluating", 0, None)
        try:
            engine.evaluate()
            yield engine
        except MigrationError as error:
            raise InputError(
                f"a value stops the program: {error}",
                mend="dynamite check finds all such values",
            ) from None


def rows(
    engine: Engine, relation: str, types: Sequence[ColumnType], most: int
) -> Iterator[tuple[Any, ...]]:
    """The first facts of a relation, as JSON values; ids as text."""
    left = most
    for batch in engine.read(relation):
        columns = [column.to_pylist() for column in batch.slice(0, left).columns]
        for row in zip(*columns, strict=True):
            yield tuple(_json(kind, cell) for kind, cell in zip(types, row, strict=True))
            left -= 1
        if left <= 0:
            return


def _json(kind: ColumnType, cell: Any) -> Any:
    if isinstance(kind, DataType):
        return cell_json(Attribute("", kind), cell)
    return cell


def names_of(program: Program, header: Header, relation: str) -> tuple[str, tuple[str, ...]]:
    """How people name a relation and its columns: as its record type, else as it is declared."""
    known = header.source_by_relation.get(relation) or header.target_by_relation.get(relation)
    if known is not None:
        return known.name, known.columns
    return relation, tuple(name for name, _ in program.declarations[relation].attributes)
