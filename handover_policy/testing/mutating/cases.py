"""case_mutants: the conditions and values of lists of cases, changed one by one."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.conditions.domains import Domains, domains_of
from handover_policy.model.altered import altered
from handover_policy.model.condition import ALWAYS, AllOf, Condition, Negation, all_of
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.policy.cases.listed import CaseList, CaseRow
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.rows.steps import OF_A_STEP
from handover_policy.policy.rows.tasks import OF_THE_CASE
from handover_policy.testing.mutating.conditions import conditions, never_holds
from handover_policy.testing.mutating.mutant import Mutant, Variation, in_field
from handover_policy.testing.mutating.values import names, numbers, periods, times

OF_STEPS = ("steps[", "without_leaver")
IS = "is"
"""The key of a value, and of who stands for a party; all other texts stay as they are."""


def case_mutants(policy: PolicySet) -> Iterator[Mutant]:
    """Yield a policy set with one thing of one case changed at a time, in the order of its lists."""
    domains = domains_of(policy, in_case=True)
    applying = _applying(policy)
    for at, each in enumerate(policy.cases):
        around = applying.get(each.rule, ALWAYS)
        for place, row in enumerate(each.rows):
            reached = (around, *(Negation(part=before.when) for before in each.rows[:place]), row.when)
            counts = not never_holds(AllOf(parts=reached), domains)
            for variation in _of_row(row, each, domains, counts=counts):
                rows = (*each.rows[:place], variation.noun, *each.rows[place + 1 :])
                lists = (*policy.cases[:at], altered(each, rows=rows), *policy.cases[at + 1 :])
                yield Mutant(
                    policy=altered(policy, cases=lists),
                    kind=variation.kind,
                    rule=each.rule,
                    location=row.location,
                    field=f"{each.field}[{place + 1}].{variation.field}",
                    before=variation.before,
                    after=variation.after,
                )


def _applying(policy: PolicySet) -> dict[str, Condition]:
    """Return by rule the condition under which anything of it shows at all."""
    return {
        **{task.id: all_of(task.when, task.only_when) for task in policy.tasks},
        **{rule.id: rule.when for rule in policy.notices},
        **{rule.id: rule.when for rule in policy.gates},
        **{rule.id: rule.when for rule in policy.clauses},
        **{rule.id: rule.when for rule in policy.recurring},
    }


def _of_row(row: CaseRow, each: CaseList, domains: Domains, *, counts: bool) -> Iterator[Variation[CaseRow]]:
    """Yield a case with one thing changed; its value only where it `counts` for anybody."""
    yield from in_field(row, "when", conditions(row.when, domains))
    if not counts:
        return
    if isinstance(row.value, TimeExpression):
        of_a_step = each.field.startswith(OF_STEPS)
        yield from in_field(row, "value", times(row.value, OF_A_STEP if of_a_step else OF_THE_CASE), IS)
    elif isinstance(row.value, Period):
        yield from in_field(row, "value", periods(row.value), IS)
    elif not isinstance(row.value, str):
        yield from in_field(row, "value", numbers(row.value), IS)
    elif each.field == IS:
        others = tuple(other.value for other in each.rows if isinstance(other.value, str))
        yield from in_field(row, "value", names(row.value, others, "recipient"), IS)
