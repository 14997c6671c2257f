"""Addresses: kept beside the state, carried by openings, made anew from the ledger."""

from __future__ import annotations

from pathlib import Path

import orjson
from sqlalchemy import delete

from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.app.serving.keeping.rebuild import rebuild_state
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.lease import Holder
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.ledger.people.tables import ADDRESSES
from tests.service.api.serving import event, hired
from tests.service.ledger.playing import COMPANY, Clock, opened, settings_for, tell, writing_for

TOLD = (
    hired("E1", addresses={"email": "a@x.example", "phone": "1"}),
    event("employee.changed", "E1", "c1", "2026-03-03T09:00:00+08:00", {"addresses": {"phone": None, "wecom": "w"}}),
    event("employee.changed", "E9", "c2", "2026-03-03T09:00:00+08:00", {"addresses": {"phone": "9"}}),
)
LATER = event("employee.changed", "E1", "c3", "2026-03-04T09:00:00+08:00", {"addresses": {"email": "b@x.example"}})


def test_they_are_merged_taken_back_verified_and_rebuilt(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'handover.db'}"
    with writing_for(settings_for(database, tmp_path), clock := Clock()) as company:
        tell(company, [orjson.dumps(each) for each in TOLD], clock)
        open_anew(company.lane.ledger, clock(), erase=True)
        tell(company, [orjson.dumps(LATER)], clock)
    with opened(database) as engine:
        wanted = {"E1": {"email": "b@x.example", "wecom": "w"}}
        assert found(engine) == wanted
        assert verify_ledger(engine, COMPANY, evaluator="compiled").differences == []
        with writing(engine) as connection:
            connection.execute(delete(ADDRESSES))
        assert [each.table for each in verify_ledger(engine, COMPANY, evaluator="compiled").differences] == [
            "addresses"
        ] * 2
        rebuild_state(engine, COMPANY, Holder(name="test"), evaluator="compiled")
        assert found(engine) == wanted


def found(engine: object) -> object:
    with reading(engine) as connection:  # type: ignore[arg-type]
        return addresses_of(connection, COMPANY, ["E1", "E9"])
