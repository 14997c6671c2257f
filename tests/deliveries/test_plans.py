"""However many messages wait, or have arrived in years, each statement about the outbox finds its own by an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from handover_policy.ledger.database import open_database, writing
from handover_policy.ledger.notes.marks import marks_wait
from handover_policy.ledger.outbox.claims import anything_due, claim
from handover_policy.ledger.outbox.parcels import ParcelsWanted
from handover_policy.ledger.outbox.receiving import ask_again, note_read, receive, send_again, sent_parcels
from handover_policy.ledger.outbox.releasing import put_off, release_expired, strand
from handover_policy.ledger.outbox.rows import Sending, waiting_row
from handover_policy.ledger.outbox.settling import DeliveryStanding, Settled, settle
from handover_policy.ledger.outbox.tables import OUTBOX, UNKNOWN
from handover_policy.ledger.outbox.troubled import decide_delivery, troubled
from handover_policy.ledger.tables import TABLES
from handover_policy.ports.channels import Limit, Receipt
from tests.deliveries.office import BEGIN

HERE, CHANNEL = "acme", "dingtalk"
PEOPLE = 40
Statements = dict[str, Any]
FEW = ("COVERING INDEX", "outbox_troubled (company=?)")
"""What stands in trouble is read from its newest on, and only so much of it as a page shows."""


@contextmanager
def heard(engine: Engine) -> Iterator[Statements]:
    found: Statements = {}

    def hear(_: Any, __: Any, statement: str, told: Any, ___: Any, many: bool) -> None:  # noqa: FBT001 - SQLAlchemy's
        if re.search(r"\b(outbox|ledger_marks)\b", statement) and not statement.startswith(("INSERT", "EXPLAIN")):
            found.setdefault(statement, told[0] if many else told)

    event.listen(engine, "before_cursor_execute", hear)
    yield found
    event.remove(engine, "before_cursor_execute", hear)


def worked_off(connection: Connection) -> None:
    """Ask and write whatever a sender does."""
    now = BEGIN.timestamp()
    told = [Sending(notice=f"{n:032x}", channel=CHANNEL, person=f"E{n % PEOPLE}") for n in range(3 * PEOPLE)]
    rows = [{**waiting_row(each, place, (CHANNEL,), now), "company": HERE} for place, each in enumerate(told)]
    connection.execute(OUTBOX.insert(), rows)
    limits = (Limit(most=50, seconds=9), Limit(most=1, seconds=9, scope="address"))
    wanted = ParcelsWanted(
        company=HERE, channel=CHANNEL, by="me", now=now, wall=now, until=now + 9, most=20, limits=limits
    )
    put_off(connection, HERE, CHANNEL, now - 1, now)
    taken = claim(connection, wanted).parcels
    standing = DeliveryStanding(state="waiting", next_attempt=now, code="busy")
    settled = [Settled(parcel=each, standing=standing, at=BEGIN) for each in taken]
    assert [each for each, _ in settle(connection, HERE, "me", settled)] == settled
    claim(connection, wanted)
    anything_due(connection, HERE, CHANNEL, now, now)
    release_expired(connection, HERE, CHANNEL, (now, now + 99), repeats=True)
    connection.execute(OUTBOX.update().where(OUTBOX.c.position == 1).values(state=UNKNOWN, next_attempt=now))
    sent = sent_parcels(connection, HERE, CHANNEL, now, 9)
    keys = [each.key for each in sent]
    ask_again(connection, HERE, CHANNEL, dict.fromkeys(keys, now))
    receive(connection, HERE, CHANNEL, [Receipt(key=key, state="delivered") for key in keys], BEGIN)
    send_again(connection, HERE, CHANNEL, keys, BEGIN, most=7)
    note_read(connection, HERE, "E1", "k", BEGIN)
    troubled(connection, HERE, ["x"], None, 9)
    decide_delivery(connection, HERE, ("k", CHANNEL), decided="again", by="U-HR", now=BEGIN)
    strand(connection, HERE, [CHANNEL], now)
    marks_wait(connection, HERE)


def test_every_statement_finds_its_messages_by_an_index(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'handover.db'}")
    TABLES.create_all(engine)
    with writing(engine) as connection, heard(engine) as found:
        worked_off(connection)
        plans = {
            statement: [str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told)]
            for statement, told in found.items()
        }
    engine.dispose()
    steps = [(step, text) for text, plan in plans.items() for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert len(steps) > 15
    wide = [each for each in steps if "(company=? AND" not in each[0] and not any(few in each[0] for few in FEW)]
    assert not [each for each in wide if "ledger_marks" not in each[0]]
    by_name = [step for step, text in steps if "likely(" in text]
    assert len(by_name) > 4
    assert all("outbox_person" in step or "outbox_parcel (company=? AND parcel=?)" in step for step in by_name)
