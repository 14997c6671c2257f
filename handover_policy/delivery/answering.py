"""Answering: a provider's code as an answer, where its table may say that nobody knows."""

from __future__ import annotations

from handover_policy.delivery.codes import NO_REFUSAL, OWN, Code, Codes
from handover_policy.ports.channels import Failed, Unknown

TRIED_AGAIN = Code(outcome="for-now", advice="unlisted")
"""What a code means that stands nowhere, where the provider has refused for certain: nothing is lost, nothing twice."""


def answered(codes: Codes, code: str, reason: str = "", *, otherwise: Code = TRIED_AGAIN) -> Failed | Unknown:
    """Return the answer that a provider's code is, which is no success: by its table, ours, or `otherwise`."""
    row = codes.get(code) or OWN.get(code) or otherwise
    if row.outcome in NO_REFUSAL:
        return Unknown(code=code, reason=reason)
    return Failed(code=code, reason=reason, lasting=row.outcome == "for-good", wait=row.wait)
