"""Who has no address: recorded, tried elsewhere, and told to hr once a case, until somebody has told them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handover_policy.ledger.database import reading
from handover_policy.ledger.outbox.afterwards.unreached import Unreached, told_by_hand, unreached
from tests.deliveries.office import Office, Remembering, event, hired, office, resigns


def told_to_hr(here: Office) -> dict[str, Unreached]:
    with reading(here.service.engine) as connection:
        return {each.person: each for each in unreached(connection, "acme", 20)}


def reminded(here: Office) -> None:
    here.later(days=25)
    here.company.lane.do(here.company.lane.tick).result(30)
    here.send()


def without(person: str, *kinds: str) -> dict[str, Any]:
    return event("employee.changed", person, 2, addresses=dict.fromkeys(kinds))


def test_who_is_reached_by_nothing_is_told_to_hr_once_a_case(tmp_path: Path, database: str) -> None:
    with office(tmp_path, database, dingtalk=Remembering("dingtalk"), email=Remembering("email")) as here:
        here.tell(hired("E1"), without("E1", "dingtalk", "email"), resigns("E1"))
        here.send()
        found = told_to_hr(here)["E1"]
        assert (found.cases, found.channels) == (["E1/1"], ("dingtalk",))
        first = found.unheard
        assert first
        reminded(here)
        assert told_to_hr(here)["E1"].unheard > first
        noted = {(each["state"], each["code"]) for each in here.noted() if each["to"] == "E1"}
        assert noted == {("undeliverable", "no-address")}
        once = [told_by_hand(here.service.engine, "acme", "E1", by="U-HR", now=here.clock[0]) for _ in range(2)]
        assert once == [True, False]
        reminded(here)
        assert "E1" not in told_to_hr(here)


def test_who_is_reached_by_something_else_misses_nothing(tmp_path: Path) -> None:
    mail = Remembering("email")
    with office(tmp_path, dingtalk=Remembering("dingtalk"), email=mail) as here:
        here.tell(hired("E1"), without("E1", "dingtalk"), resigns("E1"))
        here.send()
        assert mail.sent
        found = told_to_hr(here)["E1"]
        assert (found.channels, found.unheard) == (("dingtalk",), 0)


def test_where_every_address_is_known_nobody_is_told_of(tmp_path: Path) -> None:
    with office(tmp_path, dingtalk=Remembering("dingtalk")) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        assert here.channels["dingtalk"].sent
        assert "E1" not in told_to_hr(here)
