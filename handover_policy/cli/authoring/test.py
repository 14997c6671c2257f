"""test: run the policy tests of a set and tell what was expected and what came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import click

from handover_policy.cli.policy_option import POLICY

if TYPE_CHECKING:
    from handover_policy.review.testing.policy_test import CaseResult, Failure

FAILED = 4
UNREADABLE = 3
NOTHING = 5


@click.command("test")
@click.argument("folder", required=False, type=POLICY)
@click.option("--policy", "policy", type=click.Path(path_type=Path), help="制度文件夹 / the policy folder.")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 / language.")
@click.pass_context
def command(ctx: click.Context, folder: Path | None, policy: Path | None, form: str, lang: str | None) -> None:
    """运行制度的测试（tests/ 下的 YAML 案例）.

    Run the policy tests of a set (the YAML cases under tests/). Without FOLDER the bundled rules/default is tested.
    """
    from handover_policy.cli.findings_report import fails, language_of, write_findings
    from handover_policy.review.testing.policy_test import read_cases, run_case
    from handover_policy.sources.policy_folders import case_files
    from handover_policy.sources.shipped import shipped_folder
    from handover_policy.wiring import open_policies, starting_over

    if folder is not None and policy is not None and folder != policy:
        raise click.UsageError("FOLDER 与 --policy 只用其一 / give FOLDER or --policy, not both")
    place = folder or policy or shipped_folder("rules") / "default"
    language = language_of(lang)
    try:
        opened = open_policies([place])
        cases, wrong = read_cases(case_files(place), opened.schemas)
    except OSError as error:
        click.echo(f"无法读取 {place}：{error.strerror or error} / cannot read the policy folder", err=True)
        ctx.exit(UNREADABLE)
    write_findings((*opened.findings, *wrong), language, to_stderr=True, places=[place])
    if not opened.policies or fails(wrong, "error"):
        ctx.exit(FAILED if opened.policies else 1)
    if not cases:
        click.echo(f"{place} 没有测试 / no tests", err=True)
        ctx.exit(NOTHING)
    zone = opened.policies[0].manifest.timezone
    start = starting_over(opened)
    results = [run_case(case, start(), zone) for case in cases]
    WRITERS[form](results)
    ctx.exit(FAILED if any(_failed(result) for result in results) else 0)


def _failed(result: CaseResult) -> bool:
    return bool(result.failures or result.refused)


def _write_text(results: list[CaseResult]) -> None:
    for result in results:
        click.echo(f"{'✗' if _failed(result) else '✓'} {result.case.name}")
        for failure in result.failures:
            click.echo(_failure_text(failure))
        for words in result.refused:
            click.echo(f"    {result.case.location}: 事件被拒绝 / event refused: {words}")
    failed = sum(_failed(result) for result in results)
    click.echo(f"{len(results) - failed} passed, {failed} failed")


def _failure_text(failure: Failure) -> str:
    title = "不应出现 / must not come" if failure.forbidden else "没有出现 / did not come"
    lines = [f"    {failure.location}: {title}", f"      预期 / expected: {_json(failure.wanted)}"]
    if failure.nearest is None:
        return "\n".join([*lines, "      没有同类效果 / no effect of this kind came"])
    shown = {name: failure.nearest.get(name) for name in ("when", *failure.wanted) if name != "at"}
    return "\n".join([*lines, f"      {'实际' if failure.forbidden else '最接近'} / got: {_json(shown)}"])


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=dict)


def _write_json(results: list[CaseResult]) -> None:
    cases = [
        {
            "name": result.case.name,
            "file": result.case.location.file,
            "line": result.case.location.line,
            "passed": not _failed(result),
            "failures": [
                {"line": item.location.line, "expected": item.wanted, "nearest": item.nearest, "never": item.forbidden}
                for item in result.failures
            ],
            "refused": list(result.refused),
        }
        for result in results
    ]
    click.echo(json.dumps({"cases": cases}, ensure_ascii=False, default=dict))


def _write_junit(results: list[CaseResult]) -> None:
    failed = sum(_failed(result) for result in results)
    click.echo('<?xml version="1.0" encoding="UTF-8"?>')
    click.echo(f'<testsuite name="handover" tests="{len(results)}" failures="{failed}">')
    for result in results:
        click.echo(f"  <testcase name={quoteattr(result.case.name)} classname={quoteattr(result.case.location.file)}>")
        for failure in result.failures:
            click.echo(f"    <failure>{escape(_failure_text(failure))}</failure>")
        for words in result.refused:
            click.echo(f"    <failure>{escape(words)}</failure>")
        click.echo("  </testcase>")
    click.echo("</testsuite>")


WRITERS = {"text": _write_text, "json": _write_json, "junit": _write_junit}
