"""Facts told apart by what they are told of and how they change, and the rules whose conditions read none at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from handover_policy.conditions.every import conditions_of
from handover_policy.model.condition import ALWAYS, Comparison, Condition, Operand, comparisons, facts_read
from handover_policy.model.words.anchors import is_stood_in
from handover_policy.policy.names import RECORD
from handover_policy.policy.policy_set import PolicySet

TO_LAST_DAY = "case.days_to_last_day"
CHANGES_DAILY = frozenset(
    {
        TO_LAST_DAY,
        "tasks.overdue",
        "task.overdue_days",
        "profile.stale_sections",
        "employee.tenure_months",
        "employee.tenure_days",
    }
)
"""Facts that change with the date alone, so that a clock event has to look at every open case."""

COUNT_DAYS = frozenset({TO_LAST_DAY, "task.overdue_days", "employee.tenure_months", "employee.tenure_days"})
"""Those of them that are another number as time passes, and say nothing new by it."""

MESSAGES = "notices"
OF_SINGLE_TASKS = ("event.", "task.", "tasks.waiting_for.", "gate.", "duty.", "claim.", "clause.")
"""How facts begin that are told of more than a case, its employee and how many tasks are unfinished."""
OF_ONE_TASK = ("task.", "record.")
"""How facts begin that are told of one task, so that each task has a choice of its own."""


def rules_without_condition(policy: PolicySet) -> Mapping[str, frozenset[str]]:
    """Return by kind the rules that hold whatever the facts are."""
    found: dict[str, set[str]] = {}
    for stated in conditions_of(policy):
        if stated.when == ALWAYS:
            found.setdefault(stated.kind, set()).add(stated.rule)
    return {kind: frozenset(ids) for kind, ids in found.items()}


def asked_going_out(policy: PolicySet) -> frozenset[str]:
    """Return the ids of the messages whose condition is asked only when they go out: a case is not looked at for it.

    That of a message counted from a date which may be missing is asked on any day: whether its lack is a problem.
    """
    return frozenset(rule.id for rule in policy.notices if rule.at is None or rule.on or not _may_lack(rule.at.anchor))


def _may_lack(anchor: str) -> bool:
    return is_stood_in(anchor) and not anchor.startswith(RECORD)


def _whole(operand: Operand) -> tuple[int, ...]:
    """Return the whole numbers of an operand; none where it is, or holds, anything else."""
    told = operand if isinstance(operand, tuple) else (operand,)
    whole = tuple(each for each in told if isinstance(each, int) and not isinstance(each, bool))
    return whole if len(whole) == len(told) else ()


class FactsNamed:
    """What the conditions of a set name, by the kind and id of their rule: when they have to be asked again."""

    def __init__(self, conditions: Mapping[tuple[str, str], Condition], going_out: Collection[str] = ()) -> None:
        """Take the conditions, and the ids of the messages whose condition is asked only when they go out."""
        self._conditions, self._going_out = conditions, frozenset(going_out)

    def _by(self, *kinds: str) -> frozenset[str]:
        """Return the names of the facts that the conditions of some kinds read, without a kind of all."""
        asked = (when for (kind, _), when in self._conditions.items() if not kinds or kind in kinds)
        return frozenset(name for condition in asked for name in facts_read(condition))

    @cached_property
    def gates_event(self) -> bool:
        """Return whether the condition of a gate reads what the event at hand tells."""
        return any(name.startswith(("event.", "clause.")) for name in self._by("gates", "gates_apply"))

    @cached_property
    def gates_case(self) -> bool:
        """Return whether gates read nothing of the event or of single tasks: their facts are those of a case."""
        names = self._by("gates", "gates_apply")
        return not any(name == "tasks.overdue" or name.startswith(OF_SINGLE_TASKS) for name in names)

    @cached_property
    def days(self) -> bool:
        """Return whether a condition that is asked on any day may become another one on any of them.

        What is compared with the days to the last day does so on the days of `last_day_counts` alone.
        """
        named = {each.fact for each in self._asked_daily if each.fact != TO_LAST_DAY or not _whole(each.operand)}
        return not CHANGES_DAILY.isdisjoint(named)

    @cached_property
    def last_day_counts(self) -> frozenset[int]:
        """Return the numbers with which conditions asked on any day compare the days to the last day."""
        asked = (_whole(each.operand) for each in self._asked_daily if each.fact == TO_LAST_DAY)
        return frozenset(number for numbers in asked for number in numbers)

    @cached_property
    def _asked_daily(self) -> tuple[Comparison, ...]:
        later = {(MESSAGES, rule) for rule in self._going_out}
        asked = (when for rule, when in self._conditions.items() if rule not in later)
        return tuple(each for when in asked for each in comparisons(when))

    @cached_property
    def duties_days(self) -> bool:
        """Return whether a duty's condition reads a fact that changes with the date alone."""
        return not CHANGES_DAILY.isdisjoint(self._by("uploads", "sections", "clauses"))
