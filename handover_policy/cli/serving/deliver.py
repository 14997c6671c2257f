"""deliver: send what waits, once, for cron, where no service sends; or show what would be sent to whom."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.settings_option import chosen_settings, of_a_service
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.sending.once import DueParcel

MISUSED = 2


@click.command("deliver", cls=Command)
@of_a_service
@click.option("--dry-run", "dry", is_flag=True)
@click.option("--to-sink", "sink", type=click.Path(file_okay=False, path_type=Path))
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    *,
    dry: bool,
    sink: Path | None,
    lang: str | None,
) -> None:
    """Send what waits, once."""
    need_extra(ctx)
    from handover_policy.app.sending.once import deliver_due, due_parcels
    from handover_policy.cli.serving.failures import or_not_started
    from handover_policy.cli.serving.holding import holding
    from handover_policy.web.log import log_lines

    log_lines(sys.stderr)
    chosen = chosen_settings(ctx, settings, data, lang)
    if not any(company.channels or company.webhooks for company in chosen.companies):
        say(phrase("serving.no-channels"), err=True)
        ctx.exit(MISUSED)
    with ExitStack() as stack:
        if not dry and sink is None:
            holding(ctx, stack, chosen)
            stack.enter_context(or_not_started(ctx, chosen, lang))
            say(phrase("serving.delivered", count=deliver_due(chosen)))
            return
        stack.enter_context(or_not_started(ctx, chosen, lang))
        count = 0
        for each in due_parcels(chosen):
            count += 1
            say(_line(each))
            if sink is not None:
                _write(each, sink)
        say(phrase("serving.would-deliver", count=count), err=True)


def _line(due: DueParcel) -> str:
    """Return who would get what on which channel, in one line of cells."""
    claimed, parcel = due.packed.claimed, due.packed.parcel
    cells = [due.company, due.carrier.name, claimed.person]
    if parcel is None:
        return "\t".join((*cells, "-", str(due.packed.code)))
    return "\t".join((*cells, parcel.address or "-", parcel.title or parcel.key))


def _write(due: DueParcel, folder: Path) -> None:
    """Write a parcel as the sink has it; what is due stays due."""
    from datetime import UTC, datetime

    from handover_policy.delivery.sink import SinkChannel, SinkSettings

    parcel, _ = due.packed.whole(due.kept)
    if parcel is not None:
        told = SinkSettings(folder=str(folder / due.carrier.name), stands_for=due.carrier.name)
        SinkChannel(told).send(parcel, datetime.now(UTC))
