"""lint: hold a policy set against the statutes of its jurisdiction and against itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import FORMS, counted, fails, language_of, seen_from, write_report
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.policy_option import POLICY, chosen
from handover_policy.cli.reviewing.advice import say_no_advice
from handover_policy.cli.reviewing.fixing import fix_policy
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.lint import LintReport
    from handover_policy.findings.finding import Severity
    from handover_policy.findings.reporting.report import Report
    from handover_policy.lint.lint import Linted

UNREADABLE = 3


@click.command("lint", cls=Command)
@click.argument("folder", required=False, type=POLICY)
@click.option("--policy", "policy", type=POLICY)
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True)
@click.option("--fix", "fix", is_flag=True)
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path | None,
    policy: Path | None,
    form: str,
    lang: str | None,
    as_of: datetime | None,
    fail_on: str,
    fix: bool,
) -> None:
    """Hold a policy set against the statutes of its jurisdiction and against itself."""
    from handover_policy.findings.finding import Severity

    place = chosen(folder, policy)
    today = as_of.date() if as_of is not None else date.today()  # noqa: DTZ011 - the day where the reviewer sits
    if fix and not fix_policy(place, today, language_of(lang)):
        ctx.exit(UNREADABLE)
    found = _found(ctx, place, today)
    language = language_of(lang, found.linted.language if found.linted is not None else "")
    write_report(_report(place, found, language, Severity(fail_on)), form)
    if found.linted is not None:
        _say_once(found, found.linted, place, language)
    ctx.exit(1 if fails(found.findings, fail_on) else 0)


def _found(ctx: click.Context, place: Path, today: date) -> LintReport:
    from handover_policy.app.lint import lint_policy

    try:
        return lint_policy(place, today)
    except OSError as error:
        say(phrase("unreadable-set", place=place, why=error), err=True)
        ctx.exit(UNREADABLE)


def _report(place: Path, found: LintReport, language: str, least: Severity) -> Report:
    from handover_policy.findings.reporting.report import Report

    return Report(
        findings=found.findings,
        language=language,
        text_of=found.text_of,
        path_of=seen_from(Path.cwd(), place, found.place_of),
        fail_on=least,
        command="lint",
        asked=str(place),
    )


def _say_once(found: LintReport, linted: Linted, place: Path, language: str) -> None:
    counts = counted(found.findings)
    said = spoken_in(language, "lint.counts", waived=len(linted.waived), **counts)
    say(f"{place}: {said}", err=True)
    say_no_advice(linted.statutes.packs, language)
