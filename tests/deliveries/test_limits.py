"""Limits of a provider hold whoever sends: several processes, clocks that differ, one person with many messages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine

from handover_policy.app.serving.settings import WebhookSettings
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.outbox.claims import claim
from handover_policy.ledger.outbox.parcels import ParcelsWanted
from handover_policy.ledger.outbox.rates import Bucket, allowed
from handover_policy.ledger.outbox.rows import Receiver
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ports.channels import Limit
from tests.deliveries.office import Remembering, hired, office, resigns

MINUTE = Limit(most=20, seconds=60.0)


def test_processes_share_a_limit_from_its_first_message_on_whatever_their_clocks_say(
    tmp_path: Path, database: str
) -> None:
    with office(tmp_path, database, sms=Remembering("phone")) as here:

        def take(now: float) -> int:
            with writing(here.service.engine) as connection:
                return allowed(connection, Bucket("acme", "robot"), [MINUTE], 20, now).parcels

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(take, [1005.0, 1000.0])) == 20
        assert take(1001.0) == 0
        assert take(1066.0) == 20
        assert take(940.0) == 0
        assert take(1001.0) == 20


def _order(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        rows = OUTBOX.select().where(OUTBOX.c.channel == "sms").order_by(OUTBOX.c.position)
        return [each.person for each in connection.execute(rows)]


def test_what_one_person_must_wait_for_takes_nobody_elses_room_and_the_oldest_goes_first(tmp_path: Path) -> None:
    limits = (Limit(most=5, seconds=60.0), Limit(most=1, seconds=60.0, scope="address"))
    with office(tmp_path, sms=Remembering("phone")) as here:
        people = [f"E{number}" for number in range(1, 9)]
        for number, each in enumerate(people, 1):
            here.tell(hired(each, number), resigns(each))
            here.later(seconds=1)
        now = here.clock[0].timestamp()
        wanted = ParcelsWanted(
            company="acme", channel="sms", by="me", now=now, wall=now, until=now + 9, most=30, limits=limits
        )
        with writing(here.service.engine) as connection:
            allowed(connection, Bucket("acme", "sms\nE1"), limits[1:], 1, now)
            claims = claim(connection, wanted)
        assert [each.person for each in claims.parcels] == _order(here.service.engine)[1:6] == people[1:6]


def test_two_webhooks_with_one_address_tell_it_once(tmp_path: Path) -> None:
    hook = WebhookSettings(url="https://it.example/hook", values={}).channel
    with office(tmp_path, sms=Remembering("phone")) as here:
        here.company.lane.ledger.receivers = [
            Receiver(channel=hook, effects=frozenset({"task"})),
            Receiver(channel=hook, effects=frozenset({"notice"})),
        ]
        here.tell(hired("E1"), resigns("E1"))
        assert len(here.rows(channel=hook)) == 1
