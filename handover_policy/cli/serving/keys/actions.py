"""add, listed, revoke: what can be done with keys of the API."""

from __future__ import annotations

from pathlib import Path

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say, say_json
from handover_policy.cli.usage import Misused

ERRORS = 1


@part("keys", "add")
@of_a_company
@click.option("--name", required=True)
@click.option("--scope", "scopes", multiple=True, required=True)
@click.option("--source", "sources", multiple=True)
@click.option("--type", "types", multiple=True)
@click.option("--signing", is_flag=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def add(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    name: str,
    scopes: tuple[str, ...],
    sources: tuple[str, ...],
    types: tuple[str, ...],
    signing: bool,
    lang: str | None,
) -> None:
    """Make a key; it stands alone on the last line."""
    need_extra(ctx)
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.app.serving.service import wall_clock
    from handover_policy.cli.serving.failures import or_database_fails
    from handover_policy.findings.suggestion import nearest
    from handover_policy.ledger.envelope import envelope_in
    from handover_policy.ledger.keys import ALL_SCOPES, SCOPES, KeyWanted, ScopeUnknown, add_key

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    wanted = KeyWanted(name=name, scopes=scopes, sources=sources, types=types, signing=signing)
    with or_database_fails(ctx, chosen), opened_database(chosen) as engine:
        try:
            made = add_key(engine, envelope_in(chosen.data), one.id, wanted, wall_clock())
        except ScopeUnknown as unknown:
            known = (ALL_SCOPES, *SCOPES)
            near = nearest(unknown.scope, known)
            raise Misused(phrase("serving.no-scope", name=unknown.scope, near=near, known=known)) from unknown
    say(phrase("serving.key-made", id=made.id, company=one.id), err=True)
    say(*(each for each in (made.signing, made.text) if each is not None))


@part("keys", "list")
@of_a_company
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def listed(
    ctx: click.Context, settings: Path | None, data: Path | None, company: str | None, form: str, lang: str | None
) -> None:
    """List the keys; none of their secrets is kept."""
    need_extra(ctx)
    from dataclasses import asdict

    from handover_policy.app.serving.opening import opened_database
    from handover_policy.cli.serving.failures import or_database_fails
    from handover_policy.findings.reporting.json_text import json_text
    from handover_policy.ledger.keys import list_keys

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    with or_database_fails(ctx, chosen), opened_database(chosen) as engine:
        keys = list_keys(engine, one.id)
    if form == "json":
        say_json(json_text([asdict(key) for key in keys]))
        return
    for key in keys:
        limits = ", ".join((*key.scopes, *key.sources, *key.types, *(("signing",) if key.signing else ())))
        revoked = "" if key.revoked_at is None else phrase("serving.revoked", at=key.revoked_at)
        say(f"{key.id}  {key.made_at}  {key.name}  ({limits}){revoked}")


@part("keys", "revoke")
@click.argument("key")
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def revoke(
    ctx: click.Context, key: str, settings: Path | None, data: Path | None, company: str | None, lang: str | None
) -> None:
    """Take a key back, from now on."""
    need_extra(ctx)
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.app.serving.service import wall_clock
    from handover_policy.cli.serving.failures import or_database_fails
    from handover_policy.ledger.keys import revoke_key

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    name = key.partition(".")[0]
    with or_database_fails(ctx, chosen), opened_database(chosen) as engine:
        taken = revoke_key(engine, one.id, name, wall_clock())
    say(phrase("serving.key-revoked" if taken else "serving.no-key", id=name, company=one.id), err=not taken)
    ctx.exit(0 if taken else ERRORS)
