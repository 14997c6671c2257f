"""Obligations of the employer as tasks of hr: the step of each, and its day (contract "obligations")."""

from __future__ import annotations

from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.anchors import AnchorDays, day_told, step_anchors
from handover_policy.decide.people import resolve
from handover_policy.model.altered import altered
from handover_policy.model.case import NOT_YET, Step
from handover_policy.model.words.duties import SEVERANCE
from handover_policy.policy.policy_set import ObligationRule


def obligation_steps(work: CaseWork, rule: ObligationRule, before: Step | None = None) -> tuple[Step, ...]:
    """Return the one step of an obligation: hr does it by its day; `before` is how it stood."""
    due = obligation_day(work, rule)
    set_on = before.set_on if before is not None and before.due == due else work.day
    person = resolve(work, "hr")
    if person is None:
        work.problem("party-missing", f"{rule.name}:hr", what=rule.title, party=work.party_title("hr"))
    else:
        work.well("party-missing", f"{rule.name}:hr")
    step = Step(
        index=0,
        party="hr",
        parties=("hr",),
        covers=(0,),
        person=person,
        do=rule.title,
        due=due,
        due_time=rule.due.hour,
        set_on=set_on,
    )
    return (step,)


def obligation_day(work: CaseWork, rule: ObligationRule) -> date:
    """Return the day of an obligation, past or not: late is late; only rolling goes not back behind the arrival.

    Severance has no day before it is payable, and counts no earlier than that.
    """
    anchors = step_anchors(work)
    if rule.name == SEVERANCE:
        payable = work.case.severance_payable
        if payable is None:
            return NOT_YET
        anchors = {name: None if day is None else max(day, payable) for name, day in anchors.items()}
    due = _day_of(work, rule, anchors) or anchors["last_day"] or work.case.arrival
    return max(work.reckoner.roll(due, rule.roll), min(due, work.case.arrival))


def _day_of(work: CaseWork, rule: ObligationRule, anchors: AnchorDays) -> date | None:
    """Return the day an obligation tells; of one that comes back so much later, before it goes on to a day."""
    if rule.later is None:
        return day_told(work, rule.due, anchors, subject=f"obligation.{rule.name}", title=rule.title)
    first = altered(rule.due, targets=())
    day = day_told(work, first, anchors, subject=f"obligation.{rule.name}", title=rule.title)
    return None if day is None else work.reckoner.reach(work.reckoner.shift(day, rule.later), rule.due.targets)
