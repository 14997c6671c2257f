"""Variations of what the employer owes, once or again and again, and of what employees tell and upload."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.conditions.domains import Domains
from handover_policy.model.altered import altered
from handover_policy.policy.days.recurring import RecurringRule
from handover_policy.policy.policy_set import ObligationRule, SectionRule, UploadRule
from handover_policy.policy.rows.recurring import MOST_TIMES
from handover_policy.policy.rows.tasks import OF_THE_CASE
from handover_policy.testing.mutating.conditions import conditions
from handover_policy.testing.mutating.mutant import Variation, in_field
from handover_policy.testing.mutating.values import names, numbers, periods, times, turned

MOVED = ("workday", "none")
"""How a deadline may move otherwise: on from every day without work, or not at all."""


def obligation_variations(rule: ObligationRule) -> Iterator[Variation[ObligationRule]]:
    """Yield a deadline on another day, and one that moves from a day without work otherwise."""
    yield from in_field(rule, "due", times(rule.due, OF_THE_CASE))
    yield from in_field(rule, "roll", names(rule.roll, MOVED, "time"))


def recurring_variations(rule: RecurringRule, domains: Domains) -> Iterator[Variation[RecurringRule]]:
    """Yield what comes again for others, oftener, longer, from another day, or without an end."""
    yield from in_field(rule, "when", conditions(rule.when, domains))
    if rule.times != 1:  # what comes once has nothing to wait for
        yield from in_field(rule, "every", periods(rule.every, least=1))
    yield from in_field(rule, "times", numbers(rule.times, least=1, most=MOST_TIMES))
    yield from in_field(rule, "first", times(rule.first, OF_THE_CASE))
    if rule.until is not None:
        without = altered(rule, until=None, clause=None)
        yield Variation(noun=without, kind="condition", field="until", before=rule.until, after="null")


def section_variations(
    section: SectionRule, of_people: Domains, *, is_told_apart: bool
) -> Iterator[Variation[SectionRule]]:
    """Yield a section of others, required or not, told apart otherwise; `is_told_apart`: tasks go by its records."""
    yield from in_field(section, "when", conditions(section.when, of_people))
    yield from in_field(section, "update_every", periods(section.update_every, least=1))
    yield from in_field(section, "required", turned(section.required, "condition"))
    if is_told_apart:
        yield from in_field(section, "key", names(section.key, section.fields, "task"))


def upload_variations(upload: UploadRule, of_people: Domains) -> Iterator[Variation[UploadRule]]:
    """Yield an upload of others, or owed oftener or less often."""
    yield from in_field(upload, "when", conditions(upload.when, of_people))
    yield from in_field(upload, "every", periods(upload.every, least=1))
