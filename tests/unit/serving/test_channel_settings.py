"""Channels in the settings: what each kind takes is taken, anything else is told with its place, cause and fix."""

from __future__ import annotations

from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path
from typing import Any

import certifi
import pytest
import yaml

from handover_policy.app.serving.settings_file.read import SettingsRead
from handover_policy.delivery.given import SERVERS
from handover_policy.delivery.kinds import KINDS, OF_CHANNELS
from handover_policy.findings.catalogue import remedy, sentence
from tests.deliveries.rigs import settings_of
from tests.deliveries.test_tables import FORMS
from tests.unit.serving.test_settings import COMPANIES, reading, told

BY_TYPE: dict[type, Any] = {str: "x", int: 7, float: 1.5, bool: True, list: ["x"]}
BY_KEY: dict[str, Any] = {
    "templates": {"handover-started": 1110},
    "lengths": {"name": 6},
    "address_kind": "phone",
    "effects": ["gate"],
    "sender": "HR <hr@acme.example>",
    "reply_to": "hr@acme.example",
    "agent_id": "1000002",
    "ca_file": certifi.where(),
    **dict.fromkeys(("base_url", "api_url", "oapi_url"), "https://provider.example:8443/path"),
}
SECRET = "whsec_" + "YWFh" * 8
BY_KIND: dict[str, dict[str, Any]] = {
    "webhook": {"url": "https://hooks.example/x", "secret": SECRET, "older_secrets": [SECRET]},
    "apprise": {"url": "json://localhost/t0ken"},
}
HIDDEN = "t0p-secret"
"""Stands in every unfit value below; no finding tells it."""
NO_SERVERS = (f"127.0.0.1:80/{HIDDEN}", f"htp://{HIDDEN}", "https://", f"http://{HIDDEN}:port", f"/{HIDDEN}")
UNFIT: list[tuple[str, str, Any]] = [
    ("smtp", "sender", HIDDEN),
    ("smtp", "reply_to", HIDDEN),
    ("smtp", "ca_file", f"/nowhere/{HIDDEN}"),
    ("webhook", "url", f"http://hooks.example/{HIDDEN}"),
    ("webhook", "url", f"https://me:{HIDDEN}@hooks.example/"),
    ("webhook", "url", f"ftp://{HIDDEN}/"),
    ("webhook", "secret", HIDDEN),
    ("webhook", "older_secrets", [HIDDEN]),
    ("webhook", "ca_file", f"/nowhere/{HIDDEN}"),
    ("apprise", "url", f"nosuch://{HIDDEN}"),
    ("wecom_app", "agent_id", HIDDEN),
    ("dingtalk_work", "agent_id", HIDDEN),
    *(
        (name, key, url)
        for name, kind in KINDS.items()
        for key in SERVERS
        if key in kind.optional
        for url in NO_SERVERS
    ),
]
pytestmark = pytest.mark.filterwarnings("ignore:.imghdr.:DeprecationWarning")  # within apprise
SAID = (sentence, remedy)
every_kind = pytest.mark.parametrize("name", OF_CHANNELS)


def whole(name: str) -> dict[str, Any]:
    """Return a channel of a kind with every key that there is, or a webhook."""
    kind = KINDS[name]
    types = {**dict.fromkeys(kind.required, str), **kind.optional}
    return {key: BY_KEY.get(key, BY_TYPE.get(type_)) for key, type_ in types.items()} | BY_KIND.get(name, {})


def of(channel: dict[str, Any], called: str = "email") -> str:
    written = yaml.safe_dump({called: channel}, default_flow_style=True, width=10_000).strip()
    return f"kind: service\n{COMPANIES}    channels: {written}\n"


@every_kind
def test_every_key_of_a_kind_is_taken_and_every_slip_is_told(name: str, tmp_path: Path) -> None:
    good = {"kind": name, **whole(name)}
    settings = reading(tmp_path, of(good)).settings
    assert settings is not None
    channel = settings.companies[0].channels["email"]
    kept = {**whole(name)} | ({"templates": {"handover-started": "1110"}} if "templates" in good else {})
    assert (channel.kind, channel.values) == (name, kept)
    for key in KINDS[name].required:
        read = reading(tmp_path, of({each: value for each, value in good.items() if each != key}))
        assert [(code, subject) for code, subject, _ in told(read)] == [("channel-key-missing", key)]
    read = reading(tmp_path, of({**good, "colour": "red"}))
    assert [(code, subject) for code, subject, _ in told(read)] == [("unknown-key", "colour")]
    assert read.settings is None


