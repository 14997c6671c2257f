"""run: events in, one decision a line out, or a block a case for people."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from handover_policy.cli.engine_in_words import say_other_engine
from handover_policy.cli.event_streams import EventStreams
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.terminal import opened_output, say, say_progress

if TYPE_CHECKING:
    from handover_policy.app.run import Run
    from handover_policy.sources.event_files import EventText

UNREADABLE = 3
NOTHING = 5
STEP = 1000
SELDOM = (50_000, 20, 20)
"""How often unreachable cycles are looked for: what a run keeps has none, and looking costs a twentieth of its time."""


@click.command("run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--policy",
    "policies",
    multiple=True,
    type=POLICY,
    help="制度文件夹，可多次（各版本） / policy folder; once for each version.",
)
@click.option("--format", "form", type=click.Choice(["jsonl", "json", "text"]), default="jsonl", show_default=True)
@click.option(
    "--sort-by-time",
    "sort",
    is_flag=True,
    help="先按时刻排序所有文件的事件（同一时刻保持原顺序；读不懂的行排在最前）；要等全部读完，内存约为文件大小的两倍 / "
    "sort the events of all files by time first (those of one moment stay in order, unreadable lines come first);"
    " waits for all of them and takes about twice their size in memory.",
)
@click.option("--strict", is_flag=True, help="有事件被拒绝时退出码为 1 / exit 1 when an event is refused.")
@click.option(
    "--engine",
    type=click.Choice(["durable", "compiled"]),
    envvar="HANDOVER_ENGINE",
    default="durable",
    show_default=True,
    help="由谁判定条件，答案相同 / what judges conditions; both give the same answers.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="诊断语言 / language of diagnostics.")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    policies: tuple[Path, ...],
    form: str,
    sort: bool,
    strict: bool,
    engine: Literal["durable", "compiled"],
    lang: str | None,
) -> None:
    """按制度裁决事件文件（.jsonl、JSON 数组，或 - 表示标准输入）.

    Decide events by a policy: one JSON decision a line for each event, in order; `--format text` is made for people.
    """
    say_other_engine(ctx, engine)
    run, language = _opened(ctx, policies, engine, lang)
    with ExitStack() as stack:
        streams = EventStreams(ctx, stack, files, language)
        events = _events(streams)
        decided, refused = _write(run, run.by_time(events) if sort else events, form)
    if not decided:
        say("没有事件 / no events", err=True)
        ctx.exit(NOTHING)
    ctx.exit(1 if strict and refused else 0)


def _opened(
    ctx: click.Context, policies: tuple[Path, ...], engine: Literal["durable", "compiled"], lang: str | None
) -> tuple[Run, str]:
    from handover_policy.app.load import open_policies
    from handover_policy.app.run import Run
    from handover_policy.cli.findings_report import fails, language_of, write_findings
    from handover_policy.sources.shipped import shipped_folder

    places = policies or (shipped_folder("rules") / "default",)
    try:
        opened = open_policies(places)
    except OSError as error:
        named = error.filename or error
        say(f"无法读取 {named}：请检查 --policy 的路径 / cannot read it; check the path given to --policy", err=True)
        ctx.exit(UNREADABLE)
    language = language_of(lang, opened.language)
    write_findings(opened.findings, language, to_stderr=True, text_of=opened.text_of)
    if not opened.policies:
        ctx.exit(1 if fails(opened.findings, "error") else UNREADABLE)
    try:
        return Run(opened, engine=engine), language
    except ValueError as error:
        raise click.UsageError(f"--policy: {error}") from error


def _events(streams: EventStreams) -> Iterator[EventText]:
    shown = sys.stderr.isatty()
    number = 0
    for told in streams.events():
        number += 1
        if shown and number % STEP == 0:
            say_progress(_progress(streams, number))
        yield told
    if shown and number >= STEP:
        say_progress("")
        say("", err=True)


def _progress(streams: EventStreams, number: int) -> str:
    """Return how far reading has come: in percent where all streams are files, by the events so far where not."""
    percent = streams.percent_read()
    return str(number) if percent is None else f"{number}  {percent} %"


def _write(run: Run, events: Iterator[EventText], form: str) -> tuple[int, int]:
    """Write the decisions; return how many there were, and how many were refusals."""
    from handover_policy.render.line import decision_line

    gc.set_threshold(*SELDOM)
    decided = refused = 0
    report = None
    if form == "text":
        from handover_policy.cli.deciding.case_report import CaseReport

        report = CaseReport(run)
    out = opened_output()
    before, after = (b"", b"\n") if form == "jsonl" else (b"[", b"")
    for judged in run.decisions(events):
        decided += 1
        refused += judged.decision.outcome == "refused"
        if report is not None:
            report.take(judged)
            continue
        out.write(before + decision_line(judged.decision) + after)
        before = before and b",\n"
    if report is not None:
        for line in report.lines():
            say(line)
    elif form == "json":
        out.write(b"]\n" if decided else b"[]\n")
    out.flush()
    return decided, refused
