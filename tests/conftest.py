"""Options of the test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases",
        action="store_true",
        help="rewrite the expected files under tests/cases instead of comparing with them",
    )


@pytest.fixture
def update_cases(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten; the difference is then reviewed."""
    return bool(request.config.getoption("--update-cases"))
