"""lint: hold a policy set against the statutes of its jurisdiction and against itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import FORMS, counted, fails, language_of, seen_from, write_report
from handover_policy.cli.policy_option import POLICY, chosen
from handover_policy.cli.reviewing.advice import say_no_advice
from handover_policy.cli.reviewing.fixing import fix_policy
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.lint import LintReport
    from handover_policy.findings.finding import Severity
    from handover_policy.findings.reporting.report import Report
    from handover_policy.lint.lint import Linted

UNREADABLE = 3


@click.command("lint")
@click.argument("folder", required=False, type=POLICY)
@click.option("--policy", "policy", type=POLICY, help="制度文件夹 / the policy folder.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言；默认随系统 / language; the locale's by default.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="哪一天；默认今天 / the day; today by default.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True)
@click.option(
    "--fix", "fix", is_flag=True, help="先显示差异，再改正不需要人判断的 / show, then mend what needs no person."
)
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
    """对照法规和制度自身检查：违反哪一条、影响谁、改成什么.

    Hold a policy set against the statutes of its jurisdiction and against itself. Not legal advice.
    """
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
        say(f"无法读取制度文件夹 {place}：{error.strerror or error} / cannot read the policy folder", err=True)
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
    summary = (
        "{error} 个错误，{warning} 个警告，{info} 个提示，{waived} 项已豁免"
        if language == "zh"
        else "{error} errors, {warning} warnings, {info} infos, {waived} waived"
    )
    say(f"{place}: {summary.format(**counts, waived=len(linted.waived))}", err=True)
    say_no_advice(linted.statutes.packs, language)
