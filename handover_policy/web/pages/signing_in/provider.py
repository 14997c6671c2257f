"""SignInProvider: who says who somebody is: where to send the browser, what its answer says, which person that is."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Trouble: TypeAlias = Literal["away", "unreadable", "declined", "spent", "cancelled", "stranger", "unknown", "left"]
"""What went wrong: the provider is not reached, or too slow; what it answers cannot be read; it does not take what this
service is set up with; a code is used or past; somebody said no on its page; they are nobody of this company there;
the company does not know them; they have left."""
RANDOM_BYTES, STATE_BYTES = 32, 32
LONGEST_CODE = 2048
LONGEST_ID = 320


class SignInFailed(Exception):
    """Nobody is signed in; `trouble` is what the page says, the text is for the log and holds no secret and no code."""

    def __init__(self, why: str, trouble: Trouble = "unreadable") -> None:
        """Take a sentence for the log, and what went wrong."""
        super().__init__(why)
        self.trouble: Trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What was drawn for one sign-in, and is kept by the browser until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is: the id of a person; with an `address`, what stands in that address of theirs."""

    value: str
    address: str | None = None


class SignInProvider(Protocol):
    """Whoever says who somebody is."""

    def address_to_go(self, handshake: Handshake, back: str, device: str) -> str:
        """Return where a browser is sent; `back` is where it comes back to, `device` what it calls itself."""

    def code_in(self, answer: Mapping[str, str]) -> str:
        """Return the code with which a browser came back; raises SignInFailed where there is none."""

    def who(self, handshake: Handshake, back: str, code: str) -> Identity:
        """Return who came back with a code; raises SignInFailed where it is not said so that it can be believed."""


def new_handshake() -> Handshake:
    """Return a handshake with fresh values; WeCom takes letters and digits alone in `state` [doc path/96441]."""
    nonce, verifier = (secrets.token_urlsafe(RANDOM_BYTES) for _ in range(2))
    return Handshake(state=secrets.token_hex(STATE_BYTES), nonce=nonce, verifier=verifier)


def code_named(name: str, answer: Mapping[str, str]) -> str:
    """Return the code that stands in a parameter; without one somebody said no, and some providers say `error`."""
    code = answer.get(name, "")
    if answer.get("error") or not code:
        raise SignInFailed(f"came back without {name}", "cancelled")
    if len(code) > LONGEST_CODE:
        raise SignInFailed(f"{name} of {len(code)} characters", "spent")
    return code


def id_in(told: Mapping[str, object], name: str) -> str | None:
    """Return an id that an answer tells; None where it tells none, or one that no person can have."""
    value = told.get(name)
    fit = isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()
    return str(value) if fit else None
