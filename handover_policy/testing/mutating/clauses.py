"""Variations of clauses: who signs when, what follows, by what it is brought about and how it is measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from handover_policy.conditions.domains import Domains
from handover_policy.model.altered import altered
from handover_policy.model.condition import ALWAYS, AllOf, Comparison, Condition
from handover_policy.model.words.clauses import CONSEQUENCE_TRIGGERS, CONSEQUENCES, MEASURES, ConsequenceTrigger
from handover_policy.policy.clauses import Clause, Consequence
from handover_policy.testing.mutating.conditions import conditions
from handover_policy.testing.mutating.mutant import Variation, in_field
from handover_policy.testing.mutating.values import dropped, names, numbers, shorter, turned

MOST_PERCENT = 100
DAMAGES, ACTUAL_LOSS, ONBOARDING, CAP = "damages", "actual_loss", "onboarding", "cap"


def clause_variations(
    clause: Clause, domains: Domains, of_people: Domains, declared: Mapping[str, tuple[str, ...]]
) -> Iterator[Variation[Clause]]:
    """Yield a clause with one thing changed; `declared` are the attributes of employees by their type."""
    yield from in_field(clause, "when", conditions(clause.when, of_people))
    # Only what is signed at the beginning is a duty; the rest differs in nothing before it is broken.
    others = ("resignation",) if clause.sign == ONBOARDING else (ONBOARDING,)
    yield from in_field(clause, "sign", names(clause.sign, others, "condition"))
    if clause.consequence is not None:
        yield from in_field(clause, "consequence", _of_consequence(clause.consequence, domains, declared))


def _of_consequence(
    rule: Consequence, domains: Domains, declared: Mapping[str, tuple[str, ...]]
) -> Iterator[Variation[Consequence]]:
    yield from in_field(rule, "kind", names(rule.kind, tuple(CONSEQUENCES), "condition"))
    yield from in_field(rule, "when", conditions(rule.when, domains))
    yield from _brought_about_otherwise(rule)
    if rule.kind == DAMAGES:
        yield from in_field(rule, "measure", names(rule.measure or ACTUAL_LOSS, tuple(MEASURES), "number"))
        yield from in_field(rule, "proof_required", turned(rule.proof_required, "condition"))
    yield from in_field(rule, "amount", numbers(rule.amount))
    yield from in_field(rule, "percent", numbers(rule.percent))
    if rule.served is not None:
        for name, key, kind in (("begins", "from", "date"), ("ends", "until", "date"), ("cost", "cost", "number")):
            others = names(getattr(rule.served, name), declared.get(kind, ()), "number")
            yield from in_field(rule, "served", in_field(rule.served, name, others, key))
    yield from in_field(rule, "exclude", shorter(rule.exclude, "condition"))
    yield from in_field(rule, "persons", shorter(rule.persons, "condition"))
    yield from in_field(rule, "cap_percent_of_month", numbers(rule.cap_percent_of_month, most=MOST_PERCENT))
    yield from _uncapped(rule)


def _uncapped(rule: Consequence) -> Iterator[Variation[Consequence]]:
    """Yield a consequence without the sum that it never exceeds."""
    cap = rule.extra.get(CAP)
    without = MappingProxyType({name: value for name, value in rule.extra.items() if name != CAP})
    for variation in dropped(cap, "number", str(cap)):
        yield Variation(
            noun=altered(rule, extra=without), kind="number", field=CAP, before=variation.before, after=variation.after
        )


def _brought_about_otherwise(rule: Consequence) -> Iterator[Variation[Consequence]]:
    """Yield a consequence that something else brings about: the next trigger that asks for another thing."""
    trigger = CONSEQUENCE_TRIGGERS.get(rule.trigger or "")
    if trigger is None:
        return
    several = list(CONSEQUENCE_TRIGGERS.values())
    place = several.index(trigger)
    asks = (trigger.fact, trigger.served)
    other = next(each for each in (*several[place:], *several[:place]) if (each.fact, each.served) != asks)
    changed = altered(rule, trigger=other.name, when=_asked_by(other, rule, _written_beside(trigger, rule.when)))
    yield Variation(noun=changed, kind="condition", field="trigger", before=trigger.name, after=other.name)


def _written_beside(trigger: ConsequenceTrigger, when: Condition) -> Condition:
    """Return the condition that is written beside a trigger: what is left without what the trigger asks."""
    if not trigger.fact:
        return when
    return when.parts[1] if isinstance(when, AllOf) else ALWAYS


def _asked_by(trigger: ConsequenceTrigger, rule: Consequence, written: Condition) -> Condition:
    if not trigger.fact:
        return written
    operator, operand = trigger.asks
    asked = Comparison(fact=trigger.fact, operator=operator, operand=operand, location=rule.location)
    return asked if written == ALWAYS else AllOf(parts=(asked, written))
