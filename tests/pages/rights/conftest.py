"""The company of the rights: one for all tables, for nothing that is refused changes it.

What is done in the end of rights.yaml comes behind everything else: test_rights is the last of the folder.
"""

from collections.abc import Iterator

import pytest

from tests.pages.rights.company import RightsCompany, company


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RightsCompany]:
    with company(tmp_path_factory.mktemp("rights")) as made:
        yield made
