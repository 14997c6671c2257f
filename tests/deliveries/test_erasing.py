"""Where somebody was reached is gone once they are past retention, wherever it stood; what remains still holds."""

from __future__ import annotations

from pathlib import Path

from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.ledger.database import reading
from handover_policy.ledger.tables import LEDGER, TABLES
from handover_policy.ports.channels import Failed
from tests.deliveries.office import LEAVER, SUCCESSOR, Office, Remembering, event, hired, office, resigns
from tests.deliveries.test_private import code

THEIRS = {"phone": "13811112222", "email": "gone@acme.example", "private_email": "gone@home.example"}
"""Where whoever takes over is reached; the leaver, whose case is open, is reached elsewhere."""
BOUNCED = Failed(code="5.1.1", reason=f"<{THEIRS['email']}>: no such mailbox", lasting=True)


def everything(here: Office) -> str:
    """Return all that the database holds, a table and a row after the other."""
    with reading(here.service.engine) as connection:
        rows = [tuple(row) for table in TABLES.sorted_tables for row in connection.execute(table.select())]
    return "\n".join(map(repr, rows))


def leaves(here: Office) -> dict[int, bytes]:
    with reading(here.service.engine) as connection:
        return {row.position: bytes(row.leaf) for row in connection.execute(LEDGER.select())}


def test_no_address_of_whoever_is_left_out_remains_anywhere(tmp_path: Path, database: str) -> None:
    mail = Remembering("email", answers=[BOUNCED])
    with office(tmp_path, database, sms=Remembering("phone"), email=mail) as here:
        here.tell(hired(LEAVER), hired(SUCCESSOR, 2, addresses=THEIRS))
        here.tell(resigns(LEAVER), event("successor.assigned", LEAVER, 1, successor=SUCCESSOR, by="U-HR"))
        code(here, SUCCESSOR)
        here.send()
        here.noted()
        code(here, SUCCESSOR)
        here.later(days=20)
        here.company.lane.do(here.company.lane.tick).result(30)
        here.send()  # of this the writer has not made rows yet
        before, known = everything(here), leaves(here)
        assert [each in before for each in THEIRS.values()] == [True] * len(THEIRS)
        lane, now = here.company.lane, here.clock[0]
        lane.do(lambda: open_anew(lane.ledger, now, without=[SUCCESSOR], erase=True)).result(30)
        here.send()
        here.noted()
        after = everything(here)
        assert [each for each in THEIRS.values() if each in after] == []
        assert {place: leaf for place, leaf in leaves(here).items() if place in known} == known
        assert verify_ledger(here.service.engine, "acme", evaluator="compiled").differences == []
        states = {row["state"] for row in here.rows(person=SUCCESSOR)}
        assert states
        assert states <= {"accepted", "failed", "undeliverable", "delivered"}
        assert "13800000001" in {each.get("address") for each in here.noted() if each["to"] == LEAVER}
        if here.service.engine.dialect.name == "sqlite":
            with here.service.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            written = (tmp_path / "handover.db").read_bytes()
            assert [each for each in THEIRS.values() if each.encode() in written] == []
