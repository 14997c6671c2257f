"""What is seen of deliveries: figures, the log at the start, and rows of a history as the API describes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
from structlog.testing import capture_logs

from handover_policy.app.asking.history import history_told
from handover_policy.app.asking.view import view_of
from handover_policy.app.library import load_schemas
from handover_policy.app.serving.settings import (
    ChannelSettings,
    CompanySettings,
    InboundSettings,
    Settings,
    WebhookSettings,
)
from handover_policy.cli.serving.welcome import tell_set_up
from handover_policy.ledger.database import reading
from handover_policy.ports.channels import Accepted, Failed
from handover_policy.texts.texts import texts
from handover_policy.web.describing.openapi import openapi
from handover_policy.web.health import _outbox_figures
from handover_policy.web.metrics import Metrics
from tests.deliveries.office import Office, Remembering, hired, office, resigns

BUSY = Failed(code="http-503", reason="busy", lasting=False)
GONE = Failed(code="http-410", reason="", lasting=True)
HOOK = WebhookSettings(url="https://it.example/hooks", values={"secret": "whsec_x"})


def figures(here: Office) -> Callable[..., float | None]:
    """Return what tells a figure of now, by its name and labels."""
    metrics = Metrics(here.service)
    metrics.note_outbox(_outbox_figures(here.service))
    return lambda name, **labels: metrics.registry.get_sample_value(f"handover_{name}", {"company": "acme", **labels})


def test_figures_say_what_waits_how_late_it_is_and_what_came_of_attempts(tmp_path: Path) -> None:
    sms = Remembering("phone", answers=[BUSY, Accepted(provider_id="p")])
    with office(tmp_path, hook=(HOOK, Remembering(None, answers=[GONE])), sms=sms) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.later(seconds=100)
        assert figures(here)("outbox_lag_seconds", channel="sms") == 100
        here.send()
        told = figures(here)
        assert told("outbox", channel="sms", state="waiting") == 1
        assert told("outbox_lag_seconds", channel="sms") == 0
        here.later(seconds=15)
        assert figures(here)("outbox_lag_seconds", channel="sms") == 10
        here.send()
        told = figures(here)
        outcomes = ("failed-for-now", "accepted", "failed")
        attempts = [told("delivery_attempts_total", channel="sms", outcome=each) for each in outcomes]
        assert attempts == [1, 1, None]
        assert told("outbox_lag_seconds", channel="sms") is None
        assert told("webhooks_disabled") == 1


def test_rows_of_deliveries_are_in_the_history_as_the_api_describes_them(tmp_path: Path) -> None:
    described = openapi(load_schemas(), texts("en"))
    shape = {"$ref": "#/components/schemas/history", "components": described["components"]}
    with office(tmp_path, sms=Remembering("phone"), email=Remembering("email", answers=[BUSY])) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        here.noted()
        with reading(here.service.engine) as connection:
            found = history_told(view_of(connection, here.company, here.clock[0]), "E1/1", 0, 500)
    rows = [each for each in found.entries if each["kind"] == "delivery"]
    assert rows
    jsonschema_rs.Draft202012Validator(shape).validate({"history": list(found.entries), "next": found.after})


def test_the_log_says_at_the_start_what_is_set_up_and_what_is_untried(tmp_path: Path) -> None:
    company = CompanySettings(
        id="acme",
        channels={"dingtalk": ChannelSettings(kind="dingtalk_work"), "email": ChannelSettings(kind="smtp")},
        webhooks=(HOOK,),
        inbound=(InboundSettings(id="sms", kind="aliyun_sms", channel="sms", secret="s3cret" * 6),),
    )
    with capture_logs() as told:
        tell_set_up(Settings(data=tmp_path, database="sqlite:///x", companies=(company,)))
    assert told[0]["event"] == "channels"
    assert told[0]["channels"] == {"dingtalk": "dingtalk_work", "email": "smtp"}
    assert told[0]["inbound"] == ["sms"]
    assert [(each["event"], each["kind"]) for each in told[1:]] == [
        ("channel-untried", "dingtalk_work"),
        ("signing", "local"),
    ]
    assert "s3cret" not in str(told)
    assert "it.example" not in str(told)
