"""recurring_rules: each time of what the employer owes again and again, as an obligation of its own."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.model.dates.expression import Period
from handover_policy.policy.days.recurring import RecurringRule
from handover_policy.policy.policy_set import ObligationRule


def recurring_rules(rule: RecurringRule) -> Iterator[ObligationRule]:
    """Yield the obligations `<id>.<k>` of a recurring one, k from 1; numbers no longer change by date."""
    times = rule.times if isinstance(rule.times, int | float) else 0
    for place in range(1, int(times) + 1):
        yield ObligationRule(
            name=f"{rule.id}.{place}",
            title=rule.title,
            due=rule.first,
            later=Period(count=rule.every.count * (place - 1), unit=rule.every.unit),
            recurring=rule.id,
            place=place,
            law=rule.law,
            location=rule.location,
        )
