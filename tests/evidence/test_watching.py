"""A service makes checkpoints by itself: as a day begins, at each signed sheet, stamped where an authority is set."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest
import structlog
from sqlalchemy import Engine, text

from handover_policy.app.proving.watching import LogWatch
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import ChannelSettings, ContactSettings, TimestampSettings
from handover_policy.app.serving.ticking import tell_time
from handover_policy.ledger.database import open_database, reading
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, checkpoints_of
from tests.evidence.authority import authority
from tests.service.ledger.playing import COMPANY, SALESMAN, Clock, events_of, settings_for, tell, writing_for

EVENTS = events_of(SALESMAN)


class _Of:
    """What a watch asks of a service."""

    def __init__(self, company: Company, data: Path, clock: Clock) -> None:
        self.engine: Engine = company.lane.ledger.engine
        self.settings = settings_for("sqlite://", data)
        self.now: Callable[[], datetime] = clock
        self.companies: Mapping[str, Company] = {company.id: company}


def watch_of(company: Company, data: Path, clock: Clock) -> LogWatch:
    return LogWatch(_Of(company, data, clock))


@contextmanager
def played(tmp_path: Path, clock: Clock) -> Iterator[Company]:
    with writing_for(settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path), clock) as company:
        yield company


def made(company: Company) -> list[WrittenCheckpoint]:
    with company.lane.ledger.engine.connect() as connection:
        return list(checkpoints_of(connection, COMPANY))


def test_a_checkpoint_a_day_and_one_at_each_signed_sheet(tmp_path: Path) -> None:
    clock = Clock()
    with played(tmp_path, clock) as company:
        watch = watch_of(company, tmp_path, clock)
        signed, days = 0, set()
        for line in EVENTS:
            tell(company, [line], clock)
            before = len(made(company))
            fresh = clock().astimezone(company.lane.ledger.zone).date() not in days
            days.add(clock().astimezone(company.lane.ledger.zone).date())
            sheet = orjson.loads(line)["type"] == "sheet.signed"
            signed += sheet
            watch.look(company)
            assert len(made(company)) - before == (fresh or sheet)
        assert signed > 1
        sizes = [each.size for each in made(company)]
        for _ in range(3):
            clock.at += timedelta(days=1)
            watch.look(company)
            watch.look(company)
        assert [each.size for each in made(company)] == [*sizes, *[made(company)[-1].size] * 3]
        watch_of(company, tmp_path, clock).look(company)
        assert len(made(company)) == len(sizes) + 3


def test_a_log_that_was_altered_is_said_once_and_signed_no_more(tmp_path: Path) -> None:
    clock = Clock()
    with played(tmp_path, clock) as company:
        watch = watch_of(company, tmp_path, clock)
        tell(company, EVENTS[:5], clock)
        watch.look(company)
        with company.lane.ledger.engine.begin() as connection:
            connection.execute(text("UPDATE ledger SET leaf = zeroblob(32) WHERE position = 2"))
        with structlog.testing.capture_logs() as said:
            for _ in range(3):
                clock.at += timedelta(days=1)
                watch._looked[COMPANY].made_from = 0.0
                watch.look(company)
        assert [each["event"] for each in said] == ["checkpoint-not-made"]
        assert len(made(company)) == 1


def test_checkpoints_are_stamped_and_an_authority_that_is_away_holds_nothing_up(tmp_path: Path) -> None:
    clock = Clock()
    with authority(tmp_path / "authority") as here, played(tmp_path, clock) as company:
        company.settings = replace(company.settings, timestamps=TimestampSettings(url=here.url, ca=here.ca))
        watch = watch_of(company, tmp_path, clock)
        tell(company, EVENTS[:5], clock)
        here.status = 503
        watch.look(company)
        watch.look(company)
        assert [each.stamp is None for each in made(company)] == [True]
        assert len(here.asked) == 1
        here.status, watch._looked[COMPANY].stamped_from = 200, 0.0
        watch.look(company)
        watch.look(company)
        assert [each.stamp is None for each in made(company)] == [False]
        assert len(here.asked) == 2


def test_an_authority_that_was_away_for_long_stamps_a_checkpoint_made_anew(tmp_path: Path) -> None:
    clock = Clock()
    with authority(tmp_path / "authority") as here, played(tmp_path, clock) as company:
        company.settings = replace(company.settings, timestamps=TimestampSettings(url=here.url, ca=here.ca))
        watch = watch_of(company, tmp_path, clock)
        tell(company, EVENTS[:5], clock)
        here.status = 503
        watch.look(company)
        clock.at += timedelta(minutes=30)
        for status in (503, 200):
            here.status, watch._looked[COMPANY].stamped_from = status, 0.0
            watch.look(company)
        watch.look(company)
        early, late = made(company)
        assert early.stamp is None is not late.stamp
        assert (early.size, early.at < late.at) == (late.size, True)


def test_one_checkpoint_a_day_is_sent_to_those_who_keep_them(tmp_path: Path) -> None:
    clock, folder = Clock(), tmp_path / "sent"
    with played(tmp_path, clock) as company:
        sink = ChannelSettings(kind="sink", values={"folder": str(folder), "address_kind": "email"})
        keepers = ("audit@lawyers.example", "union@acme.example", "hr@acme.example")
        hr = {"U-HR": ContactSettings(name="人事", addresses={"email": keepers[-1]})}
        company.settings = replace(company.settings, checkpoints_to=keepers[:-1], hr=("U-HR",), people=hr)
        watch = watch_of(company, tmp_path, clock)
        tell(company, EVENTS[:5], clock)
        with structlog.testing.capture_logs() as said:
            watch.look(company)
        assert [each["event"] for each in said] == ["checkpoint-not-sent"]
        company.settings = replace(company.settings, channels={"email": sink})
        watch._looked[COMPANY].sent_from = 0.0
        for _ in range(3):
            watch.look(company)
            watch.look(company)
            clock.at += timedelta(days=1)
        letters = [orjson.loads(each.read_bytes()) for each in sorted(folder.glob("*.json"))]
        assert len(letters) == 3 * len(keepers)
        attached = {each["attachments"][0]["content"] for each in letters}
        assert attached == {b64encode(each.note.encode()).decode() for each in made(company)}
        assert {each["address"] for each in letters} == set(keepers)


def test_where_no_service_runs_the_first_tick_of_a_day_makes_the_checkpoint_and_sends_it_once(tmp_path: Path) -> None:
    clock, folder = Clock(), tmp_path / "sent"
    sink = ChannelSettings(kind="sink", values={"folder": str(folder), "address_kind": "email"})
    settings = settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path)
    company = replace(settings.companies[0], channels={"email": sink}, checkpoints_to=("audit@lawyers.example",))
    settings = replace(settings, companies=(company,))
    for day in (1, 2):
        for _ in range(2):
            assert [name for name, _ in tell_time(settings, clock)] == [COMPANY]
        with reading(open_database(settings.database)) as connection:
            assert len(list(checkpoints_of(connection, COMPANY))) == day
        assert len(list(folder.glob("*.json"))) == day
        clock.at += timedelta(days=1)


def test_a_service_that_runs_has_its_first_checkpoint_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path)
    service = Service(settings, engine="compiled", any_silence=True)
    service.start()
    watch = LogWatch(service, seconds=0.01)
    looked: list[Company] = []
    monkeypatch.setattr(watch, "look", looked.append)
    watch.start()
    while len(looked) < 3:
        pass
    watch.stop()
    monkeypatch.undo()
    watch.look(service.companies[COMPANY])
    assert [each.size for each in made(service.companies[COMPANY])] == [2]
    service.stop()
