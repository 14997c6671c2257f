"""opened_run: the policies that a command was given, ready to decide, with everything wrong about them said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.app.load import Opened
    from handover_policy.app.run import Run
    from handover_policy.engine.ruleset import EngineName

ERRORS, UNREADABLE = 1, 3


def opened_run(
    ctx: click.Context,
    policies: tuple[Path, ...],
    language_of: Callable[[str], str],
    *,
    engine: EngineName = "durable",
    unreadable: Callable[[OSError], str] = lambda error: phrase("unreadable-policy", place=error.filename or error),
) -> tuple[Run, Opened]:
    """Return a run that knows nobody, and what it decides by; leaves the command where there is nothing to decide by.

    Args:
        ctx: the command.
        policies: folders of the versions; the default set where there is none.
        language_of: gives the language of what is said, told that of the policy.
        engine: evaluates the conditions.
        unreadable: gives the sentence about a folder that cannot be read.

    """
    from handover_policy.app.load import open_policies
    from handover_policy.app.run import Run
    from handover_policy.cli.findings_report import fails, write_findings
    from handover_policy.sources.shipped import shipped_folder

    try:
        opened = open_policies(policies or (shipped_folder("rules") / "default",))
    except OSError as error:
        say(unreadable(error), err=True)
        ctx.exit(UNREADABLE)
    write_findings(opened.findings, language_of(opened.language), to_stderr=True, text_of=opened.text_of)
    if not opened.policies:
        ctx.exit(ERRORS if fails(opened.findings, "error") else UNREADABLE)
    try:
        return Run(opened, engine=engine), opened
    except ValueError as error:
        raise Misused(phrase("versions-apart", why=error)) from error
