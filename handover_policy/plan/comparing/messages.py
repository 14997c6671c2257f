"""message_changes, reminder_changes: messages to send, sent in vain or with other facts; reminders that move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import TypeAlias

from handover_policy.model.case import Case
from handover_policy.plan.change import CaseChange
from handover_policy.plan.side import Sent, Standing

Key: TypeAlias = tuple[str, str | None]


def message_changes(before: Standing, after: Standing) -> Iterator[CaseChange]:
    """Yield the messages that should be sent, sent again, or need not have been, a notice and a task at a time.

    What went out on both sides is laid side by side, by its id, then in the order of sending: another recipient or
    other facts make it worth sending again, another day alone does not.
    """
    old, new = _by_key(before.told.messages), _by_key(after.told.messages)
    for key in dict.fromkeys((*old, *new)):
        yield from _between(key, old.get(key, []), new.get(key, []), after)


def _by_key(messages: Iterable[Sent]) -> Mapping[Key, list[Sent]]:
    found: dict[Key, list[Sent]] = {}
    for message in messages:
        found.setdefault((message.notice, message.task), []).append(message)
    return found


def _between(key: Key, old: list[Sent], new: list[Sent], after: Standing) -> Iterator[CaseChange]:
    pairs: dict[str, list[tuple[Sent | None, Sent | None]]] = {}
    for one, other in _side_by_side(old, new):
        code = _code(one, other)
        if code is not None:
            pairs.setdefault(code, []).append((one, other))
    notice, task = key
    for code, found in pairs.items():
        yield CaseChange(
            code=code,
            subject=notice,
            title=_title(after.case, task),
            before=_listed(one for one, _ in found),
            after=_listed(other for _, other in found),
            about=task,
        )


def _side_by_side(old: list[Sent], new: list[Sent]) -> Iterator[tuple[Sent | None, Sent | None]]:
    by_id = {message.id: message for message in new}
    both = {message.id for message in old} & by_id.keys()
    yield from ((message, by_id[message.id]) for message in old if message.id in both)
    yield from zip_longest(*([message for message in each if message.id not in both] for each in (old, new)))


def _code(one: Sent | None, other: Sent | None) -> str | None:
    if one is None:
        return "message-to-send"
    if other is None:
        return "message-needless"
    if (one.to, one.facts) != (other.to, other.facts):
        return "message-to-send-again"
    return "message-moved" if one.day != other.day else None


def _listed(messages: Iterable[Sent | None]) -> tuple[str, ...] | None:
    return tuple(f"{message.day} {message.to}" for message in messages if message is not None) or None


def reminder_changes(before: Standing, after: Standing) -> Iterator[CaseChange]:
    """Yield the messages still to come that fall on other days; those of tasks that come or go belong to the task."""
    old, new = _planned(before.case), _planned(after.case)
    for notice, task in dict.fromkeys((*old, *new)):
        was, will = old.get((notice, task)), new.get((notice, task))
        if was == will or (task is not None and (task in before.case.tasks) != (task in after.case.tasks)):
            continue
        code = "reminder-added" if was is None else "reminder-removed" if will is None else "reminder-moved"
        yield CaseChange(
            code=code,
            subject=notice,
            title=_title(after.case, task),
            before=_days(was),
            after=_days(will),
            days=(will[0] - was[0]).days if was and will else None,
            about=task,
        )


def _planned(case: Case) -> Mapping[Key, list[date]]:
    found: dict[Key, list[date]] = {}
    for item in case.agenda:
        found.setdefault((item.notice, None), []).append(item.day)
    for name, task in case.tasks.items():
        for item in task.agenda:
            found.setdefault((item.notice, name), []).append(item.day)
    return found


def _days(days: list[date] | None) -> tuple[str, ...] | None:
    return None if days is None else tuple(day.isoformat() for day in days)


def _title(case: Case, task: str | None) -> str:
    """Return what the task of a message is called; one that is gone goes by its id, the case itself by nothing."""
    return "" if task is None else case.tasks[task].title if task in case.tasks else task
