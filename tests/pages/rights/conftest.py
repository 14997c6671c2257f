"""The company of the rights: one a file, for what is done in one of them is seen by those that come after it."""

from collections.abc import Iterator

import pytest

from tests.pages.rights.company import RightsCompany, company


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RightsCompany]:
    with company(tmp_path_factory.mktemp("rights")) as made:
        yield made
