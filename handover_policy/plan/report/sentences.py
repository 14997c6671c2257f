"""sentences: the changes of one case in words, alike ones together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.word import title
from handover_policy.plan.change import CaseChange, Value
from handover_policy.plan.plan import CasePlan
from handover_policy.plan.report.words import label, title_of, words_of
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.escaping import plain
from handover_policy.texts.texts import texts

MOST_TITLES = 3
MESSAGES = ("message-", "reminder-")
ARROW = " → "


class ChangeSentence(NamedTuple):
    """What changes, in words; `code` is the kind of change."""

    code: str
    label: str
    text: str


def sentences(changes: Iterable[CaseChange], people: Mapping[str, str], language: str) -> Iterator[ChangeSentence]:
    """Yield the changes of a case in their order; those of one kind that move alike stand in one sentence."""
    groups: dict[tuple[object, ...], list[CaseChange]] = {}
    for change in changes:
        groups.setdefault(_alike(change), []).append(change)
    for alike in groups.values():
        yield ChangeSentence(alike[0].code, label(alike[0].code, language), _sentence(alike, people, language))


def _alike(change: CaseChange) -> tuple[object, ...]:
    if change.code.startswith(MESSAGES):
        return (change.code,)
    if change.days is not None:
        return (change.code, change.days)
    dated = change.code.endswith(("-added", "-removed", "gate-reason-changed"))
    return (change.code,) if dated else (change.code, change.before, change.after)


def _sentence(alike: list[CaseChange], people: Mapping[str, str], language: str) -> str:
    words = words_of(language)
    first = alike[0]
    if first.code.startswith("act-"):
        return _listed([_act(change, language) for change in alike], language)
    if first.code.startswith(MESSAGES) and len(alike) > 1:
        notices = Counter(change.subject for change in alike)
        which = [plain(f"{name} ×{count}" if count > 1 else name) for name, count in notices.items()]
        return words["notices"].format(count=len(alike), which=texts(language).say("reports.listed").join(which))
    titles = list(dict.fromkeys(title for change in alike if (title := _title(change, language))))
    what = _listed(titles, language)
    shown = (first.before, first.after) if len(alike) == 1 or first.days is None else (None, None)
    if len(alike) > 1 and first.days is None and len({(each.before, each.after) for each in alike}) > 1:
        shown = (None, None)
    how = _how(first.code, *shown, people, language)
    days = words["days"].format(days=first.days) if first.days is not None else ""
    return (f"{what} {how}".strip() + days).strip()


def _title(change: CaseChange, language: str) -> str:
    if change.code.startswith(MESSAGES):
        if not change.title:
            return plain(change.subject)
        return plain(words_of(language)["titled"].format(subject=change.subject, title=change.title))
    if change.code == "case-changed":
        return change.subject
    return plain(title_of(change, language))


def _listed(titles: list[str], language: str) -> str:
    listed = texts(language).say("reports.listed")
    if len(titles) <= MOST_TITLES:
        return listed.join(titles)
    return listed.join(titles[:MOST_TITLES]) + words_of(language)["and_more"].format(count=len(titles))


def _how(code: str, before: Value, after: Value, people: Mapping[str, str], language: str) -> str:
    if before is None and after is None:
        return ""
    one, other = (_value(code, value, people, language) for value in (before, after))
    if code.endswith("-added") or code == "message-to-send":
        return other
    if code.endswith("-removed") or code == "message-needless":
        return one
    return one if one == other else f"{one}{ARROW}{other}"


def _value(code: str, value: Value, people: Mapping[str, str], language: str) -> str:
    words = words_of(language)
    if value is None:
        return words["none"]
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if isinstance(value, tuple):
        shown = [_value(code, each, people, language) for each in value]
        return _listed(list(dict.fromkeys(shown)) if code.startswith("message-") else shown, language) or words["none"]
    text = str(value)
    if code.startswith("message-"):
        day, _, person = text.partition(" ")
        return plain(f"{day} {people.get(person, person)}")
    if code.endswith(("-state-changed", "-opens", "-closes", "gate-added", "gate-removed")):
        return _state(code, text, language)
    return plain(people.get(text, text))


_STATES = (("case-", "case_states"), ("gate-", "gate_states"))
"""Whose states a change is of, by the beginning of its code; all others are of tasks."""


def _state(code: str, state: str, language: str) -> str:
    of = next((words for kind, words in _STATES if code.startswith(kind)), "task_states")
    return title(f"{of}.{state}", language)


def _act(change: CaseChange, language: str) -> str:
    what = title(f"events.{change.subject}", language) if change.subject in EVENT_TYPES else change.subject
    day = str(change.before or change.after)[:10]
    about = f" {change.about}" if change.about else ""
    called = title_of(change, language)
    if not called:
        return plain(f"{day} {what}{about}")
    return plain(words_of(language)["act"].format(day=day, what=what, about=about, title=called))


def person_line(case: CasePlan, policy: PolicySet, language: str) -> str:
    """Return who a case is about: name, id, role, stage and department, in the words of the policy."""
    vocabulary = policy.manifest.vocabulary
    told = case.employee.attributes
    parts = [
        vocabulary.get(f"employee.{name}", {}).get(str(told[name]), str(told[name]))
        for name in ("role", "stage", "department")
        if told.get(name) is not None
    ]
    name = case.employee.name + texts(language).say("reports.bracketed", what=case.employee.id)
    return " · ".join(plain(part) for part in (name, *parts))


def dates_line(case: CasePlan, language: str) -> str:
    """Return the case's id, its dates and the version that decides it now, or that it stays with."""
    words = words_of(language)
    last = words["last_day"].format(day=case.last_day) if case.last_day is not None else words["no_last_day"]
    version = words["stays" if case.pinned else "decided_by"].format(version=case.version)
    return plain(
        texts(language).say("reports.comma").join([case.id, words["arrived"].format(day=case.arrival), last, version])
    )
