"""One desk for all tests of a module; each begins with what is offered at first, and with E1 at the browser."""

from collections.abc import Iterator

import pytest

from tests.pages.sign_in.entering import Desk, desk
from tests.pages.sign_in.fakes import DingTalkFake, FeishuFake, Vendor, WeComFake


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk") / "data") as made:
        yield made


@pytest.fixture
def place(opened: Desk) -> Desk:
    fresh: tuple[type[Vendor], ...] = (DingTalkFake, WeComFake, FeishuFake)
    for made in fresh:
        there, new = opened.vendors[made.KIND], made()
        new.address = there.address
        vars(there).update(vars(new))
    opened.anew()
    return opened
