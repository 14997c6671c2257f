"""What DingTalk answered: its code and its words, in the form of the older host and of the newer one."""

from __future__ import annotations

from handover_policy.delivery.reading import code_under, words_under
from handover_policy.delivery.wire import WireAnswer

PERMISSION = "88"
"""Says that the true code stands below it."""


def told_code(answered: WireAnswer) -> str | None:
    """Return the code: `errcode`, the one below it, or `code` of a refusal; None where the answer is not DingTalk's.

    The documentation shows `errcode` as a number and as a text.
    """
    code = code_under(answered, "errcode")
    if code is None and answered.status // 100 == 4:  # noqa: PLR2004
        return code_under(answered, "code")
    return code_under(answered, "sub_code") or code if code == PERMISSION else code


def told_reason(answered: WireAnswer) -> str:
    """Return what DingTalk says of it in words."""
    return words_under(answered, ("sub_msg", "errmsg", "message"))
