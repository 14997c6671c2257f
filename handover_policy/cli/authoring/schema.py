"""schema: what a kind of policy file, or a key of it, means and takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say, say_json

if TYPE_CHECKING:
    from handover_policy.reference.keys import Key


@click.command("schema", cls=Command)
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(ctx: click.Context, name: str | None, form: str, lang: str | None) -> None:
    """Explain a kind of policy file or a key of it, such as tasks or tasks.steps.due."""
    from handover_policy.app.reference import event_keys, schema_keys
    from handover_policy.cli.findings_report import language_of
    from handover_policy.findings.reporting.json_text import json_text
    from handover_policy.reference.facts import NAME, fact_lines
    from handover_policy.reference.keys import find_keys
    from handover_policy.reference.pages import key_json, key_lines
    from handover_policy.reference.times import NAME as TIMES
    from handover_policy.reference.times import time_lines
    from handover_policy.reference.whole import whole_page

    language = language_of(lang)
    kinds = schema_keys()
    if name is None:
        if form == "markdown":
            say(*whole_page(kinds.values(), language).splitlines())
            return
        for keys in kinds.values():
            say(f"{keys[0].kind:12} {keys[0].description(language)}")
        say(f"{NAME:12} {spoken_in(language, 'schema.facts')}", f"{TIMES:12} {spoken_in(language, 'schema.times')}")
        say(spoken_in(language, "schema.events"))
        return
    if name in {NAME, TIMES}:
        say(*(fact_lines(language) if name == NAME else time_lines(language)))
        return
    kinds |= event_keys()
    keys = next((kinds[kind] for kind in kinds if name == kind or name.startswith(f"{kind}.")), ())
    found = find_keys(name, keys)
    if not found:
        _unknown(name, kinds)
        ctx.exit(2)
    if form == "json":
        say_json(json_text([key_json(key, keys) for key in found]))
        return
    for key in found:
        for line in key_lines(key, keys, language):
            say(f"- {line}" if form == "markdown" else line)


def _unknown(name: str, kinds: dict[str, tuple[Key, ...]]) -> None:
    from handover_policy.findings.suggestion import nearest

    known = (*kinds, *(name for keys in kinds.values() for key in keys for name in (key.name, key.short)))
    near = nearest(name, known)
    if near:
        say(phrase("schema.unknown", name=name, near=near), err=True)
    else:
        say(phrase("schema.known", name=name, known=", ".join(kinds)), err=True)
