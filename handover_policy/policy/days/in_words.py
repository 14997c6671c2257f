"""expressed, lasting: a time expression and a length of time in the words of one language."""

from __future__ import annotations

from collections.abc import Callable

from handover_policy.model.dates.expression import Period, Target, TimeExpression
from handover_policy.model.words.anchors import room_of
from handover_policy.model.words.word import title
from handover_policy.texts.texts import Texts, texts


def lasting(period: Period, language: str) -> str:
    """Return a length of time in words."""
    words = texts(language)
    unit = words.say(f"explain.units.{period.unit}", count=period.count)
    return words.say("explain.lasting", count=period.count, unit=unit)


def expressed(expression: TimeExpression, language: str, called: Callable[[str], str] | None = None) -> str:
    """Return a time expression in words; `called` gives what people read in the place of what it counts from."""
    words = texts(language)
    told = _anchored(expression, words, called)
    if expression.targets:
        days = words.say("explain.or").join(target_words(each, language) for each in expression.targets)
        told = words.say("explain.on_to", day=told, targets=days)
    if expression.hour is not None:
        told = words.say("explain.at", day=told, hour=f"{expression.hour:%H:%M}")
    return told


def _anchored(expression: TimeExpression, words: Texts, called: Callable[[str], str] | None) -> str:
    room, _, name = expression.anchor.partition(".")
    if called is not None:
        anchor = called(expression.anchor)
    elif room_of(expression.anchor) is None:
        anchor = title(f"anchors.{expression.anchor}", words.language)
    else:
        anchor = words.say(f"explain.date_of.{room}", name=name)
    count, unit = expression.offset.count, expression.offset.unit
    if count == 0:
        return anchor
    side, days = "after" if count > 0 else "before", abs(count)
    return words.say(f"explain.{side}", anchor=anchor, count=days, unit=words.say(f"explain.units.{unit}", count=days))


def target_words(target: Target, language: str) -> str:
    """Return a day to go on to in words."""
    words = texts(language)
    if target.kind == "workday" and target.number:
        return words.say("explain.target.nth_workday", number=target.number)
    return words.say(f"explain.target.{target.kind}", number=target.number)
