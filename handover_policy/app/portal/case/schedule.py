"""schedule_of: the days of a case as a drawing: a line a task, weekends, today, the last day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from handover_policy.model.case import NOT_YET, Case, Step, Task

WIDTH, LEFT, RIGHT, TOP, ROW = 1150, 170, 1130, 26, 30
MOST_ROWS, MOST_DAYS, LABEL = 16, 400, 10
ONE_WEEK = 7
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleMark:
    """A day on a line: `kind` is done, due, late or duty."""

    x: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine:
    """A task, or all duties together: its name, its height, from where to where, and its days."""

    title: str
    y: float
    begin: float
    end: float
    duty: bool
    marks: Sequence[ScheduleMark]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSchedule:
    """A drawing of days: its height, the weeks' first days and weekends, the lines, and the days that count."""

    width: int
    height: float
    bottom: float
    weeks: Sequence[tuple[float, date]]
    weekends: Sequence[tuple[float, float]]
    lines: Sequence[ScheduleLine]
    today: float | None
    last_day: float | None
    arrival: float
    more: int


def schedule_of(case: Case, today: date, zone: tzinfo) -> CaseSchedule | None:
    """Return the drawing of a case, with today in it while it is open; None where it has no days to draw."""
    tasks = [task for task in case.handover_tasks if task.state != "cancelled"]
    duties = [task for task in case.tasks.values() if task.obligation and task.due != NOT_YET]
    days = [case.arrival, *_days(tasks, zone), *_days(duties, zone)]
    if case.state == "open":
        days.append(today)
    if case.last_day is not None:
        days.append(case.last_day)
    first, last = min(days) - DAY, max(days) + 2 * DAY
    if not tasks or (last - first).days > MOST_DAYS:
        return None
    scale = (RIGHT - LEFT) / (last - first).days

    def at(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    shown = sorted(tasks, key=lambda task: (task.due, task.id))[:MOST_ROWS]
    lines = [_line(task.title, [task], at, place, (today, zone), duty=False) for place, task in enumerate(shown)]
    if duties:
        lines.append(_line("", duties, at, len(lines), (today, zone), duty=True))
    bottom = TOP + ROW * len(lines) + 8
    monday = first + timedelta(days=(-first.weekday()) % ONE_WEEK)
    weeks = [monday + timedelta(days=ONE_WEEK * n) for n in range((last - monday).days // ONE_WEEK + 1)]
    step = 1 + len(weeks) // 12
    return CaseSchedule(
        width=WIDTH,
        height=bottom + 40,
        bottom=bottom,
        weeks=[(at(day), day) for day in weeks[::step]],
        weekends=[(begin := max(LEFT, round(at(day) - 2 * scale, 1)), round(at(day) - begin, 1)) for day in weeks],
        lines=lines,
        today=at(today) if first <= today <= last else None,
        last_day=None if case.last_day is None else at(case.last_day),
        arrival=at(case.arrival),
        more=len(tasks) - len(shown),
    )


def _days(tasks: Sequence[Task], zone: tzinfo) -> Iterator[date]:
    """Yield the days on which steps stand: those of doing, else those on which they are due."""
    for task in tasks:
        yield from (day for step in task.steps if (day := _day(task, step, zone)) is not None)


def _day(task: Task, step: Step, zone: tzinfo) -> date | None:
    """Return the day on which a step stands: that on which it was done, else that on which it is due; None for none."""
    if step.done is not None:
        return step.done.at.astimezone(zone).date()
    return None if step.due == NOT_YET or task.finished else step.due


def _line(
    title: str,
    tasks: Sequence[Task],
    at: Callable[[date], float],
    place: int,
    now: tuple[date, tzinfo],
    *,
    duty: bool,
) -> ScheduleLine:
    today, zone = now
    found = [(task, step, _day(task, step, zone)) for task in tasks for step in task.steps]
    steps = [(task, step, day) for task, step, day in found if day is not None]
    marks = []
    for task, step, day in steps:
        if step.done is not None or task.finished:
            kind = "done"
        elif day < today:
            kind = "late"
        else:
            kind = "duty" if duty else "due"
        marks.append(ScheduleMark(x=at(day), kind=kind))
    days = [day for _, _, day in steps]
    begins = days if duty else [min([tasks[0].start, *days])]
    y = TOP + ROW * place + 21
    begin = at(min(begins)) if begins else LEFT
    end = max((mark.x for mark in marks), default=begin)
    return ScheduleLine(title=_short(title), y=y, begin=begin, end=end, duty=duty, marks=marks)


def _short(title: str) -> str:
    """Return a title that fits beside the drawing: half-width characters take half the room."""
    room = 2 * LABEL
    kept = ""
    for each in title:
        room -= 1 if each.isascii() else 2
        if room < 0:
            return f"{kept}…"
        kept += each
    return kept
