"""A ledger goes on from an opening anywhere, over changes of the policy too, and keeps what is to be kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.ledger.links import add_link
from handover_policy.ledger.tables import SIGN_IN_LINKS
from tests.laws.trials import tell as tell_of_law
from tests.service.ledger.playing import (
    COMPANY,
    SALESMAN,
    Clock,
    events_of,
    ledger_of,
    opened,
    settings_for,
    tell,
    tick,
    writing_for,
)
from tests.service.ledger.test_moving import decisions, differences, exported, replayed_lines

EVENTS = events_of(SALESMAN)
POLICIES = Path(__file__).parents[2] / "laws" / "policies"
SETS = {"default": ["builtin:default"], **{name: [str(POLICIES / name)] for name in ("nasty", "daily")}}


@pytest.mark.parametrize(("seed", "setting", "cut"), [(11, "default", 4), (12, "nasty", 9), (13, "daily", 6)])
def test_an_opening_anywhere_changes_no_decision(seed: int, setting: str, cut: int, tmp_path: Path) -> None:
    lines = [line.told for line in tell_of_law(setting, seed) if b'"clock.ticked"' not in line.told]
    plain, opened_twice = (f"sqlite:///{tmp_path / name}.db" for name in ("plain", "opened"))
    with writing_for(settings_for(plain, tmp_path, SETS[setting]), clock := Clock()) as company:
        for part in (lines[:cut], lines[cut : cut + 3], lines[cut + 3 :]):
            tell(company, part, clock, skip=True)
    with writing_for(settings_for(opened_twice, tmp_path, SETS[setting]), clock := Clock()) as company:
        tell(company, lines[:cut], clock, skip=True)
        open_anew(company.lane.ledger, clock(), erase=True)
        tell(company, lines[cut : cut + 3], clock, skip=True)
        position = open_anew(company.lane.ledger, clock(), erase=True)
        tell(company, lines[cut + 3 :], clock, skip=True)
    after = decisions(opened_twice, position)
    assert after == decisions(plain)[-len(after) :]
    assert len(after) > 3
    assert replayed_lines(exported(opened_twice)) == after
    assert differences(opened_twice) == []
    older = [row for row in ledger_of(opened_twice) if row.kind == "opening"]
    assert [row.body is None for row in older] == [True, False]


@pytest.mark.parametrize("opens", ["", "opening"])
def test_a_version_loaded_between_two_starts_is_replayed_where_it_was_loaded(opens: str, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'handover.db'}"
    first, second = str(POLICIES / "nasty"), str(POLICIES / "next")
    lines = [line.told for line in tell_of_law("versions", 21) if b'"clock.ticked"' not in line.told]
    clock = Clock()
    with writing_for(settings_for(database, tmp_path, [first]), clock) as company:
        tell(company, lines[:3], clock, skip=True)
        if opens:
            open_anew(company.lane.ledger, clock())
    with writing_for(settings_for(database, tmp_path, [first, second]), clock) as company:
        tell(company, lines[3:], clock, skip=True)
        tick(company, clock.at + timedelta(days=3))
    assert [row.kind for row in ledger_of(database)].count("policy") == 2
    begins = [row.position for row in ledger_of(database) if row.kind == opens]
    after = decisions(database, max(begins, default=1))
    assert any('"version":"2.0.0"' in line for line in after)
    assert replayed_lines(exported(database)) == after
    assert differences(database) == []


def test_rows_of_a_case_under_hold_stay_readable(tmp_path: Path) -> None:
    database, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        clock.at += timedelta(days=60)
        tick(company, clock())
        with company.lane.ledger.batch() as (_, register):
            assert not list(register.open_cases())
        position = open_anew(company.lane.ledger, clock(), kept=["E1001/1"], erase=True)
    rows = [row for row in ledger_of(database) if row.position < position and row.kind == "event"]
    kept = [row for row in rows if row.body is not None]
    assert {row.subject for row in kept} <= {"E1001", "*"}
    assert sum(row.case_id == "E1001/1" for row in kept) > 15
    assert {row.subject for row in rows if row.body is None} == {None}
    assert differences(database) == []


def test_who_is_left_out_has_no_link_to_sign_in_by_any_more(tmp_path: Path) -> None:
    database, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        clock.at += timedelta(days=60)
        tick(company, clock())
        engine = company.lane.ledger.engine
        for person in ("E1001", "M1"):
            add_link(engine, COMPANY, person, clock())
        open_anew(company.lane.ledger, clock(), without=["E1001"], erase=True)
        with engine.connect() as connection:
            assert connection.execute(select(SIGN_IN_LINKS.c.person)).fetchall() == [("M1",)]


def test_what_is_written_into_a_row_that_was_erased_is_found(tmp_path: Path) -> None:
    database, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        open_anew(company.lane.ledger, clock())
        with company.lane.ledger.engine.begin() as connection:
            connection.execute(text("UPDATE ledger SET salt = NULL, body = '{}' WHERE position = 5"))
    with opened(database) as engine:
        (found,) = verify_ledger(engine, COMPANY, evaluator="compiled").differences
    assert (found.code, found.row) == ("row-altered", "5")
    assert "body" in found.column


def test_nothing_that_was_erased_is_left_in_the_file(tmp_path: Path) -> None:
    database, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    event_of_nobody = EVENTS[0].replace(b"E1002", b"E-gone").replace(b'"e-', b'"gone-')
    assert b"E-gone" in event_of_nobody or b"gone-" in event_of_nobody
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, [event_of_nobody, *EVENTS], clock)
        clock.at += timedelta(days=60)
        tick(company, clock())
        open_anew(company.lane.ledger, clock(), erase=True)
        with company.lane.ledger.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b'"gone-' not in (tmp_path / "handover.db").read_bytes()
