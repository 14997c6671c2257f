"""FactsSaid: facts that counted, and what is asked of them where they stand in the way, as people say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from handover_policy.conditions.reading import COUNT_DAYS, TO_LAST_DAY
from handover_policy.handbook.in_words import COUNT, PROFILE, InWords
from handover_policy.model.condition import AnyOf, Comparison, Condition, Unmet, comparisons
from handover_policy.model.written.effect_json import needs_json
from handover_policy.policy.policy_set import PolicySet
from handover_policy.texts.texts import Texts

AREA = "pages_case.facts"
DAYS = COUNT_DAYS | {"case.notice_days_required", "case.notice_days_given", "case.notice_shortfall_days"} - {
    "employee.tenure_months"
}
TASKS = "tasks."
TURNED: Mapping[str, str] = MappingProxyType(
    {
        "is": "is_not",
        "is_not": "is",
        "one_of": "none_of",
        "none_of": "one_of",
        "at_least": "below",
        "below": "at_least",
        "at_most": "above",
        "above": "at_most",
    }
)
"""By an operator the one that holds where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactNow:
    """A fact that counted: what it is called, its value, and what is asked of it where it stands in the way."""

    title: str
    value: str
    asked: str = ""


class FactsSaid:
    """Says facts in the words of one set and one reader."""

    def __init__(self, policy: PolicySet, words: Texts) -> None:
        """Take the set and the language of the reader."""
        self._words = words
        self._saying = InWords(policy, {}, words.language)

    def now(self, name: str, value: Any, needs: Mapping[str, object] | None = None) -> FactNow:  # noqa: ANN401 - any fact
        """Return a fact with its value, and with what is asked of it."""
        if name == TO_LAST_DAY and _after(needs, value):
            return self._past(value, needs)
        return FactNow(title=self._saying.fact(name), value=self._value(name, value), asked=self._asked(name, needs))

    def unmet(self, item: Unmet) -> FactNow:
        """Return a fact that stands in the way."""
        needs: Mapping[str, object] = needs_json(item)
        return self.now(item.fact, item.value, needs)

    def ways(self, condition: Condition, unmet: Sequence[Unmet]) -> Sequence[Sequence[FactNow]]:
        """Return what is lacking by each way in which a condition may come to hold; one where it has no ways."""
        parts = condition.parts if isinstance(condition, AnyOf) else (condition,)
        found = []
        for part in parts:
            asked = set(comparisons(part))
            lacking = [each for each in unmet if _compared(each) in asked]
            found.append([self.unmet(each) for each in lacking])
        return [each for each in found if each]

    def holds(self, condition: Condition) -> str:
        """Return what must hold, in one sentence."""
        return self._saying.holds(condition)

    def _past(self, value: Any, needs: Mapping[str, object] | None) -> FactNow:  # noqa: ANN401 - a number or nothing
        limit = (needs or {}).get("at_most")
        asked = "" if not isinstance(limit, int) else self._say("asked-days", days=-limit)
        if value is None:
            return FactNow(title=self._say("last-day"), value=self._say("unsettled"), asked=asked)
        if value > 0:
            return FactNow(title=self._say("last-day"), value=self._say("to-come", days=value), asked=asked)
        return FactNow(title=self._say("last-day"), value=self._say("past", days=-value), asked=asked)

    def _value(self, name: str, value: Any) -> str:  # noqa: ANN401 - any fact
        if value is None:
            return self._say("unknown")
        if isinstance(value, bool):
            return self._words.say(f"pages_case.{'yes' if value else 'no'}")
        if isinstance(value, int | float) and self._counts(name):
            return self._say("things", count=value)
        if isinstance(value, int | float) and name in DAYS:
            return self._say("days", days=value)
        if isinstance(value, str) and len(value) == len("2026-01-01") and value[:4].isdigit():
            return self._day(value)
        return self._saying.label(name, value)

    def _day(self, value: str) -> str:
        try:
            return self._saying.day(date.fromisoformat(value))
        except ValueError:
            return value

    def _asked(self, name: str, needs: Mapping[str, object] | None) -> str:
        if needs is None:
            return ""
        negated = needs.get("not")
        told = negated if isinstance(negated, Mapping) else needs
        turned = isinstance(negated, Mapping)
        parts = [self._compared(name, operator, operand, turned=turned) for operator, operand in told.items()]
        return self._words.joined(parts)

    def _compared(self, name: str, operator: str, operand: object, *, turned: bool) -> str:
        if operator == "exists":
            return self._say("asked-unknown" if bool(operand) == turned else "asked-known")
        several = operand if isinstance(operand, list | tuple) else (operand,)
        value = self._saying.either([self._value(name, each) for each in several])
        return self._say(f"asked.{TURNED[operator] if turned else operator}", value=value)

    def _counts(self, name: str) -> bool:
        return name.startswith(TASKS) or (name.startswith(PROFILE) and name.endswith(COUNT))

    def _say(self, key: str, **params: object) -> str:
        return self._words.say(f"{AREA}.{key}", **params)


def _compared(item: Unmet) -> Comparison:
    return Comparison(fact=item.fact, operator=item.operator, operand=item.operand)


def _after(needs: Mapping[str, object] | None, value: object) -> bool:
    """Return whether days after the last one are spoken of."""
    limit = (needs or {}).get("at_most")
    return (isinstance(limit, int) and limit <= 0) or (needs is None and (value is None or isinstance(value, int)))
