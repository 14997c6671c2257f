"""validate: check a policy set and tell every finding with its place and fix."""

from __future__ import annotations

from pathlib import Path

import click

from handover_policy.cli.findings_report import FORMS, counted, fails, language_of, seen_from, write_report
from handover_policy.cli.policy_option import POLICY, chosen
from handover_policy.cli.terminal import say

UNREADABLE = 3
SUMMARY = {
    "zh": "{error} 个错误，{warning} 个警告，{info} 个提示",
    "en": "{error} errors, {warning} warnings, {info} infos",
}


@click.command("validate")
@click.argument("folder", required=False, type=POLICY)
@click.option("--policy", "policy", type=click.Path(path_type=Path), help="制度文件夹 / the policy folder.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言；默认随系统 / language; the locale's by default.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info"]), default="error", show_default=True)
@click.option("--fix", "fix", is_flag=True, help="先显示差异，再修正全角符号与编码 / show, then mend typing slips.")
@click.pass_context
def command(
    ctx: click.Context, folder: Path | None, policy: Path | None, form: str, lang: str | None, fail_on: str, fix: bool
) -> None:
    """检查制度文件：每处问题都给出 文件:行:列、错在哪、怎么改.

    Check a policy set: every finding of every file in one pass. Without FOLDER the bundled rules/default is checked.
    """
    from handover_policy.app.load import open_policies
    from handover_policy.findings.finding import Severity
    from handover_policy.findings.reporting.report import Report

    place = chosen(folder, policy)
    if fix and not _mend(place):
        ctx.exit(UNREADABLE)
    try:
        opened = open_policies([place], cited=True)
    except OSError as error:
        say(f"无法读取制度文件夹 {place}：{error.strerror or error} / cannot read the policy folder", err=True)
        ctx.exit(UNREADABLE)
    language = language_of(lang, opened.language)
    path_of = seen_from(Path.cwd(), place, opened.place_of)
    report = Report(
        findings=opened.findings,
        language=language,
        text_of=opened.text_of,
        path_of=path_of,
        fail_on=Severity(fail_on),
        command="validate",
        asked=str(place),
    )
    write_report(report, form)
    if form == "text":
        say(f"{place}: {SUMMARY[language].format(**counted(opened.findings))}", err=True)
    ctx.exit(1 if fails(opened.findings, fail_on) else 0)


def _mend(place: Path) -> bool:
    """Show every safe repair, then write them; return whether all could be written."""
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.sources.policy_repair import find_repairs, write_repair

    try:
        repairs = list(find_repairs(place))
    except OSError as error:
        say(f"无法读取 {error.filename}：{error.strerror} / cannot read the file; nothing was changed", err=True)
        return False
    for repair in repairs:
        say(*repair.difference.split("\n"), err=True)
    for repair in repairs:
        if repair.linked:
            named = escaped(str(repair.path))
            say(
                f"{named} 在链接的那一头，没有改动；请改它指向的文件 / behind a link, left as it is: mend it there",
                err=True,
            )
    repairs = [repair for repair in repairs if not repair.linked]
    written = 0
    for repair in repairs:
        try:
            write_repair(repair)
        except OSError as error:
            named = escaped(str(repair.path))
            say(f"无法写入 {named}：{error.strerror} / cannot write the file; nothing of it was changed", err=True)
        else:
            written += 1
    if repairs:
        say(f"已修正 {written} 个文件，共 {len(repairs)} 个 / {written} of {len(repairs)} files mended", err=True)
    return written == len(repairs)
