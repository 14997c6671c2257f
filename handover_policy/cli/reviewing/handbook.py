"""handbook: a policy set in plain words, to read, to print, to hand out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handover_policy.cli.findings_report import language_of
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.opened import opened_run
from handover_policy.cli.output_option import to_file
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import hand_over, say
from handover_policy.cli.usage import Misused

FORMS = ("text", "html", "pdf")
UNREADABLE = 3


@click.command("handbook", cls=Command)
@click.option("--policy", "policy", type=POLICY)
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.option("--output", type=click.Path(path_type=Path), callback=to_file)
@click.pass_context
def command(ctx: click.Context, policy: Path | None, form: str, lang: str | None, output: Path | None) -> None:
    """Write a policy set as a handbook in plain words."""
    from handover_policy.app.handbook.prepare import PreparedHandbook, read_handbook
    from handover_policy.cli.deciding.rendering.pages import document_bytes

    if form == "pdf" and output is None and sys.stdout.isatty():
        raise Misused(phrase("render.pdf"))
    places = () if policy is None else (policy,)
    _, opened = opened_run(ctx, places, lambda written: language_of(lang, written))
    told = opened.policies[-1]
    handbook = read_handbook(told, language_of(lang, told.manifest.language))
    content = document_bytes(PreparedHandbook(handbook), form)
    if output is None:
        hand_over(content)
        return
    from handover_policy.sources.gate.whole_files import write_whole

    try:
        write_whole(output, content)
    except OSError as error:
        say(phrase("unwritable", place=output, why=error), err=True)
        ctx.exit(UNREADABLE)
