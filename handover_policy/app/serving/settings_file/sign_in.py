"""sign_in_of: the ways by which a company's people sign in, as its settings tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from handover_policy.app.serving.settings_file.ways import (
    DingTalkSettings,
    FeishuSettings,
    OidcSettings,
    SignInSettings,
    WeComSettings,
)
from handover_policy.findings.collected import Collected
from handover_policy.policy.meant.choices import choices_told
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node, ScalarNode, mappings_in

KIND, BASE_URL = "kind", "base_url"
OF_ALL = (KIND, "title", "client_secret")
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "oidc": (*OF_ALL, "issuer", "client_id", "claim"),
        "dingtalk": (*OF_ALL, "client_id", "corp_id", "scope", BASE_URL),
        "wecom": (*OF_ALL, "corp_id", "agent_id", BASE_URL),
        "feishu": (*OF_ALL, "client_id", "tenant_key", "identifier", BASE_URL),
    }
)
"""What may be said of a way, by its kind; the schema says which of it has to be."""
SERVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "oidc": (),
        "dingtalk": ("login", "api", "oapi"),
        "wecom": ("open", "login", "qyapi"),
        "feishu": ("accounts", "open"),
    }
)
"""The servers of each vendor, by the first word of their own names."""
ADDRESS = re.compile(r"https://[^\s?#]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/[^\s?#]*)?")
"""Secrets and codes go there: in the clear to this machine alone."""


def sign_in_of(node: Node | None, found: Collected) -> Iterator[SignInSettings]:
    """Yield the ways of a list; what does not fit is noted, or was by its shape, and is read as absent."""
    for each in mappings_in(node):
        told = _told(each)
        kind = told.get(KIND, "")
        if kind not in KEYS:
            continue
        _note_foreign(each, KEYS[kind], found)
        servers = each.get(BASE_URL)
        if isinstance(servers, MappingNode):
            _note_foreign(servers, SERVERS[kind], found)
            told |= _servers(servers, found)
        yield _way(kind, told)


def _way(kind: str, told: Mapping[str, str]) -> SignInSettings:
    def said(*needed: str) -> dict[str, str]:
        own = (*KEYS[kind], *SERVERS[kind])
        return {
            **dict.fromkeys(needed, ""),
            **{name: told[name] for name in own if name in told and name not in {KIND, BASE_URL}},
        }

    if kind == "dingtalk":
        return DingTalkSettings(**said("client_id", "client_secret"))
    if kind == "wecom":
        return WeComSettings(**said("corp_id", "agent_id", "client_secret"))
    if kind == "feishu":
        return FeishuSettings(**said("client_id", "client_secret", "tenant_key"))
    return OidcSettings(**said("issuer", "client_id", "client_secret"))


def _told(node: MappingNode) -> dict[str, str]:
    """Return what is said in texts; a number, as the ids of apps are, counts as one."""
    return {entry.key: str(value) for entry in node.entries if (value := _plain(entry)) is not None}


def _plain(entry: Entry) -> str | int | None:
    value = entry.value.value if isinstance(entry.value, ScalarNode) else None
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def _servers(node: MappingNode, found: Collected) -> dict[str, str]:
    """Return the addresses of servers; one that a placeholder filled in is looked at here, others were."""
    for entry in node.entries:
        told = entry.value
        if not isinstance(told, ScalarNode) or told.broken or "${" not in str(told.written):
            continue
        if ADDRESS.fullmatch(str(told.value)) is None:
            found.error("address-unfit", told.location, subject=entry.key)
    return {name: address.rstrip("/") for name, address in _told(node).items()}


def _note_foreign(node: MappingNode, known: tuple[str, ...], found: Collected) -> None:
    """Note what is said that belongs to a way of another kind: the schema takes the keys of all."""
    every = {name for keys in (*KEYS.values(), *SERVERS.values()) for name in keys}
    for entry in node.entries:
        if entry.key in every and entry.key not in known:
            found.error("unknown-key", entry.key_location, subject=entry.key, suggestion="", **choices_told(known))
