"""KINDS: every kind of channel, one row each."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.delivery.dingtalk.codes import DINGTALK_ROBOT, DINGTALK_TODO, DINGTALK_WORK
from handover_policy.delivery.feishu.codes import FEISHU_APP, FEISHU_BOT
from handover_policy.delivery.kind import Kind, Setting
from handover_policy.delivery.wecom.codes import WECOM_APP, WECOM_ROBOT

BASE_URL = Setting("base_url", "address")

_ROWS = (
    Kind(
        name="dingtalk_robot",
        module="dingtalk.robot",
        address_kind=None,
        required=(Setting("access_token", "secret"), Setting("secret", "secret")),
        optional=(BASE_URL,),
        codes=DINGTALK_ROBOT,
        untried=True,
    ),
    Kind(
        name="dingtalk_work",
        module="dingtalk.work",
        address_kind="dingtalk",
        required=(Setting("app_key"), Setting("app_secret", "secret"), Setting("agent_id", "integer")),
        optional=(Setting("corp_id"), BASE_URL, Setting("api_url", "address")),
        codes=DINGTALK_WORK,
        untried=True,
    ),
    Kind(
        name="dingtalk_todo",
        module="dingtalk.todo",
        address_kind="dingtalk",
        required=(Setting("app_key"), Setting("app_secret", "secret")),
        optional=(Setting("corp_id"), Setting("creator"), BASE_URL, Setting("oapi_url", "address")),
        codes=DINGTALK_TODO,
        untried=False,
    ),
    Kind(
        name="wecom_robot",
        module="wecom.robot",
        address_kind=None,
        required=(Setting("key", "secret"),),
        optional=(BASE_URL,),
        codes=WECOM_ROBOT,
        untried=True,
    ),
    Kind(
        name="wecom_app",
        module="wecom.app",
        address_kind="wecom",
        required=(Setting("corp_id"), Setting("app_secret", "secret"), Setting("agent_id", "integer")),
        optional=(BASE_URL,),
        codes=WECOM_APP,
        repeats_within=14_400,
        untried=True,
    ),
    Kind(
        name="feishu_bot",
        module="feishu.bot",
        address_kind=None,
        required=(Setting("token", "secret"), Setting("secret", "secret")),
        optional=(BASE_URL,),
        codes=FEISHU_BOT,
        untried=True,
    ),
    Kind(
        name="feishu_app",
        module="feishu.app",
        address_kind="feishu",
        required=(Setting("app_id"), Setting("app_secret", "secret")),
        optional=(BASE_URL,),
        codes=FEISHU_APP,
        repeats_within=3_600,
        untried=False,
    ),
)

KINDS: Mapping[str, Kind] = {row.name: row for row in _ROWS}
"""Every kind by the name that the settings have under `kind`."""
