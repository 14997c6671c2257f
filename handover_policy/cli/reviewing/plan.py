"""plan: what a change of the rules would do to the cases that are open."""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover_policy.cli.event_streams import EventStreams
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.reviewing.affected_limit import AffectedLimit, exceeded
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say, say_json, say_progress
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.app.plan import PlanSides
    from handover_policy.plan.plan import Plan
    from handover_policy.plan.replay import Replay

UNREADABLE = 3
NOTHING = 5
TRIPPED = 6
STEP = 1000
MOST_BROKEN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What the command line asks for."""

    files: tuple[Path, ...]
    against: tuple[str, ...]
    policies: tuple[str, ...]
    migrate: bool
    day: date | None
    limit: tuple[float, bool] | None
    form: str
    show: int
    language: str


@click.command("plan", cls=Command)
@click.argument("more", nargs=-1, type=click.Path(path_type=Path, allow_dash=True), metavar="[EVENTS]...")
@click.option(
    "--cases",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, allow_dash=True),
)
@click.option(
    "--against",
    "against",
    multiple=True,
    required=True,
    metavar="BASE",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="HEAD",
)
@click.option("--migrate", is_flag=True)
@click.option("--as-of", "day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--max-affected", "limit", type=AffectedLimit())
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text", show_default=True
)
@click.option("--show", type=click.IntRange(min=0), default=20, show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click passes options by name
    """Tell the effect of new rules on open cases, each decided anew by both versions."""
    asked = _asked(options)
    replay, plan = _planned(ctx, asked)
    _tell_broken(replay, asked.language)
    if not plan.cases:
        say(phrase("plan.no-case"), err=True)
        ctx.exit(NOTHING)
    _write(plan, asked)
    if asked.limit is not None and exceeded(plan.total, asked.limit):
        ctx.exit(TRIPPED)


def _asked(options: dict[str, Any]) -> PlanRequest:
    from handover_policy.cli.findings_report import language_of

    files = (*options["files"], *options["more"])
    if not files:
        raise Misused(phrase("plan.no-files"))
    if files.count(Path("-")) > 1:
        raise Misused(phrase("plan.one-input"))
    day = options["day"]
    return PlanRequest(
        files=files,
        against=options["against"],
        policies=options["policies"],
        migrate=options["migrate"],
        day=day.date() if day is not None else None,
        limit=options["limit"],
        form=options["form"],
        show=options["show"],
        language=language_of(options["lang"]),
    )


def _planned(ctx: click.Context, asked: PlanRequest) -> tuple[Replay, Plan]:
    from handover_policy.app.plan import finished_plan, replaying

    sides = _sides(ctx, asked)
    try:
        replay = replaying(sides)
    except ValueError as error:
        raise Misused(phrase("versions-apart", why=error)) from error
    gc.disable()  # what a replay keeps has no cycles, and looking for some takes an eighth of its time
    with ExitStack() as stack:
        _tell_all(replay, EventStreams(ctx, stack, asked.files, asked.language))
    plan, latest = finished_plan(replay, sides, day=asked.day, migrate=asked.migrate)
    if latest is not None:
        newest = latest.isoformat()
        say(phrase("plan.past", day=asked.day, newest=newest), err=True)
    return replay, plan


def _sides(ctx: click.Context, asked: PlanRequest) -> PlanSides:
    """Return both sides; what cannot be found or used is told with the side it is on."""
    from handover_policy.app.plan import find_plan_sources, open_plan_sides
    from handover_policy.cli.findings_report import write_findings
    from handover_policy.cli.reviewing.sides_missing import tell_missing, tell_unreadable
    from handover_policy.sources.git.process import GitFailed
    from handover_policy.sources.sides import SideMissing, Sides

    try:
        sources = find_plan_sources(asked.against, asked.policies, Path.cwd())
        sides = open_plan_sides(sources)
    except (SideMissing, GitFailed) as missing:
        tell_missing(missing, asked.language)
        ctx.exit(UNREADABLE)
    except OSError as error:
        say(phrase("unreadable", place=error.filename or error, why=error), err=True)
        ctx.exit(UNREADABLE)
    for name in sources.doubtful:
        say(spoken_in(asked.language, "sides.doubtful", name=name), err=True)
    for each in sides.unusable:
        both = Sides(base=each.source, head=each.source)
        tell_unreadable({each.side: each.findings}, both, asked.language)
    if sides.unusable:
        ctx.exit(UNREADABLE)
    write_findings(sides.findings, asked.language, to_stderr=True)
    return sides


def _tell_all(replay: Replay, streams: EventStreams) -> None:
    shown = sys.stderr.isatty()
    for told in streams.events():
        replay.tell(told.line, told.content)
        if shown and replay.events % STEP == 0:
            say_progress(_progress(streams, replay.events))
    if shown and replay.events >= STEP:
        say_progress(" " * 40)
        say_progress("")


def _progress(streams: EventStreams, number: int) -> str:
    """Return how far reading has come: a bar and percent where all streams are files, the events so far where not."""
    percent = streams.percent_read()
    if percent is None:
        return str(number)
    done = min(20, percent // 5)
    return f"[{'#' * done}{'.' * (20 - done)}] {percent:3} %  {number}"


def _tell_broken(replay: Replay, language: str) -> None:
    from handover_policy.decide.wording import reason_sentence
    from handover_policy.texts.texts import texts

    words = texts(language)
    for broken in replay.broken[:MOST_BROKEN]:
        reasons = words.joined((reason_sentence(each, words) for each in broken.reasons), by="unreadable.joined")
        say(spoken_in(language, "plan.line", line=broken.line, reasons=reasons[:500]), err=True)
    if replay.broken:
        say(phrase("plan.broken", lines=len(replay.broken)), err=True)


def _write(plan: Plan, asked: PlanRequest) -> None:
    from handover_policy.findings.reporting.json_text import json_text
    from handover_policy.plan.report import json_form, markdown, text, web_page
    from handover_policy.sources.page_texts import page_texts

    if asked.form == "json":
        say_json(json_text(json_form.plan_json(plan, asked.language)))
    elif asked.form == "html":
        texts = page_texts("handover_policy.plan.report", web_page.TEMPLATES)
        say(*web_page.page(texts, plan, asked.language, asked.show).split("\n"))
    else:
        lines = markdown.markdown_lines if asked.form == "markdown" else text.text_lines
        say(*lines(plan, asked.language, asked.show))
