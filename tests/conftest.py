"""Hypothesis profiles (`normal`, and `nightly` by HANDOVER_HYPOTHESIS=nightly); which tests `make fast` runs."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("normal", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("nightly", deadline=None, max_examples=100_000)
settings.load_profile(os.environ.get("HANDOVER_HYPOTHESIS", "normal"))

with suppress(ImportError):  # without the extra of the service there is none
    import structlog

    # A page that fails would tell the values of every frame: minutes in which a test hangs.
    for told in structlog.get_config()["processors"]:
        if isinstance(told, structlog.dev.ConsoleRenderer):
            told.exception_formatter = structlog.dev.plain_traceback

TESTS = Path(__file__).parent
FAST_FOLDERS = (TESTS / "unit", TESTS / "architecture")
NOT_FAST = ("slow", "long")
LONGEST_FIRST = ("pages", "service", "deliveries", "evidence", "hostile", "edges", "laws")
"""Folders whose files take minutes: begun last, one worker would end long after the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `fast` what lies in a fast folder and is not marked as slow or long; put long files first."""
    items.sort(key=_place)
    for item in items:
        inside = any(item.path.is_relative_to(folder) for folder in FAST_FOLDERS)
        if inside and not any(item.get_closest_marker(name) for name in NOT_FAST):
            item.add_marker("fast")


def _place(item: pytest.Item) -> int:
    folder = item.path.relative_to(TESTS).parts[0]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


@pytest.fixture(scope="module")
def what_ships_is_read_once() -> None:
    """Read schemas, statutes and messages of the product once in this process: for tests that read many sets."""
    from tests.hostile.fuzzing.commands import remember_what_ships  # noqa: PLC0415 - few tests need it

    remember_what_ships()
