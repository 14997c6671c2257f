"""SignInDesk: the providers by which people sign in, the tokens of their apps, and which sign-ins came back already."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from anyio import CapacityLimiter

from handover_policy.app.serving.settings_file.ways import DingTalkSettings, OidcSettings, SignInSettings, WeComSettings
from handover_policy.web.pages.signing_in.dingtalk import DingTalk
from handover_policy.web.pages.signing_in.feishu import Feishu
from handover_policy.web.pages.signing_in.oidc import OpenIdConnect
from handover_policy.web.pages.signing_in.provider import SignInProvider
from handover_policy.web.pages.signing_in.tokens import TokenShelf
from handover_policy.web.pages.signing_in.wecom import WeCom

LASTS = 600
"""Seconds that a sign-in may take; what came back is remembered as long."""
MOST_AT_ONCE = 8
"""Threads that wait for providers: one that is slow keeps nobody from anything else."""
MOST_REMEMBERED = 100_000


@dataclass(slots=True)
class SignInDesk:
    """What the sign-ins of a service have in common; `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    tokens: TokenShelf = field(default_factory=TokenShelf)
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(MOST_AT_ONCE))
    _seen: dict[bytes, float] = field(default_factory=dict)

    def provider(self, way: SignInSettings) -> SignInProvider:
        """Return who says who somebody is."""
        if isinstance(way, OidcSettings):
            return OpenIdConnect(way)
        if isinstance(way, DingTalkSettings):
            return DingTalk(way, self.tokens)
        if isinstance(way, WeComSettings):
            return WeCom(way, self.tokens)
        return Feishu(way)

    def is_first(self, state: str) -> bool:
        """Return whether a sign-in comes back for the first time, and remember it.

        It is remembered by this process; another one would ask the provider, who takes a code once, too.
        """
        now, key = self.clock(), hashlib.sha256(state.encode()).digest()
        while self._seen:
            oldest, at = next(iter(self._seen.items()))
            if now - at < LASTS and len(self._seen) < MOST_REMEMBERED:
                break
            del self._seen[oldest]
        if key in self._seen:
            return False
        self._seen[key] = now
        return True
