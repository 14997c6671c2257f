"""tick: tell the clock once, for cron, where no service runs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.settings_option import chosen_settings, of_a_service
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

MISUSED = 2


@click.command("tick", cls=Command)
@of_a_service
@click.option("--ahead", is_flag=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(ctx: click.Context, settings: Path | None, data: Path | None, *, ahead: bool, lang: str | None) -> None:
    """Tell the clock once."""
    need_extra(ctx)
    from handover_policy.app.packaging.once import export_once
    from handover_policy.app.serving.demo.folder import DemoFolder, FolderMixed
    from handover_policy.app.serving.ticking import LeaseHeld, tell_time
    from handover_policy.app.serving.told import ClockAhead
    from handover_policy.cli.serving.failures import or_not_started
    from handover_policy.cli.serving.holding import holding

    chosen = chosen_settings(ctx, settings, data, lang)
    with ExitStack() as stack:
        holding(ctx, stack, chosen)
        stack.enter_context(or_not_started(ctx, chosen, lang))
        try:
            DemoFolder.of(chosen.data, demo=False)
            disbelieved = False
            for company, told in tell_time(chosen, any_silence=ahead):
                if isinstance(told, ClockAhead):
                    disbelieved = True
                    say(phrase("serving.ahead", company=company, now=told.now, latest=told.latest), err=True)
                else:
                    say(phrase("serving.ticked", company=company, count=told))
            if disbelieved:
                ctx.exit(MISUSED)
            for company, count in export_once(chosen):
                if count:
                    say(phrase("serving.packages", company=company, count=count))
        except FolderMixed:
            say(phrase("serving.not-for-demo", place=chosen.data), err=True)
            ctx.exit(MISUSED)
        except LeaseHeld as held:
            say(phrase("serving.held-elsewhere", company=held.company), err=True)
            ctx.exit(MISUSED)
