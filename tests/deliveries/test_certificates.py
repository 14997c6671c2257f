"""Providers over TLS: who calls itself by another name, or is vouched for by nobody we trust, is told nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from handover_policy.ports.channels import Accepted, Failed
from tests.deliveries.fakes.aliyun import KEY_ID, KEY_SECRET, Aliyun
from tests.deliveries.fakes.certificates import authority
from tests.deliveries.fakes.gateway import Said, gateway
from tests.deliveries.fakes.tencent import SECRET_ID, SECRET_KEY, Tencent
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import parcel as letter
from tests.deliveries.posted import NOW, made, parcel
from tests.deliveries.rigs import RIGS

MESSAGE = parcel(address="13800001111")
KINDS_OVER_TLS: dict[str, tuple[Any, dict[str, Any]]] = {
    "aliyun_sms": (
        Aliyun,
        {"access_key_id": KEY_ID, "access_key_secret": KEY_SECRET, "templates": {"handover-started": "SMS_1"}},
    ),
    "tencent_sms": (
        Tencent,
        {"secret_id": SECRET_ID, "secret_key": SECRET_KEY, "sdk_app_id": "1", "templates": {"handover-started": "1"}},
    ),
}


@pytest.mark.parametrize("kind", KINDS_OVER_TLS)
@pytest.mark.parametrize(
    ("name", "trusted", "taken"),
    [("127.0.0.1", True, True), ("other.example", True, False), ("127.0.0.1", False, False)],
)
def test_only_who_it_should_be_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, name: str, *, trusted: bool, taken: bool
) -> None:
    ours = authority(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", ours.file)
    fake, settings = KINDS_OVER_TLS[kind]
    provider = fake(now=NOW)
    with gateway(provider.say, tls=ours.context(name)) as kept:
        answer = made(kind, base_url=kept.url, sign_name="s", **settings).send(MESSAGE, NOW)
    assert isinstance(answer, Accepted if taken else Failed)
    assert len(provider.sent) == taken
    if isinstance(answer, Failed):
        assert (answer.code, answer.lasting) == ("certificate", False)


def test_no_messenger_tells_anything_to_another_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", ours.file)
    with gateway(lambda _: Said(), tls=ours.context("other.example")) as kept:
        for rig in RIGS.values():
            fake = rig.fake()
            with closing(rig.channel(fake, KeptTokens(), base_url=kept.url)) as channel:
                answer = channel.send(letter(**rig.parcel), NOW)
            assert isinstance(answer, Failed), rig.kind
            assert (answer.code, answer.lasting) == ("certificate", False), rig.kind
        assert kept.heard == []
