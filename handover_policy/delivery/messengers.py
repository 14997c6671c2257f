"""MESSENGERS: the kinds of channels that DingTalk, WeCom and Feishu carry, one row each, with what their codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any

from handover_policy.delivery.codes import Codes
from handover_policy.delivery.dingtalk.codes import DINGTALK_ROBOT, DINGTALK_TODO, DINGTALK_WORK
from handover_policy.delivery.feishu.codes import FEISHU_APP, FEISHU_BOT
from handover_policy.delivery.inspected import InspectedChannel
from handover_policy.delivery.kind import Kind
from handover_policy.delivery.wecom.codes import WECOM_APP, WECOM_ROBOT
from handover_policy.ports.channels import MessageChannel, Tokens

_HERE = "handover_policy.delivery"
_WIRE: Mapping[str, type] = {"base_url": str, "seconds": float}
_DINGTALK: Mapping[str, object] = {"base_url": "https://oapi.dingtalk.com", "seconds": 15}
_DINGTALK_NEWER: Mapping[str, object] = {"base_url": "https://api.dingtalk.com", "seconds": 15}
_WECOM: Mapping[str, object] = {"base_url": "https://qyapi.weixin.qq.com", "seconds": 15}
_FEISHU: Mapping[str, object] = {"base_url": "https://open.feishu.cn", "seconds": 15}


def _made(module: str, values: Mapping[str, Any], tokens: Tokens) -> MessageChannel:
    """Return what a module's own `make` makes, looked through at its door: imported only now."""
    return InspectedChannel(import_module(f"{_HERE}.{module}").make(values, tokens))


MESSENGERS = (
    Kind(
        name="dingtalk_robot",
        required=("access_token", "secret"),
        optional=_WIRE,
        address_kind=None,
        untried=True,
        make=partial(_made, "dingtalk.robot"),
        defaults=_DINGTALK,
        calls_by=("dingtalk", "phone"),
    ),
    Kind(
        name="dingtalk_work",
        required=("app_key", "app_secret", "agent_id"),
        optional={"corp_id": str, "api_url": str, **_WIRE},
        address_kind="dingtalk",
        untried=True,
        make=partial(_made, "dingtalk.work"),
        defaults=_DINGTALK,
    ),
    Kind(
        name="dingtalk_todo",
        required=("app_key", "app_secret"),
        optional={"corp_id": str, "creator": str, "oapi_url": str, **_WIRE},
        address_kind="dingtalk",
        untried=False,
        make=partial(_made, "dingtalk.todo"),
        defaults=_DINGTALK_NEWER,
        items=True,
    ),
    Kind(
        name="wecom_robot",
        required=("key",),
        optional=_WIRE,
        address_kind=None,
        untried=True,
        make=partial(_made, "wecom.robot"),
        defaults=_WECOM,
        calls_by=("wecom", "phone"),
    ),
    Kind(
        name="wecom_app",
        required=("corp_id", "app_secret", "agent_id"),
        optional=_WIRE,
        address_kind="wecom",
        untried=True,
        make=partial(_made, "wecom.app"),
        defaults=_WECOM,
    ),
    Kind(
        name="feishu_bot",
        required=("token", "secret"),
        optional=_WIRE,
        address_kind=None,
        untried=True,
        make=partial(_made, "feishu.bot"),
        defaults=_FEISHU,
        calls_by=("feishu",),
    ),
    Kind(
        name="feishu_app",
        required=("app_id", "app_secret"),
        optional=_WIRE,
        address_kind="feishu",
        untried=False,
        make=partial(_made, "feishu.app"),
        defaults=_FEISHU,
    ),
)

MESSENGER_CODES: Mapping[str, Codes] = MappingProxyType(
    {
        "dingtalk_robot": DINGTALK_ROBOT,
        "dingtalk_work": DINGTALK_WORK,
        "dingtalk_todo": DINGTALK_TODO,
        "wecom_robot": WECOM_ROBOT,
        "wecom_app": WECOM_APP,
        "feishu_bot": FEISHU_BOT,
        "feishu_app": FEISHU_APP,
    }
)
"""What the codes of each kind mean, and what to do about them."""

REPEATS_WITHIN: Mapping[str, float] = MappingProxyType({"wecom_app": 14_400.0, "feishu_app": 3_600.0})
"""Seconds for which a provider tells a repeat, of those that do not tell it for ever: later it is a message more."""

AVOID_HALF_HOURS = frozenset({"wecom_app", "feishu_bot", "feishu_app"})
"""Kinds whose providers ask not to be sent bursts at full and half hours, when everybody sends."""
