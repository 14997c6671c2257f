"""expressed, unmet_words, facts_words: time expressions, unmet conditions and facts in one language."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.model.condition import Unmet
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.words.operators import asked_in_words, plainly
from handover_policy.model.words.word import title
from handover_policy.texts.texts import texts


def expressed(expression: TimeExpression, language: str) -> str:
    """Return a time expression in words."""
    anchor = title(f"anchors.{expression.anchor}", language)
    count, unit = expression.offset.count, expression.offset.unit
    if count == 0:
        return anchor
    words, days = texts(language), abs(count)
    side = "after" if count > 0 else "before"
    return words.say(f"explain.{side}", anchor=anchor, count=days, unit=words.say(f"explain.units.{unit}", count=days))


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
