"""note_hook_answers, open_channels: what receivers of decisions answered, and which of them are still told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import Connection

from handover_policy.app.sending.carriers import Carrier
from handover_policy.ledger.outbox.receivers import HookAnswer, disabled_receivers, note_answers
from handover_policy.ports.channels import Accepted, Answer

LOG = structlog.get_logger()
OURS = frozenset({"event-unfit", "fault"})
"""Failures that are no fault of a receiver's."""


class AnsweredParcel(Protocol):
    """A parcel and what came of it."""

    @property
    def carrier(self) -> Carrier:
        """The channel."""

    @property
    def answer(self) -> Answer | None:
        """What its provider answered; None where it could not go out."""

    @property
    def at(self) -> datetime:
        """When."""


def note_hook_answers(connection: Connection, company: str, done: Iterable[AnsweredParcel]) -> None:
    """Note what receivers of decisions answered; one that has failed for days is disabled, and the log tells it."""
    answers = defaultdict[tuple[str, str], list[HookAnswer]](list)
    for each in done:
        if not each.carrier.is_hook or each.answer is None:
            continue
        if isinstance(each.answer, Accepted):
            told = HookAnswer(each.at.timestamp())
        elif each.answer.code in OURS:
            continue
        else:
            told = HookAnswer(each.at.timestamp(), each.answer.code, each.answer.reason)
        answers[each.carrier.name, each.carrier.made_of].append(told)
    for receiver, found in answers.items():
        standing = note_answers(connection, company, receiver, sorted(found, key=lambda answer: answer.at))
        if standing is not None:
            LOG.warning("webhook-disabled", company=company, channel=standing.channel, code=standing.code)


def open_channels(
    connection: Connection, company: str, carriers: Mapping[str, Carrier], channels: Sequence[str]
) -> Sequence[str]:
    """Return the channels without receivers that are disabled: what is for them waits until they are enabled."""
    hooks = {name: carriers[name].made_of for name in channels if carriers[name].is_hook}
    closed = {each.channel for each in disabled_receivers(connection, company, hooks)}
    return [name for name in channels if name not in closed]
