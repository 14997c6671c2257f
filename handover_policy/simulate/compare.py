"""compare: what two policies make of one imagined departure, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from handover_policy.policy.renamed import NO_NAMES, Names
from handover_policy.simulate.timeline import Timeline
from handover_policy.simulate.words import words_of
from handover_policy.texts.texts import texts


class TimelineDifference(NamedTuple):
    """Something that differs: its name, and its day in each policy (None where one does not have it)."""

    kind: str
    name: str
    before: date | None
    after: date | None


def differences(one: Timeline, other: Timeline, names: Names = NO_NAMES) -> tuple[TimelineDifference, ...]:
    """Return what differs between two timelines of the same scenario: dates moved, what only one of them has.

    `names` gives what renamed rules are called now; a new id alone is no difference.
    """
    found: list[TimelineDifference] = []
    for kind, here, there in (
        ("last_day", _last_day(one), _last_day(other)),
        ("tasks", _tasks(one, obligation=False), _tasks(other, obligation=False)),
        ("obligations", _tasks(one, obligation=True), _tasks(other, obligation=True)),
        ("gates", _gates(one), _gates(other)),
        ("reminders", _notices(one, names), _notices(other, names)),
    ):
        found += [
            TimelineDifference(kind, name, here.get(name), there.get(name))
            for name in dict.fromkeys((*here, *there))
            if here.get(name) != there.get(name)
        ]
    return tuple(found)


def _last_day(timeline: Timeline) -> Mapping[str, date]:
    return {"": timeline.last_day} if timeline.last_day is not None else {}


def _tasks(timeline: Timeline, *, obligation: bool) -> Mapping[str, date]:
    return {task.title: task.end for task in timeline.tasks if task.obligation is obligation}


def _gates(timeline: Timeline) -> Mapping[str, date]:
    opened: dict[str, date] = {}
    for gate in timeline.gates:
        day, state = gate.states[-1]
        if state == "open":
            opened[gate.title] = day
    return opened


def _notices(timeline: Timeline, names: Names) -> Mapping[str, date]:
    """Return the first day of each message, by its rule and, where it is about a task, the task."""
    found: dict[str, date] = {}
    titles = {task.id: task.title for task in timeline.tasks}
    for notice in timeline.notices:
        for task in notice.tasks or ("",):
            about = titles.get(task, "")
            found.setdefault(f"{names.get(notice.rule, notice.rule)} {about}".strip(), notice.day)
    return found


def compared(found: tuple[TimelineDifference, ...], names: tuple[str, str], language: str) -> Iterator[str]:
    """Yield the differences as lines for people; `names` are those of the two policies."""
    words, colon = words_of(language), texts(language).say("reports.colon")
    yield f"━━ {words['compare']}{colon}{names[0]} | {names[1]}"
    if not found:
        yield f"  {words['no_difference']}"
    kind = ""
    for difference in found:
        if difference.kind != kind:
            kind = difference.kind
            yield f"  {words[kind]}"
        yield f"    {difference.name or words['last_day']}{colon}{how(difference, names, language)}"


def how(difference: TimelineDifference, names: tuple[str, str], language: str) -> str:
    """Return in words how something differs."""
    words = words_of(language)
    before, after = difference.before, difference.after
    if before is not None and after is not None:
        return words["moved"].format(before=before, after=after, days=(after - before).days)
    name, day = (names[0], before) if before is not None else (names[1], after)
    return f"{words['here_only'].format(name=name)} {day}"
