"""erase: what nothing asks to be kept any more is erased; of one person with a report of what is kept, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.erasing.carrying_out import ErasureDone
    from handover_policy.app.serving.settings import Settings

WRONG, MISUSED = 1, 2
BY = "handover erase"


@click.command("erase", cls=Command)
@of_a_company
@click.option("--person")
@click.option("--dry-run", "dry", is_flag=True)
@click.option("--by", default=BY)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    person: str | None,
    by: str,
    lang: str | None,
    *,
    dry: bool,
) -> None:
    """Erase what nothing asks to be kept any more."""
    need_extra(ctx)
    from handover_policy.app.erasing.alone import erased_alone, shown
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.cli.serving.failures import or_not_started
    from handover_policy.cli.serving.holding import holding

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    with ExitStack() as stack:
        if not dry:
            holding(ctx, stack, chosen)
        stack.enter_context(or_not_started(ctx, chosen, lang))
        stack.enter_context(_or_refused(ctx, chosen, one.id))
        engine = stack.enter_context(opened_database(chosen))
        done = shown(engine, one, person) if dry else erased_alone(engine, chosen, one, person, by=by)
    _tell(done, one.id, lang, dry=dry, alone=person is not None)


@contextmanager
def _or_refused(ctx: click.Context, chosen: Settings, company: str) -> Iterator[None]:
    """Leave the command with one sentence where nothing can be erased within the block."""
    from handover_policy.app.erasing.report import NobodyKnown
    from handover_policy.app.serving.demo.folder import DemoFolder, FolderMixed
    from handover_policy.app.serving.ticking import LeaseHeld
    from handover_policy.ledger.keeping.shearing import RowAltered
    from handover_policy.ledger.lease import LeaseLost

    try:
        DemoFolder.of(chosen.data, demo=False)
        yield
    except NobodyKnown as unknown:
        say(phrase("erasing.unknown", person=unknown.person), err=True)
        ctx.exit(MISUSED)
    except RowAltered as altered:
        say(phrase("erasing.altered", position=altered.position, company=company), err=True)
        ctx.exit(WRONG)
    except FolderMixed:
        say(phrase("serving.not-for-demo", place=chosen.data), err=True)
        ctx.exit(MISUSED)
    except (LeaseHeld, LeaseLost):
        say(phrase("serving.held-elsewhere", company=company), err=True)
        ctx.exit(MISUSED)


def _tell(done: ErasureDone, company: str, lang: str | None, *, dry: bool, alone: bool) -> None:
    """Tell of whom everything goes, and of one person why what is kept stays, and until when."""
    from handover_policy.app.erasing.saying import report_lines
    from handover_policy.cli.findings_report import language_of
    from handover_policy.texts.texts import texts

    words = texts(language_of(lang))
    for report in done.reports:
        say(f"{report.person}  {report.name}" if report.name != report.person else report.person)
        if alone:
            for line in report_lines(report, words):
                say(f"  {line}")
    people = sum(each.all_goes for each in done.reports)
    if dry:
        say(phrase("erasing.would", company=company, people=people))
    elif done.position is None:
        say(phrase("erasing.nothing", company=company))
    else:
        rows, shorn = len(done.erased.rows), len(done.erased.shorn)
        told = {"company": company, "people": people, "rows": rows, "shorn": shorn, "files": done.files}
        say(phrase("erasing.done", **told, passing=sum(done.passing.values()), position=done.position))
