"""run: events in, one decision a line out, or a block a case for people."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from handover_policy.cli.engine_in_words import say_other_engine
from handover_policy.cli.event_streams import EventStreams
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.opened import opened_run
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import opened_output, say, say_progress
from handover_policy.cli.usage import Misused
from handover_policy.findings.suggestion import nearest
from handover_policy.model.words.event_types import EVENT_TYPES

if TYPE_CHECKING:
    from handover_policy.app.run import Run
    from handover_policy.engine.ruleset import EngineName
    from handover_policy.sources.event_files import EventText

UNREADABLE = 3
NOTHING = 5
STEP = 1000
SELDOM = (50_000, 20, 20)
"""How often unreachable cycles are looked for: what a run keeps has none, and looking costs a twentieth of its time."""


@click.command("run", cls=Command)
@click.argument("files", nargs=-1, metavar="FILES...", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--ledger", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False))
@click.option(
    "--policy",
    "policies",
    multiple=True,
    type=POLICY,
)
@click.option("--format", "form", type=click.Choice(["jsonl", "json", "text"]), default="jsonl", show_default=True)
@click.option(
    "--sort-by-time",
    "sort",
    is_flag=True,
)
@click.option("--strict", is_flag=True)
@click.option(
    "--engine",
    type=click.Choice(["durable", "compiled"]),
    envvar="HANDOVER_ENGINE",
    default="durable",
    show_default=True,
)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    ledger: Path | None,
    policies: tuple[Path, ...],
    form: str,
    sort: bool,
    strict: bool,
    engine: Literal["durable", "compiled"],
    lang: str | None,
) -> None:
    """Decide events by a policy."""
    from handover_policy.cli.findings_report import language_of

    say_other_engine(ctx, engine)
    if ledger is not None:
        _run_ledger(ctx, ledger, form, engine, strict=strict, alone=not (files or policies or sort))
    if not files:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    run, opened = opened_run(ctx, policies, lambda policy: language_of(lang, policy), engine=engine)
    language = language_of(lang, opened.language)
    with ExitStack() as stack:
        streams = EventStreams(ctx, stack, files, language)
        events = _events(streams)
        decided, refused, ignored = _write(run, run.by_time(events) if sort else events, form, language)
    if not decided:
        say(phrase("no-events"), err=True)
        ctx.exit(NOTHING)
    for kind, count in sorted(ignored.items()):
        near = nearest(kind, EVENT_TYPES)
        key = "ignored-type" if near else "ignored-type-far"
        say(phrase(key, type=kind, times=count, nearest=near), err=True)
    ctx.exit(1 if strict and (refused or ignored) else 0)


def _run_ledger(
    ctx: click.Context, ledger: Path, form: str, engine: EngineName, *, strict: bool, alone: bool
) -> NoReturn:
    """Decide the events of an exported ledger, and leave the command."""
    from handover_policy.cli.deciding.run_ledger import run_ledger

    if not alone or form == "text":
        raise Misused(phrase("ledger.alone"))
    run_ledger(ctx, ledger, form, engine, strict=strict)


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


def _write(run: Run, events: Iterator[EventText], form: str, language: str) -> tuple[int, int, Counter[str]]:
    """Write the decisions; return how many there were, how many were refusals, and the types nobody knows."""
    from handover_policy.render.line import decision_line

    gc.set_threshold(*SELDOM)
    count = refused = 0
    ignored: Counter[str] = Counter()
    report = None
    if form == "text":
        from handover_policy.cli.deciding.case_report import CaseReport

        report = CaseReport(run, language)
    out = opened_output()
    before, after = (b"", b"\n") if form == "jsonl" else (b"[", b"")
    for decided in run.decisions(events):
        count += 1
        refused += decided.decision.outcome == "refused"
        if decided.decision.outcome == "ignored":
            ignored[str(decided.decision.event["type"])] += 1
        if report is not None:
            report.take(decided)
            continue
        out.write(before + decision_line(decided.decision) + after)
        before = before and b",\n"
    if report is not None:
        for line in report.lines():
            say(line)
    elif form == "json":
        out.write(b"]\n" if count else b"[]\n")
    out.flush()
    return count, refused, ignored
