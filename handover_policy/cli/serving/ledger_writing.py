"""rebuild, import: what is done with a ledger while no service writes to it."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.holding import holding
from handover_policy.cli.serving.ledger_faults import MISUSED, UNREADABLE, WRONG, told_faults
from handover_policy.cli.serving.ledger_reading import ENGINE
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say


@part("ledger", "rebuild")
@of_a_company
@ENGINE
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def rebuild(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    engine: Literal["durable", "compiled"],
    lang: str | None,
) -> None:
    """Make the state anew from the ledger."""
    need_extra(ctx)
    from handover_policy.app.serving.keeping.rebuild import rebuild_state
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.ledger.lease import Holder, this_process

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    with ExitStack() as stack:
        holding(ctx, stack, chosen)
        with told_faults(ctx, chosen, one.id), opened_database(chosen) as database:
            count = rebuild_state(database, one.id, Holder(name=this_process()), evaluator=engine)
    say(phrase("ledger.rebuilt", company=one.id, count=count))


@part("ledger", "import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False))
@of_a_company
@ENGINE
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    engine: Literal["durable", "compiled"],
    lang: str | None,
) -> None:
    """Write an export as the ledger of a company that has none."""
    need_extra(ctx)
    from handover_policy.app.serving.keeping.export import LedgerUnreadable, ledger_lines
    from handover_policy.app.serving.keeping.moving import LedgerBroken, LedgerThere, import_ledger
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.ledger.lease import Holder, this_process

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    with ExitStack() as stack:
        holding(ctx, stack, chosen)
        try:
            lines = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
        except OSError as error:
            say(phrase("unreadable", place=file, why=error), err=True)
            ctx.exit(UNREADABLE)
        with told_faults(ctx, chosen, one.id), opened_database(chosen) as database:
            try:
                rows, holder = ledger_lines(lines), Holder(name=this_process())
                count = import_ledger(database, one.id, rows, holder, evaluator=engine)
            except LedgerThere:
                say(phrase("ledger.there", company=one.id), err=True)
                ctx.exit(MISUSED)
            except LedgerUnreadable as error:
                say(phrase("ledger.no-row", place=file, line=error.line), err=True)
                ctx.exit(UNREADABLE)
            except LedgerBroken as error:
                say(phrase(f"ledger.broken-{error.code}", place=file, position=error.position), err=True)
                ctx.exit(WRONG)
    say(phrase("ledger.imported", company=one.id, count=count))
