"""expressed, unmet_words, facts_words: time expressions, unmet conditions and facts in one language."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.model.condition import Unmet
from handover_policy.model.dates.expression import Target, TimeExpression
from handover_policy.model.words.anchors import room_of
from handover_policy.model.words.operators import asked_in_words, plainly
from handover_policy.model.words.word import title
from handover_policy.texts.texts import Texts, texts


def expressed(expression: TimeExpression, language: str) -> str:
    """Return a time expression in words."""
    words = texts(language)
    told = _anchored(expression, words)
    if expression.targets:
        days = words.say("explain.or").join(_target(each, words) for each in expression.targets)
        told = words.say("explain.on_to", day=told, targets=days)
    if expression.hour is not None:
        told = words.say("explain.at", day=told, hour=f"{expression.hour:%H:%M}")
    return told


def _anchored(expression: TimeExpression, words: Texts) -> str:
    room, _, name = expression.anchor.partition(".")
    if room_of(expression.anchor) is None:
        anchor = title(f"anchors.{expression.anchor}", words.language)
    else:
        anchor = words.say(f"explain.date_of.{room}", name=name)
    count, unit = expression.offset.count, expression.offset.unit
    if count == 0:
        return anchor
    side, days = "after" if count > 0 else "before", abs(count)
    return words.say(f"explain.{side}", anchor=anchor, count=days, unit=words.say(f"explain.units.{unit}", count=days))


def _target(target: Target, words: Texts) -> str:
    if target.kind == "workday" and target.number:
        return words.say("explain.target.nth_workday", number=target.number)
    return words.say(f"explain.target.{target.kind}", number=target.number)


def unmet_words(items: tuple[Unmet, ...], language: str) -> str:
    """Return in words what keeps a condition from holding."""
    return texts(language).say("reports.semicolon").join(_one_unmet(item, language) for item in items)


def _one_unmet(item: Unmet, language: str) -> str:
    words = texts(language)
    found = words.say("explain.missing") if item.value is None else plainly(item.value)
    needs: Mapping[str, object] = {item.operator: item.operand}
    asked = asked_in_words({"not": needs} if item.negated else needs, language)
    return f"{item.fact} {words.say('explain.is', value=found, needs=asked)}"


def facts_words(facts: Mapping[str, object], language: str) -> str:
    """Return facts as `name = value`."""
    told = (f"{name} = {plainly(value)}" for name, value in facts.items())
    return texts(language).say("reports.comma").join(told)
