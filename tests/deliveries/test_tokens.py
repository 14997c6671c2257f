"""Tokens of apps: one for many messages, renewed where a provider no longer takes it, once."""

import pytest

from handover_policy.delivery.authorised import without_token
from handover_policy.delivery.wire import WireAnswer
from handover_policy.ports.channels import Accepted, Failed, Unknown
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import NOW, parcel
from tests.deliveries.rigs import RIGS, Rig

WITH_TOKENS = {name: rig for name, rig in RIGS.items() if hasattr(rig.fake(), "tokens")}
every_app = pytest.mark.parametrize("rig", WITH_TOKENS.values(), ids=WITH_TOKENS)


@every_app
def test_one_token_counts_for_many_messages_and_channels(rig: Rig) -> None:
    tokens = KeptTokens()
    with rig.running(tokens=tokens) as (channel, fake):
        other = rig.channel(fake, tokens)
        for number in range(6):
            told = parcel(**rig.parcel | {"key": f"{number:032x}"})
            assert isinstance((channel, other)[number % 2].send(told, NOW), Accepted)
        other.close()
        assert len(fake.tokens()) == 1
    (seconds,) = tokens.seconds.values()
    assert 6000 < seconds < 7200


@every_app
def test_a_token_that_ran_out_between_two_messages_is_renewed_once(rig: Rig) -> None:
    with rig.running() as (channel, fake):
        assert isinstance(channel.send(parcel(**rig.parcel), NOW), Accepted)
        fake.expire()
        assert isinstance(channel.send(parcel(**rig.parcel | {"key": "c" * 32}), NOW), Accepted)
        assert len(fake.tokens()) == 2


@every_app
def test_a_fresh_token_that_is_refused_too_is_a_failure_for_now(rig: Rig) -> None:
    class Forgotten(KeptTokens):
        def forget(self, name: str, token: str) -> None:
            super().forget(name, token)
            fake.mishaps.append((rig.path, refusal))

    tokens = Forgotten()
    with rig.running(tokens=tokens) as (channel, fake):
        refusal = {"errcode": 42001, "errmsg": "access_token expired", "code": 99991663, "msg": "Invalid access token"}
        fake.mishaps.append((rig.path, refusal))
        answer = channel.send(parcel(**rig.parcel), NOW)
        assert isinstance(answer, Failed)
        assert not answer.lasting
        assert len(fake.tokens()) == 2


@every_app
def test_a_wrong_secret_is_a_failure_for_now_and_no_message_is_asked_for(rig: Rig) -> None:
    with rig.running() as (_, fake):
        (secret,) = (name for name in rig.values(fake) if name.endswith("secret"))
        channel = rig.channel(fake, KeptTokens(), **{secret: "another-secret"})
        answer = channel.send(parcel(**rig.parcel), NOW)
        channel.close()
        assert isinstance(answer, Failed)
        assert not answer.lasting
        assert not [each for each in fake.asked if each.path.startswith(rig.path)]


@every_app
@pytest.mark.parametrize("mishap", ["html", "500", "nothing", "half"])
def test_no_token_is_a_failure_for_now_for_no_message_was_sent(rig: Rig, mishap: str) -> None:
    with rig.running(seconds=0.4 if mishap == "nothing" else 1) as (channel, fake):
        fake.mishaps.append(mishap)
        answer = channel.send(parcel(**rig.parcel), NOW)
        assert isinstance(answer, Failed)
        assert not answer.lasting
        assert isinstance(channel.send(parcel(**rig.parcel), NOW), Accepted)


def test_no_token_stands_in_an_answer_not_even_its_beginning() -> None:
    token = "token-0123456789"  # noqa: S105 - of nobody
    headers, body = {"location": f"https://x/?access_token={token}"}, f"<a>{token}</a>".encode()
    told = without_token(token, WireAnswer(status=302, headers=headers, body=body))
    assert isinstance(told, WireAnswer)
    assert (told.headers, told.body) == ({"location": "https://x/?access_token=…"}, "<a>…</a>".encode())
    for length in range(5, len(token) + 1):
        answer = without_token(token, Unknown(code="c", reason=f"see {token[:length]}…"))
        assert isinstance(answer, Unknown)
        assert "token" not in answer.reason
    kept = Failed(code="c", reason="no token", lasting=True)
    assert without_token(token, kept) == kept
