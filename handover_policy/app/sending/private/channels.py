"""private_channels, private_address: the channels of a company that reach somebody alone, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from handover_policy.app.asking.view import View
from handover_policy.app.sending.reached import OF_THE_COMPANY, PRIVATE, address_for, addresses_told
from handover_policy.app.serving.settings import ChannelSettings, CompanySettings
from handover_policy.delivery.kinds import KINDS, takes_items
from handover_policy.ledger.outbox.private import PrivateKind
from handover_policy.ports.channels import AddressKind

OF_ONESELF = frozenset({"phone", "email"})
MAIL: AddressKind = "email"
TEMPLATES: Mapping[PrivateKind, str] = MappingProxyType(
    {"code": "one-time-code", "link": "sign-in-link", "certificate": "certificate-link"}
)
"""By which name the settings map the vendor's template of each: without one a text message cannot carry it."""


def private_channels(view: View, person: str, kind: PrivateKind) -> Sequence[str]:
    """Return the channels by which something gets to somebody alone: text messages and mail of their own.

    A link that lets them in may also go by what the company has given them, as the links of its messages do, as long
    as they are there; a code never does: whoever manages the company's mail could sign for them.
    """
    by_address = {
        name: kind_of
        for name, told in view.company.settings.channels.items()
        if (kind_of := _needs(told)) is not None and _carries(told, kind) and not takes_items(told.kind, told.values)
    }
    found = [
        name
        for name, needed in by_address.items()
        if needed in OF_ONESELF and private_address(view, person, needed, kind) is not None
    ]
    if found or kind != "link":
        return found
    return [
        name
        for name, needed in by_address.items()
        if needed in OF_THE_COMPANY and address_for(view, person, needed) is not None
    ]


def private_address(view: View, person: str, needed: AddressKind, kind: PrivateKind) -> str | None:
    """Return where something gets to somebody alone: their private address; None where none is known.

    Contacts who are no employees have one address of a kind, which is their own.
    """
    told = addresses_told(view, person)
    own = told.get(f"{PRIVATE}{needed}")
    if own is not None:
        return own
    if view.state.employee(person) is None:
        return told.get(needed)
    return address_for(view, person, needed) if kind == "link" else None


def mail_channels(view: View, person: str, *, own: bool) -> Sequence[str]:
    """Return the channels by which somebody gets files; `own` says that these are about themselves."""
    if mail_address(view, person, own=own) is None:
        return ()
    return mail_names(view.company.settings)


def mail_names(settings: CompanySettings) -> Sequence[str]:
    """Return the channels of a company by which mail goes out."""
    return [name for name, told in settings.channels.items() if _needs(told) == MAIL]


def mail_address(view: View, person: str, *, own: bool) -> str | None:
    """Return where somebody gets files; who has left gets none that are about others."""
    if not own and view.state.has_left(person, view.today):
        return None
    return address_for(view, person, MAIL, own=own)


def _needs(told: ChannelSettings) -> AddressKind | None:
    """Return which address a channel needs; a sink needs that of what it stands for."""
    needed: AddressKind | None = KINDS[told.kind].address_kind or told.values.get("address_kind")
    return needed


def _carries(told: ChannelSettings, kind: PrivateKind) -> bool:
    """Return whether a channel can say it: of text messages those whose template is there, with a blank for a link."""
    if "templates" not in KINDS[told.kind].optional:
        return True
    templates: Mapping[str, Any] = told.values.get("templates") or {}
    return TEMPLATES[kind] in templates and (kind == "code" or bool(told.values.get("link_parameter")))
