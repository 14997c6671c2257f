"""diary: a timeline told day by day, as an HR person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from handover_policy.policy.called import party_title
from handover_policy.policy.policy_set import PolicySet
from handover_policy.simulate.scenario import Scenario
from handover_policy.simulate.timeline import NoticeLine, Timeline
from handover_policy.simulate.words import headline, words_of, written_day
from handover_policy.texts.texts import texts

SIGNS = {"start": "▶", "due": "●", "obligation": "⚖", "notice": "✉", "gate": "◆", "remark": "!", "last_day": "■"}


class DiaryEntry(NamedTuple):
    """Something on a day; `kind` is a key of SIGNS, `rule` what it follows from (empty for what follows from none)."""

    day: date
    kind: str
    text: str
    rule: str = ""


def diary(timeline: Timeline, policy: PolicySet, language: str) -> tuple[DiaryEntry, ...]:
    """Return everything of a timeline by day; within a day in the order of SIGNS."""
    order = {kind: place for place, kind in enumerate(SIGNS)}
    entries = list(_entries(timeline, policy, language))
    return tuple(sorted(entries, key=lambda entry: (entry.day, order[entry.kind])))


def _entries(timeline: Timeline, policy: PolicySet, language: str) -> Iterator[DiaryEntry]:
    words, colon = words_of(language), texts(language).say("reports.colon")
    if timeline.last_day is not None:
        yield DiaryEntry(timeline.last_day, "last_day", words["last_day"])
    for task in timeline.tasks:
        if task.obligation:
            yield DiaryEntry(task.end, "obligation", f"{task.title}{colon}{words['due']}", task.rule)
            continue
        how = words["waits"].format(tasks=texts(language).joined(task.waits_for)) if task.waits_for else words["starts"]
        yield DiaryEntry(task.start, "start", f"{task.title}{colon}{how}", task.rule)
        for step in task.steps:
            who = party_title(policy, step.party)
            yield DiaryEntry(step.due, "due", words["step-of"].format(task=task.title, who=who, do=step.do), task.rule)
    for day, notice, count in _gathered(timeline.notices):
        times = texts(language).say("reports.bracketed", what=words["times"].format(count=count)) if count > 1 else ""
        who = party_title(policy, notice.party)
        channels = texts(language).say("reports.listed").join(notice.channels)
        yield DiaryEntry(day, "notice", f"{words['to']} {who}{colon}{notice.subject}{times} [{channels}]", notice.rule)
    for gate in timeline.gates:
        for number, (day, state) in enumerate(gate.states):
            how = words[state]
            if gate.released and state == "open" and number == len(gate.states) - 1:
                how = words["released"]
            yield DiaryEntry(day, "gate", f"{gate.title}{colon}{how}", gate.id)
    for remark in timeline.remarks:
        yield DiaryEntry(remark.day, "remark", f"{words[remark.kind]}{colon}{remark.told(language)}")


def _gathered(notices: tuple[NoticeLine, ...]) -> Iterator[tuple[date, NoticeLine, int]]:
    """Yield the first message of each rule and recipient on a day, with how many there were."""
    found: dict[tuple[date, str, str], list[NoticeLine]] = {}
    for notice in notices:
        found.setdefault((notice.day, notice.rule, notice.to), []).append(notice)
    for (day, _, _), alike in found.items():
        yield day, alike[0], len(alike)


def told(scenario: Scenario, timeline: Timeline, policy: PolicySet, language: str) -> Iterator[str]:
    """Yield the lines of a simulation for people."""
    words = words_of(language)
    title, assumed = headline(scenario, policy, language)
    yield f"━━ {title}"
    yield f"  {assumed}"
    yield f"  {summary(timeline, language)}"
    yield f"  {words['policy']} {timeline.policy} {timeline.version}"
    yield ""
    day: date | None = None
    for entry in diary(timeline, policy, language):
        if entry.day != day:
            yield written_day(entry.day, language)
            day = entry.day
        rule = f"   ‹{entry.rule}›" if entry.rule else ""
        yield f"    {SIGNS[entry.kind]} {entry.text}{rule}"


def summary(timeline: Timeline, language: str) -> str:
    """Return the dates of a departure in one line."""
    words = words_of(language)
    parts = [words["notice"].format(days=timeline.notice_days)]
    if not timeline.notice_binding:
        parts.append(words["asked"])
    if timeline.shortfall_days:
        parts.append(words["shortfall"].format(days=timeline.shortfall_days))
    last = timeline.last_day
    parts.append(f"{words['last_day']} {written_day(last, language)}" if last is not None else words["no_last_day"])
    closed = timeline.closed_on
    parts.append(
        f"{words['closed']} {written_day(closed, language)}"
        if closed is not None
        else words["not_closed"].format(day=timeline.end.isoformat())
    )
    return texts(language).say("reports.comma").join(parts)
