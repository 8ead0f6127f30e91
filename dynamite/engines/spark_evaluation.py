"""Evaluation in Spark: each relation as a view of a frame, recursive ones semi-naively."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from dynamite.datalog import Atom
from dynamite.engines.keys import Keys, are_disjoint, has_distinct_matches, input_keys
from dynamite.engines.spark_session import Session
from dynamite.engines.sql import Compiler, HeadRule, distinct, union_all
from dynamite.engines.sql_terms import BodySql, column_name
from dynamite.engines.sql_types import can_fail, sql_type
from dynamite.language.strata import rule_atoms

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

LOADED_BYTES = 1 << 26
"""How much of a relation waits on the driver before it is handed to Spark."""
COMPACTED_ROUNDS = 8
"""After how many rounds the pieces of a recursive relation become one again."""


class Evaluation:
    """The relations of one program in one session; see ``interface.Engine``.

    ``keys`` are those of each relation, as declared. ``views`` are the relations computed as they
    are read: those that give each fact once, stand in no rule, and cannot fail on a value.
    """

    def __init__(self, compiler: Compiler, session: Session, numbers: dict[str, int]) -> None:
        self.compiler = compiler
        self.session = session
        self.keys: dict[str, Keys] = {}
        self.views: set[str] = set()
        self.unique: set[str] = set()
        """The derived relations whose every fact has exactly one match."""
        self._numbers = numbers
        self._waiting: dict[str, list[pa.RecordBatch]] = {}
        self._waiting_bytes: dict[str, int] = {}
        self._loaded: dict[str, list[DataFrame]] = {}
        for relation, arity in compiler.relations.items():
            self.keys[relation] = (frozenset(range(arity)),)

    def load(self, relation: str, batch: pa.RecordBatch) -> None:
        """Add facts of an input relation that are on the driver."""
        self._waiting.setdefault(relation, []).append(batch)
        size = self._waiting_bytes.get(relation, 0) + batch.nbytes
        self._waiting_bytes[relation] = size
        if size >= LOADED_BYTES:
            self._hand_over(relation)

    def _hand_over(self, relation: str) -> None:
        waiting = self._waiting.pop(relation, [])
        self._waiting_bytes[relation] = 0
        if waiting:
            wanted = self._arrow_schema(relation, waiting[0])
            cast = [batch.cast(wanted) if batch.schema != wanted else batch for batch in waiting]
            self.load_frame(relation, self.session.frame(cast, self._kinds(relation)))

    def _arrow_schema(self, relation: str, batch: pa.RecordBatch) -> pa.Schema:
        """The types of a batch, but for columns of nothing but null, which have none."""
        texts = pa.string()
        fields = [
            pa.field(f.name, texts if pa.types.is_null(f.type) else f.type) for f in batch.schema
        ]
        return pa.schema(fields)

    def load_frame(self, relation: str, frame: DataFrame) -> None:
        """Add facts that the executors read, as columns ``c0, c1, …``."""
        self._loaded.setdefault(relation, []).append(frame)

    def _kinds(self, relation: str) -> list[exp.DataType]:
        """The types of a relation's columns; one without columns has one in SQL."""
        return self.compiler.column_kinds(relation) or [sql_type("BOOLEAN")]

    def table(self, relation: str, role: str = "r") -> exp.Table:
        """The view that holds a relation's facts in a role."""
        return self.session.table(f"{role}{self._numbers[relation]}")

    def define(self, relation: str, frame: DataFrame, role: str = "r") -> None:
        self.session.define(f"{role}{self._numbers[relation]}", frame)

    def loaded(self, relation: str) -> exp.Table:
        """The view of what was loaded of an input relation."""
        return self.table(relation, "in" if self.compiler.rules_of(relation) else "r")

    def run(self) -> None:
        for relation in list(self._waiting):
            self._hand_over(relation)
        for relation in self.compiler.relations:
            if relation in self.compiler.inputs or not self.compiler.rules_of(relation):
                self._settle(relation)
        for stratum in self.compiler.strata:
            if stratum.recursive:
                self._iterate(stratum.relations)
            else:
                for relation in stratum.relations:
                    self._derive(relation)

    def _settle(self, relation: str) -> None:
        """Let queries find what was loaded, each fact once."""
        frames = self._loaded.pop(relation, [])
        whole = frames[0] if frames else self.session.frame([], self._kinds(relation))
        for frame in frames[1:]:
            whole = whole.unionAll(frame)
        declared = input_keys(self.compiler.program, relation)
        if declared:
            self.keys[relation] = declared
        elif frames:
            whole = self.session.kept(whole.distinct())
        name = "in" if self.compiler.rules_of(relation) else "r"
        self.define(relation, whole, name)

    def _derive(self, relation: str) -> None:
        rules = self.compiler.rules_of(relation)
        if not rules:
            return
        queries: list[exp.Query] = [self.compiler.query(rule) for rule in rules]
        if relation in self.compiler.inputs:
            queries.append(exp.select("*").from_(self.loaded(relation)))
        elif self._gives_each_once(rules):
            self.unique.add(relation)
        is_once = relation in self.unique
        query = union_all(queries) if is_once else distinct(union_all(queries))
        frame = self.session.query(query)
        if self._is_view(relation, is_once, query):
            self.views.add(relation)
        else:
            frame = self.session.kept(frame)
            if can_fail(query):
                frame.count()
        self.define(relation, frame)

    def _gives_each_once(self, rules: tuple[HeadRule, ...]) -> bool:
        return all(
            has_distinct_matches(derived.rule, derived.head, self.keys)
            and all(are_disjoint(derived.head, other.head) for other in rules[:index])
            for index, derived in enumerate(rules)
        )

    def _is_view(self, relation: str, is_once: bool, query: exp.Query) -> bool:
        if not is_once or can_fail(query) or query.find(exp.AggFunc) is not None:
            return False
        is_used = any(
            atom.relation == relation
            for rule in self.compiler.types.rules
            for atom, _ in rule_atoms(rule)
        )
        is_flat = not any(
            atom.relation in self.views
            for rule in self.compiler.rules_of(relation)
            for atom, _ in rule_atoms(rule.rule)
        )
        header = self.compiler.program.header
        is_target = header is not None and relation in header.target_by_relation
        return not is_used or (is_target and is_flat)

    def _iterate(self, relations: tuple[str, ...]) -> None:
        """Semi-naive: rules see what the last round added in one atom, everything in the others."""
        pieces: dict[str, list[DataFrame]] = {relation: [] for relation in relations}
        fresh = {relation: self._start(relation, relations) for relation in relations}
        while any(not frame.isEmpty() for frame in fresh.values()):
            for relation in relations:
                self._add(relation, pieces[relation], fresh[relation])
            fresh = {relation: self._next(relation, relations) for relation in relations}
        for relation in relations:
            if not pieces[relation]:
                self.define(relation, fresh[relation])

    def _add(self, relation: str, pieces: list[DataFrame], fresh: DataFrame) -> None:
        """Put what the last round added beside what was known."""
        pieces.append(fresh)
        self.define(relation, fresh, "delta")
        whole = pieces[0]
        for piece in pieces[1:]:
            whole = whole.unionAll(piece)
        if len(pieces) > COMPACTED_ROUNDS:
            whole = self.session.cut(whole.coalesce(max(fresh.rdd.getNumPartitions(), 1)))
            pieces[:] = [whole]
        self.define(relation, whole)

    def _start(self, relation: str, relations: tuple[str, ...]) -> DataFrame:
        queries: list[exp.Query] = [
            self.compiler.query(rule)
            for rule in self.compiler.rules_of(relation)
            if not recursive_atoms(rule, relations)
        ]
        if relation in self.compiler.inputs:
            queries.append(exp.select("*").from_(self.loaded(relation)))
        if not queries:
            return self.session.frame([], self._kinds(relation))
        return self.session.cut(self.session.query(distinct(union_all(queries))))

    def _next(self, relation: str, relations: tuple[str, ...]) -> DataFrame:
        queries: list[exp.Query] = [
            self.compiler.query(rule, {number: self.table(mentioned, "delta")})
            for rule in self.compiler.rules_of(relation)
            for number, mentioned in recursive_atoms(rule, relations)
        ]
        if not queries:
            return self.session.frame([], self._kinds(relation))
        known = exp.select("*").from_(self.table(relation))
        fresh = exp.except_(distinct(union_all(queries)), known, copy=False)
        return self.session.cut(self.session.query(fresh))

    # What the nesting of documents asks for.

    def body(self, derived: HeadRule) -> BodySql:
        """The SQL of a rule's body."""
        return self.compiler.body(derived)

    def in_place(self, relation: str) -> HeadRule | None:
        """The only rule of a relation that is a view, to be written where it is read."""
        rules = self.compiler.rules_of(relation)
        return rules[0] if relation in self.views and len(rules) == 1 else None

    def facts(self, relation: str) -> exp.Select:
        """A query of the facts of a relation."""
        names = [column_name(n) for n in range(max(self.compiler.relations[relation], 1))]
        columns = [exp.column(name, quoted=True) for name in names]
        return exp.select(*columns).from_(self.table(relation))


def recursive_atoms(derived: HeadRule, relations: tuple[str, ...]) -> list[tuple[int, str]]:
    """The positive atoms of these relations: their positions among the atoms, their relations."""
    atoms = [literal for literal in derived.rule.body if isinstance(literal, Atom)]
    return [
        (number, atom.relation) for number, atom in enumerate(atoms) if atom.relation in relations
    ]
