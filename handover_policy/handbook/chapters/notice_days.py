"""notice_chapter: how long before the last day notice is given, by whom, and how it is counted."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.handbook.handbook import Chapter, PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.model.dates.expression import Period
from handover_policy.policy.days.in_words import target_words
from handover_policy.policy.policy_set import NoticeDays

NAME = "notice_days"
STAGE = "employee.stage"


def notice_chapter(saying: InWords) -> Chapter:
    """Return the chapter of notice."""
    rules = [_row(saying, place, row) for place, row in enumerate(saying.policy.notice_table.rows)]
    counting = PlainRule(id=NAME, title=saying.say("notice.how"), sentences=tuple(_counting(saying)))
    return Chapter(id="notice", title=saying.say("notice.title"), rules=(*rules, counting))


def _row(saying: InWords, place: int, row: NoticeDays) -> PlainRule:
    return PlainRule(id=row.id, title=row.title, sentences=tuple(_told(saying, place, row)), laws=saying.laws(row.law))


def _told(saying: InWords, place: int, row: NoticeDays) -> Iterator[str]:
    yield saying.those(row.when)
    path = ("notice_table", "rows", place, "days")
    if row.days == 0:
        yield saying.say("notice.none")
    elif isinstance(row.days, int):
        length = saying.value(Period(count=row.days, unit=row.unit))
        yield saying.say("notice.length" if row.binding else "notice.asked", length=length)
    else:
        yield saying.say("notice.days", days=saying.value(row.days, path), unit=row.unit)
    if row.ends_on:
        days = saying.either(target_words(each, saying.words.language) for each in row.ends_on)
        yield saying.say("notice.ends-on", days=days)


def _counting(saying: InWords) -> Iterator[str]:
    table = saying.policy.notice_table
    for key in ("start", "unit", "roll"):
        yield saying.say(f"notice.{key}.{getattr(table.counting, key)}")
    for stage, forms in table.accepts.items():
        told = saying.listed(saying.words.say(f"words.forms.{form}") for form in forms)
        yield saying.say("notice.forms", stage=saying.label(STAGE, stage), forms=told)
    yield saying.say("notice.fault")
    yield saying.say("notice.fallback", days=saying.value(table.fallback_days, ("notice_table", "fallback_days")))
