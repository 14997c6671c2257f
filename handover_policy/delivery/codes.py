"""Code, codes: what a provider's code means for a message, and what is to be done about it.

Each provider keeps one table of the codes that its documentation names. A code that stands in no table was a refusal
in the provider's own form: nobody gets the message, and trying the same again is no help, so it has failed for good;
the person's other channel is tried, and nothing goes out twice.

What concerns the person or the message (no such number, a refused content) is for good, so that another channel reaches
them at once. What concerns the company's account (key, balance, permission, signature) is for now: it can be set right
before the attempts are over, and nothing is lost meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handover_policy.ports.channels import Failed, Unknown
from handover_policy.texts.texts import Texts

Outcome: TypeAlias = Literal["accepted", "for-now", "for-good", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What one code means.

    Args:
        outcome: whether the message was taken, may go through later, never will, or nobody knows.
        advice: names the sentence of what to do, in texts/*/deliveries.yaml under `advice`.
        wait: seconds after which the provider takes messages again, where it says so.
        until_midnight: whether the provider takes messages again on its next day.
        renew: whether the token of the app is the reason, and a fresh one may help.

    """

    outcome: Outcome
    advice: str
    wait: float | None = None
    until_midnight: bool = False
    renew: bool = False


Codes: TypeAlias = Mapping[str, Code]
NO_REFUSAL = frozenset({"accepted", "unknown"})

UNLISTED = Code(outcome="for-good", advice="unlisted")
SERVER_FAULT = Code(outcome="unknown", advice="nobody-knows")
OWN: Codes = {
    "accepted": Code(outcome="accepted", advice="nothing"),
    "not-reached": Code(outcome="for-now", advice="not-reached"),
    "timeout-connecting": Code(outcome="for-now", advice="not-reached"),
    "certificate": Code(outcome="for-now", advice="certificate"),
    "request-unfit": Code(outcome="for-good", advice="request-unfit"),
    "timeout-answering": SERVER_FAULT,
    "line-broken": SERVER_FAULT,
    "answer-unreadable": SERVER_FAULT,
    "address-missing": Code(outcome="for-good", advice="address-missing"),
    "address-unfit": Code(outcome="for-good", advice="address-unfit"),
    "text-too-long": Code(outcome="for-good", advice="text-too-long"),
    "token-unreadable": Code(outcome="for-now", advice="not-reached"),
    "fault": Code(outcome="unknown", advice="fault"),
    "no-list": Code(outcome="for-good", advice="no-list"),
    "left": Code(outcome="for-good", advice="left"),
    "not-theirs": Code(outcome="for-good", advice="not-theirs"),
}
"""Codes of our own: what went wrong before a provider said anything."""


def meaning(codes: Codes, code: str) -> Code:
    """Return what a code means: the provider's row, else our own, else that of a code nobody has written down."""
    found = codes.get(code) or OWN.get(code)
    if found is not None:
        return found
    if code.startswith("http-5"):
        return SERVER_FAULT
    return Code(outcome="for-good", advice="not-documented") if code.startswith("http-") else UNLISTED


def refused(codes: Codes, code: str, reason: str) -> Failed | Unknown:
    """Return the answer that a provider's refusal is; one by a code that refuses nothing says that nobody knows."""
    row = meaning(codes, code)
    if row.outcome in NO_REFUSAL:
        return Unknown(code=code, reason=reason)
    return Failed(code=code, reason=reason, lasting=row.outcome == "for-good", wait=row.wait)


def advice(codes: Codes, code: str, words: Texts) -> str:
    """Return in plain words what to do about a code."""
    return words.say(f"deliveries.advice.{meaning(codes, code).advice}")
