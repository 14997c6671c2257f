"""Whatever a channel says, it can be kept: the law of the door, and what of it shows at each kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.delivery.inspected import AFTER_FAULT, LONGEST_WAIT, InspectedChannel
from handover_policy.delivery.kinds import KINDS
from handover_policy.delivery.messengers import REPEATS_WITHIN
from handover_policy.delivery.wording.cleaned import MOST_REASON
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Failed,
    MessageChannel,
    Parcel,
    Receipt,
    SentParcel,
    SmsText,
    Unknown,
)
from tests.deliveries.fakes.loopback import Answers
from tests.deliveries.parcels import LINK, NOW, parcel
from tests.deliveries.rigs import RIGS, Rig

every_kind = pytest.mark.parametrize("rig", RIGS.values(), ids=RIGS)
ANYTHING: Any = st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.text()) | st.lists(st.text())
WORDS = st.text(st.characters(), max_size=40) | st.sampled_from(["\0", "a\0b", "\ud83d", "9" * 500_000, "a\u2028b"])
WAITS = st.none() | st.floats() | st.integers(-(10**9), 10**9)
ANSWERS = (
    st.builds(Accepted, provider_id=ANYTHING, ask_after=WAITS)
    | st.builds(Failed, code=WORDS, reason=WORDS, lasting=st.booleans(), wait=WAITS)
    | st.builds(Unknown, code=WORDS, reason=WORDS)
)
TIMES = st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC))
RECEIPTS = st.builds(
    Receipt,
    key=st.sampled_from(["k", "another"]),
    state=st.sampled_from(["delivered", "failed"]),
    code=st.none() | WORDS,
    reason=st.none() | WORDS,
    at=TIMES,
)
SENT = SentParcel(key="k", provider_id=None, address=" zhangsan\t", at=NOW)


@dataclass
class Saying:
    """A channel that says what a test says, and keeps what it is told."""

    answer: Answer = Unknown(code="", reason="")  # noqa: RUF009 - frozen
    told: Any = None
    kind: str = "saying"
    address_kind: AddressKind | None = None
    tells_repeats: bool = False
    limits: Sequence[Any] = ()
    asked: Asked | Exception = Asked()  # noqa: RUF009 - frozen

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - as every channel
        self.told = parcel
        return self.answer

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - as every channel
        self.told = sent
        if isinstance(self.asked, Exception):
            raise self.asked
        return self.asked

    def close(self) -> None:
        return


def fits(text: object, most: int = MOST_REASON) -> bool:
    return text is None or (isinstance(text, str) and text.isprintable() and len(text.encode()) <= 4 * most)


def waits(told: float | None) -> bool:
    return told is None or (math.isfinite(told) and 0 <= told <= LONGEST_WAIT)


@given(answer=ANSWERS)
def test_every_answer_can_be_kept(answer: Answer) -> None:
    found = InspectedChannel(Saying(answer)).send(parcel(), NOW)
    assert type(found) is type(answer)
    if isinstance(found, Accepted):
        assert fits(found.provider_id)
        assert waits(found.ask_after)
        return
    assert found.code
    assert fits(found.code)
    assert fits(found.reason)
    assert isinstance(found, Unknown) or waits(found.wait)


@given(
    receipts=st.lists(RECEIPTS, max_size=3), again=st.dictionaries(st.sampled_from(["k", "b"]), st.floats(), max_size=2)
)
def test_every_receipt_can_be_kept(receipts: list[Receipt], again: dict[str, float]) -> None:
    asked = Asked(receipts=receipts, again=again, unsent=("k", "another"))
    found = InspectedChannel(Saying(asked=asked)).ask([SENT], NOW)
    assert {each.key for each in found.receipts} <= {"k"}
    assert set(found.again or ()) <= {"k"}
    assert found.unsent == ("k",)
    assert all(waits(each) for each in (found.again or {}).values())
    for each in found.receipts:
        assert fits(each.code)
        assert fits(each.reason)
        assert each.at is None or each.at.astimezone(UTC).year in range(2000, 2101)


def test_a_fault_of_ours_in_asking_is_made_good_later() -> None:
    inner = Saying(asked=ValueError("x"))
    assert InspectedChannel(inner).ask([SENT], NOW) == Asked(again={"k": AFTER_FAULT})
    assert inner.told[0].address == "zhangsan"


def test_half_a_character_is_a_question_mark_and_an_address_has_no_blanks() -> None:
    inner, half = Saying(), "a\ud83d"
    sms = SmsText(template="t", parameters=(("p", half),), notice="n")
    told = parcel(title=half, text=half, html=half, name=half, address=" zhangsan\n", sms=sms)
    InspectedChannel(inner).send(told, NOW)
    found = inner.told
    assert [found.title, found.text, found.html, found.name, found.sms.parameters[0][1]] == ["a?"] * 5
    assert (found.address, found.sms.notice) == ("zhangsan", "n")


TOKEN = LINK.rpartition("/")[2]


@pytest.mark.parametrize(
    "quoted",
    [
        LINK,
        f"x{LINK}&y",
        LINK.replace("/", "\\/"),
        LINK.replace(":", "%3A").replace("/", "%2F"),
        TOKEN,
        LINK[:-3],
        f'"{LINK}"',
        "x" * (MOST_REASON - 60) + LINK,
    ],
)
def test_a_link_that_signs_in_is_in_no_reason(quoted: str) -> None:
    words = f"invalid url {quoted}"
    for told in (Failed(code=words, reason="", lasting=True), Unknown(code="c", reason=words)):
        assert TOKEN[:-4] not in repr(InspectedChannel(Saying(told)).send(parcel(), NOW))
    assert "kept" in repr(InspectedChannel(Saying(Unknown(code="c", reason="kept"))).send(parcel(link=None), NOW))
    carrier = Asked(receipts=[Receipt(key="k", state="failed", reason=f"content {quoted[-len(LINK) :]}")])
    if quoted == LINK:
        assert "enter" not in repr(InspectedChannel(Saying(asked=carrier)).ask([SENT], NOW))


# ── at each kind ─────────────────────────────────────────────────────────────────────────────────────────────────────


def sent(rig: Rig, channel: MessageChannel, **told: object) -> Answer:
    return channel.send(parcel(**{**rig.parcel, **told}), NOW)


def test_each_kind_is_looked_through() -> None:
    for name, rig in RIGS.items():
        with rig.running() as (channel, _):
            assert isinstance(channel, InspectedChannel), name
    assert len(KINDS) == len(RIGS) + 6


@every_kind
def test_what_a_provider_says_with_a_status_of_refusal_is_no_success(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        fake.mishaps.append((rig.path, Answers(403, {"errcode": 0, "code": 0, "id": 0})))
        answer = sent(rig, channel)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting) == ("http-403", True)


@every_kind
def test_503_says_nothing_where_no_repeat_is_told(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        fake.mishaps.append((rig.path, Answers(503, {"errcode": 0, "code": 0})))
        assert isinstance(sent(rig, channel), Failed if channel.tells_repeats else Unknown)


@every_kind
def test_a_provider_that_quotes_link_and_secrets_is_not_quoted(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        held = [str(each) for each in rig.values(fake).values() if len(str(each)) > 15]
        for each in (LINK, *held):
            for name in ("errcode", "errmsg"):
                told: dict[str, object] = {"errcode": 4711, "code": 4711, name: each}
                told |= {"code": told["errcode"], "msg": told.get("errmsg"), "message": told.get("errmsg")}
                fake.mishaps.append((rig.path, told))
                answer = repr(sent(rig, channel))
                assert each not in answer
                assert TOKEN not in answer


@every_kind
def test_half_a_character_stops_no_kind(rig: Rig) -> None:
    with rig.running() as (channel, _):
        assert isinstance(sent(rig, channel, title="a\ud83d", text="b\ud83d"), Accepted)


def test_tokens_that_cannot_be_kept_are_a_failure_for_now() -> None:
    class Locked:
        def token(self, *_: object) -> str:
            raise OSError("database is locked")

        def forget(self, *_: object) -> None:
            raise OSError("database is locked")

    for name in ("dingtalk_work", "dingtalk_todo", "wecom_app", "feishu_app"):
        with RIGS[name].running(tokens=Locked()) as (channel, fake):
            assert sent(RIGS[name], channel) == Failed(code="token-unreadable", reason="OSError", lasting=False)
            assert fake.asked == []


@pytest.mark.parametrize("kind", REPEATS_WITHIN)
def test_a_repeat_is_told_as_long_as_we_say_and_no_longer(kind: str) -> None:
    rig = RIGS[kind]
    with rig.running() as (channel, fake):
        for seconds, wanted in ((0.0, 1), (REPEATS_WITHIN[kind] - 1, 1), (REPEATS_WITHIN[kind] + 1, 2)):
            fake.clock = seconds
            assert isinstance(sent(rig, channel), Accepted)
            assert len(fake.arrived) == wanted


def test_a_blocked_robot_is_not_heard_until_its_time_is_over() -> None:
    rig = RIGS["dingtalk_robot"]
    with rig.running() as (channel, fake):
        fake.most_a_minute = 1
        for minutes, wanted in ((0, Accepted), (0.5, Failed), (2, Failed), (10, Failed), (11, Accepted)):
            now = NOW + timedelta(minutes=minutes)
            fake.now_ms = int(now.timestamp() * 1000)
            assert isinstance(channel.send(parcel(key=f"{int(minutes * 10):032x}"), now), wanted)
