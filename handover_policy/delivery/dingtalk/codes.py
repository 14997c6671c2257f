"""DINGTALK_ROBOT, DINGTALK_WORK, DINGTALK_TODO: what DingTalk's codes mean.

Codes without a remark stand in its documentation of the request; `# list` marks those of its list of all codes, read
in copies; `# unread` those that no source we read names for this request.
"""

from __future__ import annotations

from handover_policy.delivery.codes import Code, Codes

TOKEN_OLD = Code(outcome="for-now", advice="token", renew=True)
BUSY = Code(outcome="for-now", advice="busy")
ACCEPTED = Code(outcome="accepted", advice="nothing")
BLOCKED_SECONDS = 600.0
"""A robot that told more than twenty messages a minute is heard no more for so long."""

DINGTALK_ROBOT: Codes = {
    "0": ACCEPTED,
    "-1": BUSY,
    "310000": Code(outcome="for-now", advice="robot-guard"),
    "400101": Code(outcome="for-now", advice="robot-token"),
    "410100": Code(outcome="for-now", advice="too-fast", wait=BLOCKED_SECONDS),
    "430101": Code(outcome="for-good", advice="content"),
    "430102": Code(outcome="for-good", advice="content"),
    "430103": Code(outcome="for-good", advice="content"),
    "430104": Code(outcome="for-good", advice="content"),
    "300001": Code(outcome="for-now", advice="robot-token"),  # list: the token is none
    "40035": Code(outcome="for-good", advice="request-unfit"),  # list
}

_APP: Codes = {
    "0": ACCEPTED,
    "-1": BUSY,
    "40001": TOKEN_OLD,  # list
    "40014": TOKEN_OLD,  # list
    "42001": TOKEN_OLD,  # list
    "40089": Code(outcome="for-now", advice="app-secret"),  # list
    "60011": Code(outcome="for-now", advice="permission"),  # list
    "60020": Code(outcome="for-now", advice="caller-address"),  # list
    "88": Code(outcome="for-now", advice="permission"),  # list; the code below it is read where there is one
    "90002": BUSY,  # list
    "90018": BUSY,  # list
    "33012": Code(outcome="for-good", advice="person-unknown"),  # list
    "60121": Code(outcome="for-good", advice="person-unknown"),  # list
    "InvalidAuthentication": TOKEN_OLD,
    "invalidClientIdOrSecret": Code(outcome="for-now", advice="app-secret"),  # unread
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": Code(outcome="for-now", advice="permission"),
    "Forbidden.AccessDenied.IpNotInWhiteList": Code(outcome="for-now", advice="caller-address"),  # unread
    "Forbidden.AccessDenied.QpsLimitForApi": BUSY,  # unread
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": BUSY,  # unread
    "ServiceUnavailable": BUSY,  # unread
}
"""Codes of every request of an app, of the older host as of the newer one."""

DINGTALK_WORK: Codes = {
    **_APP,
    "143105": Code(outcome="for-good", advice="daily-cap"),
    "143106": Code(outcome="for-good", advice="same-text-today"),
    "failed": Code(outcome="for-good", advice="not-delivered"),
    "invalid": Code(outcome="for-good", advice="person-unknown"),
    "forbidden": Code(outcome="for-good", advice="not-delivered"),
}
"""The last ones are told by the result of a message, hours after it was taken."""

TASK_EXISTS = "task exist"
"""Words beside `todo.taskCreate.paramError` by which DingTalk says that a todo of this `sourceId` is there already."""
DINGTALK_TODO: Codes = {
    **_APP,
    "todo.taskCreate.paramError": Code(outcome="for-good", advice="request-unfit"),
    "task-exists": ACCEPTED,
    "item-missing": Code(outcome="for-good", advice="no-item"),
    "link-missing": Code(outcome="for-now", advice="no-link"),
}
"""The last three are names of ours; the first of them is what `TASK_EXISTS` says."""
