"""Channels in the settings: what each kind takes is taken, anything else is told with its place, cause and fix."""

from __future__ import annotations

from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

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
}
every_kind = pytest.mark.parametrize("name", OF_CHANNELS)


def whole(name: str) -> dict[str, Any]:
    """Return a channel of a kind with every key that there is, or a webhook."""
    kind = KINDS[name]
    types = {**dict.fromkeys(kind.required, str), **kind.optional}
    return {key: BY_KEY.get(key, BY_TYPE.get(type_)) for key, type_ in types.items()}


def of(channel: dict[str, Any]) -> str:
    written = yaml.safe_dump({"c": channel}, default_flow_style=True, width=10_000).strip()
    return f"kind: service\n{COMPANIES}    channels: {written}\n"


@every_kind
def test_every_key_of_a_kind_is_taken_and_every_slip_is_told(name: str, tmp_path: Path) -> None:
    good = {"kind": name, **whole(name)}
    settings = reading(tmp_path, of(good)).settings
    assert settings is not None
    channel = settings.companies[0].channels["c"]
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
    read = reading(tmp_path, of({"kind": "smtp", "hots": "x", "sender": "x"}))
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
