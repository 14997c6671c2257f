"""Misspelt: how a text that a schema does not take should be written, in words: nobody reads a pattern."""

from __future__ import annotations

from handover_policy.decide.intake.moments import SHOWN, badly_written
from handover_policy.model.decision import Reason

DIGITS_OF_A_DAY = "[0-9]{2}-[0-9]{2}$"
"""What the pattern of a day ends with."""


def misspelt(written: str, asked: str, at: str | None) -> Reason:
    """Return what is wrong with a text at a place of an event; `asked` is the pattern or format it does not have."""
    if at == "time":
        return badly_written(written)
    params = {"value": written[:SHOWN]}
    if asked == "date" or asked.endswith(DIGITS_OF_A_DAY):
        return Reason("no-date", at, params)
    if "sha256" in asked:
        return Reason("no-digest", at, params)
    return Reason("misspelt", at, params)


def once(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Return reasons without those that say the same of the same place again."""
    return tuple({(reason.at, reason.code, str(reason.params)): reason for reason in reasons}.values())
