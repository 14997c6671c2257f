"""What sign-ins have in common: tokens as long as they count, secrets not told again at once, a state once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from handover_policy.web.pages.signing_in import desk as desks
from handover_policy.web.pages.signing_in.apps import is_in_app
from handover_policy.web.pages.signing_in.desk import LASTS, SignInDesk
from handover_policy.web.pages.signing_in.provider import SignInFailed
from handover_policy.web.pages.signing_in.tokens import EARLY, PAUSE, NewToken, TokenShelf
from tests.pages.sign_in.entering import IN_APP

APP = ("https://vendor", "app")


@dataclass
class Seconds:
    """A clock that stands until it is set."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Source:
    """Gives tokens, or fails."""

    seconds: float = 7200.0
    failing: SignInFailed | None = None
    given: list[str] = field(default_factory=list)

    def __call__(self) -> NewToken:
        self.given.append(f"token-{len(self.given)}")
        if self.failing is not None:
            raise self.failing
        return NewToken(self.given[-1], self.seconds)


def test_a_token_is_used_until_shortly_before_its_end() -> None:
    clock, source = Seconds(), Source()
    shelf = TokenShelf(clock)
    assert [shelf.token(APP, source) for _ in range(2)] == ["token-0", "token-0"]
    clock.now += 7200 - EARLY - 1
    assert shelf.token(APP, source) == "token-0"
    clock.now += 1
    assert shelf.token(APP, source) == "token-1"
    assert shelf.token(("https://vendor", "other"), source) == "token-2"
    assert "token" not in repr(shelf)


@pytest.mark.parametrize(("seconds", "used"), [(400.0, 200.0), (2.0, 1.0)])
def test_one_that_counts_for_a_short_time_is_used_for_half_of_it(seconds: float, used: float) -> None:
    clock, source = Seconds(), Source(seconds)
    shelf = TokenShelf(clock)
    shelf.token(APP, source)
    clock.now += used - 0.5
    assert shelf.token(APP, source) == "token-0"
    clock.now += 0.5
    assert shelf.token(APP, source) != "token-0"


def test_a_token_that_the_vendor_takes_no_longer_is_fetched_anew_once_for_all() -> None:
    source, shelf = Source(), TokenShelf(Seconds())
    first = shelf.token(APP, source)
    assert [shelf.token(APP, source, spent=first) for _ in range(3)] == ["token-1"] * 3


def test_many_at_once_fetch_one_token() -> None:
    source, shelf = Source(), TokenShelf()
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: shelf.token(APP, source), range(40))) == {"token-0"}


def test_secrets_that_are_not_taken_are_not_told_again_for_a_while_but_a_vendor_that_is_away_is_asked() -> None:
    clock, source = Seconds(), Source(failing=SignInFailed("vendor/gettoken: errcode 40001", "declined"))
    shelf = TokenShelf(clock)
    for wanted in (1, 1, 1):
        with pytest.raises(SignInFailed, match="40001") as told:
            shelf.token(APP, source)
        assert (told.value.trouble, len(source.given)) == ("declined", wanted)
    clock.now += PAUSE
    source.failing = SignInFailed("vendor/gettoken: ConnectError", "away")
    for wanted in (2, 3):
        with pytest.raises(SignInFailed, match="ConnectError"):
            shelf.token(APP, source)
        assert len(source.given) == wanted
    source.failing = None
    assert shelf.token(APP, source) == "token-3"


def test_a_state_comes_back_once_and_is_forgotten_when_it_is_past(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Seconds()
    desk = SignInDesk(clock)
    assert [desk.is_first(each) for each in ("a", "b", "a", "b")] == [True, True, False, False]
    clock.now += LASTS
    assert desk.is_first("a")
    assert len(desk._seen) == 1
    monkeypatch.setattr(desks, "MOST_REMEMBERED", 10)
    for number in range(50):
        assert desk.is_first(str(number))
    assert len(desk._seen) == 10


@pytest.mark.parametrize("kind", IN_APP)
def test_an_app_is_known_by_what_it_calls_itself(kind: str) -> None:
    ask: Callable[[str], bool] = lambda device: is_in_app(kind, device)  # noqa: E731 - short for what follows
    assert [ask(device) for device in IN_APP.values()] == [each == kind for each in IN_APP]
    assert not ask("Mozilla/5.0 (iPhone) MicroMessenger/8.0 collarlark dingtalker")
    assert not is_in_app("oidc", IN_APP[kind])
