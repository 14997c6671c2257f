"""What docs/channels.md has people try: it sends one message through each kind."""

import re
from pathlib import Path
from typing import Any

import pytest

from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import Accepted
from tests.deliveries.fakes.loopback import served
from tests.deliveries.rigs import RIGS, Rig

PAGE = Path(__file__).parents[2] / "docs" / "channels.md"


def trial() -> tuple[str, str]:
    """Return the program of the page, and the line that people change."""
    programs = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (program,) = (each for each in programs if "kind, settings, address = " in each)
    (line,) = (each for each in program.splitlines() if each.startswith("kind, settings, address = "))
    return program, line


@pytest.mark.parametrize("rig", RIGS.values(), ids=RIGS)
def test_the_trial_of_the_page_sends_one_message(rig: Rig) -> None:
    program, line = trial()
    with served(rig.fake()) as fake:
        if hasattr(fake, "now_ms"):
            fake.now_ms = None
        if hasattr(fake, "now"):
            fake.now = None
        settings = {**rig.values(fake), "base_url": fake.address}
        own = f"kind, settings, address = {rig.kind!r}, {settings!r}, 'zhangsan'"
        told: dict[str, Any] = {}
        exec(program.replace(line, own), told)  # noqa: S102 - the page's own program
        assert isinstance(told["answer"], Accepted)


def test_every_kind_and_every_key_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for name in RIGS:
        assert f"`{name}`" in page
        for setting in (*KINDS[name].required, *KINDS[name].optional):
            assert f"`{setting}`" in page
        row = next(each for each in page.splitlines() if each.startswith(f"| `{name}` |"))
        assert ("`untried`" in row) is KINDS[name].untried
