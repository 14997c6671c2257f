"""Claims: what a clause provides for, as an assessment a person decides on, never a payment (contract 2.10)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.service_period import (
    by_service,
    facts_of_service,
    in_cents,
    is_owed,
    share_of_cost,
)
from handover_policy.decide.evaluating.standing import last_day_reached
from handover_policy.decide.facts import because, fired, rule_holds, surroundings
from handover_policy.decide.intake.renamed import known_here
from handover_policy.model.altered import altered
from handover_policy.model.claims import Claim
from handover_policy.model.effects import ClaimEffect
from handover_policy.model.words.event_types import EVALUATING_CLAIMS
from handover_policy.policy.clauses import Clause, Consequence
from handover_policy.policy.digest import thawed

TERMS = ("measure", "percent", "of", "cap_percent_of_month", "floor", "trigger")
"""How a clause words what follows: carried along on its claim."""


def evaluate_claims(work: CaseWork) -> None:
    """Judge the clauses when the last day is reached, when the leaver has left, when a loss is recorded.

    A claim that no longer holds is written again as `withdrawn`, and so is every claim of a withdrawn resignation.
    """
    reached = last_day_reached(work.case, work.day)
    _write_decided(work)
    if work.case.state == "withdrawn":
        _withdraw_others(work, set())
        return
    asked = work.own and work.event.type in EVALUATING_CLAIMS
    if not asked and not (reached and not work.case.last_day_decided):
        return
    if reached and not work.case.last_day_decided:
        work.change(last_day_decided=True)
    applying, trouble = fired("clauses", work.book, surroundings(work))
    raised: set[str] = set()
    for clause in work.book.policy.clauses:
        if clause.consequence is not None and clause.id in applying and is_owed(work, clause.consequence):
            holds, wrong = rule_holds("claims", clause.id, surroundings(work)._replace(clause=clause.id))
            trouble += wrong
            if holds and _raise(work, clause, clause.consequence):
                raised.add(clause.id)
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    _withdraw_others(work, raised)


def _raise(work: CaseWork, clause: Clause, consequence: Consequence) -> bool:
    """Write the claim of a clause if it is new or changed; return whether there is one."""
    if consequence.kind == "damages" and not _losses(work, consequence):
        return False
    signed = clause.id in known_here(work.employee, work.book.names).signed
    if not signed and consequence.kind == "penalty":
        work.problem("clause-not-signed", clause.id, reason="penalty", clause=clause.title)
        return False
    work.well("clause-not-signed", clause.id)
    named = ((name, getattr(consequence, name)) for name in TERMS)
    claim = Claim(
        clause=clause.id,
        title=clause.title,
        kind=consequence.kind,
        state="open",
        amount=_amount(work, clause, consequence),
        signed=signed,
        terms=MappingProxyType(
            {**{name: value for name, value in named if value is not None}, **_as_told(consequence.extra)}
        ),
    )
    if not signed and clause.sign != "never":
        work.problem("clause-not-signed", clause.id, reason="claim", clause=clause.title)
    known = work.case.claims.get(clause.id)
    if known is not None and known.decided is not None:
        return True  # what hr has decided is not opened again
    if known != claim:
        _write(work, clause, claim)
    return True


def _as_told(extra: Mapping[str, object]) -> dict[str, object]:
    """Return what a clause adds as JSON values: kept as rows, and read again, it is the same claim."""
    return {name: thawed(value) for name, value in extra.items()}


def _write(work: CaseWork, clause: Clause, claim: Claim) -> None:
    condition, about = work.book.conditions[("claims", clause.id)], surroundings(work)._replace(clause=clause.id)
    why = because(clause.id, clause.location, condition, about, clause.law)
    why = altered(why, facts={**why.facts, **facts_of_service(clause, about)})
    work.effect(ClaimEffect(case=work.case.id, claim=claim, because=why))
    work.trigger("claim", about=("claim", clause.id))
    work.change(claims=MappingProxyType({**work.case.claims, clause.id: claim}))


def _write_decided(work: CaseWork) -> None:
    """Write the claim that hr has just decided."""
    before = work.before.claims if work.before is not None else {}
    clauses = {clause.id: clause for clause in work.book.policy.clauses}
    for name, claim in work.case.claims.items():
        if claim is not before.get(name) and name in clauses:
            _write(work, clauses[name], claim)


def _withdraw_others(work: CaseWork, raised: set[str]) -> None:
    clauses = {clause.id: clause for clause in work.book.policy.clauses}
    for name, claim in work.case.claims.items():
        if name not in raised and claim.state in {"open", "disputed"} and name in clauses:
            _write(work, clauses[name], altered(claim, state="withdrawn"))


def _losses(work: CaseWork, consequence: Consequence) -> list[Decimal]:
    """Return the losses a damages clause may count: proven ones, all where the clause asks for no proof."""
    return [loss.amount for loss in work.case.losses if loss.proven or not consequence.proof_required]


def _amount(work: CaseWork, clause: Clause, consequence: Consequence) -> Decimal | None:
    if consequence.kind == "damages" and consequence.measure != "fixed_sum":
        return in_cents(sum(_losses(work, consequence), Decimal()))
    share = share_of_cost(consequence, work) if by_service(consequence) else None
    if share is None and by_service(consequence):
        work.problem("no-figure", clause.id, reason="service", clause=clause.title)
        return None
    agreed = _agreed(work, clause, consequence)
    if share is None:
        return agreed
    return share if agreed is None else min(share, agreed)


def _agreed(work: CaseWork, clause: Clause, consequence: Consequence) -> Decimal | None:
    """Return the sum that a clause names, or its part of the wages."""
    if isinstance(consequence.amount, int | float):
        return Decimal(str(consequence.amount))
    if isinstance(consequence.percent, int | float):
        if work.case.unsettled_wages is None:
            work.problem("no-figure", clause.id, reason="wages", clause=clause.title)
            return None
        return in_cents(work.case.unsettled_wages * Decimal(str(consequence.percent)) / 100)
    return None
