"""init: write a policy repository: a set that extends a shipped one, a test, editor and CI settings."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from handover_policy.cli.authoring.init_answers import LONGEST, SET_ID, SET_TITLE, SHIPPED_SET
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

UNWRITABLE = 3


@click.command("init", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--id", "name", type=SET_ID)
@click.option("--title", type=SET_TITLE)
@click.option("--extends", type=SHIPPED_SET)
@click.option("--department", "departments", type=SET_TITLE, multiple=True)
@click.option("--town", "towns", type=SET_TITLE, multiple=True)
@click.option("--lang", "language", type=LANGUAGE)
@click.pass_context
def command(ctx: click.Context, /, folder: Path, **given: Any) -> None:  # noqa: ANN401 - click passes options by name
    """Write a policy repository."""
    from handover_policy.app.init import start_repository
    from handover_policy.sources.scaffold.repository import InTheWay

    try:
        new, still = start_repository(folder, **_answers(folder, given))
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
    say("", phrase("init.still"))
    for each in still:
        told = phrase(f"init.todo.{each.key}", **each.values)
        say(f"  [ ] {each.file}: {told}")
    place = shlex.quote(str(folder))
    say("", phrase("init.next", commands=f"handover validate {place} && handover test {place}"))


def _answers(folder: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the repository is made of: as given, as answered on a terminal, else by default."""
    from handover_policy.app.init import shipped_base, suggested_id, usual_title
    from handover_policy.sources.shipped import shipped_sets

    suggested = suggested_id(folder, LONGEST)
    told = dict(given)
    asked = sys.stdin.isatty() and sys.stdout.isatty()
    if asked:
        offered = ", ".join(each for each in shipped_sets() if "/" not in each)
        told["name"] = told["name"] or click.prompt(phrase("init.ask-id"), suggested, type=SET_ID)
        which = phrase("init.ask-extends", offered=offered)
        told["extends"] = told["extends"] or click.prompt(which, "default", type=SHIPPED_SET)
    base = shipped_base(told.pop("extends") or "default", told.pop("language"))
    usual = usual_title(base.language)
    if asked:
        told["title"] = told["title"] or click.prompt(phrase("init.ask-title"), usual, type=SET_TITLE)
        for name in ("departments", "towns"):
            which = phrase(f"init.ask-{name}")
            told[name] = told[name] or click.prompt(which, "", show_default=False, value_proc=_several)
    usually = {"name": suggested, "title": usual}
    return {name: value or usually.get(name, ()) for name, value in told.items()} | {"base": base}


def _several(answer: str) -> tuple[str, ...]:
    """Return the names of an answer, set apart by commas of any keyboard; those of no plain letters by blanks too."""
    parts = [part.strip() for part in re.split("[,;\\uff0c\\u3001\\uff1b]+", answer)]
    names = [name for part in parts for name in ([part] if part.isascii() else part.split())]
    return tuple(SET_TITLE.convert(each, None, None) for each in names if each)
