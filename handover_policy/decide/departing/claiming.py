"""Losses, breaches, and what hr decides about claims (contract 2.10)."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.departing.recurring import end_recurring
from handover_policy.decide.handover.authority import must_speak_for_employer
from handover_policy.model.altered import altered
from handover_policy.model.claims import Breach, ClaimDecision, Loss
from handover_policy.model.events_of_cases import BreachRecorded, ClaimDecided, LossRecorded


def record_loss(work: CaseWork, told: LossRecorded) -> None:
    """Note a loss."""
    loss = Loss(amount=told.amount, proven=told.proven, description=told.description)
    work.change(losses=(*work.case.losses, loss))


def record_breach(work: CaseWork, told: BreachRecorded) -> None:
    """Note the breach of a clause: the manager or hr say so, never the leaver."""
    must_speak_for_employer(work, told)
    _known_clause(work, told.clause)
    breach = Breach(clause=told.clause, by=told.by, proven=told.proven, description=told.description)
    work.change(breaches=(*work.case.breaches, breach))
    end_recurring(work, told)


def decide_claim(work: CaseWork, told: ClaimDecided) -> None:
    """Decide a claim: hr does, and to agree takes the employee's signed agreement, whose sum replaces the claim's."""
    claim = work.case.claims.get(told.clause)
    if claim is None or claim.state == "withdrawn":
        raise Refused("wrong-state", reason="no-claim", clause=told.clause[:200])
    must_speak_for_employer(work, told, ("hr",))
    if told.decision == "agreed" and not told.evidence:
        raise Refused("evidence-missing", reason="kinds", kinds=("file",))
    decision = ClaimDecision(by=told.by, at=work.event.time, reason=told.reason, evidence=told.evidence)
    amount = claim.amount if told.amount is None or told.decision != "agreed" else told.amount
    decided = altered(claim, state=told.decision, amount=amount, decided=decision)
    work.change(claims=MappingProxyType({**work.case.claims, told.clause: decided}))


def _known_clause(work: CaseWork, name: str) -> None:
    if all(clause.id != name for clause in work.book.policy.clauses):
        known = tuple(f"{clause.id} {clause.title}" for clause in work.book.policy.clauses)
        raise Refused("wrong-state", reason="no-clause", clause=name[:200], known=known)
