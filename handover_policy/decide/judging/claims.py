"""Claims: what a clause provides for, as an assessment a person decides on, never a payment (contract 2.10)."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import because, fired, last_day_reached, surroundings
from handover_policy.decide.intake.renamed import known_here
from handover_policy.policy.policy_set import Clause, Consequence


def judge_claims(work: CaseWork) -> None:
    """Judge the clauses when the last day is reached, when the leaver has left, when a loss is recorded.

    A claim that no longer holds is written again as `withdrawn`, and so is every claim of a withdrawn resignation.
    """
    reached = last_day_reached(work.case, work.day)
    if work.case.state == "withdrawn":
        _withdraw_others(work, set())
        return
    if not work.judge_claims and not (reached and not work.case.last_day_judged):
        return
    if reached and not work.case.last_day_judged:
        work.change(last_day_judged=True)
    clauses = [clause for clause in work.book.policy.clauses if clause.consequence is not None]
    holding, trouble = fired("claims", work.book, surroundings(work))
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    raised = {
        clause.id
        for clause in clauses
        if clause.consequence is not None and clause.id in holding and _raise(work, clause, clause.consequence)
    }
    _withdraw_others(work, raised)


def _raise(work: CaseWork, clause: Clause, consequence: Consequence) -> bool:
    """Write the claim of a clause if it is new or changed; return whether there is one."""
    if consequence.kind == "damages" and not _losses(work, consequence):
        return False
    amount = _amount(work, clause, consequence)
    claim: dict[str, object] = {"clause": clause.id, "title": clause.title, "kind": consequence.kind}
    signed = clause.id in known_here(work.employee, work.book.names).signed
    claim |= {"state": "raised", "amount": amount, "signed": signed}
    for name in ("measure", "percent", "of", "cap_percent_of_month", "floor", "trigger"):
        value = getattr(consequence, name)
        if value is not None:
            claim[name] = value
    claim |= dict(consequence.extra)
    if not claim["signed"] and clause.sign != "never":
        work.problem("clause-unsigned", clause.id, clause=clause.title)
    if work.case.claims.get(clause.id) != claim:
        _write(work, clause, claim)
    return True


def _write(work: CaseWork, clause: Clause, claim: dict[str, object]) -> None:
    condition = work.book.conditions[("claims", clause.id)]
    why = because(clause.id, clause.location, condition, surroundings(work), clause.law)
    work.effect("claim", {**claim, "because": why})
    work.trigger("claim", about=("claim", clause.id))
    work.change(claims=MappingProxyType({**work.case.claims, clause.id: MappingProxyType(claim)}))


def _withdraw_others(work: CaseWork, raised: set[str]) -> None:
    clauses = {clause.id: clause for clause in work.book.policy.clauses}
    for name, claim in work.case.claims.items():
        if name not in raised and claim["state"] == "raised" and name in clauses:
            _write(work, clauses[name], {**claim, "state": "withdrawn"})


def _losses(work: CaseWork, consequence: Consequence) -> list[int | float]:
    """Return the losses a damages clause may count: proven ones, all where the clause asks for no proof."""
    return [loss.amount for loss in work.case.losses if loss.proven or not consequence.proof_required]


def _amount(work: CaseWork, clause: Clause, consequence: Consequence) -> int | float | None:
    if consequence.kind == "damages" and consequence.measure != "fixed_sum":
        return _tidy(sum(_losses(work, consequence)))
    if isinstance(consequence.amount, int | float):
        return consequence.amount
    if isinstance(consequence.percent, int | float):
        if work.case.unsettled_wages is None:
            work.problem("no-figure", clause.id, clause=clause.title)
            return None
        return _tidy(work.case.unsettled_wages * consequence.percent / 100)
    return None


def _tidy(amount: float) -> int | float:
    """Return an amount in yuan and fen (two decimals), whole amounts as integers."""
    rounded = round(amount, 2)
    return int(rounded) if rounded == int(rounded) else rounded
