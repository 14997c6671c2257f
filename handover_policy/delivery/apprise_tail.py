"""Apprise: the long tail of services that the package `apprise` knows; what it says of them is not verified."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handover_policy.delivery.answering import answered
from handover_policy.delivery.codes import Code, Codes
from handover_policy.delivery.given import taken
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Limit,
    Parcel,
    SentParcel,
    Tokens,
    Unknown,
)

KIND = "apprise"
UNSEEN = "\N{ZERO WIDTH SPACE}"
EXTRA = "apprise is not installed: the extra `apprise` brings it"
OLD = "apprise is too old to leave redirects alone: the extra `apprise` wants a newer one"

APPRISE: Codes = {
    "apprise-said-no": Code(outcome="unknown", advice="apprise.refused"),
    "apprise-broke": Code(outcome="unknown", advice="apprise.broke"),
}
"""It says yes or no to everything: a no may be a wrong key, or an answer that came too late; nobody knows."""
_CALLS = re.compile(r"(?<!\w)@|<!")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=://)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseSettings:
    """The address as apprise reads it, `slack://token/…`: it holds the secrets."""

    url: str = field(repr=False)


class AppriseChannel:
    """A service that apprise knows: nothing tells which message it took, nor whether; a person decides about a no."""

    kind = KIND
    address_kind: AddressKind | None = None
    tells_repeats = False
    limits: Sequence[Limit] = ()

    def __init__(self, settings: AppriseSettings) -> None:
        """Take the address; ValueError where the package is missing or reads nothing in it."""
        try:
            import apprise  # noqa: PLC0415 - an extra
        except ImportError:
            raise ValueError(EXTRA) from None
        _keep_addresses_out_of_logs()
        asset = apprise.AppriseAsset()
        if not hasattr(asset, "http_redirects"):
            raise ValueError(OLD)
        asset.http_redirects = False
        self._service = apprise.Apprise(asset=asset)
        if not self._service.add(settings.url):
            scheme = _SCHEME.match(settings.url)
            raise ValueError(
                f"apprise reads no service in the address ({scheme.group(0) if scheme else 'no scheme'}://…)"
            )
        for each in self._service:
            each.redirects = False

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - apprise has a clock of its own
        """Hand text and title to apprise; files stay behind, for services differ in what they do with them."""
        try:
            said = self._service.notify(body=_quiet(parcel.text), title=_quiet(parcel.title), body_format="markdown")
        except Exception as error:  # noqa: BLE001 - a hundred services, each with its own ways to fail
            return Unknown(code="apprise-broke", reason=type(error).__name__)
        return Accepted(provider_id=None) if said else answered(APPRISE, "apprise-said-no")

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - nobody can be asked
        """Answer with nothing."""
        return Asked()

    def close(self) -> None:
        """Forget the service."""
        self._service.clear()


def _quiet(text: str) -> str:
    """Return a text that calls nobody by `@everyone` or `<!channel>`; an address of mail stays one."""
    return _CALLS.sub(f"\\g<0>{UNSEEN}", text)


def _keep_addresses_out_of_logs() -> None:
    """Silence what quotes whole addresses with their secrets, at every level."""
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def make(values: Mapping[str, Any], tokens: Tokens) -> AppriseChannel:  # noqa: ARG001 - apprise has its own
    """Return a service of its settings."""
    return AppriseChannel(taken(AppriseSettings, values))
