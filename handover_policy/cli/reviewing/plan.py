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
from handover_policy.cli.reviewing.affected_limit import AffectedLimit, exceeded
from handover_policy.cli.terminal import say, say_json, say_progress

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
class Asked:
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


@click.command("plan")
@click.argument("more", nargs=-1, type=click.Path(path_type=Path, allow_dash=True), metavar="[EVENTS]...")
@click.option(
    "--cases",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, allow_dash=True),
    help="事件文件，可多次；- 为标准输入 / files of events; - for standard input.",
)
@click.option(
    "--against",
    "against",
    multiple=True,
    required=True,
    metavar="BASE",
    help="现行制度：文件夹、builtin:名称、git 版本或 版本:路径；可多次（各版本） / the rules that decide now: a folder,"
    " builtin:NAME, a git revision or REVISION:path; once for each version.",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="HEAD",
    help="新制度，默认为工作区中的制度；给出多个版本时，案件按到达日取用 / the new rules, by default the working"
    " tree's; of several versions each case takes its own.",
)
@click.option(
    "--migrate", is_flag=True, help="把沿用原版本的案件也改用新规则计算 / count pinned cases as migrated too."
)
@click.option(
    "--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="把时钟推进到这一天结束 / the clock at that day's end."
)
@click.option(
    "--max-affected", "limit", type=AffectedLimit(), help="受影响超过此数时退出码 6 / exit 6 when more are affected."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text", show_default=True
)
@click.option(
    "--show", type=click.IntRange(min=0), default=20, show_default=True, help="列出多少案件 / how many cases to list."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言；默认随系统 / language; the locale's by default.")
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click passes options by name
    """规则变更对进行中案件的影响：任务、期限、消息、决定、主张，逐案重算比较.

    Every open case is decided anew from its events, by the rules that decide now (--against) and by the new ones
    (--policy), and compared: dates moved, tasks added or removed, messages to send again, gates that flip, claims.

    \b
    沿用与改用 / pinned and migrating
      案件默认沿用到达日生效的版本：到达日早于新规则施行日的案件不受影响，只列出“若改用会看到什么”。
      新旧版本号相同时，没有可沿用的版本，全部受影响。--migrate 把所有案件都改用新规则计算。
      A case stays with the version in force at its arrival: one that arrived before the new rules is not affected;
      what it would see if migrated is told apart. Where old and new bear the same version number nothing is pinned.
      --migrate counts every case as decided by the new rules. With --policy OLD --policy NEW each case takes its own.

    \b
    消息 / messages
      双方用同一套模板书写，只有收件人或内容（日期、任务、姓名）变了才算重发。
      Both sides write with the same templates: another recipient or other facts make a message worth sending again.

    \b
    退出码 / exit codes
      0 正常 / fine · 2 用法 / usage · 3 无法读取 / unreadable · 5 没有进行中的案件 / no open case
      6 受影响案件超过 --max-affected / more cases affected than allowed
    """  # noqa: D301 - click takes the backspace for a paragraph not to be wrapped
    asked = _asked(options)
    replay, plan = _planned(ctx, asked)
    _tell_broken(replay, asked.language)
    if not plan.cases:
        say("没有进行中的案件 / no open case", err=True)
        ctx.exit(NOTHING)
    _write(plan, asked)
    if asked.limit is not None and exceeded(plan.total, asked.limit):
        ctx.exit(TRIPPED)


def _asked(options: dict[str, Any]) -> Asked:
    from handover_policy.cli.findings_report import language_of

    files = (*options["files"], *options["more"])
    if not files:
        raise click.UsageError("请用 --cases 给出事件文件 / give the files of events with --cases")
    if files.count(Path("-")) > 1:
        raise click.UsageError("- 只能用一次 / give - only once")
    day = options["day"]
    return Asked(
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


def _planned(ctx: click.Context, asked: Asked) -> tuple[Replay, Plan]:
    from handover_policy.app.plan import replaying
    from handover_policy.plan.pinning import pinning
    from handover_policy.plan.plan import plan_of

    sides = _sides(ctx, asked)
    try:
        replay = replaying(sides)
    except ValueError as error:
        raise click.UsageError(f"--against / --policy: {error}") from error
    gc.disable()  # what a replay keeps has no cycles, and looking for some takes an eighth of its time
    with ExitStack() as stack:
        _tell_all(replay, EventStreams(ctx, stack, asked.files, asked.language))
    latest = replay.latest
    moment = replay.tick(asked.day)
    if asked.day is not None and latest is not None and moment is not None and moment < latest:
        newest = latest.isoformat()
        say(f"--as-of {asked.day} 早于最后一个事件 {newest}，时钟不倒退 / is before the newest event", err=True)
        moment = latest
    pinned = pinning(sides.base, sides.head)
    return replay, plan_of(replay, pinned, base=sides.base, migrate=asked.migrate, moment=moment)


def _sides(ctx: click.Context, asked: Asked) -> PlanSides:
    """Return both sides; what cannot be found or used is told with the side it is on."""
    from handover_policy.app.plan import find_plan_sources, open_plan_sides
    from handover_policy.cli.findings_report import write_findings
    from handover_policy.cli.reviewing.diff import DOUBTFUL
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
        say(f"无法读取 {error.filename or error}：{error.strerror} / cannot be read", err=True)
        ctx.exit(UNREADABLE)
    for name in sources.doubtful:
        say(DOUBTFUL[asked.language].format(name=name), err=True)
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
        where = f"第 {broken.line} 行" if language == "zh" else f"line {broken.line}"
        reasons = words.joined((reason_sentence(each, words) for each in broken.reasons), by="unreadable.joined")
        say(f"{where}：{reasons[:500]}", err=True)
    if replay.broken:
        count = len(replay.broken)
        say(f"{count} 行无法读取，未计入 / {count} lines unreadable and left out", err=True)


def _write(plan: Plan, asked: Asked) -> None:
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
