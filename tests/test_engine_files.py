"""What an engine reads and writes by itself is what stores read and write through batches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks.scenario import Scenario, read_scenarios
from benchmarks.source_store import store_url, write_source
from dynamite.engines.duckdb import DuckDBEngine
from dynamite.engines.interface import EngineOptions
from dynamite.migration.content import EngineContent
from dynamite.migration.loading import load_source
from dynamite.migration.nulls import without_absence
from dynamite.migration.source import SourceReading, plan_reading
from dynamite.progress import no_report
from dynamite.schema import Key, Model, Schema
from dynamite.stores import open_store
from dynamite.stores.interface import Store

RECORDS = 1_500
SEED = 20_261


@dataclass(frozen=True)
class OnlyBatches:
    """A store's source side, or what is to be written, without the ways past batches."""

    inner: Store | EngineContent

    def read(
        self, schema: Schema, columns: Mapping[Key, Collection[str]], *, tells_absent: bool = True
    ) -> Iterator[tuple[Key, pa.RecordBatch]]:
        assert not isinstance(self.inner, EngineContent)
        return self.inner.read(schema, columns, tells_absent=tells_absent)

    @property
    def url(self) -> str:
        assert not isinstance(self.inner, EngineContent)
        return self.inner.url

    def flat(self, key: Key) -> Iterator[pa.RecordBatch]:
        assert isinstance(self.inner, EngineContent)
        return self.inner.flat(key)

    def nested(self, key: Key) -> Iterator[pa.RecordBatch]:
        assert isinstance(self.inner, EngineContent)
        return self.inner.nested(key)


SCENARIOS = read_scenarios()


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda scenario: scenario.name)
def generated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Scenario, str]:
    scenario: Scenario = request.param
    url, _ = write_source(scenario, RECORDS, SEED, tmp_path_factory.mktemp("source") / "source")
    return scenario, url


def loaded(
    scenario: Scenario, url: str, *, by_batches: bool
) -> tuple[DuckDBEngine, dict[str, int]]:
    source = open_store(url, scenario.source.model)
    reading: SourceReading = plan_reading(scenario.program, scenario.header, source)
    engine = DuckDBEngine(without_absence(scenario.program, scenario.header), EngineOptions())
    with closing(source):
        store = OnlyBatches(source) if by_batches else source
        read = load_source(store, scenario.header, reading, engine, no_report)  # type: ignore[arg-type]
    return engine, read


def test_the_facts_of_files_are_those_of_batches(generated: tuple[Scenario, str]) -> None:
    scenario, url = generated
    of_files, read = loaded(scenario, url, by_batches=False)
    of_batches, expected = loaded(scenario, url, by_batches=True)
    assert read == expected
    of_files.evaluate()
    of_batches.evaluate()
    for relation in read:
        wanted = pa.Table.from_batches(of_batches.read(relation))
        assert pa.Table.from_batches(of_files.read(relation)).equals(wanted), relation
    of_files.close()
    of_batches.close()


def test_files_of_an_engine_are_byte_by_byte_those_of_the_store(
    generated: tuple[Scenario, str], tmp_path: Path
) -> None:
    scenario, url = generated
    engine, _ = loaded(scenario, url, by_batches=False)
    engine.evaluate()
    content = EngineContent(engine, scenario.header, no_report)
    contents = {"engine": content, "store": OnlyBatches(content)}
    for name, of_run in contents.items():
        place = store_url(scenario.target.model, tmp_path / name)
        with closing(open_store(place, scenario.target.model)) as target:
            target.write(scenario.target, of_run, "fail")  # type: ignore[arg-type]
    engine.close()
    if scenario.target.model is Model.RELATIONAL:
        places = [open_store(f"parquet:{tmp_path / name}") for name in contents]
        columns = {rt.key: rt.columns for rt in scenario.target}
        assert places[0].schema() == places[1].schema()
        one, other = (dict(_tables(place, scenario.target, columns)) for place in places)
        assert one == other
        return
    made, expected = (sorted(tmp_path.glob(f"{name}*")) for name in contents)
    for one, other in zip(made, expected, strict=True):
        files = sorted(one.iterdir()) if one.is_dir() else [one]
        others = sorted(other.iterdir()) if other.is_dir() else [other]
        assert [file.name for file in files if one.is_dir()] == [
            file.name for file in others if other.is_dir()
        ]
        for file, like in zip(files, others, strict=True):
            assert file.read_bytes() == like.read_bytes(), file.name


def _tables(
    store: Store, schema: Schema, columns: Mapping[Key, Collection[str]]
) -> Iterator[tuple[Key, list[dict[str, object]]]]:
    found: dict[Key, list[dict[str, object]]] = {key: [] for key in columns}
    for key, batch in store.read(schema, columns):
        found[key] += batch.to_pylist()
    yield from found.items()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_duckdb_reads_and_writes_the_files_of_every_scenario_itself(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ways past batches are taken, not only offered."""
    url, _ = write_source(scenario, 300, SEED, tmp_path / "source")

    def refuse(*_: object, **__: object) -> Iterator[tuple[Key, pa.RecordBatch]]:
        raise AssertionError("read or written through batches")

    source = open_store(url, scenario.source.model)
    monkeypatch.setattr(type(source), "read", refuse)
    monkeypatch.setattr(EngineContent, "nested", refuse)
    monkeypatch.setattr(EngineContent, "flat", refuse)
    engine, _ = loaded(scenario, url, by_batches=False)
    engine.evaluate()
    place = store_url(scenario.target.model, tmp_path / "target")
    with closing(open_store(place, scenario.target.model)) as target:
        content = EngineContent(engine, scenario.header, no_report)
        target.write(scenario.target, content, "fail")
    engine.close()
