"""chart_of, page: a timeline as one self-contained page with a Gantt chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jinja2 import DictLoader, Environment, StrictUndefined

from handover_policy.policy.called import party_title
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.pages.content_policy import with_content_policy
from handover_policy.simulate.details import details_of
from handover_policy.simulate.diary import SIGNS, diary, summary
from handover_policy.simulate.timeline import GateLine, TaskSpan, Timeline
from handover_policy.simulate.words import words_of, written_day
from handover_policy.texts.texts import texts

PIXELS_A_DAY = 18
DAYS_A_TICK = 130
"""Of a chart of so many days every Monday can be labelled, on paper too; of a longer one every second, third…"""
TEMPLATES = ("page.html.j2", "chart.svg.j2", "page.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a row from `left` over `width`, in percent of the chart; `kind` is its class, `text` its tooltip."""

    left: float
    width: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of a row at `left` percent: a step's due day or a message; `kind` is its class."""

    left: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """One line of the chart; one without bars and marks is a heading."""

    title: str
    detail: str = ""
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    heading: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """Return what the bars and marks say, for those who do not see them."""
        return (*(bar.text for bar in self.bars), *(mark.text for mark in self.marks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The days of a chart: where each stands, in percent."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days the chart shows."""
        return (self.last - self.first).days + 1

    def day(self, number: int) -> date:
        """Return a day by its number, counted from 0."""
        return self.first + timedelta(days=number)

    def at(self, day: date) -> float:
        """Return where a day begins."""
        return round((day - self.first).days * 100 / self.days, 3)

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Return where a span of whole days begins and how wide it is; at least one day."""
        first = min(max(first, self.first), self.last)
        last = min(max(last, first), self.last)
        return self.at(first), round(((last - first).days + 1) * 100 / self.days, 3)

    def middle(self, day: date) -> float:
        """Return the middle of a day."""
        return round(self.at(day) + 50 / self.days, 3)


def scale_of(timelines: tuple[Timeline, ...]) -> Scale:
    """Return the scale on which all timelines can be drawn."""
    ends = [timeline.end for timeline in timelines]
    ends += [task.end for timeline in timelines for task in timeline.tasks]
    return Scale(first=min(timeline.arrival for timeline in timelines) - timedelta(days=1), last=max(ends))


def rows_of(timeline: Timeline, policy: PolicySet, scale: Scale, language: str) -> tuple[ChartRow, ...]:
    """Return the rows of a chart: tasks, the employer's deadlines, decisions."""
    words, colon = words_of(language), texts(language).say("reports.colon")
    reminders: dict[str, list[Mark]] = {}
    for notice in timeline.notices:
        where = scale.middle(notice.day)
        text = f"{notice.day} {words['to']} {party_title(policy, notice.party)}{colon}{notice.subject}"
        for task in notice.tasks or ("",):
            reminders.setdefault(task, []).append(Mark(left=where, kind="message", text=text))
    handover = [task for task in timeline.tasks if not task.obligation]
    duties = [task for task in timeline.tasks if task.obligation]
    rows = [ChartRow(title=words["tasks"], heading=True)]
    rows += [_task_row(task, policy, scale, language, reminders) for task in handover]
    rows += [ChartRow(title=words["reminders"], marks=tuple(reminders.get("", ())))] if reminders.get("") else []
    if duties:
        rows.append(ChartRow(title=words["obligations"], heading=True))
        rows += [_task_row(task, policy, scale, language, reminders) for task in duties]
    if timeline.gates:
        rows.append(ChartRow(title=words["gates"], heading=True))
        rows += [_gate_row(gate, scale, language) for gate in timeline.gates]
    return tuple(rows)


def _task_row(
    task: TaskSpan, policy: PolicySet, scale: Scale, language: str, reminders: Mapping[str, list[Mark]]
) -> ChartRow:
    words, colon = words_of(language), texts(language).say("reports.colon")
    left, width = scale.span(task.start, task.end)
    kind = "obligation" if task.obligation else ("done" if task.state == "done" else "task")
    bars = [Bar(left=left, width=width, kind=kind, text=f"{task.title}{colon}{task.start} – {task.end}")]
    if task.state != "done" and task.end < scale.last:
        late_left, late_width = scale.span(task.end + timedelta(days=1), scale.last)
        bars.append(Bar(left=late_left, width=late_width, kind="late", text=words["undone"]))
    marks = [
        Mark(
            left=scale.middle(step.due),
            kind="step-done" if step.done else "step",
            text=f"{step.due} {party_title(policy, step.party)}{colon}{step.do}",
        )
        for step in task.steps
    ]
    detail = f"{task.start:%m-%d} – {task.end:%m-%d}"
    return ChartRow(title=task.title, detail=detail, bars=tuple(bars), marks=(*marks, *reminders.get(task.id, ())))


def _gate_row(gate: GateLine, scale: Scale, language: str) -> ChartRow:
    words, colon = words_of(language), texts(language).say("reports.colon")
    bars = []
    for number, (day, state) in enumerate(gate.states):
        until = gate.states[number + 1][0] - timedelta(days=1) if number + 1 < len(gate.states) else scale.last
        left, width = scale.span(day, until)
        bars.append(Bar(left=left, width=width, kind=state, text=f"{gate.title}{colon}{words[state]} {day}"))
    day, state = gate.states[-1]
    how = words["released"] if gate.released and state == "open" else words[state]
    return ChartRow(title=gate.title, detail=f"{how} {day:%m-%d}", bars=tuple(bars))


def _shaded(scale: Scale, is_workday: Callable[[date], bool]) -> Iterator[tuple[float, float]]:
    for number in range(scale.days):
        day = scale.day(number)
        if not is_workday(day):
            yield scale.span(day, day)


def _ticks(scale: Scale) -> Iterator[tuple[float, str]]:
    """Yield a label for every Monday, or for every so many, so that none runs into the next."""
    mondays = [day for day in map(scale.day, range(scale.days)) if day.weekday() == 0]
    for day in mondays[:: 1 + scale.days // DAYS_A_TICK]:
        yield scale.at(day), f"{day:%m-%d}"


def chart_of(
    timeline: Timeline, policy: PolicySet, scale: Scale, is_workday: Callable[[date], bool], language: str
) -> dict[str, object]:
    """Return what the templates draw of one timeline."""
    words = words_of(language)
    rows = rows_of(timeline, policy, scale, language)
    lines = [(scale.at(timeline.arrival), "arrival", f"{words['arrival']} {timeline.arrival}")]
    if timeline.last_day is not None:
        edge = timeline.last_day + timedelta(days=1)
        lines.append((scale.at(edge), "last-day", f"{words['last_day']} {timeline.last_day}"))
    days = [
        {"day": written_day(entry.day, language), "sign": SIGNS[entry.kind], "kind": entry.kind, "entry": entry}
        for entry in diary(timeline, policy, language)
    ]
    return {
        "policy": f"{timeline.policy} {timeline.version}",
        "summary": summary(timeline, language),
        "rows": rows,
        "lines": lines,
        "shaded": list(_shaded(scale, is_workday)),
        "ticks": list(_ticks(scale)),
        "width": PIXELS_A_DAY * scale.days,
        "days": days,
        "details": details_of(timeline, policy, language),
    }


def page(
    templates: Mapping[str, str],
    *,
    title: str,
    assumed: str,
    charts: list[dict[str, object]],
    differences: list[tuple[str, str, str]],
    language: str,
) -> str:
    """Return the whole page; `templates` holds the texts of TEMPLATES, `differences` kind, name and how."""
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    written = environment.get_template("page.html.j2").render(
        title=title,
        assumed=assumed,
        charts=charts,
        differences=differences,
        language=texts(language).say("reports.tag"),
        words=words_of(language),
    )
    return with_content_policy(written)
