"""The tree over a ledger grows with its rows, whatever fails, and is made whole where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from handover_policy.evidence.merkle import Edge, Leaves, range_hash, subtrees_of
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.proofs.growing import grow_all
from handover_policy.ledger.proofs.subtrees import GONE, LEAST_LEVEL, hashes_at
from handover_policy.ledger.proofs.tables import LOG_SUBTREES
from handover_policy.ledger.tables import LEDGER, TABLES
from tests.service.ledger.playing import COMPANY, Clock, opened

ZONE, NOW = ZoneInfo("Asia/Shanghai"), Clock()()


@contextmanager
def ledger_in(engine: Engine) -> Iterator[CompanyLedger]:
    """Give a ledger without anything that decides, taken anew."""
    lease = take_lease(engine, COMPANY, Holder(name="test"), "0")
    assert lease is not None
    yield CompanyLedger(engine, lease, ZONE)


def add(ledger: CompanyLedger, count: int, *, fails: bool = False) -> None:
    """Add rows in one batch."""
    with ledger.batch() as (batch, _):
        for number in range(count):
            batch.add(LedgerEntry(kind="code", received_at=NOW, body=f"{number}"))
        if fails:
            raise ZeroDivisionError


def tree_of(engine: Engine) -> tuple[int, bytes, dict[tuple[int, int], bytes]]:
    """Return size and root of the tree over the leaves that there are, and the subtrees that have to be written."""
    with engine.connect() as connection:
        rows = connection.execute(select(LEDGER.c.position, LEDGER.c.leaf).order_by(LEDGER.c.position)).fetchall()
    edge = Edge()
    found: dict[tuple[int, int], bytes] = {}
    for row in rows:
        found |= {(at.level, at.number): made for at, made in edge.add(bytes(row[1])) if at.level >= LEAST_LEVEL}
    return edge.size, edge.root, found


def written_in(engine: Engine) -> dict[tuple[int, int], bytes]:
    row = LOG_SUBTREES.c
    with engine.connect() as connection:
        return {
            (level, number): bytes(made)
            for level, number, made in connection.execute(select(row.level, row.number, row.hash))
        }


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["stays", "fails", "restarts"])), max_size=8))
def test_the_tree_is_that_of_the_rows_whatever_fails_and_starts_anew(steps: list[tuple[int, str]]) -> None:
    with TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/handover.db") as engine:
        TABLES.create_all(engine)
        with ledger_in(engine) as taken:
            ledger = taken
            for count, what in steps:
                if what == "fails":
                    with pytest.raises(ZeroDivisionError):
                        add(ledger, count, fails=True)
                    continue
                add(ledger, count)
                ledger = ledger.under(ledger.lease) if what == "restarts" else ledger
        size, root, wanted = tree_of(engine)
        assert written_in(engine) == wanted
        with engine.connect() as connection:
            whole = Leaves(0, size)
            assert range_hash(whole, hashes_at(connection, COMPANY, 1, tuple(subtrees_of(whole)))) == root


def test_a_tree_that_is_not_there_or_not_whole_is_made_anew(database: str) -> None:
    with opened(database) as engine:
        TABLES.create_all(engine)
        with ledger_in(engine) as ledger:
            add(ledger, 100)
        for lost in ("", "WHERE level = 6", "WHERE number = 0"):
            with engine.begin() as connection:
                connection.execute(text(f"DELETE FROM log_subtrees {lost}"))  # noqa: S608 - a test's own words
            with ledger_in(engine) as ledger:
                add(ledger, 1)
            assert written_in(engine) == tree_of(engine)[2]
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM log_subtrees"))
            grow_all(connection)
        assert written_in(engine) == tree_of(engine)[2]


def test_a_row_that_is_gone_stops_nobody_from_writing(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'handover.db'}") as engine:
        TABLES.create_all(engine)
        with ledger_in(engine) as ledger:
            add(ledger, 9)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM ledger WHERE position = 4"))
            connection.execute(text("DELETE FROM log_subtrees"))
        with ledger_in(engine) as ledger:
            add(ledger, 1)
        with engine.connect() as connection:
            leaves = [
                bytes(leaf) for leaf in connection.execute(select(LEDGER.c.leaf).order_by(LEDGER.c.position)).scalars()
            ]
        edge = Edge()
        made = [each for leaf in [*leaves[:3], GONE, *leaves[3:]] for each in edge.add(leaf)]
        assert written_in(engine) == {tuple(each): found for each, found in made if each.level >= LEAST_LEVEL}


def test_a_ledger_that_begins_later_has_a_tree_of_its_own(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'handover.db'}") as engine:
        TABLES.create_all(engine)
        with ledger_in(engine) as ledger:
            with engine.begin() as connection:
                connection.execute(text("UPDATE companies SET next_position = 57"))
            add(ledger, 20)
        with ledger_in(engine) as ledger:
            add(ledger, 20)
        assert tree_of(engine)[0] == 40
        assert written_in(engine) == tree_of(engine)[2]
