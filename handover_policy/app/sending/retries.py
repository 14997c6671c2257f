"""next_standing: how a parcel stands after an answer: taken, to be tried again and when, failed, or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handover_policy.ledger.outbox.settling import DeliveryStanding
from handover_policy.ledger.outbox.tables import ACCEPTED, FAILED, UNKNOWN, WAITING
from handover_policy.ports.channels import Accepted, Answer, Failed, Unknown

RETRIES: Sequence[float] = (5, 60, 300, 1800, 7200, 21600)
"""Seconds after which a message is tried again, by how often it was tried (service.md section 5)."""
LONGEST_WAIT = 86_400.0
"""Seconds at most for which a provider is heard that wants to be asked later: a year would be no answer."""
ASK_UNKNOWN = 30.0
"""Seconds after which a provider is asked about what it may have taken: before, it may not know itself."""


def next_standing(
    answer: Answer,
    *,
    attempts: int,
    now: float,
    address: str | None,
    repeats: bool,
    within: float | None = None,
    doubted_at: float | None = None,
    retries: Sequence[float] = RETRIES,
) -> DeliveryStanding:
    """Return how a parcel stands after an answer.

    Args:
        answer: the provider's.
        attempts: how often it was tried, this time included.
        now: seconds since 1970.
        address: where it went.
        repeats: whether the provider tells a repeat by its key: only then silence is tried again.
        within: for how many seconds it does; None for ever.
        doubted_at: when the first attempt began of which nobody knows how it ended; None where there is none.
        retries: seconds to wait, by attempts.

    """
    if isinstance(answer, Accepted):
        return _accepted(answer, now, address)
    code, reason = answer.code, answer.reason
    lasting = isinstance(answer, Failed) and answer.lasting
    doubted = not isinstance(answer, Failed)
    told = DeliveryStanding(state=UNKNOWN, address=address, code=code, reason=reason, doubted=doubted)
    if not lasting and attempts <= len(retries):
        wait = max(retries[attempts - 1], _asked_for(answer))
        since = now if doubted and doubted_at is None else doubted_at
        known = within is None or since is None or now + wait - since <= within
        if since is None or (repeats and known):
            return replace(told, state=WAITING, next_attempt=now + wait)
    if not doubted and doubted_at is None:
        return replace(told, state=FAILED)
    return replace(told, next_attempt=now + ASK_UNKNOWN)


def _asked_for(answer: Failed | Unknown) -> float:
    """Return for how long a provider asks to be left alone, within reason."""
    return 0.0 if isinstance(answer, Unknown) or answer.wait is None else min(answer.wait, LONGEST_WAIT)


def _accepted(answer: Accepted, now: float, address: str | None) -> DeliveryStanding:
    ask = None if answer.ask_after is None else now + answer.ask_after
    return DeliveryStanding(state=ACCEPTED, next_attempt=ask, address=address, provider_id=answer.provider_id)
