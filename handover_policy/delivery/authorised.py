"""Authorised, authorised: requests that carry an app's token, renewed once where the provider no longer takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from handover_policy.delivery.wire import SHORTEST_HIDDEN, WireAnswer
from handover_policy.delivery.wording.cleaned import forms, without
from handover_policy.ports.channels import Failed, Tokens, Unknown

SHORTEST_TOLD = 4
"""The beginning of a token that may stand at the end of a shortened reason."""
Answer: TypeAlias = WireAnswer | Failed | Unknown


@dataclass(frozen=True, slots=True)
class Granted:
    """A token, and for how many seconds it counts."""

    token: str
    seconds: float


class _NotGranted(Exception):
    def __init__(self, answer: Failed) -> None:
        super().__init__(answer.code)
        self.answer = answer


class Authorised:
    """Requests with the token of one app."""

    def __init__(
        self,
        tokens: Tokens,
        name: str,
        grant: Callable[[], Granted | Failed | Unknown],
        expired: Callable[[WireAnswer], bool],
    ) -> None:
        """Take where tokens are kept and under which name, how one is got, and how a provider says that it is old."""
        self._tokens, self._name, self._grant, self._expired = tokens, name, grant, expired

    def request(self, ask: Callable[[str], Answer]) -> Answer:
        """Return the answer to a request made with the token; with a fresh one where the first was too old."""
        try:
            token = self._token()
            answer = ask(token)
            if isinstance(answer, WireAnswer) and self._expired(answer):
                token = self._token(instead_of=token)
                answer = ask(token)
        except _NotGranted as refusal:
            return refusal.answer
        return without_token(token, answer)

    def _token(self, instead_of: str | None = None) -> str:
        """Return a token that counts; whatever goes wrong with it, no message was on its way."""
        try:
            if instead_of is not None:
                self._tokens.forget(self._name, instead_of)
            return self._tokens.token(self._name, self._renew)
        except _NotGranted:
            raise
        except Exception as error:
            reason = type(error).__name__  # of the database that keeps it: locked, gone
            raise _NotGranted(Failed(code="token-unreadable", reason=reason, lasting=False)) from error

    def _renew(self) -> tuple[str, float]:
        granted = self._grant()
        if isinstance(granted, Unknown):  # no message was on its way
            raise _NotGranted(Failed(code=granted.code, reason=granted.reason, lasting=False))
        if isinstance(granted, Failed):
            raise _NotGranted(granted)
        return granted.token, granted.seconds - min(300.0, granted.seconds / 10)


def granted(told: Mapping[str, Any], token: str, seconds: str) -> Granted | None:
    """Return the token in a provider's answer, by the names of its two fields; None where there is none."""
    value, counts = told.get(token), told.get(seconds)
    if not isinstance(value, str) or not value or not isinstance(counts, int | float) or not counts > 0:
        return None
    return Granted(value, float(counts))


def without_token(token: str, answer: Answer) -> Answer:
    """Return an answer in which nobody reads the token."""
    hidden = forms([token])
    if isinstance(answer, WireAnswer):
        headers = {name: without(value, hidden) for name, value in answer.headers.items()}
        body = answer.body
        for each in hidden if len(token) >= SHORTEST_HIDDEN else ():
            body = body.replace(each.encode(), "…".encode())
        return replace(answer, body=body, headers=headers)
    return replace(answer, reason=_untold(without(answer.reason, hidden), token))


def _untold(reason: str, token: str) -> str:
    """Return a reason that does not end with the beginning of a token, cut where the reason was."""
    for length in range(min(len(token), len(reason)) - 1, SHORTEST_TOLD, -1):
        if reason.endswith(token[:length] + "…"):
            return reason[: -length - 1] + "…"
    return reason
