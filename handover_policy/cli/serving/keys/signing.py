"""signing: the keys by which an installation signs documents: named, and followed by new ones where that is asked."""

from __future__ import annotations

from pathlib import Path

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

ERRORS, UNREADABLE = 1, 3


@part("keys", "signing")
@of_a_company
@click.option("--rotate", is_flag=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def signing(
    ctx: click.Context, settings: Path | None, data: Path | None, company: str | None, rotate: bool, lang: str | None
) -> None:
    """Name the authorities that signed and sign documents; make new keys."""
    need_extra(ctx)
    from handover_policy.app.signing.authorities import authorities_told

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    try:
        told = authorities_told(chosen, one, rotate=rotate)
    except (OSError, ValueError) as error:
        say(phrase("serving.signing-keys", company=one.id, why=error), err=True)
        ctx.exit(UNREADABLE)
    if not told:
        say(phrase("serving.no-signing-keys", company=one.id), err=True)
        ctx.exit(ERRORS)
    for each in told:
        say(f"{each.fingerprint}  {each.since:%Y-%m-%d}  {each.until:%Y-%m-%d}  {each.name}")
