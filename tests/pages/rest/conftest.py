"""A service that the tests of a module share."""

from collections.abc import Iterator

import pytest

from tests.pages.rest.people import Portal, portal_in


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Give a service with a salesman, his manager, and hr."""
    with portal_in(tmp_path_factory.mktemp("portal")) as made:
        made.hired("M200", "陈立", role="office")
        made.hired("E1001", "王晓敏 <b>&", manager="M200")
        yield made
