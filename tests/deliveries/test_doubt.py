"""What nobody knows of an attempt: it is asked about for the right moment, and repeated only while that is told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from handover_policy.app.sending.retries import RETRIES
from handover_policy.app.sending.turns import SendingMoment, take_turn
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.claims import claim
from handover_policy.ledger.outbox.parcels import ParcelsWanted
from handover_policy.ledger.outbox.releasing import release_expired, strand
from handover_policy.ledger.outbox.settling import DeliveryStanding, Settled, settle
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ports.channels import Asked, Failed, SentParcel, Unknown
from tests.deliveries.office import Office, Remembering, hired, office, resigns

DIED = Unknown(code="line-broken", reason="…")


class Asking(Remembering):
    """A channel that remembers what it was asked about, too."""

    about: Sequence[SentParcel] = ()

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:
        self.about = list(sent)
        return Remembering.ask(self, sent, now)


def _telling(here: Office, seconds: float) -> None:
    """Let the provider of text messages tell repeats for so long only."""
    desk = here.sender.desks["acme"]
    carrier = replace(desk.carriers["sms"], repeats_within=seconds)
    here.sender.desks = {"acme": replace(desk, carriers={"sms": carrier})}


def test_what_waited_longer_than_a_provider_tells_repeats_is_not_repeated(tmp_path: Path, database: str) -> None:
    """By quiet hours, or because nothing ran for hours: the second one would be another message."""
    sms = Remembering("phone", answers=[DIED])
    with office(tmp_path, database, sms=sms) as here:
        _telling(here, 3600)
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        here.later(hours=5)
        here.send()
        assert len(sms.sent) == 1
        (row,) = here.rows(channel="sms")
        assert (row["state"], row["code"]) == ("unknown", "too-late-to-repeat")
        assert [(each["state"], each["code"]) for each in here.noted() if each["channel"] == "sms"] == [
            ("waiting", "line-broken"),
            ("unknown", "too-late-to-repeat"),
        ]


def test_a_refusal_after_silence_is_no_failure(tmp_path: Path) -> None:
    refusal = Failed(code="no", reason="no balance", lasting=True)
    sms, mail = Remembering("phone", answers=[DIED, refusal]), Remembering("email")
    with office(tmp_path, sms=sms, email=mail) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        here.later(seconds=6)
        here.send()
        assert [(each["state"], each["code"]) for each in here.rows(channel="sms")] == [("unknown", "no")]


def test_after_a_death_the_provider_is_asked_for_the_moment_of_the_attempt(tmp_path: Path) -> None:
    sms = Asking("phone", tells_repeats=False)
    with office(tmp_path, sms=sms) as here:
        here.tell(hired("E1"), resigns("E1"))
        began = here.clock[0]
        with writing(here.service.engine) as connection:
            moment = SendingMoment(began, time.time() - 1000)
            assert take_turn(connection, here.sender.desks["acme"], {"sms": 10}, 10, moment).count == 1
        here.later(hours=10)
        here.send()
        (asked,) = sms.about
        assert (asked.at, asked.address) == (began, "13800000001")


def test_a_provider_that_never_saw_it_is_tried_as_often_as_any(tmp_path: Path) -> None:
    sms = Remembering("phone", tells_repeats=False, answers=[DIED])
    with office(tmp_path, sms=sms) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        sms.asked = Asked(unsent=[sms.sent[0].key])
        for _ in range(10):
            here.later(seconds=40)
            here.send()
        assert len(sms.sent) == 1 + len(RETRIES)
        assert [(each["state"], each["code"]) for each in here.rows(channel="sms")] == [("failed", "never-taken")]


def _wanted(here: Office, by: str, *, most: int = 10) -> ParcelsWanted:
    now = here.clock[0].timestamp()
    return ParcelsWanted(company="acme", channel="sms", by=by, now=now, wall=now, until=now + 120, most=most)


def test_an_answer_that_comes_late_counts_unless_somebody_else_sent_it_meanwhile(tmp_path: Path, database: str) -> None:
    with office(tmp_path, database, sms=Remembering("phone")) as here:
        here.tell(hired("E1"), resigns("E1"), hired("E2", 2), resigns("E2"))
        standing = DeliveryStanding(state="accepted", provider_id="p1")
        with writing(here.service.engine) as connection:
            first, second = claim(connection, _wanted(here, "me")).parcels
        later = here.clock[0].timestamp() + 200
        with writing(here.service.engine) as connection:
            assert release_expired(connection, "acme", "sms", (later, later), repeats=False, held=[second.key])
            at = here.clock[0]
            assert settle(connection, "acme", "me", [Settled(parcel=first, standing=standing, at=at)])
            assert not settle(connection, "acme", "me", [Settled(parcel=first, standing=standing, at=at)])
            assert release_expired(connection, "acme", "sms", (later, later), repeats=True)
        with writing(here.service.engine) as connection:
            here.later(seconds=300)
            (again,) = claim(connection, _wanted(here, "me")).parcels
            assert again.key == second.key
            assert not settle(connection, "acme", "me", [Settled(parcel=second, standing=standing, at=at)])
            assert settle(connection, "acme", "me", [Settled(parcel=again, standing=standing, at=at)])


def test_what_waits_for_a_channel_that_is_gone_waits_no_longer(tmp_path: Path, database: str) -> None:
    with office(tmp_path, database, sms=Remembering("phone")) as here:
        here.tell(hired("E1"), resigns("E1"))
        with writing(here.service.engine) as connection:
            assert not strand(connection, "acme", ["sms", "dingtalk"], 1.0)
            found = strand(connection, "acme", ["email"], 1.0)
        assert {row.channel for row in found} == {"sms", "dingtalk"}  # hr has none of the other's channels
        assert [(each["state"], each["code"]) for each in here.rows(channel="sms")] == [
            ("undeliverable", "channel-gone")
        ]


def test_a_sender_lets_messages_for_a_channel_that_is_gone_go_another_way(tmp_path: Path) -> None:
    mail = Remembering("email")
    with office(tmp_path, email=mail) as here:
        here.tell(hired("E1"), resigns("E1"))
        (row,) = here.rows(channel="sms")
        with writing(here.service.engine) as connection:
            told = {**row, "channel": "quick", "state": "waiting", "next_attempt": 0.0, "code": None}
            connection.execute(OUTBOX.delete().where(OUTBOX.c.notice == row["notice"]))
            connection.execute(OUTBOX.insert(), [told])
        here.send()
        assert [(each["state"], each["code"]) for each in here.rows(channel="quick")] == [
            ("undeliverable", "channel-gone")
        ]
        assert [each["instead_of"] for each in here.rows(channel="email", notice=row["notice"])] == ["quick"]


def test_what_was_on_its_way_on_a_channel_that_is_gone_is_unknown(tmp_path: Path, database: str) -> None:
    with office(tmp_path, database, email=Remembering("email")) as here:
        here.tell(hired("E1"), resigns("E1"))
        (row,) = here.rows(channel="sms")
        with writing(here.service.engine) as connection:
            claim = {"claimed_by": "dead", "claimed_until": 1.0, "state": "sending", "code": None, "attempts": 1}
            connection.execute(
                OUTBOX.insert(), [{**row, **claim, "channel": "wecom", "notice": "n1", "next_attempt": None}]
            )
        here.send()
        (row,) = here.rows(channel="wecom", notice="n1")
        assert (row["state"], row["code"]) == ("unknown", "sender-died")
