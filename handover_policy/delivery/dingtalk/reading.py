"""What DingTalk answered: its code and its words, in the form of the older host and of the newer one."""

from __future__ import annotations

from handover_policy.delivery.wire import Answered

PERMISSION = "88"
"""Says that the true code stands below it."""


def told_code(answered: Answered) -> str | None:
    """Return the code: `errcode`, the one below it, or `code` of a refusal; None where the answer is not DingTalk's.

    The documentation shows `errcode` as a number and as a text.
    """
    told = answered.json()
    if told is None or answered.status // 100 not in {2, 4}:
        return None
    code = told.get("errcode")
    if code is None and answered.status // 100 == 4:  # noqa: PLR2004
        code = told.get("code")
    if isinstance(code, bool) or not isinstance(code, int | str) or code == "":
        return None
    below = told.get("sub_code")
    return str(below) if str(code) == PERMISSION and below else str(code)


def told_reason(answered: Answered) -> str:
    """Return what DingTalk says of it in words."""
    told = answered.json() or {}
    return str(told.get("sub_msg") or told.get("errmsg") or told.get("message") or "")
