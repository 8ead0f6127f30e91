"""Evaluation in the database: each relation as a view or a table, recursive ones semi-naively."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
from sqlglot import exp

from dynamite.datalog import Atom
from dynamite.engines.duckdb_database import Database
from dynamite.engines.keys import (
    Keys,
    are_disjoint,
    determined_atoms,
    has_distinct_matches,
    input_keys,
)
from dynamite.engines.sql import Compiler, HeadRule, distinct, union_all
from dynamite.engines.sql_terms import BodySql, column_name
from dynamite.engines.sql_types import Typed, can_fail
from dynamite.engines.sql_types import number as literal
from dynamite.language.strata import rule_atoms

PART_ROWS = 1 << 20
"""How many rows of the driving relation are read, joined and sorted at a time."""


LOADED_BYTES = 1 << 26
"""How much of a relation waits before it is inserted: the threads share what comes at once."""


class Evaluation:
    """The relations of one program in one database.

    ``keys`` are those of each relation, none where its table may hold a fact twice. ``views`` are
    the relations that are computed as they are read: those that only others' checks and readers
    look at, give each fact once without a pass over all, and cannot fail on a value.
    """

    def __init__(self, compiler: Compiler, database: Database) -> None:
        self.compiler = compiler
        self.database = database
        self.keys: dict[str, Keys] = {}
        self.views: set[str] = set()
        self.unique: set[str] = set()
        """The derived relations whose every fact has exactly one match."""
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self._waiting_bytes: dict[str, int] = {}
        memory = database.options.memory
        self._most_waiting = LOADED_BYTES if memory is None else min(LOADED_BYTES, memory // 16)
        for relation in compiler.relations:
            self._create(relation)

    def load(self, relation: str, batch: pa.RecordBatch) -> None:
        """Add facts of an input relation; a few batches at a time go into its table."""
        waiting = self._waiting.setdefault(relation, [])
        if waiting and waiting[0].schema.types != batch.schema.types:
            self._insert_waiting(relation)
        waiting.append(batch)
        size = self._waiting_bytes.get(relation, 0) + batch.nbytes
        self._waiting_bytes[relation] = size
        if size >= self._most_waiting:
            self._insert_waiting(relation)

    def _insert_waiting(self, relation: str) -> None:
        waiting = self._waiting[relation]
        if waiting:
            self.database.insert_batches(waiting, self.loaded(relation))
            waiting.clear()
            self._waiting_bytes[relation] = 0

    def loaded(self, relation: str) -> exp.Table:
        """The table that an input relation's facts are loaded into."""
        role = "in" if self.compiler.rules_of(relation) else "r"
        return self.database.table(relation, role)

    def _create(self, relation: str) -> None:
        self.keys[relation] = (frozenset(range(self.compiler.relations[relation])),)
        if relation in self.compiler.inputs:
            self._create_table(relation, self.loaded(relation))
            if not self.compiler.rules_of(relation):
                self._take_keys(relation)
        elif not self.compiler.rules_of(relation):
            self._create_table(relation, self.database.table(relation))

    def _take_keys(self, relation: str) -> None:
        self.keys[relation] = input_keys(self.compiler.program, relation)
        if not self.keys[relation]:
            facts = exp.select("*").from_(self.database.table(relation))
            self.database.create_view(self.database.table(relation, "d"), distinct(facts))

    def _create_table(self, relation: str, table: exp.Table) -> None:
        self.database.create_table(table, self.compiler.columns_of(relation))

    def run(self) -> None:
        for relation in self._waiting:
            self._insert_waiting(relation)
        for stratum in self.compiler.strata:
            if stratum.recursive:
                self._iterate(stratum.relations)
            else:
                for relation in stratum.relations:
                    self._derive(relation)

    def _derive(self, relation: str) -> None:
        rules = self.compiler.rules_of(relation)
        queries: list[exp.Query] = [self.compiler.query(rule) for rule in rules]
        if relation in self.compiler.inputs:
            queries.append(exp.select("*").from_(self.loaded(relation)))
        elif self._gives_each_once(rules):
            self.unique.add(relation)
        is_once = relation in self.unique
        query = union_all(queries) if is_once else distinct(union_all(queries))
        table = self.database.table(relation)
        if self._is_view(relation, is_once, query):
            self.views.add(relation)
            self.database.create_view(table, query)
        else:
            self._create_table(relation, table)
            self.database.insert(query, table)

    def _gives_each_once(self, rules: tuple[HeadRule, ...]) -> bool:
        return all(
            has_distinct_matches(derived.rule, derived.head, self.keys)
            and all(are_disjoint(derived.head, other.head) for other in rules[:index])
            for index, derived in enumerate(rules)
        )

    def _is_view(self, relation: str, is_once: bool, query: exp.Query) -> bool:
        if not is_once or can_fail(query) or query.find(exp.AggFunc) is not None:
            return False
        header = self.compiler.program.header
        is_target = header is not None and relation in header.target_by_relation
        # Views stand on tables only, so that nothing is computed again and again through others.
        is_flat = not any(
            atom.relation in self.views
            for rule in self.compiler.rules_of(relation)
            for atom, _ in rule_atoms(rule.rule)
        )
        return not self._is_used(relation) or (is_target and is_flat)

    def _is_used(self, relation: str) -> bool:
        return any(
            atom.relation == relation
            for rule in self.compiler.types.rules
            for atom, _ in rule_atoms(rule)
        )

    def _iterate(self, relations: tuple[str, ...]) -> None:
        """Semi-naive: rules see what the last round added in one atom, everything in the others."""
        for relation in relations:
            for role in ("r", "delta", "new"):
                self._create_table(relation, self.database.table(relation, role))
        for relation in relations:
            self._start(relation, relations)
        while self._keep_new(relations):
            for relation in relations:
                self._derive_new(relation, relations)
            for relation in relations:
                self._move(relation, "new", "delta")

    def _start(self, relation: str, relations: tuple[str, ...]) -> None:
        queries: list[exp.Query] = [
            self.compiler.query(rule)
            for rule in self.compiler.rules_of(relation)
            if not _recursive_atoms(rule, relations)
        ]
        if relation in self.compiler.inputs:
            queries.append(exp.select("*").from_(self.loaded(relation)))
        if queries:
            self.database.insert(
                distinct(union_all(queries)), self.database.table(relation, "delta")
            )

    def _keep_new(self, relations: tuple[str, ...]) -> bool:
        """Add what the last round derived to all facts; whether there was anything."""
        grown = False
        for relation in relations:
            delta = self.database.table(relation, "delta")
            if self.database.size(delta):
                grown = True
                facts = self.database.table(relation)
                self.database.insert(exp.select("*").from_(delta), facts)
        return grown

    def _derive_new(self, relation: str, relations: tuple[str, ...]) -> None:
        queries: list[exp.Query] = [
            self.compiler.query(rule, {number: self.database.table(mentioned, "delta")})
            for rule in self.compiler.rules_of(relation)
            for number, mentioned in _recursive_atoms(rule, relations)
        ]
        if queries:
            known = exp.select("*").from_(self.database.table(relation))
            fresh = exp.except_(distinct(union_all(queries)), known, copy=False)
            self.database.insert(fresh, self.database.table(relation, "new"))

    def _move(self, relation: str, source: str, target: str) -> None:
        self.database.clear(self.database.table(relation, target))
        rows = exp.select("*").from_(self.database.table(relation, source))
        self.database.insert(rows, self.database.table(relation, target))
        self.database.clear(self.database.table(relation, source))

    def in_place(self, relation: str) -> HeadRule | None:
        """The only rule of a relation that is a view, to be written where it is read."""
        rules = self.compiler.rules_of(relation)
        return rules[0] if relation in self.views and len(rules) == 1 else None

    def ordered_facts(self, relation: str) -> Iterator[exp.Query]:
        """The distinct facts of a relation, in parts, in an order that is the same in every run."""
        rules = self.compiler.rules_of(relation)
        if relation in self.views:
            for derived in rules:
                body = self.compiler.body(derived)
                columns = [
                    body.head_column(derived.head, position)
                    for position in range(len(derived.head.terms))
                ]
                yield from self.in_order(derived, body, self.compiler.query(derived), columns)
            return
        facts = exp.select("*").from_(self.distinct_table(relation))
        if not rules and self.keys[relation]:
            # Loaded facts stand in the order in which they came.
            yield facts
            return
        positions = range(max(self.compiler.relations[relation], 1))
        names = (exp.column(column_name(position), quoted=True) for position in positions)
        yield facts.order_by(*names, copy=False)

    def in_order(
        self,
        derived: HeadRule,
        body: BodySql,
        query: exp.Select,
        columns: Sequence[Typed],
        parts: bool = True,
    ) -> Iterator[exp.Query]:
        """The query of a rule, in an order that is the same in every run.

        That is the order of the atom whose facts determine the others, by its rows' numbers, in
        parts so that little is sorted at a time; else that of ``columns``, which hold all facts
        apart.
        """
        driver = self._driver(derived, body)
        if driver is None:
            if body.scope.plan.atoms:
                # A constant is no order, and DuckDB refuses one.
                orders = [typed.copy() for typed in columns if typed.sql.find(exp.Column)]
                query = query.order_by(*orders, copy=False) if orders else query
            yield query
            return
        number, relation = driver
        if not query.args.get("joins") and len(list(query.find_all(exp.Select))) == 1:
            yield query
            return
        row_id = exp.column("rowid", table=body.alias(number), quoted=True)
        query = query.order_by(row_id, copy=False)
        rows = self.database.size(self.database.table(relation))
        if not parts or rows <= PART_ROWS:
            yield query
            return
        for start in range(0, rows, PART_ROWS):
            last = start + PART_ROWS - 1
            within = exp.Between(this=row_id.copy(), low=literal(start), high=literal(last))
            yield query.where(within)

    def _driver(self, derived: HeadRule, body: BodySql) -> tuple[int, str] | None:
        """The first atom of a loaded relation whose facts determine those of all others."""
        atoms = body.scope.plan.atoms
        for number, atom in enumerate(atoms):
            is_loaded = not self.compiler.rules_of(atom.relation)
            if is_loaded and (
                determined_atoms(derived.rule, atoms, set(), {number}, self.keys) is not None
            ):
                return number, atom.relation
        return None

    def distinct_table(self, relation: str) -> exp.Table:
        """A table or view of the distinct facts of a relation."""
        return self.database.table(relation, "r" if self.keys[relation] else "d")


def _recursive_atoms(derived: HeadRule, relations: tuple[str, ...]) -> list[tuple[int, str]]:
    """The positive atoms of these relations: their positions among the atoms, their relations."""
    atoms = [literal for literal in derived.rule.body if isinstance(literal, Atom)]
    return [
        (number, atom.relation) for number, atom in enumerate(atoms) if atom.relation in relations
    ]
