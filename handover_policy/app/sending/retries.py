"""next_standing: how a parcel stands after an answer: taken, to be tried again and when, failed, or unknown."""

from __future__ import annotations

from collections.abc import Sequence

from handover_policy.ledger.outbox.settling import DeliveryStanding
from handover_policy.ledger.outbox.tables import ACCEPTED, FAILED, UNKNOWN, WAITING
from handover_policy.ports.channels import Accepted, Answer, Failed

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
        retries: seconds to wait, by attempts.

    """
    if isinstance(answer, Accepted):
        ask = None if answer.ask_after is None else now + answer.ask_after
        return DeliveryStanding(state=ACCEPTED, next_attempt=ask, address=address, provider_id=answer.provider_id)
    code, reason = answer.code, answer.reason
    lasting = isinstance(answer, Failed) and answer.lasting
    known = within is None or sum(retries[:attempts]) <= within
    may_repeat = isinstance(answer, Failed) or (repeats and known)
    if may_repeat and not lasting and attempts <= len(retries):
        wait = retries[attempts - 1]
        if isinstance(answer, Failed) and answer.wait is not None:
            wait = max(wait, min(answer.wait, LONGEST_WAIT))
        return DeliveryStanding(state=WAITING, next_attempt=now + wait, address=address, code=code, reason=reason)
    if isinstance(answer, Failed):
        return DeliveryStanding(state=FAILED, address=address, code=code, reason=reason)
    return DeliveryStanding(state=UNKNOWN, next_attempt=now + ASK_UNKNOWN, address=address, code=code, reason=reason)
