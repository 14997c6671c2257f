"""Ways to sign in, as settings tell them: each kind with its own keys, secrets filled in, and safe servers alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover_policy.app.serving.settings_file.read import SettingsRead, read_settings
from handover_policy.app.serving.settings_file.ways import DingTalkSettings, FeishuSettings, OidcSettings, WeComSettings
from tests.unit.serving.test_settings import MODELINE, SCHEMAS, told

COMPANY = "kind: service\ncompanies:\n  - id: acme\n    sign_in:\n"
DINGTALK = "{kind: dingtalk, client_id: c, client_secret: s"
FEISHU = "{kind: feishu, client_id: c, client_secret: s, tenant_key: t"


def reading(place: Path, *ways: str) -> SettingsRead:
    file = place / "service.yaml"
    file.write_text(MODELINE + COMPANY + "".join(f"      - {way}\n" for way in ways), encoding="utf-8")
    return read_settings(
        file, SCHEMAS, {"SECRET": "hunter2", "AT": "https://proxy.example/ding/", "BAD": "http://proxy"}
    )


def test_each_kind_is_read_with_what_is_its_own(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "{kind: oidc, issuer: 'https://id', client_id: c, client_secret: '${ENV:SECRET}', claim: number}",
        f"{DINGTALK}, corp_id: d, scope: openid corpid, title: 钉, base_url: {{oapi: '${{ENV:AT}}'}}}}",
        "{kind: wecom, corp_id: ww, agent_id: 1000002, client_secret: s}",
        f"{FEISHU}, identifier: union_id, base_url: {{open: 'http://localhost:81'}}}}",
    )
    assert told(read) == []
    assert read.settings is not None
    (company,) = read.settings.companies
    assert company.sign_in == (
        OidcSettings(issuer="https://id", client_id="c", client_secret="hunter2", claim="number"),  # noqa: S106 - of a test
        DingTalkSettings(
            client_id="c",
            client_secret="s",  # noqa: S106 - of a test
            corp_id="d",
            scope="openid corpid",
            title="钉",
            oapi="https://proxy.example/ding",
        ),
        WeComSettings(corp_id="ww", agent_id="1000002", client_secret="s"),  # noqa: S106 - of a test
        FeishuSettings(
            client_id="c",
            client_secret="s",  # noqa: S106 - of a test
            tenant_key="t",
            identifier="union_id",
            open="http://localhost:81",
        ),
    )
    assert "hunter2" not in repr(read.settings)
    assert read.settings.untried == (("acme", "dingtalk"), ("acme", "wecom"), ("acme", "feishu"))


@pytest.mark.parametrize(
    ("way", "findings"),
    [
        ("{kind: dingtak}", [("unknown-value", "dingtak", "6:16")]),
        ("{kind: oidc, issuer: i}", [("missing-key", "client_id", "6:9"), ("missing-key", "client_secret", "6:9")]),
        ("{kind: dingtalk, client_id: c}", [("missing-key", "client_secret", "6:9")]),
        ("{kind: wecom, client_secret: s}", [("missing-key", "agent_id", "6:9"), ("missing-key", "corp_id", "6:9")]),
        ("{kind: feishu, client_id: c, client_secret: s}", [("missing-key", "tenant_key", "6:9")]),
        (f"{DINGTALK}, issuer: i}}", [("unknown-key", "issuer", "6:58")]),
        (f"{DINGTALK}, isuer: i}}", [("unknown-key", "isuer", "6:58")]),
        (f"{DINGTALK}, base_url: {{qyapi: 'https://x'}}}}", [("unknown-key", "qyapi", "6:69")]),
        (f"{DINGTALK}, base_url: {{api: 'http://proxy'}}}}", [("bad-form", "http://proxy", "6:74")]),
        (f"{DINGTALK}, base_url: {{api: '${{ENV:BAD}}'}}}}", [("address-unfit", "api", "6:74")]),
        (f"{DINGTALK}, base_url: {{api: '${{ENV:NO}}'}}}}", [("variable-missing", "NO", "6:74")]),
        (f"{DINGTALK}, scope: mobile}}", [("unknown-value", "mobile", "6:65")]),
        (f"{FEISHU}, identifier: open_id}}", [("unknown-value", "open_id", "6:83")]),
    ],
)
def test_every_slip_has_its_place_and_keys_of_other_kinds_are_none(
    way: str, findings: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    read = reading(tmp_path, way)
    assert told(read) == findings
    assert read.settings is None
