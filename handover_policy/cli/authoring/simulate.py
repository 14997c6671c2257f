"""simulate: the timeline of one imagined departure under a policy, or under two."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover_policy.cli.output_option import to_file
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.terminal import say, say_json
from handover_policy.model.words.causes import CAUSES

if TYPE_CHECKING:
    from handover_policy.app.simulate import Simulated
    from handover_policy.simulate.scenario import Scenario
    from handover_policy.simulate.timeline import Timeline

UNREADABLE = 3
EVERY = 0.3
DAY = click.DateTime(["%Y-%m-%d"])


class Unusable(Exception):
    """The policy or the scenario cannot be used; what is wrong has been said."""

    def __init__(self, code: int) -> None:
        """Take the exit code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks for."""

    policies: tuple[Path, ...]
    role: str | None
    stage: str | None
    scenario: Scenario
    form: str
    language: str
    output: Path | None


@click.command("simulate")
@click.option("--role", help="岗位；默认取制度的第一个 / the role; the policy's first by default.")
@click.option("--on", "day", type=DAY, required=True, help="通知到达日 / the day the notice arrives.")
@click.option("--stage", help="用工阶段 / the stage, such as probation.")
@click.option("--cause", type=click.Choice(tuple(CAUSES)), default="resignation", show_default=True)
@click.option("--last-day", type=DAY, help="要求或宣布的最后工作日 / the last day asked for or declared.")
@click.option("--absent-on", type=DAY, help="从哪天起不来上班 / the day from which the leaver is absent.")
@click.option("--employee", "attributes", multiple=True, help="其他属性，如 track=frontline / another attribute.")
@click.option("--act", type=click.Choice(["nothing", "on-time"]), default="nothing", show_default=True)
@click.option("--policy", type=POLICY, help="制度文件夹 / the policy folder.")
@click.option("--compare", type=POLICY, help="另一套制度，并排比较 / another set, side by side.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), callback=to_file, help="写入文件 / write to a file.")
@click.option("--watch", is_flag=True, help="文件保存后重新模拟 / simulate again when a file is saved.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 / language.")
@click.pass_context
def command(ctx: click.Context, /, *, watch: bool, **options: Any) -> None:  # noqa: ANN401 - click passes options by name
    """模拟一次离职：任务、提醒、决定和期限的时间线.

    Simulate one imagined departure: the timeline of tasks, reminders, gates and duties, as text, JSON or one page.
    """
    asked = _asked(options)
    if watch:
        _watch(asked)
    try:
        _show(asked)
    except Unusable as unusable:
        ctx.exit(unusable.code)


def _asked(options: dict[str, Any]) -> Asked:
    from handover_policy.cli.findings_report import language_of
    from handover_policy.simulate.scenario import Scenario
    from handover_policy.sources.shipped import shipped_folder

    last_day, absent_on = options["last_day"], options["absent_on"]
    scenario = Scenario(
        role=options["role"] or "",
        stage=options["stage"] or "",
        cause=options["cause"],
        on_time=options["act"] == "on-time",
        attributes=_attributes(options["attributes"]),
        day=options["day"].date(),
        last_day=last_day.date() if last_day else None,
        absent_on=absent_on.date() if absent_on else None,
    )
    places = (options["policy"] or shipped_folder("rules") / "default", options["compare"])
    return Asked(
        policies=tuple(place for place in places if place is not None),
        role=options["role"],
        stage=options["stage"],
        scenario=scenario,
        form=options["form"],
        language=language_of(options["lang"]),
        output=options["output"],
    )


def _attributes(told: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for each in told:
        name, equals, value = each.partition("=")
        if not (name and equals and value):
            raise click.UsageError(f"--employee {each}：请写成 属性=值 / write attribute=value")
        found[name.removeprefix("employee.")] = value
    return found


def _show(asked: Asked) -> None:
    """Simulate under every policy and write the result; raises Unusable, once everything wrong is said."""
    played = [_played(asked, place) for place in asked.policies]
    content = {"text": _text, "json": _json, "html": _html}[asked.form](asked, played)
    if asked.output is None:
        _say(asked.form, content)
        return
    from handover_policy.sources.gate.whole_files import write_whole

    try:
        write_whole(asked.output, content.encode(errors="backslashreplace"))
    except OSError as error:
        say(f"无法写入 {asked.output}：{error.strerror} / cannot write the file", err=True)
        raise Unusable(UNREADABLE) from error


def _say(form: str, content: str) -> None:
    if form == "json":
        say_json(content.removesuffix("\n"))
    else:
        say(*content.removesuffix("\n").split("\n"))


def _played(asked: Asked, place: Path) -> Simulated:
    from handover_policy.app.load import open_policies
    from handover_policy.app.simulate import ValueUnknown, simulate_departure
    from handover_policy.cli.findings_report import fails, write_findings

    try:
        opened = open_policies([place])
    except OSError as error:
        say(f"无法读取制度文件夹 {place}：{error.strerror or error} / cannot read the policy folder", err=True)
        raise Unusable(UNREADABLE) from error
    write_findings(opened.findings, asked.language, to_stderr=True, text_of=opened.text_of)
    if not opened.policies:
        raise Unusable(1 if fails(opened.findings, "error") else UNREADABLE)
    try:
        return simulate_departure(asked.scenario, opened, role=asked.role, stage=asked.stage)
    except ValueUnknown as unknown:
        hint = f"；是不是 {unknown.near}？/ did you mean {unknown.near}?" if unknown.near else ""
        allowed = "、".join(f"{value}（{title}）" for value, title in unknown.words.items())
        option = f"--{unknown.fact.removeprefix('employee.')}"
        say(f"{option} 没有 {unknown.asked}{hint}", f"可选 / one of: {allowed}", err=True)
        raise Unusable(2) from unknown
    except ValueError as error:
        say(f"无法模拟：{error} / the departure cannot be simulated", err=True)
        raise Unusable(2) from error


def _text(asked: Asked, played: list[Simulated]) -> str:
    from handover_policy.app.simulate import differences_of
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.simulate.compare import compared
    from handover_policy.simulate.diary import told

    lines: list[str] = []
    if len(played) > 1:
        lines += [*compared(differences_of(played), _names(asked), asked.language), ""]
    for each in played:
        lines += [*told(each.scenario, each.timeline, each.policy, asked.language), ""]
    return "\n".join(map(escaped, lines))


def _names(asked: Asked) -> tuple[str, str]:
    first, second = asked.policies
    return (first.name, second.name) if first.name != second.name else (str(first), str(second))


def _json(asked: Asked, played: list[Simulated]) -> str:
    from handover_policy.app.simulate import differences_of
    from handover_policy.findings.reporting.json_text import json_text

    content: dict[str, object] = {
        "simulations": [
            {
                "scenario": asdict(replace(each.scenario, attributes=dict(each.scenario.attributes))),
                "timeline": _plain(each.timeline),
            }
            for each in played
        ]
    }
    if len(played) > 1:
        content["differences"] = [each._asdict() for each in differences_of(played)]
        content["policies"] = list(_names(asked))
    return json_text(content, default=_written) + "\n"


def _plain(timeline: Timeline) -> dict[str, object]:
    return {
        name: getattr(timeline, name)
        for name in ("policy", "version", "arrival", "notice_days", "last_day", "shortfall_days", "end", "closed_on")
    } | {
        name: [{each: getattr(line, each) for each in type(line).__slots__} for line in getattr(timeline, name)]
        for name in ("tasks", "notices", "gates", "remarks")
    }


def _written(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    slots = getattr(type(value), "__slots__", None)
    if slots is not None and not isinstance(value, dict):
        return {name: getattr(value, name) for name in slots}
    return dict(value)  # type: ignore[call-overload] # a read-only mapping


def _html(asked: Asked, played: list[Simulated]) -> str:
    from handover_policy.app.simulate import differences_of
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.model.dates.calendar import calendar_for
    from handover_policy.simulate import chart, compare, words
    from handover_policy.sources.page_texts import page_texts

    scale = chart.scale_of(tuple(each.timeline for each in played))
    charts = []
    for each in played:
        calendar = calendar_for(each.policy.manifest.calendar)
        charts.append(chart.chart_of(each.timeline, each.policy, scale, calendar.is_workday, asked.language))
    rows: list[tuple[str, str, str]] = []
    if len(played) > 1:
        named = words.words_of(asked.language)
        for found in differences_of(played):
            how = compare.how(found, _names(asked), asked.language)
            rows.append((named[found.kind], found.name or named["last_day"], how))
    title, assumed = words.headline(played[0].scenario, played[0].policy, asked.language)
    texts = page_texts("handover_policy.simulate", chart.TEMPLATES)
    page = chart.page(texts, title=title, assumed=assumed, charts=charts, differences=rows, language=asked.language)
    return "\n".join(map(escaped, page.split("\n")))


def _watch(asked: Asked) -> None:
    """Show again whenever a file below a policy folder changes; ends with Ctrl-C."""
    from handover_policy.sources.watching import stamps

    seen: object = None
    while True:
        stamp = tuple(stamps(asked.policies))
        if stamp != seen:
            if not all(place.is_dir() for place in asked.policies):
                say("制度文件夹不见了，等它回来 / the policy folder is gone; waiting for it", err=True)
            else:
                try:
                    _show(asked)
                except Unusable:
                    say("改好后自动重新模拟 / mend it, and it is simulated again", err=True)
                else:
                    say(f"{datetime.now():%H:%M:%S} ✓", err=True)  # noqa: DTZ005 - the watcher's own clock
            seen = stamp
        time.sleep(EVERY)
