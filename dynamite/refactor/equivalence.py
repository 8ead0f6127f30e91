"""Whether two programs mean the same: tested, then proved, with what is known of each function."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from typing import Final

from dynamite.errors import InputError
from dynamite.refactor.chains import Identities, mappings
from dynamite.refactor.classes import Side, connected_classes
from dynamite.refactor.clauses import Clause
from dynamite.refactor.correspondence import Field, correspondences
from dynamite.refactor.domains import domains
from dynamite.refactor.engine import Machine
from dynamite.refactor.identities import identities
from dynamite.refactor.migrated import MigratedTester
from dynamite.refactor.migration_sql import migration_statements
from dynamite.refactor.moves import migration as migration_of
from dynamite.refactor.moves import parents_first
from dynamite.refactor.proof import FunctionProof, Proof, Prover
from dynamite.refactor.reached import Reached
from dynamite.refactor.relation import (
    Mapping,
    declared,
    invariant_candidates,
    one_to_one,
    unused_references,
)
from dynamite.refactor.sql import Function, Insert, nodes
from dynamite.refactor.symbolic_state import WIDENING, UnsupportedError
from dynamite.refactor.tables import Database
from dynamite.refactor.testing import Counterexample, Tested, Tester

CORRESPONDENCES: Final = 4
MAPPINGS: Final = 8
INSISTENCE: Final = 2
"""How many times as many sequences are spent on the functions that are not settled by proofs."""

REACHED: Final = 60
"""Pairs of databases that the hypotheses of proofs are asked of."""


class Certainty(StrEnum):
    """What is known of a function, from most to least."""

    PROVED = "proved"
    CONDITIONAL = "proved while the relation holds"
    BOUNDED = "checked for all small databases"
    TESTED = "tested"
    REFUTED = "refuted"


@dataclass(frozen=True)
class FunctionReport:
    """What is known of a function, and what is missing where it is not proved."""

    name: str
    certainty: Certainty
    reason: str
    is_unchanged: bool
    rows: int | None = None
    """Up to how many rows per table a function was checked that is not proved."""


@dataclass(frozen=True)
class Equivalence:
    """What is known of two programs.

    ``relation`` and ``invariants`` are what the proofs rest on; they hold of ``reached`` pairs of
    databases that the tests went through.
    """

    functions: tuple[FunctionReport, ...]
    mapping: Mapping | None
    relation: tuple[Clause, ...]
    invariants: tuple[Clause, ...]
    tested: Tested
    reached: int
    widened: tuple[str, ...] = ()
    """Columns whose numbers may now be larger: arguments are taken to be of the old types."""

    @property
    def counterexample(self) -> Counterexample | None:
        return self.tested.counterexample

    @property
    def is_proved(self) -> bool:
        return all(function.certainty is Certainty.PROVED for function in self.functions)

    @property
    def is_settled(self) -> bool:
        """Whether every function is proved, or checked for all small databases."""
        open_ones = (Certainty.TESTED, Certainty.REFUTED)
        return not any(function.certainty in open_ones for function in self.functions)

    def count(self, certainty: Certainty) -> int:
        return sum(function.certainty is certainty for function in self.functions)


@dataclass(frozen=True)
class Programs:
    """An old and a new program with their tables; functions are paired by name."""

    old: Database
    new: Database
    old_functions: tuple[Function, ...]
    new_functions: tuple[Function, ...]

    def __post_init__(self) -> None:
        olds = {function.name: function for function in self.old_functions}
        news = {function.name: function for function in self.new_functions}
        for name in [*olds.keys() - news.keys(), *news.keys() - olds.keys()]:
            where = "target program" if name in olds else "program"
            raise InputError(f"there is no function {name!r} in the {where}")
        for name, function in olds.items():
            more = set(news[name].parameters) - set(function.parameters)
            if more:
                raise InputError(
                    f"the function {name!r} of the target program has the parameter "
                    f"{min(more)!r}, which it has not in the program"
                )

    @property
    def new_by_name(self) -> dict[str, Function]:
        return {function.name: function for function in self.new_functions}


def compare(
    programs: Programs,
    *,
    pins: Iterable[tuple[Field, Field]] = (),
    first: Iterable[tuple[Mapping, Identities]] = (),
    migration: Sequence[str] | None = None,
    sequences: int = 1000,
    seed: int = 1,
    progress: Callable[[str], None] | None = None,
) -> Equivalence:
    """What is known of two programs after that many sequences of calls, and proofs.

    The mappings of ``first`` are tried before those that the schemas suggest. With the statements
    of a ``migration`` a relation counts only if the migration makes it.
    """
    report = progress or (lambda _: None)
    report("testing")
    tester = make_tester(programs, seed)
    tested = tester.run(sequences)
    first = tuple(first)
    filled = _never_filled(programs)
    if tested.counterexample is None and (migration is not None or filled):
        report("testing after the migration")
        some = max(sequences // 4, 1)
        if migration is not None:
            found = MigratedTester(make_tester(programs, seed), migration).run(some, filled)
        else:
            tried = chain(first, likely_mappings(programs, tuple(pins)))
            found = _difference_of_all(programs, tried, filled, some, seed)
        tested = replace(tested, counterexample=found)
    if tested.counterexample is not None:
        return _refuted(programs, tested)
    best: tuple[tuple[int, int], Mapping, Proof] | None = None
    reached = 0
    open_ones: frozenset[str] = frozenset()
    for mapping, named in chain(first, likely_mappings(programs, tuple(pins))):
        report(f"proving, {best[0][0] if best else 0} of {len(programs.old_functions)} functions")
        proof = prove_mapping(programs, mapping, named, open_ones)
        if proof is None:
            continue
        # Where one mapping leaves few functions open, another has to leave fewer.
        open_ones = proof.open_functions
        pairs = _contradicted(programs, tester, proof)
        if pairs is None:
            continue
        if migration is not None:
            rests_on = (*proof.relation, *proof.invariants)
            if broken_by_migration(programs, migration, rests_on):
                continue
        proved = sum(function.is_proved for function in proof.functions)
        bounded = sum(function.rows is not None for function in proof.functions)
        count = (proved, bounded)
        if best is None or count > best[0]:
            best, reached = (count, mapping, proof), pairs
        if proof.is_settled:
            break
    settled = _report(programs, best, tested, reached)
    report("testing what is not proved")
    left = best[2].open_functions if best else [f.name for f in programs.old_functions]
    more = tester.insist(left, sequences * INSISTENCE)
    if more.counterexample is not None:
        return _refuted(programs, more)
    return settled


def _never_filled(programs: Programs) -> tuple[str, ...]:
    """The old tables that functions read and none inserts into, parents first."""
    read = {name for function in programs.old_functions for name in function.tables}
    made = {
        node.table
        for function in programs.old_functions
        for node in nodes(function.statements)
        if isinstance(node, Insert)
    }
    unfilled = read - made
    needed = set(unfilled)
    for name in reversed(parents_first(programs.old)):
        if name in needed:
            needed |= {reference.other for reference in programs.old[name].references}
    return tuple(n for n in parents_first(programs.old) if n in needed) if unfilled else ()


def _difference_of_all(
    programs: Programs,
    tried: Iterable[tuple[Mapping, Identities]],
    filled: tuple[str, ...],
    sequences: int,
    seed: int,
) -> Counterexample | None:
    """A difference after moving rows by the likeliest mapping, if there is one by every mapping."""
    likeliest: Counterexample | None = None
    for mapping, _ in tried:
        try:
            statements = migration_statements(
                migration_of(mapping, programs.old, programs.new), "sqlite"
            )
        except InputError:
            continue
        tester = MigratedTester(make_tester(programs, seed), statements)
        found = tester.run(sequences, filled)
        if found is None:
            return None
        likeliest = likeliest or found
    return likeliest


def make_tester(programs: Programs, seed: int = 1) -> Tester:
    """Both programs on empty databases, with values for their parameters."""
    sides = [
        (Side.OLD, programs.old, programs.old_functions),
        (Side.NEW, programs.new, programs.new_functions),
    ]
    values = domains(programs.old_functions, connected_classes(sides))
    old = Machine(programs.old, programs.old_functions)
    return Tester(old, Machine(programs.new, programs.new_functions), values, seed)


def likely_mappings(
    programs: Programs, pins: tuple[tuple[Field, Field], ...]
) -> Iterable[tuple[Mapping, Identities]]:
    """The mappings to try, each once, the likeliest first."""
    seen = set()
    found = correspondences(programs.old, programs.new, programs.old_functions, pins)
    earlier: list[set[tuple[Field, Field]]] = []
    for correspondence in islice(found, CORRESPONDENCES):
        pairs = set(correspondence.pairs)
        if any(pairs < other for other in earlier):
            continue  # it says less
        earlier.append(pairs)
        for named in identities(programs.old, programs.new):
            tried = mappings(correspondence, programs.old, programs.new, named)
            for mapping in islice(tried, MAPPINGS):
                key = (mapping, tuple(sorted(named.items())))
                if key not in seen:
                    seen.add(key)
                    yield mapping, named


def prove_mapping(
    programs: Programs, mapping: Mapping, named: Identities, open_ones: Collection[str] = ()
) -> Proof | None:
    """The proofs that a mapping allows; ``None`` where its values meet in ways without account.

    With ``open_ones``, ``None`` also where as many functions as these are not proved.
    """
    sides = [
        (Side.OLD, programs.old, programs.old_functions),
        (Side.NEW, programs.new, programs.new_functions),
    ]
    prover = Prover(
        programs.old,
        programs.new,
        programs.old_functions,
        programs.new_by_name,
        mapping,
        connected_classes(sides, mapping.same_places),
        named,
    )
    candidates = [*invariant_candidates(mapping), *unused_references(mapping, programs.new)]
    for side, hop in mapping.hops:
        key = named.get((side, hop.reference.table))
        if key:
            candidates.append(one_to_one(side, hop.reference, key))
    try:
        return prover.prove(candidates, open_ones)
    except UnsupportedError:
        return None


def _contradicted(programs: Programs, tester: Tester, proof: Proof) -> int | None:
    """How many reached pairs of databases fulfil what a proof rests on; ``None``: one does not."""
    reached = Reached(programs.old, programs.new)
    clauses = (*proof.relation, *proof.invariants)
    try:
        for _ in range(REACHED):
            tester.walk()
            reached.take(tester.old, tester.new)
            if reached.violated(clauses):
                return None
    finally:
        reached.close()
    return reached.pairs


def broken_by_migration(
    programs: Programs, statements: Sequence[str], clauses: Sequence[Clause]
) -> list[Clause]:
    """The clauses that do not hold of some reached old database and what is made of it.

    What the new schema declares is among them.
    """
    tester = make_tester(programs)
    reached = Reached(programs.old, programs.new)
    broken: dict[Clause, None] = {}
    for _ in range(REACHED):
        tester.walk()
        reached.take(tester.old, tester.new)
        reached.migrate(statements)
        broken |= dict.fromkeys(reached.violated((*clauses, *declared(Side.NEW, programs.new))))
    reached.close()
    return list(broken)


def _refuted(programs: Programs, tested: Tested) -> Equivalence:
    assert tested.counterexample is not None
    wrong = tested.counterexample.calls[-1].function
    functions = tuple(
        FunctionReport(
            function.name,
            Certainty.REFUTED if function.name == wrong else Certainty.TESTED,
            "",
            programs.new_by_name[function.name].statements == function.statements,
        )
        for function in programs.old_functions
    )
    return Equivalence(functions, None, (), (), tested, 0)


def _broken(
    programs: Programs, proofs: dict[str, FunctionProof]
) -> tuple[dict[str, frozenset[tuple[Side, str]]], dict[str, tuple[str, ...]]]:
    """The functions that may break what proofs assume: the tables that they change, and why.

    Those that are not proved, and those whose proofs assume something of tables that such a
    function changes; the reasons are the functions that are not proved.
    """
    everything = frozenset(
        (side, table.name)
        for side, database in ((Side.OLD, programs.old), (Side.NEW, programs.new))
        for table in database
    )
    broken: dict[str, frozenset[tuple[Side, str]]] = {}
    roots: dict[str, tuple[str, ...]] = {}
    grown = True
    while grown:
        grown = False
        for function in programs.old_functions:
            name = function.name
            if name in broken or (function.is_query and programs.new_by_name[name].is_query):
                continue
            proof = proofs.get(name)
            if proof is None or not proof.is_proved:
                broken[name], roots[name] = proof.written if proof else everything, (name,)
                grown = True
            elif needed := _needed(proof, broken, roots):
                broken[name], roots[name] = proof.written, needed
                grown = True
    return broken, roots


def _needed(
    proof: FunctionProof,
    broken: dict[str, frozenset[tuple[Side, str]]],
    roots: dict[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """The functions without a proof that may break what a proof assumes, directly or not."""
    near = [name for name, written in broken.items() if written & proof.assumed]
    return tuple(sorted({root for name in near for root in roots[name]}))


def _report(
    programs: Programs,
    best: tuple[tuple[int, int], Mapping, Proof] | None,
    tested: Tested,
    reached: int,
) -> Equivalence:
    proofs = {f.function: f for f in best[2].functions} if best else {}
    broken, roots = _broken(programs, proofs)
    reports = []
    for function in programs.old_functions:
        proof = proofs.get(function.name)
        certainty, reason = Certainty.TESTED, "no relation was found"
        if proof is not None:
            reason = proof.reason
            if proof.is_proved and tested.succeeded[function.name]:
                needed = _needed(proof, broken, roots)
                certainty = Certainty.CONDITIONAL if needed else Certainty.PROVED
                reason = f"if {', '.join(needed)} keeps it" if needed else ""
            elif proof.rows is not None and tested.succeeded[function.name]:
                certainty = Certainty.BOUNDED
            elif proof.is_proved:
                reason = "no call of it succeeded: what it assumes may be impossible"
        same = programs.new_by_name[function.name].statements == function.statements
        rows = proof.rows if proof is not None and certainty is Certainty.BOUNDED else None
        reports.append(FunctionReport(function.name, certainty, reason, same, rows))
    return Equivalence(
        tuple(reports),
        best[1] if best else None,
        best[2].relation if best else (),
        best[2].invariants if best else (),
        tested,
        reached,
        _widened(programs, best[1]) if best else (),
    )


def _widened(programs: Programs, mapping: Mapping) -> tuple[str, ...]:
    found = []
    for (_, table, name), (_, other, new_name) in mapping.same_places:
        old = programs.old[table].column(name).stored_type
        new = programs.new[other].column(new_name).stored_type
        if old != new and {old, new} <= set(WIDENING):
            found.append(f"{table}.{name} is {old}, {other}.{new_name} is {new}")
    return tuple(dict.fromkeys(found))
