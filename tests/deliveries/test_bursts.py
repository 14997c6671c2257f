"""A burst is spread, whoever sends and whatever a clock does: never more than a provider takes, and nothing dropped."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from handover_policy.ledger.database import open_database, writing
from handover_policy.ledger.outbox.claims import claim
from handover_policy.ledger.outbox.parcels import ParcelsWanted
from handover_policy.ledger.outbox.rates import Bucket, allowed
from handover_policy.ledger.outbox.rows import Sending, waiting_row
from handover_policy.ledger.outbox.settling import DeliveryStanding, Settled, settle
from handover_policy.ledger.outbox.tables import ACCEPTED, OUTBOX
from handover_policy.ledger.tables import TABLES
from handover_policy.ports.channels import Limit
from tests.deliveries.office import BEGIN, Remembering, hired, office, resigns
from tests.service.test_lanes import until

HERE, CHANNEL = "acme", "dingtalk"
MESSAGES, MOST, MINUTE = 1000, 20, 60.0
ROBOT = (Limit(most=MOST, seconds=MINUTE),)
AT_ONCE = 48
EDGE = 1e-6


def within(moments: Sequence[float], seconds: float) -> int:
    """Return how many of sorted moments lie within so many seconds at most, wherever these begin."""
    most = first = 0
    for place, moment in enumerate(moments):
        while moments[first] <= moment - seconds + EDGE:
            first += 1
        most = max(most, place - first + 1)
    return most


def waiting(engine: Engine) -> None:
    told = [Sending(notice=f"{n:032x}", channel=CHANNEL, person=f"E{n}") for n in range(MESSAGES)]
    rows = [{**waiting_row(each, place, (CHANNEL,), 0.0), "company": HERE} for place, each in enumerate(told)]
    with writing(engine) as connection:
        connection.execute(OUTBOX.insert(), rows)


def taken_by(engine: Engine, sender: str, clock: float) -> list[str]:
    """Return what a sender gets at a moment; the provider takes all of it."""
    wanted = ParcelsWanted(
        company=HERE,
        channel=CHANNEL,
        by=sender,
        now=clock,
        wall=clock,
        until=clock + 120,
        most=AT_ONCE,
        limits=ROBOT,
    )
    with writing(engine) as connection:
        parcels = claim(connection, wanted).parcels
        done = [Settled(parcel=each, standing=DeliveryStanding(state=ACCEPTED), at=BEGIN) for each in parcels]
        settle(connection, HERE, sender, done)
    return [each.key for each in parcels]


def test_a_thousand_messages_at_nine_go_out_by_two_senders_as_fast_as_a_robot_takes_them(tmp_path: Path):
    chance = random.Random(9)  # noqa: S311 - a test's
    engines = [open_database(f"sqlite:///{tmp_path / 'handover.db'}") for _ in range(2)]
    TABLES.create_all(engines[0])
    waiting(engines[0])
    clock, sent = BEGIN.timestamp(), list[tuple[float, str]]()
    while len(sent) < MESSAGES:
        number = chance.randrange(2)
        sent.extend((clock, key) for key in taken_by(engines[number], f"sender-{number}", clock))
        clock += chance.uniform(2, 30)
        assert clock < BEGIN.timestamp() + 2 * MESSAGES / MOST * MINUTE, "it takes far longer than it must"
    moments = [at for at, _ in sent]
    assert Counter(Counter(key for _, key in sent).values()) == {1: MESSAGES}
    assert within(moments, MINUTE) == MOST
    assert moments[-1] - moments[0] < 1.35 * MESSAGES / MOST * MINUTE
    for each in engines:
        each.dispose()


STEPS = st.lists(st.tuples(st.floats(0.01, 40), st.sampled_from([0.0, 0.0, 0.0, -30.0, -3600.0, 3600.0])), max_size=40)


@settings(max_examples=30)
@given(STEPS, st.integers(1, 30))
def test_no_step_of_the_clock_lets_more_through_than_a_provider_takes(
    steps: list[tuple[float, float]], wanted: int
) -> None:
    engine = create_engine("sqlite://")
    TABLES.create_all(engine)
    truth = wrong = BEGIN.timestamp()
    sent = list[float]()
    with engine.begin() as connection:
        for step, jump in steps:
            truth += step
            wrong += step + min(jump, 0.0)  # one that is put forward cannot know how long it was
            sent.extend([truth] * allowed(connection, Bucket(HERE, CHANNEL), ROBOT, wanted, wrong).parcels)
        allowed(connection, Bucket(HERE, CHANNEL), ROBOT, 1, wrong)
        again = allowed(connection, Bucket(HERE, CHANNEL), ROBOT, MESSAGES, wrong + MINUTE + 1)
    engine.dispose()
    assert within(sent, MINUTE) <= MOST
    assert again.parcels == MOST


def test_two_senders_at_once_send_each_message_once_under_limits_that_they_share(tmp_path: Path, database: str):
    people = [f"E{number}" for number in range(100, 130)]
    robot = Remembering(None, limits=(Limit(most=12, seconds=0.6),))
    with office(tmp_path, database, dingtalk=robot) as here:
        here.tell(*(hired(each) for each in people), *(resigns(each) for each in people))
        other = here.second_sender()
        here.sender.start()
        other.start()
        until(lambda: len(robot.at) >= len(people), "not all went out")
        other.stop()
        assert Counter(each.key for each in robot.sent).most_common(1)[0][1] == 1
        assert within(robot.at, 0.5) <= 12
        until(lambda: {row["state"] for row in here.rows(channel="dingtalk")} == {"accepted"}, "not all was settled")
