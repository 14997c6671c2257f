"""Whatever a provider does, the answer is one of three, and nothing is sent that may have been taken."""

import logging
from dataclasses import fields
from typing import Any

import pytest

from handover_policy.delivery.kinds import KINDS
from handover_policy.delivery.messengers import MESSENGER_CODES
from handover_policy.ports.channels import Accepted, Failed, SentParcel, Unknown
from tests.deliveries.fakes.loopback import Answers, nobody
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import NOW, parcel
from tests.deliveries.rigs import RIGS, Rig, settings_of

every_kind = pytest.mark.parametrize("rig", RIGS.values(), ids=RIGS)

UNKNOWN = {
    "html": "answer-unreadable",
    "list": "answer-unreadable",
    "500": "http-500",
    "nothing": "timeout-answering",
    "half": "line-broken",
}


def test_every_kind_of_a_messenger_has_a_rig() -> None:
    names = ("dingtalk_", "wecom_", "feishu_")
    assert [kind for kind in KINDS if kind.startswith(names)] == list(RIGS)


@every_kind
def test_a_message_is_taken(rig: Rig) -> None:
    with rig.running() as (channel, _):
        assert isinstance(channel.send(parcel(**rig.parcel), NOW), Accepted)
        assert channel.kind == rig.kind
        assert channel.address_kind == KINDS[rig.kind].address_kind


@every_kind
@pytest.mark.parametrize("mishap", UNKNOWN)
def test_nobody_knows_whether_a_message_was_taken(rig: Rig, mishap: str) -> None:
    with rig.running(seconds=0.4 if mishap == "nothing" else 1) as (channel, fake):
        fake.mishaps.append((rig.path, mishap))
        answer = channel.send(parcel(**rig.parcel), NOW)
        assert isinstance(answer, Unknown)
        assert answer.code == UNKNOWN[mishap]
        assert [each.path.startswith(rig.path) for each in fake.asked].count(True) == 1


@every_kind
def test_a_redirect_is_not_followed(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        fake.mishaps.append((rig.path, "redirect"))
        answer = channel.send(parcel(**rig.parcel), NOW)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting) == ("http-302", True)
        assert not [each for each in fake.asked if each.path.startswith("/elsewhere")]


@every_kind
def test_a_provider_that_is_busy_says_when_to_come_again(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        fake.mishaps.append((rig.path, "429"))
        assert channel.send(parcel(**rig.parcel), NOW) == Failed(code="http-429", reason="oh", lasting=False, wait=7)
        assert isinstance(channel.send(parcel(**rig.parcel), NOW), Accepted)


@every_kind
def test_a_provider_that_is_not_there_is_asked_later(rig: Rig) -> None:
    with rig.running(base_url=nobody()) as (channel, _):
        answer = channel.send(parcel(**rig.parcel), NOW)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting) == ("not-reached", False)


@every_kind
def test_a_refusal_behind_200_is_a_failure_with_its_code(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        fake.mishaps.append((rig.path, rig.refusal))
        answer = channel.send(parcel(**rig.parcel), NOW)
        assert isinstance(answer, Failed)
        assert answer.lasting is (MESSENGER_CODES[rig.kind][answer.code].outcome == "for-good")
        told = rig.refusal.told if isinstance(rig.refusal, Answers) else rig.refusal
        assert answer.reason in told.values()


@every_kind
def test_a_code_that_nobody_wrote_down_is_a_refusal_for_good(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        fake.mishaps.append((rig.path, {"errcode": 987654, "errmsg": "新", "code": 987654, "msg": "新"}))
        answer = channel.send(parcel(**rig.parcel), NOW)
        assert answer == Failed(code="987654", reason="新", lasting=True)


@every_kind
def test_no_secret_stands_in_a_reason_a_log_or_a_repr(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")  # a service in this process may have made it quieter
    with rig.running() as (channel, fake):
        held: list[str] = [value for name, value in rig.values(fake).items() if _secret(rig.kind, name)]
        shown = [repr(channel)]
        echoed: Any = dict.fromkeys(("errmsg", "msg", "message"), f"refused: {held}")
        for mishap in (echoed | {"errcode": 4711, "code": 4711}, "html", "500", "429", "half", "redirect"):
            fake.mishaps.append((rig.path, mishap))
            shown.append(repr(channel.send(parcel(**rig.parcel), NOW)))
        held += [each.removeprefix("Bearer ") for each in fake.tokens()] if hasattr(fake, "tokens") else []
        for token in held:
            fake.mishaps.append((rig.path, Answers(200, {"errcode": 1, "errmsg": token, "code": 1, "msg": token})))
            shown.append(repr(channel.send(parcel(**rig.parcel), NOW)))
        shown += [record.getMessage() for record in caplog.records]
        assert any("HTTP Request" in each for each in shown)
        assert not [each for each in shown if any(secret in each for secret in held)]


def _secret(kind: str, name: str) -> bool:
    return not {each.name: each for each in fields(settings_of(kind))}[name].repr


@every_kind
def test_only_work_notices_are_asked_about(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        told = [SentParcel(key="k", provider_id="4711", address="zhangsan", at=NOW)]
        asked = channel.ask(told, NOW)
        assert not asked.receipts
        assert not asked.unsent
        assert bool(asked.again) is bool(fake.asked) is (rig.kind == "dingtalk_work")


@every_kind
def test_the_settings_of_a_channel_show_no_secret(rig: Rig) -> None:
    row = KINDS[rig.kind]
    with rig.running() as (_, fake):
        values = rig.values(fake)
        assert any(_secret(rig.kind, name) for name in row.required)
        assert set(row.required) <= set(values)
        for left in row.required:
            with pytest.raises(TypeError):
                row.make({name: value for name, value in values.items() if name != left}, KeptTokens())
