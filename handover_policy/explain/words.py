"""unmet_words, facts_words: unmet conditions and facts in one language."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.model.condition import Unmet
from handover_policy.model.words.operators import asked_in_words, plainly
from handover_policy.texts.texts import texts


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
