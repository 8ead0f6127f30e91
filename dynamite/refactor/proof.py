"""Proofs that two programs do the same, function by function, from all databases in a relation.

For each function: if the relation and the invariants hold before a call, then both programs succeed
or both fail, they answer the same, and where they succeed the relation and the invariants hold
after it. The empty databases are in the relation (every clause is about rows that are there), so
functions that are all proved answer every sequence of calls alike.

The relation is fixed. The invariants are the largest part of the candidates that every function
keeps (Houdini): one that some function is not shown to keep is dropped for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from functools import cached_property

from dynamite.logic import TRUE, Term, all_of, equal, for_all, implies, negation
from dynamite.prover import Theory, Verdict
from dynamite.refactor.bags import Moves, same_answer
from dynamite.refactor.bounded import ROWS, Bounded
from dynamite.refactor.classes import Classes, Side
from dynamite.refactor.clause_terms import States, goal, hypothesis
from dynamite.refactor.clauses import Clause
from dynamite.refactor.relation import Mapping, clauses, unchanged_tables
from dynamite.refactor.relevance import written_tables
from dynamite.refactor.sequences import sequence_owners
from dynamite.refactor.sql import Delete, Function, Update
from dynamite.refactor.symbolic_changes import Effect, Sequences, effect, reference_holds
from dynamite.refactor.symbolic_state import Frame, Sorts, State, UnsupportedError, null
from dynamite.refactor.tables import Database, OnDelete


@dataclass(frozen=True)
class FunctionProof:
    """Whether a function is proved, and if not, what did not follow."""

    function: str
    is_proved: bool
    reason: str = ""
    rows: int | None = None
    """Where it is not proved: up to how many rows per table it was checked."""
    written: frozenset[tuple[Side, str]] = frozenset()
    """The tables that a call may change."""
    assumed: frozenset[tuple[Side, str]] = frozenset()
    """The tables of which the relation and the invariants are assumed before a call."""


@dataclass(frozen=True)
class Proof:
    """The proofs of all functions, and what they rest on."""

    functions: tuple[FunctionProof, ...]
    relation: tuple[Clause, ...]
    invariants: tuple[Clause, ...]

    @property
    def is_complete(self) -> bool:
        return all(function.is_proved for function in self.functions)

    @property
    def open_functions(self) -> frozenset[str]:
        """The functions that are neither proved nor checked for all small databases."""
        return frozenset(f.function for f in self.functions if not f.is_proved and f.rows is None)

    @property
    def is_settled(self) -> bool:
        """Whether each function is proved, or checked for all small databases."""
        return not self.open_functions


@dataclass
class Prover:
    """Proves functions of two programs against a mapping."""

    old: Database
    new: Database
    old_functions: tuple[Function, ...]
    new_functions: Map[str, Function]
    mapping: Mapping
    classes: Classes
    identities: Map[tuple[Side, str], tuple[str, ...]]
    theory: Theory = field(default_factory=Theory)
    bound: int | None = ROWS
    _hypothesis: dict[str, Term] = field(default_factory=dict)
    _declarations: dict[tuple[Side, str], Term] = field(default_factory=dict)
    _effects: dict[str, tuple[Effect, Effect]] = field(default_factory=dict)

    @cached_property
    def frame(self) -> Frame:
        databases = {Side.OLD: self.old, Side.NEW: self.new}
        identities = dict(self.identities)
        shared: dict[tuple[Side, str, str], tuple[Side, str, str]] = {}
        for link in self.mapping.rows:
            pairs = dict(link.pairs)
            old_key = identities.get((Side.OLD, link.old), ())
            new_key = identities.get((Side.NEW, link.new), ())
            images = tuple(pairs[c] for c in old_key if c in pairs)
            if (
                not old_key
                or sorted(images) != sorted(new_key)
                or (Side.NEW, link.new, "") in shared
            ):
                continue
            # Rows of both tables that correspond have the same key: their symbols are the same.
            identities[(Side.NEW, link.new)] = images
            shared[(Side.NEW, link.new, "")] = (Side.OLD, link.old, "")
            for column in self.mapping.columns:
                if column.rows == link and column.is_direct and column.new_column not in images:
                    name = (Side.NEW, link.new, column.new_column)
                    shared.setdefault(name, (Side.OLD, link.old, column.old_column))
        return Frame(databases, Sorts(self.classes), identities, shared)

    @cached_property
    def before(self) -> States:
        return {side: State(self.frame, side) for side in Side}

    @cached_property
    def relation(self) -> tuple[Clause, ...]:
        return clauses(self.mapping)

    @cached_property
    def _core(self) -> frozenset[Clause]:
        return frozenset(self.relation)

    @cached_property
    def sequences(self) -> Sequences:
        return sequence_owners(
            self.old, self.new, self.old_functions, tuple(self.new_functions.values()), self.frame
        )

    @cached_property
    def unchanged(self) -> frozenset[tuple[str, str]]:
        return unchanged_tables(self.mapping, self.old, self.new)

    def prove(self, candidates: Sequence[Clause], open_ones: Collection[str] = ()) -> Proof | None:
        """Proofs of all functions, with the largest part of the candidates that they keep.

        ``open_ones`` are what an earlier proof has left open: ``None`` where this proves no more.
        """
        invariants = self._kept(list(dict.fromkeys(candidates)))
        found: dict[str, FunctionProof] = {}
        count = 0
        for function in sorted(self.old_functions, key=lambda f: f.name not in open_ones):
            # Small databases are not asked for another mapping's sake: that takes long.
            proof = self._proof(function, invariants, not open_ones)
            found[function.name] = replace(
                proof,
                written=frozenset(self._written(function)),
                assumed=frozenset(self._assumed_tables(function, invariants)),
            )
            count += not proof.is_proved
            if open_ones and count >= len(open_ones):
                return None
        proofs = tuple(found[function.name] for function in self.old_functions)
        return Proof(proofs, self.relation, tuple(invariants))

    # Invariants.

    def _kept(self, invariants: list[Clause]) -> list[Clause]:
        changed = True
        while changed and invariants:
            changed = False
            for function in self.old_functions:
                if function.is_query and self.new_functions[function.name].is_query:
                    continue
                lost = self._lost(function, invariants)
                if lost:
                    changed = True
                    invariants = [clause for clause in invariants if clause not in lost]
        return invariants

    def _lost(self, function: Function, invariants: list[Clause]) -> list[Clause]:
        """The invariants that a call is not shown to keep."""
        try:
            old, new = self._effect(function)
        except UnsupportedError:
            tables = self._written(function)
            return [clause for clause in invariants if clause.tables & tables]
        lost = []
        known = [*self._hypotheses(function, invariants), *old.given, *new.given]
        for clause in invariants:
            # An invariant of one side alone is kept by the program of that side alone.
            success = all_of(old.success, new.success)
            try:
                formula = self._after(clause, old, new)
            except UnsupportedError:
                lost.append(clause)
                continue
            if formula is not None and not self._follows([*known, success], formula):
                lost.append(clause)
        return lost

    def _after(self, clause: Clause, old: Effect, new: Effect) -> Term | None:
        after = {Side.OLD: old.state, Side.NEW: new.state}
        if not any(table in after[side].changed for side, table in clause.tables):
            return None
        return goal(clause, after)

    # One function.

    def _proof(
        self, function: Function, invariants: list[Clause], is_checked: bool
    ) -> FunctionProof:
        if self._is_untouched(function):
            return FunctionProof(function.name, True, "the same on unchanged tables")
        try:
            problem = self._problem(function, invariants, None)
        except UnsupportedError as error:
            return FunctionProof(function.name, False, str(error))
        if not problem:
            return FunctionProof(function.name, True)
        rows = self._rows(function, invariants) if is_checked else None
        return FunctionProof(function.name, False, problem, rows)

    def _rows(self, function: Function, invariants: list[Clause]) -> int | None:
        """Up to how many rows per table a function is right that is not proved."""
        if self.bound is None:
            return None
        bounded = Bounded(self.theory, self.bound)
        try:
            problem = self._problem(function, invariants, bounded)
        except UnsupportedError:
            return None
        return None if problem else self.bound

    def _is_untouched(self, function: Function) -> bool:
        """Whether both programs do literally the same, on tables that nothing changed is near."""
        new = self.new_functions[function.name]
        if function.statements != new.statements:
            return False
        names = {name for name, other in self.unchanged if name == other}
        near = set(function.tables)
        for database in (self.old, self.new):
            for name in function.tables:
                if name not in database:
                    return False
                near |= {r.other for r in database[name].references}
                near |= {r.table for r in database.references_to(name)}
        return (
            near <= names
            and all(self.old[name] == self.new[name] for name in near)
            and not any(
                r.on_delete is not OnDelete.REFUSE
                for name in function.tables
                for r in self.old.references_to(name)
            )
        )

    def _problem(
        self, function: Function, invariants: list[Clause], bounded: Bounded | None
    ) -> str:
        """What does not follow of a function; empty where all does."""
        old, new = self._effect(function)
        holds = bounded.follows if bounded else self._follows
        known = [*self._hypotheses(function, invariants), *old.given, *new.given]
        for one in (old, new):
            if not all(holds(known, formula) for formula in one.obligations):
                return "a table without a key may hold equal rows"
        if not holds(known, implies(old.success, new.success)):
            return "the new program may fail where the old one succeeds"
        if not holds(known, implies(new.success, old.success)):
            return "the new program may succeed where the old one fails"
        known = [*known, old.success, new.success]
        if not Bounded(self.theory, ROWS).is_satisfiable(known):
            return "no small database is known that fulfils what is assumed"
        for clause in self.relation:
            formula = self._after(clause, old, new)
            if formula is not None and not holds(known, formula):
                return f"after a call this may not hold: {clause.text}"
        if len(old.answers) != len(new.answers):
            return "the programs have different numbers of answers"
        named = self._named(invariants)
        moves = Moves(self.before, named)
        for number, (one_answer, other) in enumerate(zip(old.answers, new.answers, strict=True), 1):
            if bounded is not None:
                same = bounded.same_answer(known, one_answer, other)
            else:
                same = same_answer(one_answer, other, moves, lambda f: holds(known, f))
            if not same:
                return f"answer {number} may differ"
        return ""

    def _effect(self, function: Function) -> tuple[Effect, Effect]:
        if function.name not in self._effects:
            old = effect(function, self.before[Side.OLD], self.sequences)
            new = self.new_functions[function.name]
            self._effects[function.name] = (
                old,
                effect(new, self.before[Side.NEW], self.sequences),
            )
        return self._effects[function.name]

    def _written(self, function: Function) -> set[tuple[Side, str]]:
        """The tables that a function may change on either side, cascades included."""
        new = self.new_functions[function.name]
        olds, news = written_tables(function, self.old), written_tables(new, self.new)
        return {(Side.OLD, name) for name in olds} | {(Side.NEW, name) for name in news}

    def _follows(self, known: Sequence[Term], formula: Term) -> bool:
        if formula.operator == "true":
            return True
        return self.theory.follows(known, formula) is Verdict.PROVED

    # Hypotheses.

    def _named(self, invariants: Sequence[Clause]) -> list[tuple[str, Clause]]:
        """The clauses with names that stay theirs while invariants are dropped."""
        return [(clause.text, clause) for clause in (*self.relation, *invariants)]

    def _hypotheses(self, function: Function, invariants: Sequence[Clause]) -> list[Term]:
        """What is known before a call, of the tables near those of the function."""
        known = []
        for name, clause in self._near_clauses(function, invariants):
            if name not in self._hypothesis:
                self._hypothesis[name] = self._assumed(clause, name)
            known.append(self._hypothesis[name])
        for side, table in sorted(self._assumed_tables(function, invariants)):
            if not self.frame.identities.get((side, table)):
                continue
            if (side, table) not in self._declarations:
                self._declarations[(side, table)] = self._declared(side, table)
            known.append(self._declarations[(side, table)])
        parts = (p for f in known for p in (f.arguments if f.operator == "and" else (f,)))
        return [formula for formula in parts if formula.operator != "true"]

    def _near_clauses(
        self, function: Function, invariants: Sequence[Clause]
    ) -> Iterator[tuple[str, Clause]]:
        """The clauses of the tables near those of the function, with their names."""
        near = self._near(function)
        tables = set(near)
        for name, clause in self._named(invariants):
            # Invariants come after the relation, and may be of tables that it leads to.
            wanted = near if clause in self._core else tables
            if clause.tables & wanted and all(map(self.frame.identities.get, clause.tables)):
                tables |= clause.tables
                yield name, clause

    def _assumed_tables(
        self, function: Function, invariants: Sequence[Clause]
    ) -> set[tuple[Side, str]]:
        clauses_near = self._near_clauses(function, invariants)
        return self._near(function).union(*(clause.tables for _, clause in clauses_near))

    def _assumed(self, clause: Clause, name: str) -> Term:
        """The clause before a call; nothing where it has no account, as values of types meet."""
        try:
            return hypothesis(clause, self.before, name)
        except UnsupportedError:
            return TRUE

    def _near(self, function: Function) -> set[tuple[Side, str]]:
        """The tables of a function, those that they refer to, and those that refer to rows that go.

        What is left out is not assumed, which never makes a proof wrong.
        """
        near = self._written(function)
        for side, body in (
            (Side.OLD, function),
            (Side.NEW, self.new_functions[function.name]),
        ):
            database = self.frame.databases[side]
            near |= {(side, name) for name in body.tables}
            has_gone = any(isinstance(node, Update | Delete) for node in body.statements)
            written = {name for place, name in self._written(function) if place is side}
            for name in [name for place, name in near if place is side]:
                near |= {(side, r.other) for r in database[name].references}
                if has_gone and name in written:
                    near |= {(side, r.table) for r in database.references_to(name)}
        return near

    def _declared(self, side: Side, name: str) -> Term:
        """What a table's declaration says: keys, NOT NULL, foreign keys."""
        state, table = self.before[side], self.frame.table(side, name)
        identity = self.frame.identity(side, name)
        key = self.frame.new_key(side, name)
        required = [c.name for c in table.columns if not c.nullable or c.name in identity]
        values = [state.value(name, column, key) for column in required]
        known = all_of(*(negation(equal(value, null(value.sort))) for value in values))
        parts = [for_all(key, implies(state.present(name, key), known))]
        for names in (*table.unique, table.key):
            if names and sorted(names) != sorted(identity):
                parts.append(_is_unique(state, name, names))
        parts += [reference_holds(state, name, number) for number in range(len(table.references))]
        return all_of(*parts)


def _is_unique(state: State, table: str, names: tuple[str, ...]) -> Term:
    """The row with these values is the one that they name: there is no other."""
    frame, side = state.frame, state.side
    key = frame.new_key(side, table)
    cells = tuple(state.value(table, name, key) for name in names)
    known = [negation(equal(cell, null(cell.sort))) for cell in cells]
    only = frame.unique_row(side, table, names, cells)
    same = all_of(*(equal(a, b) for a, b in zip(key, only, strict=True)))
    return for_all(key, implies(all_of(state.present(table, key), *known), same))
