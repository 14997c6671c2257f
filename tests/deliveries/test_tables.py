"""The tables: each code of the reference stands in one, each has a sentence in both languages, each kind is made."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module
from typing import Any

import pytest

from handover_policy.delivery.advising import FAMILIES, TABLES, UNDELIVERED, advised
from handover_policy.delivery.codes import OWN
from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import MessageChannel
from handover_policy.texts.texts import texts
from tests.deliveries.posted import made

OURS = ("sink", "smtp", "webhook", "aliyun_sms", "tencent_sms", "apprise")
REFERENCE = {
    "aliyun_sms": {"OK": "accepted"},
    "tencent_sms": {"Ok": "accepted"},
    "webhook": {"http-410": "for-good"},
    "smtp": {"421": "for-now", "450": "for-now", "550": "for-good", "535": "for-now"},
}
"""Codes that the collected facts name for these providers, and what they mean there."""
VALUES: dict[str, dict[str, Any]] = {
    "sink": {"folder": "/nowhere"},
    "smtp": {"host": "mail.example", "sender": "hr@acme.example"},
    "webhook": {"url": "https://hooks.example", "secret": "whsec_" + "YWFh" * 8},
    "aliyun_sms": {"access_key_id": "i", "access_key_secret": "s3cret", "sign_name": "s"},
    "tencent_sms": {"secret_id": "i", "secret_key": "s3cret", "sdk_app_id": "1", "sign_name": "s"},
    "apprise": {"url": "json://localhost/s3cret"},
}
FORMS = {
    "sink": ("sink", "SinkSettings"),
    "smtp": ("mail.smtp", "SmtpSettings"),
    "webhook": ("webhook.webhook", "HookSettings"),
    "aliyun_sms": ("sms.aliyun", "AliyunSettings"),
    "tencent_sms": ("sms.tencent", "TencentSettings"),
    "apprise": ("apprise_tail", "AppriseSettings"),
}
ACCOUNT = {
    *(
        "app-secret",
        "permission",
        "caller-address",
        "robot-guard",
        "robot-token",
        "wecom-robot-key",
        "agent",
        "no-link",
    ),
    *("feishu-bot-token", "feishu-sign", "feishu-ip", "feishu-keyword", "feishu-bot-off", "sms.template_unknown"),
    *(
        f"{vendor}.{each}"
        for vendor in ("aliyun", "tencent")
        for each in ("sign", "account", "key", "clock", "permission")
    ),
    *("smtp.login", "smtp.sender", "smtp.encryption", "smtp.server"),
}
"""What is to be done about faults of the company's account: key, balance, permission, signature."""
OTHERS = {"webhook": {"effects"}, "aliyun_sms": {"joined"}, "tencent_sms": {"joined"}}
"""Keys that are read by who decides what is sent, not by the sender."""


def test_each_code_of_the_reference_stands_in_its_table() -> None:
    for kind, codes in REFERENCE.items():
        assert {code: TABLES[kind][code].outcome for code in codes} == codes


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_code_has_a_sentence(language: str) -> None:
    words = texts(language)
    named = {row.advice for codes in TABLES.values() for row in codes.values() if "." in row.advice}
    named |= {each for rows in FAMILIES.values() for _, each in rows} | set(UNDELIVERED.values()) | {"webhook.refused"}
    assert {each for each in named if not words.has(f"deliveries.advice.{each}")} == set()
    said = {each.removeprefix("advice.") for each in words.area("deliveries") if each.startswith("advice.")}
    ours = {
        each
        for each in said
        if each.partition(".")[0] in {"sink", "smtp", "webhook", "sms", "aliyun", "tencent", "apprise"}
    }
    assert ours == named


def test_what_concerns_the_account_is_for_now_on_every_channel() -> None:
    rows = [row for codes in TABLES.values() for row in codes.values()]
    assert {row.advice for row in rows} >= ACCOUNT
    assert {row.advice for row in rows if row.advice in ACCOUNT and row.outcome != "for-now"} == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_board_has_advice_for_every_code_of_every_kind(language: str) -> None:
    words = texts(language)
    assert set(TABLES) == set(KINDS)
    said = {(kind, code): advised(kind, code, words) for kind, codes in TABLES.items() for code in (*codes, *OWN)}
    unlisted = words.say("deliveries.advice.unlisted")
    assert [each for each, told in said.items() if not told.strip() or told == unlisted] == []


def test_advice_is_found_by_kind_and_code() -> None:
    words = texts("en")
    assert advised("aliyun_sms", "isv.MOBILE_NUMBER_ILLEGAL", words) == words.say("deliveries.advice.aliyun.number")
    assert advised("aliyun_sms", "MK:0001", words, receipt=True) == words.say("deliveries.advice.aliyun.undelivered")
    assert advised("smtp", "5.99.9", words) == words.say("deliveries.advice.smtp.server")
    assert advised("smtp", "4.99.9", words) == words.say("deliveries.advice.smtp.busy")
    assert advised("webhook", "http-418", words) == words.say("deliveries.advice.webhook.refused")
    assert advised("webhook", "http-410", words) == words.say("deliveries.advice.webhook.gone")


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # within apprise
@pytest.mark.parametrize("name", OURS)
def test_a_kind_is_made_of_what_its_row_asks_for_and_shows_no_secret(name: str) -> None:
    row = KINDS[name]
    assert set(row.required) <= set(VALUES[name])
    channel: MessageChannel = made(name, kind=name, **VALUES[name])
    assert (channel.kind, channel.address_kind) == (name, row.address_kind)
    assert "s3cret" not in repr(channel)
    assert "YWFh" not in repr(channel)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_key_of_the_settings_has_a_sentence(language: str) -> None:
    keys = {f"settings.{name}.{each}" for name in OURS for each in (*KINDS[name].required, *KINDS[name].optional)}
    said = {
        each
        for each in texts(language).area("deliveries")
        if each.startswith("settings.") and each.split(".")[1] in OURS
    }
    assert said == keys


@pytest.mark.parametrize("name", OURS)
def test_the_keys_of_a_row_are_those_of_its_settings(name: str) -> None:
    module, form = FORMS[name]
    told = getattr(import_module(f"handover_policy.delivery.{module}"), form)
    assert {each.name for each in fields(told)} == (set(KINDS[name].required) | set(KINDS[name].optional)) - OTHERS.get(
        name, set()
    )


def test_limits_are_data_and_the_settings_may_change_them() -> None:
    told = {
        name: [(each.most, each.seconds, each.scope) for each in made(name, **VALUES[name]).limits]
        for name in OURS
        if name != "apprise"
    }
    assert told == {
        "sink": [],
        "smtp": [],
        "webhook": [],
        "aliyun_sms": [(50, 86400.0, "address")],
        "tencent_sms": [(1, 30.0, "address"), (10, 86400.0, "address")],
    }
    assert made("tencent_sms", **VALUES["tencent_sms"], per_day=2).limits[1].most == 2
    assert made("aliyun_sms", **VALUES["aliyun_sms"], per_day=9).limits[0].most == 9
