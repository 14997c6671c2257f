"""validate: check a policy set and tell every finding with its place and fix."""

from __future__ import annotations

from pathlib import Path

import click

from handover_policy.cli.findings_report import FORMS, counted, fails, language_of, seen_from, write_report
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.policy_option import POLICY, chosen
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

UNREADABLE = 3


@click.command("validate", cls=Command)
@click.argument("folder", required=False, type=POLICY)
@click.option("--policy", "policy", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True)
@click.option("--fix", "fix", is_flag=True)
@click.pass_context
def command(
    ctx: click.Context, folder: Path | None, policy: Path | None, form: str, lang: str | None, fail_on: str, fix: bool
) -> None:
    """Check a policy set, or the settings of the service."""
    if folder is not None and policy is None and _is_settings(ctx, folder):
        _check_settings(ctx, folder, form, lang, fail_on, fix=fix)
    from handover_policy.app.load import open_policies
    from handover_policy.app.policy_tests import cases_of
    from handover_policy.findings.finding import Severity
    from handover_policy.findings.reporting.report import Report

    place = chosen(folder, policy)
    if fix and not _fix(place):
        ctx.exit(UNREADABLE)
    try:
        opened = open_policies([place], cited=True)
        found = (*opened.findings, *cases_of(place, opened.policies[0] if opened.policies else None, opened.schemas)[1])
    except OSError as error:
        say(phrase("unreadable-set", place=place, why=error), err=True)
        ctx.exit(UNREADABLE)
    language = language_of(lang, opened.language)
    path_of = seen_from(Path.cwd(), place, opened.place_of)
    report = Report(
        findings=found,
        language=language,
        text_of=opened.text_of,
        path_of=path_of,
        fail_on=Severity(fail_on),
        command="validate",
        asked=str(place),
    )
    write_report(report, form)
    if form == "text":
        counts = spoken_in(language, "validate.counts", **counted(found))
        say(f"{place}: {counts}", err=True)
    ctx.exit(1 if fails(found, fail_on) else 0)


def _is_settings(ctx: click.Context, file: Path) -> bool:
    from handover_policy.sources.service_files import is_settings_file

    try:
        return is_settings_file(file)
    except OSError as error:
        say(phrase("unreadable", place=file, why=error), err=True)
        ctx.exit(UNREADABLE)


def _check_settings(ctx: click.Context, file: Path, form: str, lang: str | None, fail_on: str, *, fix: bool) -> None:
    """Tell what is wrong with a settings file, and leave the command."""
    from handover_policy.cli.serving.settings_report import settings_report

    if fix:
        raise Misused(phrase("validate.fix-settings"))
    language = language_of(lang)
    report = settings_report(file, language, fail_on)
    write_report(report, form)
    if form == "text":
        counts = spoken_in(language, "validate.counts", **counted(report.findings))
        say(f"{file}: {counts}", err=True)
    ctx.exit(1 if fails(report.findings, fail_on) else 0)


def _fix(place: Path) -> bool:
    """Show every safe repair, then write them; return whether all could be written."""
    from handover_policy.app.mending.policy import mend_policy
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.sources.policy_repair import write_repair

    try:
        repairs = list(mend_policy(place))
    except OSError as error:
        say(phrase("validate.unreadable", place=error.filename, why=error), err=True)
        return False
    for repair in repairs:
        say(*repair.difference.split("\n"), err=True)
    for repair in repairs:
        if repair.linked:
            named = escaped(str(repair.path))
            say(phrase("validate.linked", place=named), err=True)
    repairs = [repair for repair in repairs if not repair.linked]
    written = 0
    for repair in repairs:
        try:
            write_repair(repair)
        except OSError as error:
            named = escaped(str(repair.path))
            say(phrase("validate.unwritable", place=named, why=error), err=True)
        else:
            written += 1
    if repairs:
        say(phrase("validate.mended", written=written, whole=len(repairs)), err=True)
    return written == len(repairs)
