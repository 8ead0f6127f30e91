"""A migration as Datalog, in the language of ``synth``: a program that ``migrate`` runs.

A column along a path takes a rule for each place where the path can end: with the rows of the path,
or without one of them and null.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dynamite.datalog import (
    Aggregate,
    Atom,
    Comments,
    Comparison,
    Constant,
    Declaration,
    Directive,
    Header,
    Item,
    Literal,
    Negation,
    Program,
    Rule,
    Term,
    TypeDeclaration,
    Variable,
    Wildcard,
)
from dynamite.errors import InputError
from dynamite.language.header import identifiers, unique_identifiers
from dynamite.refactor.moves import Cell, Migration, Move, Number, Step
from dynamite.refactor.sql import Literal as SqlLiteral
from dynamite.refactor.tables import Database, TableColumn
from dynamite.schema import Attribute, ForeignKey, Kind, Model, RecordType, Schema
from dynamite.values import DataType

_TYPES = {DataType.INT: "number", DataType.FLOAT: "float", DataType.STRING: "symbol"}


def migration_program(
    migration: Migration, comments: tuple[str, ...] = (), folds: bool = False
) -> Program:
    """The program; names are those of PostgreSQL's catalogue if ``folds``.

    Columns of the target that hold a default other than a constant are no part of it: a store that
    is appended to fills them. Raises ``InputError`` for what Datalog cannot say.
    """
    filled = {move.table: dict(move.values) for move in migration.moves}
    source = _schema(migration.source, folds)
    target = _schema(migration.target, folds, {t: _columns(migration, t, filled) for t in filled})
    header = Header(source, target, identifiers(source, "in_"), identifiers(target, "out_"))
    tables = [table.name for table in migration.source]
    relations = _Relations(
        migration.source, dict(zip(tables, header.source_relations, strict=True))
    )
    names = [table.name for table in migration.target if table.name in filled]
    heads = dict(zip(names, header.target_relations, strict=True))
    moves = {move.table: move for move in migration.moves}
    rules: list[Rule] = []
    for name in names:
        columns = _columns(migration, name, filled)
        made = list(_rules(moves[name], heads[name], columns, relations))
        rules += made
    used = [r for r in header.source_relations if r in relations.used]
    declarations = [
        _declaration(relation, record_type)
        for relation, record_type in (
            *((r, header.source_by_relation[r]) for r in used),
            *header.target_by_relation.items(),
        )
    ]
    types = {name for d in declarations for _, name in d.attributes}
    items: list[Item] = [
        TypeDeclaration(str(t), "symbol") for t in DataType if str(t) in types and t not in _TYPES
    ]
    items += declarations
    items += [Directive("input", relation) for relation in used]
    items += [Directive("output", relation) for relation in header.target_relations]
    if comments:
        items[0] = replace(items[0], comments=Comments(comments))
    return Program((*items, *rules), header)


def _columns(
    migration: Migration, table: str, filled: dict[str, dict[str, Cell | Number]]
) -> tuple[TableColumn, ...]:
    return tuple(
        column
        for column in migration.target[table].columns
        if column.name in filled[table] or isinstance(column.default, SqlLiteral)
    )


def _schema(
    database: Database, folds: bool, kept: dict[str, tuple[TableColumn, ...]] | None = None
) -> Schema:
    """The tables as a schema; ``kept`` are the tables and columns that are part of it."""

    def name(text: str) -> str:
        return text.lower() if folds and text not in database.quoted else text

    def names(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(name, texts))

    found = []
    for table in database:
        if kept is not None and table.name not in kept:
            continue
        columns = table.columns if kept is None else kept[table.name]
        present = {column.name for column in columns}
        found.append(
            RecordType(
                (name(table.name),),
                Kind.TABLE,
                tuple(Attribute(name(c.name), c.type, c.nullable and c.name not in table.key)
                      for c in columns),
                names(table.key),
                tuple(names(unique) for unique in table.unique if present.issuperset(unique)),
                tuple(
                    ForeignKey(names(r.columns), name(r.other), names(r.other_columns))
                    for r in table.references
                    if present.issuperset(r.columns) and (kept is None or r.other in kept)
                ),
            )
        )  # fmt: skip
    return Schema(Model.RELATIONAL, tuple(found))


def _declaration(relation: str, record_type: RecordType) -> Declaration:
    types = [_TYPES.get(a.type, str(a.type)) for a in record_type.attributes]
    columns = unique_identifiers(record_type.columns)
    return Declaration(relation, tuple(zip(columns, types, strict=True)))


@dataclass
class _Relations:
    """The relations of the source's tables, and which of them rules use."""

    database: Database
    names: dict[str, str]
    used: set[str] = field(default_factory=set)

    def atom(self, table: str, terms: dict[str, Term]) -> Atom:
        """The atom with terms for some columns."""
        self.used.add(self.names[table])
        columns = self.database[table].names
        return Atom(self.names[table], tuple(terms.get(c, Wildcard()) for c in columns))


