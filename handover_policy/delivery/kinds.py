"""Kinds: the ways of sending there are, by name; each brings its own module once it is made; which take tasks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any

from handover_policy.delivery.inspected import InspectedChannel
from handover_policy.delivery.kind import Kind
from handover_policy.delivery.messengers import MESSENGERS
from handover_policy.ports.channels import MessageChannel, Tokens

_HERE = "handover_policy.delivery"


def _made(module: str, values: Mapping[str, Any], tokens: Tokens) -> MessageChannel:
    """Return what a module's own `make` makes, looked through at its door: imported only now."""
    return InspectedChannel(import_module(f"{_HERE}.{module}").make(values, tokens))


_TEMPLATES: Mapping[str, type] = {
    "templates": dict,
    "joined": str,
    "link_parameter": str,
    "link_else": str,
    "lengths": dict,
    "length": int,
    "per_day": int,
}
_ROWS = (
    Kind(
        name="sink",
        required=("folder",),
        optional={"stands_for": str, "address_kind": str},
        address_kind=None,
        untried=False,
        make=partial(_made, "sink"),
    ),
    Kind(
        name="smtp",
        required=("host", "sender"),
        optional={
            "port": int,
            "tls": bool,
            "starttls": bool,
            "user": str,
            "password": str,
            "reply_to": str,
            "ca_file": str,
            "hello": str,
            "per_minute": int,
            "seconds": float,
        },
        address_kind="email",
        untried=False,
        make=partial(_made, "mail.smtp"),
        defaults={"tls": False, "seconds": 30},
    ),
    Kind(
        name="webhook",
        required=("url", "secret"),
        optional={
            "older_secrets": list,
            "effects": list,
            "allow_private": bool,
            "ca_file": str,
            "seconds": float,
        },
        address_kind=None,
        untried=False,
        make=partial(_made, "webhook.webhook"),
        defaults={"allow_private": False, "seconds": 20},
    ),
    Kind(
        name="aliyun_sms",
        required=("access_key_id", "access_key_secret", "sign_name"),
        optional={**_TEMPLATES, "base_url": str, "seconds": float},
        address_kind="phone",
        untried=False,
        make=partial(_made, "sms.aliyun"),
        defaults={"length": 35, "per_day": 50, "base_url": "https://dysmsapi.aliyuncs.com", "seconds": 15},
    ),
    Kind(
        name="tencent_sms",
        required=("secret_id", "secret_key", "sdk_app_id", "sign_name"),
        optional={**_TEMPLATES, "region": str, "base_url": str, "seconds": float},
        address_kind="phone",
        untried=False,
        make=partial(_made, "sms.tencent"),
        defaults={
            "per_day": 10,
            "region": "ap-guangzhou",
            "base_url": "https://sms.tencentcloudapi.com",
            "seconds": 15,
        },
    ),
    Kind(
        name="apprise",
        required=("url",),
        optional={},
        address_kind=None,
        untried=True,  # and unverified for ever: the package says yes or no, and nobody else says that it is so
        make=partial(_made, "apprise_tail"),
    ),
    *MESSENGERS,
)
KINDS: Mapping[str, Kind] = MappingProxyType({each.name: each for each in _ROWS})
OF_CHANNELS: Mapping[str, Kind] = MappingProxyType({name: kind for name, kind in KINDS.items() if name != "webhook"})
"""Kinds that carry messages to people; receivers of decisions stand under a key of their own."""


def takes_items(kind: str, values: Mapping[str, Any]) -> bool:
    """Return whether a channel keeps lists of what people have to do: by its kind, or what a sink is in place of."""
    return any(each in KINDS and KINDS[each].items for each in (kind, str(values.get("stands_for"))))
