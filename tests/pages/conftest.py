"""One demo for all tests of a module that change nothing others look at."""

from collections.abc import Iterator

import pytest

from tests.pages.visiting import Demo, demo


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as made:
        yield made
