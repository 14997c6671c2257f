"""AffectedLimit, exceeded: how many cases a change of the rules may affect before `plan` trips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import fail_value

if TYPE_CHECKING:
    from handover_policy.plan.plan import Count


WIDE_PERCENT = "\uff05"
"""The percent sign of a Chinese keyboard."""


class AffectedLimit(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """Turns `12` or `5%` into a number of cases, or a share of the open ones."""

    name = "N|P%"

    def convert(
        self, value: str | tuple[float, bool], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, bool]:
        """Return the number, and whether it is a percentage."""
        if isinstance(value, tuple):
            return value
        text = value.strip().removesuffix(WIDE_PERCENT).removesuffix("%").strip()
        share = text != value.strip()
        try:
            number = float(text) if share else int(text)
        except ValueError:
            raise fail_value(phrase("plan.limit", given=repr(value)), param, ctx) from None
        if not number >= 0 or (share and number > 100):  # noqa: PLR2004 - all of them; nan is at least nothing
            raise fail_value(phrase("plan.range", given=repr(value)), param, ctx)
        return number, share


def exceeded(total: Count, limit: tuple[float, bool]) -> bool:
    """Return whether more cases are affected than allowed, and say so."""
    number, share = limit
    allowed = total.open * number / 100 if share else number
    if total.affected <= allowed:
        return False
    most = f"{number:g}%" if share else f"{number:g}"
    say(phrase("plan.tripped", affected=total.affected, open=total.open, most=most), err=True)
    return True
