"""Evaluation in the database: each relation as a view or a table, recursive ones semi-naively."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from dynamite.columnar import ParquetColumns
from dynamite.engines.duckdb_database import Database
from dynamite.engines.duckdb_keys import find_key, make_distinct
from dynamite.engines.duckdb_recursion import Recursion
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

if TYPE_CHECKING:
    from dynamite.engines.duckdb_lines import Loaded

PART_ROWS = 1 << 20
"""How many rows of the driving relation are read, joined and sorted at a time."""

LARGER_LOOKUP = 4
"""How many times larger than the driving relation what it is joined with may be, as written."""


FILE_USES = 3
"""How many atoms of rules may read a relation from its file; for more it is loaded."""

LOADED_BYTES = 1 << 26
"""How much of a relation waits before it is inserted: the threads share what comes at once."""


@dataclass(frozen=True)
class Ordered:
    """A query whose rows come in the same order in every run.

    ``as_written`` asks for its joins in the order in which they are written: each row of the first
    table, in turn, looks up the others.
    """

    query: exp.Query
    as_written: bool = False


class Evaluation:
    """The relations of one program in one database.

    ``keys`` are those of each relation, declared or found in what was loaded. ``views`` are
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
        self.reached: dict[int, dict[int, int]] = {}
        """By rule, how many facts of its loaded atoms stand in a match of its body."""
        self._searched: set[str] = set()
        self.sorted: set[str] = set()
        """The derived relations whose table holds its facts in the order of all columns."""
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self._waiting_bytes: dict[str, int] = {}
        memory = database.options.memory
        self._most_waiting = LOADED_BYTES if memory is None else min(LOADED_BYTES, memory // 16)
        for relation in compiler.relations:
            self._create(relation)

    def on(self, database: Database) -> Evaluation:
        """The same evaluation, by another connection to its database."""
        other = copy(self)
        other.database = database
        return other

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

    def load_file(self, relation: str, file: ParquetColumns) -> int:
        """Add the facts of a Parquet file, without a detour; gives how many these are.

        A relation that few rules look at is read from the file by each of them.
        """
        kinds = self.compiler.column_kinds(relation)
        columns: list[exp.Expr] = [
            exp.cast(exp.null(), kind) if name is None else exp.column(name, quoted=True)
            for name, kind in zip(file.names, kinds, strict=True)
        ]
        source = exp.Anonymous(
            this="read_parquet",
            expressions=[
                exp.Literal.string(str(_pattern(file.path))),
                exp.PropertyEQ(this=exp.to_identifier("file_row_number"), expression=exp.true()),
            ],
        )
        table = self.loaded(relation)
        uses = sum(
            atom.relation == relation
            for rule in self.compiler.types.rules
            for atom, _ in rule_atoms(rule)
        )
        is_loaded = uses > FILE_USES or file.path.is_dir() or self.database.size(table) > 0
        if self.compiler.rules_of(relation) or is_loaded:
            return self.database.insert(exp.select(*columns).from_(source), table)
        named = [
            exp.alias_(exp.cast(column, kind), column_name(position), quoted=True)
            for position, (column, kind) in enumerate(zip(columns, kinds, strict=True))
        ]
        row_number = exp.alias_(exp.column("file_row_number"), "rowid")
        self.database.replace(table, exp.select(*named, row_number).from_(source), "VIEW")
        return self.database.size(table)

    def loaded_relation(self, relation: str) -> Loaded:
        """How what is loaded of a relation is filled."""
        from dynamite.engines.duckdb_lines import Loaded

        return Loaded(
            self.loaded(relation),
            self.compiler.column_kinds(relation),
            not self.compiler.rules_of(relation),
        )

    def loaded(self, relation: str) -> exp.Table:
        """The table that an input relation's facts are loaded into."""
        role = "in" if self.compiler.rules_of(relation) else "r"
        return self.database.table(relation, role)

    def _create(self, relation: str) -> None:
        self.keys[relation] = (frozenset(range(self.compiler.relations[relation])),)
        if relation in self.compiler.inputs:
            self._create_table(relation, self.loaded(relation))
        elif not self.compiler.rules_of(relation):
            self._create_table(relation, self.database.table(relation))

    def _create_table(self, relation: str, table: exp.Table) -> None:
        self.database.create_table(table, self.compiler.columns_of(relation))

    def run(self) -> None:
        for relation in self._waiting:
            self._insert_waiting(relation)
        for relation in self.compiler.inputs:
            if not self.compiler.rules_of(relation):
                self._settle_keys(relation)
        for stratum in self.compiler.strata:
            if stratum.recursive:
                Recursion(self.compiler, self.database).evaluate(stratum.relations)
            else:
                for relation in stratum.relations:
                    self._derive(relation)

    def _settle_keys(self, relation: str) -> None:
        """Take the declared keys of loaded facts, else make them distinct and find a key."""
        declared = input_keys(self.compiler.program, relation)
        arity = self.compiler.relations[relation]
        table = self.database.table(relation)
        self.keys[relation] = declared or (make_distinct(self.database, table, arity),)

    def _derive(self, relation: str) -> None:
        rules = self.compiler.rules_of(relation)
        queries: list[exp.Query] = [self.compiler.query(rule) for rule in rules]
        if relation in self.compiler.inputs:
            queries.append(exp.select(exp.Star()).from_(self.loaded(relation)))
        elif self._gives_each_once(rules) or (
            self._find_keys(rules) and self._gives_each_once(rules)
        ):
            self.unique.add(relation)
        is_once = relation in self.unique
        query = union_all(queries) if is_once else distinct(union_all(queries))
        table = self.database.table(relation)
        if self._is_view(relation, is_once, query):
            self.views.add(relation)
            self.database.create_view(table, query)
            return
        self._create_table(relation, table)
        if self._is_target(relation):
            self.sorted.add(relation)
            query = query.order_by(*self._columns(relation), copy=False)
        self.database.insert(query, table)

    def _is_target(self, relation: str) -> bool:
        header = self.compiler.program.header
        return header is not None and relation in header.target_by_relation

    def _columns(self, relation: str) -> list[exp.Column]:
        positions = range(max(self.compiler.relations[relation], 1))
        return [exp.column(column_name(position), quoted=True) for position in positions]

    def _find_keys(self, rules: tuple[HeadRule, ...]) -> bool:
        """Look for a key beyond the declared ones in what the rules read; whether there was one."""
        has_found = False
        for relation in {atom.relation for rule in rules for atom, _ in rule_atoms(rule.rule)}:
            if self.compiler.rules_of(relation) or relation in self._searched:
                continue
            self._searched.add(relation)
            # What may be absent is no key, and held as a pair.
            kinds = self.compiler.types.columns(relation)
            known = set[int]().union(*(key for key in self.keys[relation] if len(key) == 1))
            columns = [n for n, kind in enumerate(kinds) if not kind.absent and n not in known]
            found = find_key(self.database, self.database.table(relation), columns)
            if found is not None:
                self.keys[relation] = (*self.keys[relation], frozenset({found}))
                has_found = True
        return has_found

    def _gives_each_once(self, rules: tuple[HeadRule, ...]) -> bool:
        return all(
            has_distinct_matches(derived.rule, derived.head, self.keys)
            and all(are_disjoint(derived.head, other.head) for other in rules[:index])
            for index, derived in enumerate(rules)
        )

    def _is_view(self, relation: str, is_once: bool, query: exp.Query) -> bool:
        if not is_once or can_fail(query) or query.find(exp.AggFunc) is not None:
            return False
        is_target = self._is_target(relation)
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

    def in_place(self, relation: str) -> HeadRule | None:
        """The only rule of a relation that is a view, to be written where it is read."""
        rules = self.compiler.rules_of(relation)
        return rules[0] if relation in self.views and len(rules) == 1 else None

    def body(self, derived: HeadRule) -> BodySql:
        """The SQL of a rule's body, which begins with the atom that determines the others."""
        body = self.compiler.body(derived)
        driver = self._driver(derived, body)
        if driver is None:
            return body
        others = determined_atoms(derived.rule, body.scope.plan.atoms, set(), {driver}, self.keys)
        return replace(body, order=(driver, *(number for number, _ in others or ())))

    def ordered_facts(self, relation: str) -> Iterator[Ordered]:
        """The distinct facts of a relation, in parts, in an order that is the same in every run."""
        rules = self.compiler.rules_of(relation)
        if relation in self.views:
            for derived in rules:
                body = self.body(derived)
                columns = [
                    body.head_column(derived.head, position)
                    for position in range(len(derived.head.terms))
                ]
                yield from self.in_order(body, self.compiler.query_of(body, derived), columns)
            return
        facts = exp.select(*self._columns(relation)).from_(self.database.table(relation))
        if rules and relation not in self.sorted:
            facts = facts.order_by(*self._columns(relation), copy=False)
        # Loaded facts stand in the order in which they came.
        yield Ordered(facts)

    def in_order(
        self, body: BodySql, query: exp.Select, columns: Sequence[Typed], parts: bool = True
    ) -> Iterator[Ordered]:
        """The query of a rule, in an order that is the same in every run.

        That is the order of the atom whose facts determine the others, which a body from ``body``
        names first; else that of ``columns``, which hold all facts apart. The former is kept by
        joining as the query is written, or by sorting, in parts so that little is sorted at a time.
        """
        if body.order is None:
            if body.scope.plan.atoms:
                # A constant is no order, and DuckDB refuses one.
                orders = [typed.copy() for typed in columns if typed.sql.find(exp.Column)]
                query = query.order_by(*orders, copy=False) if orders else query
            yield Ordered(query)
            return
        if self.keeps_order(query):
            yield Ordered(query, as_written=True)
            return
        first = body.order[0]
        row_id = exp.column("rowid", table=body.alias(first), quoted=True)
        query = query.order_by(row_id, copy=False)
        table = self.database.table(body.scope.plan.atoms[first].relation)
        last = self.database.number(exp.select(exp.Max(this=exp.column("rowid"))).from_(table))
        if not parts or last < PART_ROWS:
            yield Ordered(query)
            return
        for start in range(0, last + 1, PART_ROWS):
            end = start + PART_ROWS - 1
            within = exp.Between(this=row_id.copy(), low=literal(start), high=literal(end))
            yield Ordered(query.where(within))

    def keeps_order(self, query: exp.Select) -> bool:
        """Whether joining as the query is written is cheap and keeps the order of its first table.

        What is joined is held in memory; where it does not fit, the order is lost.
        """
        joined = [join.this for join in query.args.get("joins", ())]
        if not joined and len(list(query.find_all(exp.Select))) == 1:
            return True
        if self.database.options.memory is not None:
            return False
        first, *others = (
            self.database.size(source.unalias())
            for source in (query.args["from_"].this, *joined)
            if isinstance(source, exp.Table)
        )
        return max(others, default=0) <= LARGER_LOOKUP * first + PART_ROWS

    def _driver(self, derived: HeadRule, body: BodySql) -> int | None:
        """The first atom of a loaded relation whose facts determine those of all others."""
        atoms = body.scope.plan.atoms
        for number, atom in enumerate(atoms):
            is_loaded = not self.compiler.rules_of(atom.relation)
            if is_loaded and (
                determined_atoms(derived.rule, atoms, set(), {number}, self.keys) is not None
            ):
                return number
        return None


def _pattern(path: Path) -> Path:
    """A file, or the pattern of its parts."""
    return path / f"*{path.suffix}" if path.is_dir() else path
