"""hold, release: legal holds on files."""

from __future__ import annotations

from pathlib import Path

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.archive.opened import NOTHING, opened
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused


@part("archive", "hold")
@click.option("--place")
@click.option("--person")
@click.option("--case")
@click.option("--why", required=True)
@click.option("--by", required=True)
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def hold_(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    place: str | None,
    person: str | None,
    case: str | None,
    why: str,
    by: str,
    lang: str | None,
) -> None:
    """Place a hold: nothing of what it is on is erased."""
    need_extra(ctx)
    from handover_policy.app.filing.holding import hold_files
    from handover_policy.ledger.files.holds import HeldThing, HoldKind, NothingToHold

    named: dict[HoldKind, str | None] = {"place": place, "person": person, "case": case}
    told = [HeldThing(kind=kind, name=name) for kind, name in named.items() if name is not None]
    if len(told) != 1:
        raise Misused(phrase("archive.hold-what"))
    with opened(ctx, settings, data, company, lang) as here:
        try:
            made = hold_files(here.archive, here.company, told[0], why=why, by=by, now=here.now())
        except NothingToHold:
            say(phrase("archive.hold-too-late", name=told[0].name), err=True)
            ctx.exit(NOTHING)
        here.write_through()
    say(phrase("archive.held", number=made.number, kind=made.on.kind, name=made.on.name))


@part("archive", "release")
@click.argument("number", type=int)
@click.option("--why", required=True)
@click.option("--by", required=True)
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def release(
    ctx: click.Context,
    number: int,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    why: str,
    by: str,
    lang: str | None,
) -> None:
    """Lift a hold."""
    need_extra(ctx)
    from handover_policy.app.filing.holding import release_files
    from handover_policy.ledger.files.holds import NoSuchHold

    with opened(ctx, settings, data, company, lang) as here:
        try:
            release_files(here.archive, here.company, number, why=why, by=by, now=here.now())
        except NoSuchHold:
            say(phrase("archive.no-hold", number=number), err=True)
            ctx.exit(NOTHING)
        here.write_through()
    say(phrase("archive.released", number=number))
