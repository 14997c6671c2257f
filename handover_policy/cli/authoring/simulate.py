"""simulate: the timeline of one imagined departure under a policy, or under two."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from datetime import time as HourOfDay  # noqa: N812 - the module of that name measures pauses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.output_option import to_file
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say, say_json
from handover_policy.cli.usage import Misused
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
class SimulationRequest:
    """What the command line asks for."""

    policies: tuple[Path, ...]
    role: str | None
    stage: str | None
    scenario: Scenario
    form: str
    language: str
    output: Path | None


@click.command("simulate", cls=Command)
@click.option("--role")
@click.option("--on", "day", type=DAY, required=True)
@click.option("--stage")
@click.option("--cause", type=click.Choice(tuple(CAUSES)), default="resignation", show_default=True)
@click.option("--last-day", type=DAY)
@click.option("--absent-on", type=DAY)
@click.option("--employee", "attributes", multiple=True)
@click.option("--act", type=click.Choice(["nothing", "on-time"]), default="nothing", show_default=True)
@click.option("--policy", type=POLICY)
@click.option("--compare", type=POLICY)
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), callback=to_file)
@click.option("--watch", is_flag=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(ctx: click.Context, /, *, watch: bool, **options: Any) -> None:  # noqa: ANN401 - click passes options by name
    """Simulate one imagined departure."""
    asked = _asked(options)
    if watch:
        _watch(asked)
    try:
        _show(asked)
    except Unusable as unusable:
        ctx.exit(unusable.code)


def _asked(options: dict[str, Any]) -> SimulationRequest:
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
    return SimulationRequest(
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
            raise Misused(phrase("simulate.attribute", given=each))
        found[name.removeprefix("employee.")] = value
    return found


def _show(asked: SimulationRequest) -> None:
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
        say(phrase("unwritable", place=asked.output, why=error), err=True)
        raise Unusable(UNREADABLE) from error


def _say(form: str, content: str) -> None:
    if form == "json":
        say_json(content.removesuffix("\n"))
    else:
        say(*content.removesuffix("\n").split("\n"))


def _played(asked: SimulationRequest, place: Path) -> Simulated:
    from handover_policy.app.load import open_policies
    from handover_policy.app.simulate import AttributeUnknown, ValueUnknown, simulate_departure
    from handover_policy.cli.findings_report import fails, write_findings
    from handover_policy.simulate.timeline import DepartureRefused

    try:
        opened = open_policies([place])
    except OSError as error:
        say(phrase("unreadable-set", place=place, why=error), err=True)
        raise Unusable(UNREADABLE) from error
    write_findings(opened.findings, asked.language, to_stderr=True, text_of=opened.text_of)
    if not opened.policies:
        raise Unusable(1 if fails(opened.findings, "error") else UNREADABLE)
    try:
        return simulate_departure(asked.scenario, opened, role=asked.role, stage=asked.stage)
    except ValueUnknown as unknown:
        known = tuple(unknown.words.items())
        name = unknown.fact.removeprefix("employee.")
        option = f"--{name}" if name in {"role", "stage"} else f"--employee {name}"
        said = phrase("simulate.unknown", option=option, asked=unknown.asked, near=unknown.near)
        say(said, phrase("simulate.known", known=known), err=True)
        raise Unusable(2) from unknown
    except AttributeUnknown as unknown:
        say(phrase("simulate.undeclared", asked=unknown.name, near=unknown.near), err=True)
        raise Unusable(2) from unknown
    except DepartureRefused as error:
        say(spoken_in(asked.language, "simulate.refused", why=error.sentence(asked.language)), err=True)
        raise Unusable(2) from error


def _text(asked: SimulationRequest, played: list[Simulated]) -> str:
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


def _names(asked: SimulationRequest) -> tuple[str, str]:
    first, second = (place.absolute() for place in asked.policies)
    return (first.name, second.name) if first.name != second.name else (str(first), str(second))


def _json(asked: SimulationRequest, played: list[Simulated]) -> str:
    from handover_policy.app.simulate import differences_of
    from handover_policy.findings.reporting.json_text import json_text

    content: dict[str, object] = {
        "simulations": [
            {
                "scenario": asdict(replace(each.scenario, attributes=dict(each.scenario.attributes))),
                "timeline": _plain(each.timeline, asked.language),
            }
            for each in played
        ]
    }
    if len(played) > 1:
        content["differences"] = [each._asdict() for each in differences_of(played)]
        content["policies"] = list(_names(asked))
    return json_text(content, default=_written) + "\n"


def _plain(timeline: Timeline, language: str) -> dict[str, object]:
    return (
        {
            name: getattr(timeline, name)
            for name in (
                "policy",
                "version",
                "arrival",
                "notice_days",
                "last_day",
                "shortfall_days",
                "end",
                "closed_on",
            )
        }
        | {
            name: [{each: getattr(line, each) for each in type(line).__slots__} for line in getattr(timeline, name)]
            for name in ("tasks", "notices", "gates")
        }
        | {"remarks": [{"day": each.day, "kind": each.kind, "text": each.told(language)} for each in timeline.remarks]}
    )


def _written(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, HourOfDay):
        return f"{value:%H:%M}"
    slots = getattr(type(value), "__slots__", None)
    if slots is not None and not isinstance(value, dict):
        return {name: getattr(value, name) for name in slots}
    return dict(value)  # type: ignore[call-overload] # a read-only mapping


def _html(asked: SimulationRequest, played: list[Simulated]) -> str:
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


def _watch(asked: SimulationRequest) -> None:
    """Show again whenever a file below a policy folder changes; ends with Ctrl-C."""
    from handover_policy.sources.watching import stamps

    seen: object = None
    while True:
        stamp = tuple(stamps(asked.policies))
        if stamp != seen:
            if not all(place.is_dir() for place in asked.policies):
                say(phrase("simulate.gone"), err=True)
            else:
                try:
                    _show(asked)
                except Unusable:
                    say(phrase("simulate.mend"), err=True)
                else:
                    say(f"{datetime.now():%H:%M:%S} ✓", err=True)  # noqa: DTZ005 - the watcher's own clock
            seen = stamp
        time.sleep(EVERY)
