"""decide_batch: the requests of one batch decided on the state at hand, each event as `run` decides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import orjson

from handover_policy.app.run import Run
from handover_policy.app.serving.told import Answered, Conflicting, DecidingFailed, Told, receipt_of
from handover_policy.decide.decided import Decided
from handover_policy.ledger.company import Batch
from handover_policy.ledger.database import may_pass
from handover_policy.ledger.entries import LedgerEntry, decision_parts
from handover_policy.ledger.outbox.items import TaskTold
from handover_policy.ledger.outbox.rows import Sending
from handover_policy.ledger.people.addresses import addresses_in
from handover_policy.ledger.rows.register import RowRegister
from handover_policy.model.case import Task
from handover_policy.model.effects import NoticeEffect, TaskEffect
from handover_policy.model.written.effect_json import decision_json
from handover_policy.render.line import line_of

Keyed: TypeAlias = tuple[bytes, Told]
"""An event with the key under which it is kept."""


@dataclass(slots=True)
class Outcome:
    """What a request leads to: an answer for each of its events, or why none was stored."""

    answers: list[Answered] = field(default_factory=list)
    conflicting: Conflicting | None = None


def decide_batch(
    run: Run, batch: Batch, register: RowRegister, requests: Sequence[Sequence[Told]], now: datetime
) -> list[Outcome]:
    """Return what each request leads to, in their order; the rows are added to the batch.

    Args:
        run: the policy's versions and messages.
        batch: where rows are added.
        register: the state they are decided on.
        requests: events that stand or fall together, in the order of acceptance.
        now: when they were received.

    """
    run.register = register
    keyed = [[(told.key, told) for told in request] for request in requests]
    events = [each for request in keyed for each in request]
    register.fetch([key for key, _ in events], {told.event.subject for _, told in events})
    stand = [register.seen_rows.standing(key) for key, _ in events]
    batch.fetch([seen.position for seen in stand if seen is not None])
    return [_outcome(run, batch, register, request, now) for request in keyed]


def _outcome(run: Run, batch: Batch, register: RowRegister, request: Sequence[Keyed], now: datetime) -> Outcome:
    conflicting = _conflicting(register, request)
    if conflicting:
        return Outcome(conflicting=Conflicting(conflicting))
    answers = list[Answered]()
    for place, each in enumerate(request):
        try:
            answers.append(_answered(run, batch, register, each, now))
        except Exception as error:
            if may_pass(error):
                raise
            raise DecidingFailed(place, error) from error
    return Outcome(answers=answers)


def _conflicting(register: RowRegister, request: Sequence[Keyed]) -> list[int]:
    """Return the places of events whose id stands for other content; a refused event leaves its id free."""
    found, here = [], dict[bytes, bytes]()
    for place, (key, told) in enumerate(request):
        content = told.event.digest
        stored = register.seen.find(key)
        if (stored is not None and stored != content) or here.setdefault(key, content) != content:
            found.append(place)
    return found


def _answered(run: Run, batch: Batch, register: RowRegister, keyed: Keyed, now: datetime) -> Answered:
    key, told = keyed
    event = told.event
    standing = register.seen_rows.standing(key)
    if standing is not None and not standing.refused:
        return _replayed(batch, told, key, standing.position)
    decided = run.decided(event)
    shown = decision_json(decided.decision)
    line = line_of(shown).decode()
    refused = decided.decision.outcome == "refused"
    told_before = refused and standing is not None and standing.content == event.digest
    if told_before and standing is not None and batch.decision(standing.position) == line:
        return _replayed(batch, told, key, standing.position)  # a client that lost the answer asks again
    position = batch.add(
        entry_of(told, decided, line, now),
        decision_parts(shown),
        touched=touched_by(decided),
        sendings=sendings_of(decided),
        effects={effect.kind for effect in decided.decision.effects},
        tasks=[] if batch.items is None else tasks_told(decided),
        reached=list(addresses_in(event)) if decided.decision.outcome == "applied" else [],
    )
    register.seen_rows.stands_at(key, event.digest, position, refused=refused)
    return Answered(
        source=event.source,
        id=event.id,
        position=position,
        receipt=receipt_of(position, key),
        outcome=decided.decision.outcome,
        replayed=False,
        decision=line,
    )


def _replayed(batch: Batch, told: Told, key: bytes, position: int) -> Answered:
    decision = batch.decision(position) or "{}"
    return Answered(
        source=told.event.source,
        id=told.event.id,
        position=position,
        receipt=receipt_of(position, key),
        outcome=orjson.loads(decision).get("outcome", "applied"),
        replayed=True,
        decision=decision,
    )


def entry_of(told: Told, decided: Decided, line: str, now: datetime) -> LedgerEntry:
    """Return the row of a decision."""
    decision = decided.decision
    digest = decision.policy.get("digest") if decision.policy is not None else None
    return LedgerEntry(
        kind="event",
        received_at=now,
        body=told.body,
        decision=line,
        type=told.event.type,
        subject=told.event.subject,
        case=decision.case,
        outcome=decision.outcome,
        policy_digest=None if digest is None else str(digest),
    )


def touched_by(decided: Decided) -> list[str]:
    """Return the ids of cases that a decision touched without being their own."""
    own = decided.decision.case
    return sorted({effect.case for effect in decided.decision.effects if effect.case and effect.case != own})


def sendings_of(decided: Decided) -> list[Sending]:
    """Return the messages that a decision asks for."""
    return [
        Sending(
            notice=effect.key,
            channel=channel,
            person=effect.to,
            case=effect.case,
            reminder=effect.planned is not None,
        )
        for effect in decided.decision.effects
        if isinstance(effect, NoticeEffect)
        for channel in effect.channels
    ]


def tasks_told(decided: Decided) -> list[TaskTold]:
    """Return the tasks that a decision leaves changed, as lists of what people have to do are told of them."""
    return [
        TaskTold(task=effect.task.id, case=effect.case, says=_to_do(effect.task))
        for effect in decided.decision.effects
        if isinstance(effect, TaskEffect)
    ]


def _to_do(task: Task) -> dict[str, str]:
    """Return for whom there is something to do in a task by now, and all that an item says of it."""
    turns = () if task.waits_for else task.turns
    says = {step.person: f"{task.title}\n{step.due}\n{step.due_time}" for step in reversed(turns)}
    return {person: told for person, told in says.items() if person is not None}
