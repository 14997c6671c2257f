"""git-diff-driver: what `git diff` calls for a policy file, so that it shows what the change means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import language_of
from handover_policy.cli.help_texts import Command
from handover_policy.cli.speech import spoken_in
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.sources.git.driver import Handed

UNREADABLE = 3
CONTEXT = 3  # lines around a change, as git shows them
SETTINGS = {"ignore_unknown_options": True}


@click.command("git-diff-driver", cls=Command, context_settings=SETTINGS)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, required=True)
@click.pass_context
def command(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Make git diff tell what a change of a policy file means."""
    from handover_policy.sources.git.driver import handed, plain_lines
    from handover_policy.sources.git.process import GitFailed

    change = handed(arguments)
    if change is None:
        say(spoken_in(language_of(None), "sides.unmerged", path=arguments[0]))
        return
    try:
        shown = _meaning(change) or plain_lines(change, CONTEXT)
    except (GitFailed, OSError) as failed:
        say(str(failed), err=True)
        ctx.exit(UNREADABLE)
    say(*shown)


def _meaning(change: Handed) -> list[str] | None:
    """Return what a change of a policy file means; None where it is none, or the set cannot be read with it."""
    from handover_policy.sources.git.changed_set import sides_of
    from handover_policy.sources.git.driver import plain_lines

    found = sides_of(change)
    if found is None:
        return None
    from handover_policy.app.git_diff import meaning_of

    lines = meaning_of(
        *found,
        plain=lambda context: plain_lines(change, context),
        language_of=lambda policy: language_of(None, policy),
    )
    return None if lines is None else [f"diff --git a/{change.old_path} b/{change.new_path}", *lines]