@dataclass(frozen=True)
class _Ends:
    """Paths that are followed to their end, and those that end before a step."""

    followed: tuple[tuple[Step, ...], ...] = ()
    missing: tuple[tuple[Step, ...], ...] = ()


def _rules(
    move: Move, relation: str, columns: tuple[TableColumn, ...], relations: _Relations
) -> Iterator[Rule]:
    values = dict(move.values)
    paths = {
        value.path[: length + 1]: None
        for value in values.values()
        for length in range(len(value.path))
    }
    for ends in _ends(tuple(paths), move.source, relations.database):
        yield _Rule(move, relations, ends).rule(relation, columns, values)


def _ends(paths: tuple[tuple[Step, ...], ...], source: str, database: Database) -> Iterator[_Ends]:
    """Every way in which the paths can end, all followed first."""
    found = [_Ends()]
    for path in paths:
        further = []
        for ends in found:
            if path[:-1] and path[:-1] not in ends.followed:
                further.append(ends)
                continue
            further.append(replace(ends, followed=(*ends.followed, path)))
            before = path[-2].table if len(path) > 1 else source
            if not _is_certain(path[-1], before, database):
                further.append(replace(ends, missing=(*ends.missing, path)))
        found = further
    yield from found


def _is_certain(step: Step, table: str, database: Database) -> bool:
    """Whether a foreign key without nulls says that the row is there."""
    return any(
        reference.other == step.table
        and tuple(zip(reference.columns, reference.other_columns, strict=True)) == step.on
        and not any(database[table].column(name).nullable for name in reference.columns)
        for reference in database[table].references
    )


class _Rule:
    """One rule: the names of its variables, its body, its head."""

    def __init__(self, move: Move, relations: _Relations, ends: _Ends) -> None:
        self.move, self.relations, self.ends = move, relations, ends
        self.terms: dict[tuple[Step, ...], dict[str, Term]] = {(): {}}
        self.taken: set[str] = set()
        for path in ends.followed:
            self.terms[path] = {
                other: self.variable(path[:-1], one) for one, other in path[-1].on
            }  # fmt: skip
        for path in ends.missing:
            for one, _ in path[-1].on:
                self.variable(path[:-1], one)

    def variable(self, path: tuple[Step, ...], column: str) -> Term:
        terms = self.terms[path]
        if column not in terms:
            base = unique_identifiers([column])[0].lower()
            if path and base in self.taken:
                base = unique_identifiers([f"{path[-1].table}_{column}"])[0].lower()
            number, name = 2, base
            while name in self.taken:
                name, number = f"{base}_{number}", number + 1
            self.taken.add(name)
            terms[column] = Variable(name)
        return terms[column]

    def rule(
        self,
        relation: str,
        columns: tuple[TableColumn, ...],
        values: dict[str, Cell | Number],
    ) -> Rule:
        head = tuple(self.head(column, values.get(column.name)) for column in columns)
        numbers = dict.fromkeys(v for v in values.values() if isinstance(v, Number))
        counts = [self.counted(v) for v in numbers if self.is_reached(v)]
        body: list[Literal] = [self.relations.atom(self.move.source, self.terms[()])]
        for path in self.ends.followed:
            body.append(self.relations.atom(path[-1].table, self.terms[path]))
        for path in self.ends.missing:
            terms = {other: self.variable(path[:-1], one) for one, other in path[-1].on}
            body.append(Negation(self.relations.atom(path[-1].table, terms)))
        return Rule((Atom(relation, head),), (*body, *counts))

    def head(self, column: TableColumn, value: Cell | Number | None) -> Term:
        if value is None:
            assert isinstance(column.default, SqlLiteral)
            return Constant(column.default.value)
        if not self.is_reached(value):
            return Constant(None)
        if isinstance(value, Number):
            return self.number(value)
        return self.variable(value.path, value.column)

    def is_reached(self, value: Cell | Number) -> bool:
        return not value.path or value.path in self.ends.followed

    def number(self, value: Number) -> Variable:
        table = value.path[-1].table if value.path else self.move.source
        return Variable(unique_identifiers([f"number_of_{table}"])[0].lower())

    def counted(self, value: Number) -> Literal:
        """``number_of_t = count : { … }``: how many keys are not greater."""
        table = value.path[-1].table if value.path else self.move.source
        if len(value.key) != 1:
            raise InputError(
                f"Datalog cannot number the rows of {table!r}, whose key has "
                f"{len(value.key)} columns",
                mend="write the migration to a file .sql",
            )
        (key,) = value.key
        own, other = self.variable(value.path, key), Variable("other_key")
        atom = self.relations.atom(table, {key: other})
        count = Aggregate("count", None, (atom, Comparison("<=", other, own)))
        return Comparison("=", self.number(value), count)
