"""The engines agree with the reference on random programs."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, assume, given, settings
from random_programs import SOURCES, Case, cases

from dynamite.engines.duckdb import DuckDBEngine
from dynamite.engines.interface import Engine, EngineOptions
from dynamite.engines.pydatalog import PyDatalogEngine
from dynamite.engines.reference import ReferenceEngine
from dynamite.errors import InputError, MigrationError
from dynamite.language.check import check

SLOW = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def evaluated(engine: Engine, case: Case) -> Engine:
    for relation, batch in case.batches.items():
        engine.load(relation, batch)
    engine.evaluate()
    return engine


def facts(engine: Engine, relation: str) -> Counter[str]:
    return Counter(
        repr(tuple(row.values())) for batch in engine.read(relation) for row in batch.to_pylist()
    )


def assert_same(engine: Engine, reference: Engine, case: Case) -> None:
    for relation in case.program.declarations:
        assert facts(engine, relation) == facts(reference, relation), relation
        assert engine.count(relation) == reference.count(relation), relation
        assert engine.derivations(relation) == reference.derivations(relation), relation
    for relation in SOURCES:
        assert engine.unreached(relation) == reference.unreached(relation), relation


def reference_of(case: Case) -> ReferenceEngine:
    try:
        check(case.program)
    except InputError:
        assume(False)
    try:
        return evaluated(ReferenceEngine(case.program, EngineOptions()), case)
    except MigrationError:
        assume(False)
    raise AssertionError


@SLOW
@given(cases())
def test_duckdb_agrees_with_reference(case: Case) -> None:
    reference = reference_of(case)
    engine = DuckDBEngine(case.program, EngineOptions(threads=1))
    try:
        assert_same(evaluated(engine, case), reference, case)
    finally:
        engine.close()


@SLOW
@given(cases())
def test_pydatalog_agrees_with_reference(case: Case) -> None:
    reference = reference_of(case)
    try:
        engine = PyDatalogEngine(case.program, EngineOptions())
    except InputError as refusal:
        assert "the pydatalog engine cannot express" in str(refusal)
        return
    assert_same(evaluated(engine, case), reference, case)
