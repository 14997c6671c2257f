"""`handover erase`, as somebody types it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handover_policy.ledger.holding import hold
from handover_policy.ledger.links import add_link
from tests.edges.cli.command import Ended, handover
from tests.evidence.erasing.departures import FIRST, NAME, OF_THE_FIRST, Firm, firm, told
from tests.service.ledger.playing import COMPANY, ledger_of

SETTINGS = """kind: service
database: sqlite:///{database}
companies:
  - {{id: acme, policy: builtin:default}}
"""


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Firm]:
    """A company that somebody left so long ago that nothing of them need be kept, whatever day it is."""
    earlier = [line for line in told() if b"E3001" not in line]
    for year, before in ((b"2020-", b"2010-"), (b"2023-", b"2013-"), (b"2024-", b"2014-"), (b"2026-", b"2016-")):
        earlier = [line.replace(year, before) for line in earlier]
    (tmp_path / "service.yaml").write_text(SETTINGS.format(database=tmp_path / "handover.db"), encoding="utf-8")
    with firm(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path, earlier) as here:
        add_link(here.engine, COMPANY, "E1002", here.clock() - timedelta(days=1))
        yield here


def run(here: Firm, *words: str) -> Ended:
    """Return how a command ended."""
    return handover("erase", "--settings", str(here.data / "service.yaml"), *words, "--lang", "en")


def test_a_dry_run_tells_and_changes_nothing_and_then_it_is_erased(typed: Firm) -> None:
    before = ledger_of(typed.database)
    with hold(f"sqlite:///{typed.data / 'handover.db'}", "somebody"):
        dry = run(typed, "--dry-run")
        held = run(typed)
    assert (dry.code, dry.out.decode()) == (
        0,
        f"{FIRST}  {NAME}\nacme: everything of 1 person would be erased; nothing was changed\n",
    )
    assert held.code == 2
    assert ledger_of(typed.database) == before
    done = run(typed, "--by", "U-HR")
    assert done.code == 0
    assert "erased everything of 1 person" in done.out.decode()
    assert typed.found_on_disk(*OF_THE_FIRST) == []
    again = run(typed)
    assert (again.code, again.out.decode()) == (0, "acme: nothing may be erased\n")
    assert run(typed, "--person", FIRST).code == 2
    verified = handover("ledger", "verify", "--settings", str(typed.data / "service.yaml"), "--log")
    assert verified.code == 0, verified.out


def test_of_one_person_it_says_what_stays_and_what_has_served_goes(typed: Firm) -> None:
    told = run(typed, "--person", "E1002", "--dry-run").out.decode()
    assert "Still employed" in told
    assert "sign-in links that were used or are too old: 1" in told
    done = run(typed, "--person", "E1002")
    assert "1 record that had served" in done.out.decode()
    assert "Nothing may be erased early." in run(typed, "--person", "E1002").out.decode()
