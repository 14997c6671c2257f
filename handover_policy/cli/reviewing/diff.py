"""diff: what a change of a policy set means, for whom, better or worse, and what has to come with it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import FORMS, fails, language_of, seen_from, write_findings, write_report
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.reviewing.sides_missing import tell_missing, tell_unreadable
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say, say_json

if TYPE_CHECKING:
    from handover_policy.diff.compare import PolicyDiff
    from handover_policy.findings.finding import Finding
    from handover_policy.findings.reporting.report import PathOf
    from handover_policy.sources.policy_sources import PolicySource
    from handover_policy.sources.sides import Sides

UNREADABLE = 3
ALERTS = frozenset({"sarif", "github"})
"""Forms that raise an alert for each finding, which a change for the better is not."""
FORMATS = (*FORMS, "html")


@click.command("diff", cls=Command)
@click.argument("base")
@click.argument("head", required=False)
@click.option("--policy", "policy", type=POLICY)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True)
@click.pass_context
def command(
    ctx: click.Context,
    base: str,
    head: str | None,
    policy: Path | None,
    form: str,
    lang: str | None,
    as_of: datetime | None,
    fail_on: str,
) -> None:
    """Compare two versions of a policy set in meaning."""
    from handover_policy.app.compare import compare_sides
    from handover_policy.diff.report.as_findings import as_findings
    from handover_policy.sources.git.process import GitFailed
    from handover_policy.sources.sides import SideMissing, find_sides

    today = as_of.date() if as_of is not None else date.today()  # noqa: DTZ011 - the day where the reviewer sits
    try:
        sides = find_sides(base, head, policy, Path.cwd())
        compared = compare_sides(sides, today)
    except (SideMissing, GitFailed) as missing:
        tell_missing(missing, language_of(lang))
        ctx.exit(UNREADABLE)
    except OSError as error:
        say(phrase("unreadable", place=error.filename or base, why=error), err=True)
        ctx.exit(UNREADABLE)
    language = language_of(lang, compared.language)
    for name in sides.doubtful:
        say(spoken_in(language, "sides.doubtful", name=name), err=True)
    if compared.comparison is None:
        tell_unreadable(compared.unreadable, sides, language)
        ctx.exit(UNREADABLE)
    _write(compared.comparison, sides, form, language)
    ctx.exit(1 if fails(as_findings(compared.comparison), fail_on) else 0)


def _write(comparison: PolicyDiff, sides: Sides, form: str, language: str) -> None:
    labels = sides.base.label, sides.head.label
    if form == "json":
        from handover_policy.diff.report.json_form import json_form

        say_json(json_form(comparison, labels, language))
    elif form == "markdown":
        from handover_policy.diff.report.markdown import markdown_form

        say(*markdown_form(comparison, labels, language).split("\n"))
    elif form == "html":
        from handover_policy.diff.report.web_page import TEMPLATES, page
        from handover_policy.sources.page_texts import page_texts

        texts = page_texts("handover_policy.diff.report", TEMPLATES)
        say(*page(texts, comparison, labels, language).split("\n"))
    elif form == "text":
        _write_text(comparison, sides, language)
    else:
        _write_findings(comparison, sides, form, language)


def _write_text(comparison: PolicyDiff, sides: Sides, language: str) -> None:
    from handover_policy.diff.report.text import changed_lines, heading_lines, settled_lines
    from handover_policy.diff.report.words import Speaker

    speaker = Speaker(comparison=comparison, language=language)

    def tell(name: str, findings: tuple[Finding, ...]) -> None:
        if findings:
            say("", speaker.words[name])
            write_findings(findings, language, to_stderr=False, text_of=sides.head.text_of)

    for line in heading_lines((sides.base.label, sides.head.label), speaker):
        say(line)
    tell("statutes", comparison.statutes)
    for line in changed_lines(speaker):
        say(line)
    tell("checks", comparison.checks)
    for line in settled_lines(comparison.settled, speaker):
        say("", line)
    say(speaker.words["no-advice"], err=True)


def _write_findings(comparison: PolicyDiff, sides: Sides, form: str, language: str) -> None:
    from handover_policy.diff.report.as_findings import as_findings
    from handover_policy.findings.reporting.report import Report

    path_of = _path_of(sides.head)
    report = Report(
        findings=as_findings(comparison, alerts=form in ALERTS),
        language=language,
        text_of=sides.head.text_of,
        path_of=path_of,
        command="diff",
    )
    write_report(report, form)


def _path_of(head: PolicySource) -> PathOf:
    """Return what names the files of the head from here, or from the root of its repository."""
    from handover_policy.findings.reporting.report import as_named
    from handover_policy.sources.git.tree_source import TreeSource
    from handover_policy.sources.policy_sources import FolderSource

    if isinstance(head, FolderSource):
        return seen_from(Path.cwd(), head.place, head.place_of)
    return head.path_of if isinstance(head, TreeSource) else as_named
