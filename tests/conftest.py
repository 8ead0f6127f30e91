"""Options of the test suite, and the live servers that some tests need."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from spark_sessions import spark_session

SERVER_MARK = "server(name): needs a live server; runs with DYNAMITE_SERVERS=1 or the URL of one"

SPARK_MARK = "spark: needs Java and PySpark; runs with DYNAMITE_SPARK=1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases",
        action="store_true",
        help="rewrite the expected files under tests/cases instead of comparing with them",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", SERVER_MARK)
    config.addinivalue_line("markers", SPARK_MARK)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of servers that are not asked for; one asked for has to be there."""
    left_out = [item for item in items if not is_asked_for(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def is_asked_for(item: pytest.Item) -> bool:
    """Whether what a test needs is asked for: each of its servers, and Spark."""
    spark = item.get_closest_marker("spark") is None or os.environ.get("DYNAMITE_SPARK") == "1"
    return spark and all(map(is_wanted, servers_of(item)))


def servers_of(item: pytest.Item) -> set[str]:
    """The names of the servers that a test needs, such as ``postgres`` or ``mongodb``."""
    return {name for mark in item.iter_markers("server") for name in mark.args}


def is_wanted(server: str) -> bool:
    """Whether tests that need the server are to run: all servers, or the URL of this one."""
    wanted = os.environ.get("DYNAMITE_SERVERS") == "1"
    return wanted or bool(os.environ.get(f"DYNAMITE_TEST_{server.upper()}_URL"))


@pytest.fixture(scope="session", autouse=True)
def stopped_servers() -> Iterator[None]:
    """Stops the servers that a session has started."""
    yield
    for module in ("live_databases", "live_nosql"):
        if module in sys.modules:
            sys.modules[module].stop_all()


@pytest.fixture(scope="session")
def local_spark() -> Iterator[None]:
    """A Spark session on two cores of this process, which the engine finds."""
    yield from spark_session("local[2]")


@pytest.fixture(scope="session")
def spark_cluster() -> Iterator[None]:
    """A Spark session on two executors, each a process of its own."""
    yield from spark_session("local-cluster[2,1,1024]")


@pytest.fixture
def update_cases(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten; the difference is then reviewed."""
    return bool(request.config.getoption("--update-cases"))
