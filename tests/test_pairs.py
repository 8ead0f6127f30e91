"""Every ordered pair of kinds of store: the same facts arrive, and ``verify`` says so.

Pairs of files run always; pairs with a live server where it is there (``DYNAMITE_SERVERS=1``, or
the URL of a deployment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from pairs import D, G, R, holds_what_is_stated, program, target_schema, write_base

from dynamite.commands.inspect import sample
from dynamite.commands.migrate import migrate
from dynamite.data.instance import nest
from dynamite.schema import Model
from dynamite.stores import open_store

FILES: dict[str, tuple[Model, str]] = {
    "sqlite": (R, "x.db"),
    "duckdb": (R, "x.duckdb"),
    "csv": (R, "csv:x"),
    "parquet": (R, "parquet:x"),
    "json": (D, "x.json"),
    "json lines": (D, "jsonl:x"),
    "xml": (D, "x.xml"),
    "graph": (G, "graph:x.json"),
    "graph lines": (G, "graph:x.jsonl"),
    "graphml": (G, "x.graphml"),
}
"""The model of each kind of file, and the URL of one below a directory."""

LIVE: dict[str, Model] = {"postgres": R, "mysql": R, "mongodb": D, "neo4j": G}
PLAIN = ("sqlite", "json", "graph")
"""One kind for each model: in these the facts are stated, and every server is paired with them."""


def model_of(kind: str) -> Model:
    return LIVE[kind] if kind in LIVE else FILES[kind][0]


def place_of(kind: str, directory: Path) -> str:
    """The URL of an empty place of a kind."""
    if kind in FILES:
        directory.mkdir()
        scheme, colon, name = FILES[kind][1].rpartition(":")
        return f"{scheme}{colon}{directory / name}"
    if kind in ("postgres", "mysql"):
        import live_databases

        scheme = {"postgres": "postgresql:", "mysql": "mysql:"}[kind]
        url: str = live_databases.live_url(scheme, directory)
        return url
    import live_nosql

    found: str = live_nosql.mongodb_url() if kind == "mongodb" else live_nosql.neo4j_url()
    return found


def file_pairs() -> Iterator[Any]:
    """Each kind of file to one of each model, in turns: so each is a target too."""
    turns = {model: cycle([k for k in FILES if model_of(k) is model]) for model in Model}
    for source in FILES:
        for targets in turns.values():
            target = next(targets)
            yield pytest.param(source, target, id=f"{source} to {target}")


def live_pairs() -> Iterator[Any]:
    """The twelve pairs of live stores, and each of them to and from files of each model."""
    for source in (*LIVE, *PLAIN):
        for target in (*LIVE, *PLAIN):
            live = [kind for kind in (source, target) if kind in LIVE]
            if live and source != target:
                marks = pytest.mark.server(*live)
                yield pytest.param(source, target, id=f"{source} to {target}", marks=marks)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Gives the URL of a store of a kind that holds the facts; a file is filled once."""
    urls: dict[str, str] = {}

    def fill(kind: str) -> str:
        if kind in LIVE or kind not in urls:
            directory = tmp_path_factory.mktemp("source")
            model = model_of(kind)
            urls[kind] = write_base(model, directory)
            if kind not in PLAIN:
                base, urls[kind] = urls[kind], place_of(kind, directory / "x")
                migrate(program(model, model), base, urls[kind], verify=True)
        return urls[kind]

    return fill


@pytest.mark.parametrize(("source", "target"), [*file_pairs(), *live_pairs()])
def test_every_pair_moves_the_same_facts(
    filled: Callable[[str], str], tmp_path: Path, source: str, target: str
) -> None:
    moving = program(model_of(source), model_of(target))
    start, end = filled(source), place_of(target, tmp_path / "target")
    report = migrate(moving, start, end, verify=True)
    assert report.verification is not None
    assert report.verification.is_equal
    assert holds_what_is_stated(end, model_of(target))


@pytest.mark.parametrize(
    "kind", [*FILES, *(pytest.param(kind, marks=pytest.mark.server(kind)) for kind in LIVE)]
)
def test_every_kind_of_store_is_sampled(filled: Callable[[str], str], kind: str) -> None:
    url, model = filled(kind), model_of(kind)
    data = nest(sample(url, 100, model=model).instance)
    with closing(open_store(url, model=model)) as store:
        schema = store.schema()
    names = {"nodes", "edges"} if model is G else {root.name for root in schema.roots()}
    assert data.keys() == names
    assert len(schema.roots()) == len(target_schema(model).roots())
    one = nest(sample(url, 1, model=model).instance)
    assert 0 < sum(map(len, one.values())) <= sum(map(len, data.values()))
