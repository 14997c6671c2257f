"""AffectedLimit, exceeded: how many cases a change of the rules may affect before `plan` trips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.plan.plan import Count


class AffectedLimit(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """Turns `12` or `5%` into a number of cases, or a share of the open ones."""

    name = "N|P%"

    def convert(
        self, value: str | tuple[float, bool], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, bool]:
        """Return the number, and whether it is a percentage."""
        if isinstance(value, tuple):
            return value
        text = value.strip().removesuffix("％").removesuffix("%").strip()
        share = text != value.strip()
        try:
            number = float(text) if share else int(text)
        except ValueError:
            self.fail(
                f"{value!r}：请写件数（如 10）或百分比（如 5%） / write a number of cases or a percentage", param, ctx
            )
        if not number >= 0 or (share and number > 100):  # noqa: PLR2004 - all of them; nan is at least nothing
            self.fail(f"{value!r}：超出范围 / out of range", param, ctx)
        return number, share


def exceeded(total: Count, limit: tuple[float, bool]) -> bool:
    """Return whether more cases are affected than allowed, and say so."""
    number, share = limit
    allowed = total.open * number / 100 if share else number
    if total.affected <= allowed:
        return False
    most = f"{number:g}%" if share else f"{number:g}"
    say(
        f"受影响 {total.affected} 件，超过 --max-affected {most}（进行中 {total.open} 件） / "
        f"{total.affected} of {total.open} open cases are affected, more than --max-affected {most}",
        err=True,
    )
    return True
