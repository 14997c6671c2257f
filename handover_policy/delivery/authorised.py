"""Authorised, authorised: requests that carry an app's token, renewed once where the provider no longer takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from handover_policy.delivery.wire import WireAnswer
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
            token = self._tokens.token(self._name, self._renew)
            answer = ask(token)
            if isinstance(answer, WireAnswer) and self._expired(answer):
                self._tokens.forget(self._name, token)
                token = self._tokens.token(self._name, self._renew)
                answer = ask(token)
        except _NotGranted as refusal:
            return refusal.answer
        return without(token, answer)

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


def without(token: str, answer: Answer) -> Answer:
    """Return an answer in which nobody reads the token."""
    if isinstance(answer, WireAnswer):
        headers = {name: value.replace(token, "…") for name, value in answer.headers.items()}
        return replace(answer, body=answer.body.replace(token.encode(), "…".encode()), headers=headers)
    return replace(answer, reason=_untold(answer.reason, token))


def _untold(reason: str, token: str) -> str:
    reason = reason.replace(token, "…")
    for length in range(len(token) - 1, SHORTEST_TOLD, -1):
        if reason.endswith(token[:length] + "…"):
            return reason[: -length - 1] + "…"
    return reason
