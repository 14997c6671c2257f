"""explain: why a case is as it is, what would open its gates, why a rule did not act; or what a finding means."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover_policy.cli.event_streams import EventStreams
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.terminal import say, say_json

if TYPE_CHECKING:
    from handover_policy.app.run import Run
    from handover_policy.explain.explained import Explanation

UNREADABLE = 3
NOTHING = 5
CODE = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")
EARLIER = "{name}：这是较早的一次离职 / an earlier departure; only the newest can be asked about"
SIGNS = {"case": "━━", "task": "●", "obligation": "⚖", "gate": "◆", "notice": "✉"}


@click.command("explain")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--policy", "policies", multiple=True, type=POLICY, help="制度文件夹，可多次 / policy folder.")
@click.option("--case", "case", help="案件编号，如 E1001/1 / the case; needed where there are several.")
@click.option("--at", "at", help="截至哪一天或哪一刻 / as of a day or moment.")
@click.option("--only", multiple=True, help="只看这些编号或种类 / only these ids or kinds (task, gate, notice …).")
@click.option("--why-not", "why_not", multiple=True, help="某条规则为何没有起作用 / why a rule did not act.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 / language.")
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click passes options by name
    """解释一个案件：每项任务、日期、消息和决定的依据；谁在等，怎样才能开放.

    Explain a case of an events file, point by point; or, given the code of a finding, what it means.
    """
    from handover_policy.cli.findings_report import language_of

    files: tuple[Path, ...] = options["files"]
    language = language_of(options["lang"])
    if len(files) == 1 and not files[0].exists() and CODE.fullmatch(str(files[0])):
        from handover_policy.cli.authoring.explain_code import show_code

        ctx.exit(show_code(str(files[0]), language))
    run = _opened(ctx, options["policies"], language)
    events = _events(ctx, files, options["at"], run, language)
    if not events:
        say("没有事件 / no events", err=True)
        ctx.exit(NOTHING)
    _explain(ctx, run, events, options, language)


def _opened(ctx: click.Context, policies: tuple[Path, ...], language: str) -> Run:
    from handover_policy.app.load import open_policies
    from handover_policy.app.run import Run
    from handover_policy.cli.findings_report import fails, write_findings
    from handover_policy.sources.shipped import shipped_folder

    places = policies or (shipped_folder("rules") / "default",)
    try:
        opened = open_policies(places)
    except OSError as error:
        say(f"无法读取 {error.filename or error} / cannot read the policy folder", err=True)
        ctx.exit(UNREADABLE)
    write_findings(opened.findings, language, to_stderr=True, text_of=opened.text_of)
    if not opened.policies:
        ctx.exit(1 if fails(opened.findings, "error") else UNREADABLE)
    try:
        return Run(opened)
    except ValueError as error:
        raise click.UsageError(f"--policy: {error}") from error


def _events(
    ctx: click.Context, files: tuple[Path, ...], at: str | None, run: Run, language: str
) -> list[dict[str, Any]]:
    """Return the readable events up to a moment; the others are left to `run`, which refuses them."""
    from handover_policy.app.explain import read_event

    until = _until(at, run)
    events = []
    with ExitStack() as stack:
        for name, told in EventStreams(ctx, stack, files, language):
            found = read_event(told)
            if found is None:
                say(f"{name}:{told.line}: 跳过读不懂的事件 / an unreadable event is left out", err=True)
                continue
            event, moment = found
            if until is None or (moment.tzinfo is not None and moment <= until):
                events.append(event)
    return events


def _until(at: str | None, run: Run) -> datetime | None:
    """Return the moment events count up to; a day counts to its end, in the employer's zone."""
    if at is None:
        return None
    zone = run.books.zone_owner.manifest.timezone
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        message = f"--at {at}：请写成 2026-03-20 或 2026-03-20T09:00 / write it like 2026-03-20"
        raise click.UsageError(message) from None
    if "T" not in at and " " not in at:
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _explain(
    ctx: click.Context, run: Run, events: list[dict[str, Any]], options: dict[str, Any], language: str
) -> None:
    from handover_policy.app.explain import CaseUnknown, explain_case

    only, why_not = options["only"], options["why_not"]
    try:
        found = explain_case(run, events, case=options["case"], only=only, why_not=why_not, language=language)
    except CaseUnknown as unknown:
        cases = "、".join(unknown.cases) or "—"
        raise click.UsageError(f"--case {options['case'] or ''}：有这些案件 / the cases are: {cases}") from unknown
    if found.sought and not found.points:
        say(f"没有 {'、'.join(sorted(found.sought))} / nothing of that name here", err=True)
        ctx.exit(2)
    answers = [EARLIER.format(name=name) if answer is None else answer for name, answer in found.answers]
    WRITERS[options["form"]](found.case, found.points, answers)


def _text(case: str, points: tuple[Explanation, ...], answers: list[str]) -> None:
    for point in points:
        name = case if point.kind == "case" else point.title
        say(f"{SIGNS[point.kind]} {name}")
        for sentence in point.sentences:
            say(f"    {sentence}")
    for answer in answers:
        say(answer)


def _markdown(case: str, points: tuple[Explanation, ...], answers: list[str]) -> None:
    from handover_policy.findings.reporting.hosting.markdown import in_markdown

    say(f"# {in_markdown(case)}", "")
    for point in points:
        say(f"## {in_markdown(point.title)}", "")
        for sentence in point.sentences:
            say(f"- {in_markdown(sentence)}")
        say("")
    for answer in answers:
        say(f"> {in_markdown(answer)}")


def _json(case: str, points: tuple[Explanation, ...], answers: list[str]) -> None:
    from handover_policy.findings.reporting.json_text import json_text
    from handover_policy.model.effect_json import because_json

    told = [
        {
            "kind": point.kind,
            "id": point.id,
            "title": point.title,
            "sentences": point.sentences,
            "because": because_json(point.because),
        }
        for point in points
    ]
    say_json(json_text({"case": case, "points": told, "why_not": answers}, default=dict))


WRITERS = {"text": _text, "markdown": _markdown, "json": _json}
