"""init: write a policy repository: a set that extends a shipped one, a test, editor and CI settings."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from handover_policy.cli.authoring.init_answers import LONGEST, SET_ID, SET_TITLE, SHIPPED_SET
from handover_policy.cli.help_texts import Command
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say

UNWRITABLE = 3


@click.command("init", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--id", "name", type=SET_ID)
@click.option("--title", type=SET_TITLE)
@click.option("--extends", type=SHIPPED_SET)
@click.pass_context
def command(ctx: click.Context, folder: Path, name: str | None, title: str | None, extends: str | None) -> None:
    """Write a policy repository."""
    from handover_policy.app.init import start_repository
    from handover_policy.sources.scaffold.repository import InTheWay

    name, title, extends = _answers(folder, name, title, extends)
    try:
        new = start_repository(folder, name=name, title=title, extends=extends)
    except InTheWay as blocked:
        say(phrase("init.in-the-way"), err=True)
        for path in blocked.paths:
            say(f"  {path}", err=True)
        ctx.exit(2)
    except OSError as error:
        why = error.strerror or str(error)
        say(phrase("init.unwritable", place=folder, why=why), err=True)
        ctx.exit(UNWRITABLE)
    for path in new:
        if not path.startswith(".handover/"):
            say(f"+ {folder / path}")
    place = shlex.quote(str(folder))
    say("", phrase("init.next", commands=f"handover validate {place} && handover test {place}"))


def _answers(folder: Path, name: str | None, title: str | None, extends: str | None) -> tuple[str, str, str]:
    """Return id, title and set to extend: as given, as answered on a terminal, else by default."""
    from handover_policy.app.init import suggested_id
    from handover_policy.texts.texts import FIRST

    usual = spoken_in(FIRST, "init.set-title")
    suggested = suggested_id(folder, LONGEST)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from handover_policy.sources.shipped import shipped_sets

        offered = ", ".join(each for each in shipped_sets() if "/" not in each)
        name = name or click.prompt(phrase("init.ask-id"), suggested, type=SET_ID)
        title = title or click.prompt(phrase("init.ask-title"), usual, type=SET_TITLE)
        extends = extends or click.prompt(phrase("init.ask-extends", offered=offered), "default", type=SHIPPED_SET)
    return name or suggested, title or usual, extends or "default"
