"""A receiver of decisions that takes nothing for five days is told nothing more, until somebody says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from handover_policy.app.sending.afterwards.webhooks import DisabledWebhook, disabled_webhooks, enable_webhook
from handover_policy.app.serving.settings import WebhookSettings
from handover_policy.ledger.database import open_database, reading, writing
from handover_policy.ledger.outbox.receivers import HookAnswer, ReceiverStanding, note_answers
from handover_policy.ledger.tables import TABLES
from handover_policy.ports.channels import Accepted, Failed
from tests.deliveries.office import Office, Remembering, hired, office, resigns

HOOK = WebhookSettings(url="https://it.example/hooks?key=s3cret", values={"secret": "whsec_x"})
CHANGED = WebhookSettings(url=HOOK.url, values={"secret": "whsec_y"})
BUSY = Failed(code="http-503", reason="no room", lasting=False)
HOUR, DAY = 3600.0, 86400.0


def disabled(here: Office, hook: WebhookSettings = HOOK) -> tuple[DisabledWebhook, ...]:
    with reading(here.service.engine) as connection:
        return disabled_webhooks(connection, "acme", [hook])


def test_a_receiver_is_given_up_after_five_days_and_told_all_once_it_is_enabled(tmp_path: Path):
    receiver = Remembering(None, answers=[BUSY])
    with office(tmp_path, hook=(HOOK, receiver)) as here:
        for day in range(8):
            here.tell(hired(f"E{day}"), resigns(f"E{day}"))
            here.send()
            if disabled(here):
                break
            here.later(hours=20)
        (told,) = disabled(here)
        assert (told.host, told.code, told.reason) == ("it.example", "http-503", "no room")
        assert 5 * DAY <= (told.since - told.failing_since).total_seconds() < 5 * DAY + 20 * HOUR
        assert told.since == told.last_at
        tries, told_then = len(receiver.sent), told.waiting
        here.tell(hired("E9"), resigns("E9"))
        here.later(days=3)
        here.send()
        assert len(receiver.sent) == tries
        assert disabled(here)[0].waiting == told_then + 1
        assert disabled(here, CHANGED) == ()
        receiver.answers[:] = [Accepted(provider_id=None)]
        with writing(here.service.engine) as connection:
            now = here.clock[0]
            done = [enable_webhook(connection, "acme", told.channel, by="U-HR", now=now) for _ in range(2)]
        assert done == [True, False]
        here.send()
        assert disabled(here) == ()
        assert here.rows(channel=told.channel, state="waiting") == []


@pytest.mark.parametrize(
    ("answers", "given_up"),
    [
        ([(0, "x"), (DAY, "x"), (3 * DAY, "x"), (5 * DAY - 1, "x")], None),
        ([(0, "x"), (DAY, "x"), (3 * DAY, "x"), (5 * DAY, "x")], 5 * DAY),
        ([(0, "x"), (2 * DAY, "x"), (3 * DAY, None), (4 * DAY, "x"), (5 * DAY, "x")], None),
        ([(0, "x"), (DAY, "x"), (6 * DAY, "x")], None),
        ([(0, "http-410")], 0.0),
    ],
    ids=["nearly", "five days", "one success", "nothing told for days", "gone"],
)
def test_five_days_are_days_in_which_every_try_failed(
    answers: list[tuple[float, str | None]], given_up: float | None, tmp_path: Path
):
    engine = open_database(f"sqlite:///{tmp_path / 'handover.db'}")
    TABLES.create_all(engine)

    def noted(connection: Connection, made_of: str, *told: tuple[float, str | None]) -> ReceiverStanding | None:
        return note_answers(connection, "acme", ("webhook/x", made_of), [HookAnswer(*each) for each in told])

    with writing(engine) as connection:
        found = [noted(connection, "a", each) for each in answers]
        together = noted(connection, "b", *answers)
    engine.dispose()
    told = [each for each in (*found, together) if each is not None]
    assert [each.disabled_at for each in told] == ([] if given_up is None else [given_up, given_up])
