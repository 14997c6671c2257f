"""check: validate, lint and test of policy sets in one go: one report, one summary, one exit code."""

from __future__ import annotations

import gc
from datetime import date, datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import FORMS, fails, language_of, seen_from, write_reports
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.policy_option import POLICY, chosen
from handover_policy.cli.reviewing.advice import say_no_advice
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

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


@click.command("check", cls=Command)
@click.argument("paths", nargs=-1, type=POLICY, metavar="[PATH]...")
@click.option("--policy", "policy", type=POLICY)
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
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
    """Validate, lint and test policy sets in one go."""
    from handover_policy.app.check import check_policies
    from handover_policy.sources.policy_places import places_of

    gc.disable()  # what reading a set leaves has few cycles; looking for some takes a seventh of so short a process
    language = language_of(lang)
    places, strays = places_of(_named(paths, policy))
    for stray in strays:
        say(spoken_in(language, "check.stray", path=stray), err=True)
    today = as_of.date() if as_of is not None else date.today()  # noqa: DTZ011 - the day where the reviewer sits
    reports, told, endings = [], [], [Ending.PASSED]
    for place, checked in zip(places, check_policies(places, today), strict=True):
        if isinstance(checked, OSError):
            say(spoken_in(language, "unreadable-set", place=place, why=checked), err=True)
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
        raise Misused(phrase("path-or-policy"))
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
        unplayed = "none" if checked.opened.policies else "unplayed"
        tests = spoken_in(report.language, f"check.{'cases' if checked.results else unplayed}", **report.tally)
        counts = {**report.counts(), **report.tally}
        say(spoken_in(report.language, "check.counts", of=report.of, tests=tests, **counts), err=True)
        wrong += _ending(checked, report, fail_on) is not Ending.PASSED
    if len(reports) > 1:
        say(spoken_in(reports[0].language, "check.total", sets=len(reports), wrong=wrong), err=True)
    if reports:
        packs = [pack for each in told if each.linted is not None for pack in each.linted.statutes.packs]
        say_no_advice(packs, reports[0].language)
