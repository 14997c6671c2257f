"""TokenShelf: tokens of apps, kept as long as they count: vendors limit how often one may be asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from handover_policy.web.pages.signing_in.provider import SignInFailed

EARLY = 300.0
"""Seconds before its end from which a token is not used any more."""
PAUSE = 60.0
"""Seconds for which secrets that a vendor did not take are not told again: WeCom shuts out a machine for an hour that
tells wrong ones often (page 90313, in github.com/fxp/skillify, skills/wecom/references/access-token.md)."""


class NewToken(NamedTuple):
    """A token, and for how many seconds it counts."""

    text: str
    seconds: float


@dataclass(slots=True)
class _Place:
    """Where the token of one app lies."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    text: str = field(default="", repr=False)
    until: float = 0.0
    declined: str = ""
    declined_until: float = 0.0


@dataclass(slots=True)
class TokenShelf:
    """Tokens of apps; `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    _places: dict[tuple[str, ...], _Place] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def token(self, app: tuple[str, ...], fetch: Callable[[], NewToken], *, spent: str = "") -> str:
        """Return the token of an app, fetched where there is none that counts.

        Args:
            app: names the app and who gives its tokens.
            fetch: asks for a new one.
            spent: one that the vendor takes no longer, whatever it said before.

        Raises:
            SignInFailed: there is none to be had.

        """
        with self._lock:
            place = self._places.setdefault(app, _Place())
        with place.lock:
            now = self.clock()
            if place.text and place.text != spent and now < place.until:
                return place.text
            if now < place.declined_until:
                raise SignInFailed(f"{place.declined} (not asked again within {PAUSE:.0f} seconds)", "declined")
            try:
                made = fetch()
            except SignInFailed as failed:
                if failed.trouble == "declined":
                    place.declined, place.declined_until = str(failed), now + PAUSE
                raise
            # One that counts for less than twice the margin is used for half its time.
            place.text, place.until = made.text, now + max(made.seconds - EARLY, made.seconds / 2)
            return made.text
