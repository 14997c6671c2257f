"""holding: the database of a command held for it alone; who has it is told."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.serving.settings import Settings

MISUSED, UNREADABLE = 2, 3


def holding(ctx: click.Context, stack: ExitStack, settings: Settings) -> None:
    """Hold the database of a service until the stack ends; leaves the command where another process has it."""
    from handover_policy.ledger.holding import Held, hold

    try:
        stack.enter_context(hold(settings.database, f"handover {ctx.info_name} (PID {os.getpid()})"))
    except Held as held:
        say(phrase("serving.held", place=held.place, who=held.who), err=True)
        ctx.exit(MISUSED)
    except OSError as error:
        say(phrase("unwritable", place=settings.data, why=error), err=True)
        ctx.exit(UNREADABLE)