def test_a_finding_says_what_was_meant_and_what_the_key_is(tmp_path: Path) -> None:
    smtp = {"kind": "smtp", **whole("smtp")}
    read = reading(tmp_path, of({"kind": "smtp", "hots": "x", "sender": "hr@acme.example"}))
    assert {code for code, *_ in told(read)} == {"unknown-key", "channel-key-missing"}
    said = {each.code: remedy(each, "en") for each in read.findings}
    assert "host" in said["unknown-key"]
    assert "the mail server" in said["channel-key-missing"]
    (unknown,) = reading(tmp_path, of({"kind": "webhook", "url": "https://x"})).findings
    assert (unknown.code, "webhook" in sentence(unknown, "en")) == ("channel-kind-unknown", True)
    (wrong,) = reading(tmp_path, of({**smtp, "port": "many"})).findings
    assert (wrong.code, wrong.subject) == ("wrong-type", "port")


def test_receivers_of_decisions_take_their_keys_and_no_others(tmp_path: Path) -> None:
    def read(hook: dict[str, Any]) -> list[tuple[str, str]]:
        written = yaml.safe_dump([hook], default_flow_style=True, width=10_000).strip()
        found = reading(tmp_path, f"kind: service\n{COMPANIES}    webhooks: {written}\n")
        return [(code, subject) for code, subject, _ in told(found)]

    assert read(whole("webhook")) == []
    assert read({**whole("webhook"), "effect": ["gate"]}) == [("unknown-key", "effect")]
    assert read({"url": "https://x"}) == [("missing-key", "secret")]


@pytest.mark.parametrize("name", KINDS)
def test_what_the_schema_says_holds_by_default_does(name: str) -> None:
    module, form = FORMS.get(name, ("", ""))
    told_of = getattr(import_module(f"handover_policy.delivery.{module}"), form) if form else settings_of(name)
    held = {each.name: each.default for each in fields(told_of) if each.default not in {MISSING, None, "", ()}}
    assert held == dict(KINDS[name].defaults)


def unfit(place: Path, kind: str, values: dict[str, Any]) -> SettingsRead:
    if kind != "webhook":
        return reading(place, of({"kind": kind, **values}))
    written = yaml.safe_dump([values], default_flow_style=True, width=10_000).strip()
    return reading(place, f"kind: service\n{COMPANIES}    webhooks: {written}\n")


@pytest.mark.parametrize(("kind", "key", "value"), UNFIT)
def test_what_no_channel_can_be_made_of_is_told_where_it_stands(
    kind: str, key: str, value: Any, tmp_path: Path
) -> None:
    values = {**whole(kind), "allow_private": False} if kind == "webhook" else whole(kind)
    read = unfit(tmp_path, kind, {**values, key: value})
    (found,) = told(read)
    assert found[:2] == ("channel-unfit", "apprise" if kind == "apprise" else key)
    line = (tmp_path / "service.yaml").read_text("utf-8").splitlines()[4]
    if kind != "apprise":
        assert line[: int(found[2].rpartition(":")[2]) - 1].endswith(f"{key}: ")
    assert read.settings is None
    assert HIDDEN not in "".join(say(each, lang) for each in read.findings for say in SAID for lang in ("zh", "en"))


def test_every_kind_that_can_refuse_a_value_stands_in_the_table() -> None:
    assert {kind for kind, *_ in UNFIT} == set(KINDS) - {"sink"}


def test_whatever_a_kind_of_channel_trips_over_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(*_: object) -> None:
        raise RuntimeError(HIDDEN)

    monkeypatch.setattr("handover_policy.delivery.sink.make", trips)
    read = reading(tmp_path, of({"kind": "sink", **whole("sink")}))
    (found,) = read.findings
    assert (found.code, found.details["reason"]) == ("channel-unfit", "RuntimeError")


@pytest.mark.parametrize(("called", "near"), [("emial", "email"), ("dingding", ""), ("portal", "")])
def test_a_channel_that_no_message_goes_out_on_is_warned_of(called: str, near: str, tmp_path: Path) -> None:
    read = reading(tmp_path, of({"kind": "smtp", **whole("smtp")}, called))
    (found,) = read.findings
    assert read.settings is not None
    assert (found.code, found.details["suggestion"]) == ("channel-name-unknown", near)
    assert "email" in remedy(found, "en")
    assert reading(tmp_path, of({"kind": "dingtalk_todo", **whole("dingtalk_todo")}, "tasks")).findings == ()
