"""unmet_words, unmet_in_words, facts_words: unmet conditions and facts in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handover_policy.model.condition import Unmet
from handover_policy.model.words.operators import asked_in_words, plainly
from handover_policy.model.written.effect_json import needs_json
from handover_policy.policy.facts import WAITING
from handover_policy.texts.texts import Texts, texts


def unmet_words(items: tuple[Unmet, ...], language: str) -> str:
    """Return in words what keeps a condition from holding."""
    return texts(language).say("reports.semicolon").join(_one_unmet(item, language) for item in items)


def _one_unmet(item: Unmet, language: str) -> str:
    words = texts(language)
    found = words.say("explain.missing") if item.value is None else plainly(item.value)
    needs: Mapping[str, object] = {item.operator: item.operand}
    asked = asked_in_words({"not": needs} if item.negated else needs, language)
    return f"{item.fact} {words.say('explain.is', value=found, needs=asked)}"


def unmet_in_words(item: Unmet, called: Callable[[str], str], words: Texts) -> str:
    """Return an unmet condition in words where it is one people often meet, else as fact, value and need.

    Args:
        item: the condition.
        called: how a party is called, by its id.
        words: the language.

    """
    needs: Mapping[str, object] = needs_json(item)
    if item.fact == "tasks.unfinished" and needs == {"is": 0}:
        return words.say("cases.unfinished", tasks=item.value)
    if item.fact.startswith(WAITING) and needs == {"is": 0}:
        return words.say("cases.waiting", tasks=item.value, party=called(item.fact.removeprefix(WAITING)))
    after = _days_after(needs) if item.fact == "case.days_to_last_day" else None
    if after is not None:
        return words.say("cases.days-after", days=after)
    often = f"cases.not-yet.{item.fact}"
    if needs in ({"is": True}, {"is_not": False}) and words.has(often):
        return words.say(often)
    asked = asked_in_words(needs, words.language)
    return words.say("cases.unmet", fact=item.fact, value=item.value, asked=asked)


def _days_after(needs: Mapping[str, object]) -> int | None:
    """Return how many days after the last one are asked for, None where something else is."""
    limit = needs.get("at_most")
    return -limit if isinstance(limit, int) and limit < 0 else None


def facts_words(facts: Mapping[str, object], language: str) -> str:
    """Return facts as `name = value`."""
    told = (f"{name} = {plainly(value)}" for name, value in facts.items())
    return texts(language).say("reports.comma").join(told)
