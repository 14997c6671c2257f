"""POST /v1/inbound/{id}/{secret}: reports are taken from who knows the secret, and answered as the vendor demands."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from sqlalchemy import select

from handover_policy.app.serving.settings import ChannelSettings, CompanySettings, InboundSettings
from handover_policy.ledger.database import reading
from handover_policy.ledger.outbox.tables import SMS_REPORTS
from handover_policy.web.log import log_lines
from handover_policy.web.telling.inbound import MOST_BYTES
from tests.deliveries.reports.test_reports import ALIYUN, TENCENT
from tests.service.api.serving import ACME, Served, serving

SECRETS = {"aliyun_sms": "a/ä" * 16, "tencent_sms": "t" * 40}
PATHS = {"aliyun_sms": "/v1/inbound/ali/" + "a%2F%C3%A4" * 16, "tencent_sms": "/v1/inbound/ten/" + "t" * 40}
REPORTS: dict[str, dict[str, object]] = {"aliyun_sms": {**ALIYUN}, "tencent_sms": {**TENCENT}}
DEMANDED = {"aliyun_sms": {"code": 0, "msg": "接收成功"}, "tencent_sms": {"result": 0, "errmsg": "OK"}}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    channels = {kind: ChannelSettings(kind=kind) for kind in SECRETS}
    inbound = tuple(
        InboundSettings(id=kind[:3], kind=kind, channel=kind, secret=secret) for kind, secret in SECRETS.items()
    )
    company = CompanySettings(id=ACME, channels=channels, inbound=inbound)
    with serving(tmp_path_factory.mktemp("doors") / "data", acme=company) as made:
        yield made


def kept(doors: Served, channel: str) -> list[tuple[str, str]]:
    row = SMS_REPORTS.c
    with reading(doors.service.engine) as connection:
        asked = select(row.provider_id, row.source).where(row.company == ACME, row.channel == channel)
        return [tuple(each) for each in connection.execute(asked)]


@pytest.mark.parametrize("kind", SECRETS)
def test_reports_are_on_disk_before_the_answer_that_the_vendor_demands(kind: str, doors: Served) -> None:
    body = json.dumps([REPORTS[kind]], ensure_ascii=False)
    for _ in range(2):
        answer = doors.client.post(PATHS[kind], content=body.encode())
        assert (answer.status_code, answer.json()) == (200, DEMANDED[kind])
        told = REPORTS[kind].get("biz_id") or REPORTS[kind].get("sid")
        assert kept(doors, kind) == [(told, f"inbound/{kind[:3]}")]
    unreadable = doors.client.post(PATHS[kind], content=b"<html>")
    assert unreadable.status_code == 503
    assert set(unreadable.json()) == set(DEMANDED[kind])
    assert unreadable.json() != DEMANDED[kind]


def test_who_does_not_know_the_secret_finds_nothing_and_no_secret_is_logged(doors: Served) -> None:
    log = StringIO()
    log_lines(log)
    try:
        wrong = ("/v1/inbound/ali/" + "t" * 40, "/v1/inbound/ten/" + "x" * 40, "/v1/inbound/x/y", "/v1/inbound/ali")
        statuses = [doors.client.post(path, content=b"[]").status_code for path in wrong]
        large = doors.client.post(PATHS["tencent_sms"], content=b"[" + b" " * MOST_BYTES + b"]")
        got = doors.client.get(PATHS["tencent_sms"])
    finally:
        structlog.reset_defaults()
    assert statuses == [404] * 4
    assert (large.status_code, got.status_code) == (413, 405)
    assert "/v1/inbound/" in log.getvalue()
    assert "t" * 40 not in log.getvalue() + doors.client.get("/metrics").text
