"""What a provider reports by itself stands at its message: once, in whatever order it comes, and never lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from handover_policy.app.sending.afterwards.reports import take_in
from handover_policy.app.serving.settings import InboundSettings
from handover_policy.ledger.database import open_database, reading
from handover_policy.ledger.outbox.afterwards.reports import OF_KEYS, OF_PROVIDERS
from handover_policy.ledger.outbox.tables import SMS_REPORTS
from handover_policy.ledger.tables import TABLES
from handover_policy.ports.channels import Accepted, Answer, Parcel, Unknown
from tests.deliveries.office import SECONDS, Office, Remembering, hired, office, resigns
from tests.deliveries.reports.test_reports import ALIYUN, TENCENT
from tests.service.ledger.test_statements import plan_of
from tests.service.test_lanes import until

DOORS = {
    kind: InboundSettings(id=f"d-{kind}", kind=kind, channel="sms", secret="s" * 32)
    for kind in ("aliyun_sms", "tencent_sms")
}
DIED = Unknown(code="line-broken", reason="…")


def told_by(kind: str, key: str, provider_id: str | None, *, success: bool = True) -> dict[str, object]:
    """Return a report of a vendor: Aliyun names the key, Tencent its own id alone."""
    if kind == "aliyun_sms":
        return ALIYUN | {"out_id": key, "biz_id": provider_id, "success": success, "err_code": "MK:0001"}
    return TENCENT | {"sid": provider_id, "report_status": "SUCCESS" if success else "FAIL", "errmsg": "MK:0001"}


@dataclass(slots=True)
class Hasty(Remembering):
    """A channel whose provider reports before its answer is read."""

    meanwhile: Callable[[Parcel], None] = lambda _: None

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        answer = Remembering.send(self, parcel, now)
        self.meanwhile(parcel)
        return answer


def reported(here: Office, kind: str, *reports: Mapping[str, object]) -> None:
    body = json.dumps(reports, ensure_ascii=False).encode()
    take_in(here.service.engine, here.company, DOORS[kind], body).result(SECONDS)


@contextmanager
def sent(folder: Path, database: str | None = None, sms: Remembering | None = None) -> Iterator[tuple[Office, Parcel]]:
    """Give an office that has sent one text message."""
    with office(folder, database, sms=sms or Remembering("phone")) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        (parcel,) = here.channels["sms"].sent
        yield here, parcel


def of_message(here: Office, channel: str = "sms") -> list[tuple[str, str | None]]:
    return [(each["state"], each.get("source")) for each in here.noted() if each["channel"] == channel]


@pytest.mark.parametrize("kind", DOORS)
def test_a_report_makes_one_record_however_often_it_comes(kind: str, tmp_path: Path, database: str):
    with sent(tmp_path, database) as (here, parcel):
        report = told_by(kind, parcel.key, "p1")
        for _ in range(2):
            reported(here, kind, report, report)
            here.send()
        assert of_message(here) == [("accepted", None), ("delivered", f"inbound/d-{kind}")]
        (row,) = here.rows(channel="sms")
        assert (row["state"], row["provider_id"]) == ("delivered", "p1")
        late = told_by(kind, parcel.key, "p1", success=False)
        reported(here, kind, late)
        here.send()
        assert [each["state"] for each in here.rows(channel="sms")] == ["delivered"]
        counted = here.company.lane.counters.reports
        assert counted == {(f"d-{kind}", "came"): 5, (f"d-{kind}", "taken"): 1, (f"d-{kind}", "repeated"): 2}


@pytest.mark.parametrize("kind", DOORS)
def test_a_report_that_comes_before_the_answer_waits_for_it(kind: str, tmp_path: Path):
    sms = Hasty("phone", answers=[Accepted(provider_id="p1")])
    with office(tmp_path, sms=sms) as here:

        def meanwhile(parcel: Parcel) -> None:
            reported(here, kind, told_by(kind, parcel.key, "p1"))
            here.sender._turn_of(here.sender.desks["acme"], take=True)

        sms.meanwhile = meanwhile
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        until(lambda: none_waits(here), "a report still waits")
        assert of_message(here) == [("accepted", None), ("delivered", f"inbound/d-{kind}")]


def test_after_silence_a_report_says_that_it_arrived(tmp_path: Path):
    silent = Remembering("phone", tells_repeats=False, answers=[DIED])
    with sent(tmp_path, sms=silent) as (here, parcel):
        assert [each["state"] for each in here.rows(channel="sms")] == ["unknown"]
        reported(here, "aliyun_sms", told_by("aliyun_sms", parcel.key, "p9"))
        here.send()
        assert [each["state"] for each in here.rows(channel="sms")] == ["delivered"]


def test_what_a_report_says_has_failed_goes_out_on_another_channel(tmp_path: Path):
    with office(tmp_path, sms=Remembering("phone"), email=Remembering("email")) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        (parcel,) = here.channels["sms"].sent
        assert here.rows(channel="email", person="E1") == []
        reported(here, "aliyun_sms", told_by("aliyun_sms", parcel.key, "p1", success=False))
        here.send()
        (row,) = here.rows(channel="sms")
        assert (row["state"], row["code"]) == ("failed", "MK:0001")
        (beside,) = here.rows(channel="email", person="E1")
        assert (beside["state"], beside["instead_of"]) == ("accepted", "sms")


def test_a_report_of_somebody_else_s_message_is_named_in_the_log_and_counted(tmp_path: Path):
    with sent(tmp_path) as (here, _):
        with capture_logs() as told:
            reported(here, "tencent_sms", told_by("tencent_sms", "", "elsewhere"))
            here.send()
        assert [(each["provider_id"], each["source"]) for each in told if each["event"] == "report-of-no-message"] == [
            ("elsewhere", "inbound/d-tencent_sms")
        ]
        assert here.company.lane.counters.reports["d-tencent_sms", "unknown"] == 1
        assert of_message(here) == [("accepted", None)]


def test_messages_of_reports_are_found_by_their_indexes(tmp_path: Path):
    engine = open_database(f"sqlite:///{tmp_path / 'handover.db'}")
    TABLES.create_all(engine)
    with reading(engine) as connection:
        plans = [plan_of(connection, each) for each in (OF_KEYS, OF_PROVIDERS)]
    engine.dispose()
    indexes = ("outbox_parcel (company=? AND parcel=?)", "outbox_provided (company=? AND provider_id=?)")
    assert plans == [[f"SEARCH outbox USING INDEX {each}"] for each in indexes]


def none_waits(here: Office) -> bool:
    here.send()
    with reading(here.service.engine) as connection:
        return connection.execute(SMS_REPORTS.select()).first() is None
