"""check: validate, lint and test of policy sets in one go: one report, one summary, one exit code."""

from __future__ import annotations

import gc
from datetime import date, datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import FORMS, fails, language_of, seen_from, write_reports
from handover_policy.cli.policy_option import POLICY, chosen
from handover_policy.cli.reviewing.advice import say_no_advice
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.check import Checked
    from handover_policy.findings.reporting.report import Report

FINDINGS, UNREADABLE, FAILED = 1, 3, 4


class Ending(IntEnum):
    """How it ends for one set, the worst first: over several sets the worst of them decides the exit code."""

    UNREADABLE = 0
    ERRORS = 1
    FAILED_TESTS = 2
    LESSER_FINDINGS = 3
    PASSED = 4


EXIT_CODES = {
    Ending.UNREADABLE: UNREADABLE,
    Ending.ERRORS: FINDINGS,
    Ending.FAILED_TESTS: FAILED,
    Ending.LESSER_FINDINGS: FINDINGS,
    Ending.PASSED: 0,
}
WORDS = {
    "zh": {
        "counts": "{of}：{error} 个错误，{warning} 个警告，{info} 个提示，{waived} 项已豁免；{tests}",
        "cases": "{cases} 个测试案例，{failed} 个失败",
        "none": "没有测试案例",
        "unplayed": "有错误，没有运行测试",
        "total": "共 {sets} 套制度，{wrong} 套没有通过",
        "stray": "{path} 不属于任何制度，没有检查",
        "unreadable": "无法读取制度文件夹 {path}：{why}",
    },
    "en": {
        "counts": "{of}: {error} errors, {warning} warnings, {info} infos, {waived} waived; {tests}",
        "cases": "{cases} test cases, {failed} failed",
        "none": "no test cases",
        "unplayed": "tests were not run because of the errors",
        "total": "{sets} policy sets, {wrong} did not pass",
        "stray": "{path} belongs to no policy set and was not checked",
        "unreadable": "cannot read the policy folder {path}: {why}",
    },
}


@click.command("check")
@click.argument("paths", nargs=-1, type=POLICY, metavar="[PATH]...")
@click.option("--policy", "policy", type=POLICY, help="制度文件夹 / the policy folder.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言；默认随系统 / language; the locale's by default.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="哪一天；默认今天 / the day; today by default.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    policy: Path | None,
    form: str,
    lang: str | None,
    as_of: datetime | None,
    fail_on: str,
) -> None:
    """一次做完 validate、lint 和 test；提交前和流水线里用它.

    Validate, lint and test policy sets in one go. PATH is a set, a folder of sets, or a file of a set.

    退出码：读不了是 3，有错误是 1，测试失败是 4，只有 --fail-on 所指的警告或提示是 1.

    Exit code: 3 where a set cannot be read, else 1 where there are errors, else 4 where policy tests failed, else 1
    where there are lesser findings that --fail-on names.
    """
    from handover_policy.app.check import check_policies
    from handover_policy.sources.policy_places import places_of

    gc.disable()  # what reading a set leaves has few cycles; looking for some takes a seventh of so short a process
    words = WORDS[language_of(lang)]
    places, strays = places_of(_named(paths, policy))
    for stray in strays:
        say(words["stray"].format(path=stray), err=True)
    today = as_of.date() if as_of is not None else date.today()  # noqa: DTZ011 - the day where the reviewer sits
    reports, told, endings = [], [], [Ending.PASSED]
    for place, checked in zip(places, check_policies(places, today), strict=True):
        if isinstance(checked, OSError):
            say(words["unreadable"].format(path=place, why=checked.strerror or checked), err=True)
            endings.append(Ending.UNREADABLE)
            continue
        report = _report(place, checked, lang, fail_on)
        endings.append(_ending(checked, report, fail_on))
        reports.append(report)
        told.append(checked)
    write_reports(reports, form)
    _sum_up(reports, told, fail_on)
    ctx.exit(EXIT_CODES[min(endings)])


def _named(paths: tuple[Path, ...], policy: Path | None) -> tuple[Path, ...]:
    if len(paths) > 1 and policy is not None:
        raise click.UsageError("PATH 与 --policy 只用其一 / give PATH or --policy, not both")
    return paths if len(paths) > 1 else (chosen(paths[0] if paths else None, policy),)


def _report(place: Path, checked: Checked, lang: str | None, fail_on: str) -> Report:
    from handover_policy.findings.finding import Severity
    from handover_policy.findings.reporting.report import Report
    from handover_policy.testing.case_findings import case_findings

    here, opened, results = Path.cwd(), checked.opened, checked.results
    failed = sum(not result.passed for result in results)
    shown = place.absolute()
    return Report(
        findings=(*checked.findings, *case_findings(results)),
        language=language_of(lang, opened.language),
        text_of=opened.text_of,
        path_of=seen_from(here, place, opened.place_of),
        of=shown.relative_to(here).as_posix() if shown.is_relative_to(here) else str(place),
        fail_on=Severity(fail_on),
        command="check",
        asked=str(place),
        passed=tuple((result.case.name, result.case.location) for result in results if result.passed),
        tally={
            "waived": len(checked.linted.waived) if checked.linted is not None else 0,
            "cases": len(results),
            "failed": failed,
        },
    )


def _ending(checked: Checked, report: Report, fail_on: str) -> Ending:
    """Return how it ends for one set: errors come before tests, which say little of rules that are wrong."""
    if fails(checked.findings, "error"):
        return Ending.ERRORS
    if report.tally["failed"]:
        return Ending.FAILED_TESTS
    return Ending.LESSER_FINDINGS if fails(checked.findings, fail_on) else Ending.PASSED


def _sum_up(reports: list[Report], told: list[Checked], fail_on: str) -> None:
    """Say of each set what was found, and once how many did not pass and what the law is worth."""
    wrong = 0
    for report, checked in zip(reports, told, strict=True):
        words = WORDS[report.language]
        unplayed = "none" if checked.opened.policies else "unplayed"
        tests = words["cases" if checked.results else unplayed].format(**report.tally)
        say(words["counts"].format(of=report.of, tests=tests, **report.counts(), **report.tally), err=True)
        wrong += _ending(checked, report, fail_on) is not Ending.PASSED
    if len(reports) > 1:
        say(WORDS[reports[0].language]["total"].format(sets=len(reports), wrong=wrong), err=True)
    if reports:
        packs = [pack for each in told if each.linted is not None for pack in each.linted.statutes.packs]
        say_no_advice(packs, reports[0].language)
