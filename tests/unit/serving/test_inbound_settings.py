"""The doors by which vendors tell by themselves, as the settings name them: each with a secret that nobody guesses."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover_policy.app.serving.settings import InboundSettings
from tests.unit.serving.test_settings import COMPANIES, reading, told

WORD = "0f8fad5bd9cb469fa165708677289501"
ALIYUN = "{kind: aliyun_sms, access_key_id: i, access_key_secret: k, sign_name: s}"
BEGINNING = f"kind: service\n{COMPANIES}    channels: {{sms: {ALIYUN}}}\n    inbound:\n"
DOOR = "{id: ali, kind: aliyun_sms, channel: sms, secret: '${ENV:S}'}"


def test_a_door_is_read_and_hides_its_secret(tmp_path: Path) -> None:
    settings = reading(tmp_path, f"{BEGINNING}      - {DOOR}\n", {"S": WORD}).settings
    assert settings is not None
    (door,) = settings.companies[0].inbound
    assert door == InboundSettings(id="ali", kind="aliyun_sms", channel="sms", secret=WORD)
    assert WORD not in repr(settings)


@pytest.mark.parametrize(
    ("doors", "findings"),
    [
        (("{id: d, kind: dingtalk, token: x, aes_key: x, owners: [x]}",), [("setting-not-yet", "inbound: dingtalk")]),
        ((DOOR, DOOR.replace("S}", "T}")), [("inbound-twice", "ali")]),
        ((DOOR.replace("aliyun_sms", "tencent_sms"),), [("inbound-channel", "sms")]),
        ((DOOR.replace("channel: sms", "channel: text"),), [("inbound-channel", "text")]),
        ((DOOR.replace("S}", "SHORT}"),), [("secret-short", "inbound.secret")]),
        ((DOOR.replace("S}", "NONE}"),), [("variable-missing", "NONE")]),
        ((DOOR.replace("channel: sms, ", ""),), [("missing-key", "channel")]),
        ((DOOR.replace("channel", "chanel"),), [("unknown-key", "chanel")]),
        ((DOOR.replace("aliyun_sms", "aliyun"),), [("unknown-value", "aliyun")]),
    ],
)
def test_every_slip_is_told(doors: tuple[str, ...], findings: list[tuple[str, str]], tmp_path: Path) -> None:
    text = BEGINNING + "".join(f"      - {door}\n" for door in doors)
    read = reading(tmp_path, text, {"S": WORD, "T": WORD[::-1], "SHORT": WORD[:31]})
    assert [(code, subject) for code, subject, _ in told(read)] == findings
    assert read.settings is None
    assert WORD[:31] not in repr(read.findings)
