"""Apprise, the long tail: what it says is taken as it is said, and what it does not say nobody knows."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator

import pytest

from handover_policy.delivery.apprise_tail import AppriseSettings
from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import Accepted, Asked, SentParcel, Unknown
from tests.deliveries.fakes.gateway import ELSEWHERE, Gateway, Said, gateway, nobody
from tests.deliveries.posted import KEY, NOW, made, parcel

pytest.importorskip("apprise", reason="the extra `apprise` brings it")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def served() -> Iterator[Gateway]:
    with gateway(lambda _: Said()) as kept:
        yield kept


def test_title_and_text_reach_a_service_and_no_id_comes_back(served: Gateway) -> None:
    channel = made("apprise", url=served.url.replace("http://", "json://") + "/t0ken")
    assert channel.send(parcel(), NOW) == Accepted(provider_id=None, ask_after=None)
    told = json.loads(served.heard[0].body)
    assert (told["title"], told["message"].strip()) == (parcel().title, parcel().text)
    assert channel.ask([SentParcel(key=KEY, provider_id=None, address=None, at=NOW)], NOW) == Asked()
    assert (channel.tells_repeats, channel.address_kind, KINDS["apprise"].untried) == (False, None, True)


@pytest.mark.parametrize("said", [Said(500, b"no"), Said(404, b"no"), ELSEWHERE])
def test_a_no_is_unknown_for_nobody_says_whether_it_was_taken(served: Gateway, said: Said) -> None:
    served.say = lambda _: said
    channel = made("apprise", url=served.url.replace("http://", "json://"))
    assert channel.send(parcel(), NOW) == Unknown(code="apprise-said-no", reason="")


def test_nobody_listens() -> None:
    assert made("apprise", url=nobody().replace("http://", "json://")).send(parcel(), NOW) == Unknown(
        code="apprise-said-no", reason=""
    )


@pytest.mark.parametrize(("url", "shown"), [("", "no scheme"), ("nosuch://t0ken", "nosuch"), ("t0ken", "no scheme")])
def test_an_address_that_apprise_cannot_read_is_told_without_it(url: str, shown: str) -> None:
    with pytest.raises(ValueError, match=shown) as refused:
        made("apprise", url=url)
    assert "t0ken" not in str(refused.value)
    assert "t0ken" not in repr(AppriseSettings(url="slack://t0ken"))


def test_without_the_package_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ValueError, match="extra `apprise`"):
        made("apprise", url="json://localhost")


def test_what_breaks_within_is_unknown(served: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = made("apprise", url=served.url.replace("http://", "json://"))

    def breaks(*_: object, **__: object) -> bool:
        raise RuntimeError("json://t0ken")

    monkeypatch.setattr("apprise.Apprise.notify", breaks)
    assert channel.send(parcel(), NOW) == Unknown(code="apprise-broke", reason="RuntimeError")


def test_a_redirect_is_not_followed_whatever_the_address_says(served: Gateway) -> None:
    with gateway(lambda _: Said()) as elsewhere:
        served.say = lambda _: Said(307, b"", {"location": elsewhere.url})
        for asked in ("", "?redirect=yes"):
            channel = made("apprise", url=served.url.replace("http://", "json://") + "/" + asked)
            assert isinstance(channel.send(parcel(), NOW), Unknown)
        assert elsewhere.heard == []


def test_nobody_is_called_by_what_somebody_wrote(served: Gateway) -> None:
    channel = made("apprise", url=served.url.replace("http://", "json://"))
    channel.send(parcel(title="@everyone", text="<!channel> <@U1> @here wangwu@acme.example"), NOW)
    told = json.loads(served.heard[0].body)
    shown = told["title"] + told["message"]
    assert not [each for each in ("@everyone", "<!channel", "<@U1", "@here") if each in shown]
    assert "wangwu@acme.example" in shown


def test_an_address_stands_in_no_log(served: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    for url in ("slack://T0KEN", "nosuch://T0KEN@x", served.url.replace("http://", "json://") + "/T0KEN"):
        with contextlib.suppress(ValueError):
            made("apprise", url=url).send(parcel(), NOW)
    assert served.heard
    assert "T0KEN" not in caplog.text
