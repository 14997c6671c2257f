"""Carrier: a channel that a company has set up, under the name that messages call it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handover_policy.app.sending.retries import RETRIES
from handover_policy.app.serving.settings import CompanySettings
from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import Channel, Tokens

APART = frozenset({"sms", "webhook", "todo"})
"""Channels on which each message goes out by itself: templates, machines and lists of things to do take one each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A channel as it is set up.

    Args:
        name: as messages call it: `sms`, `dingtalk`.
        channel: what carries.
        retries: seconds after which a message is tried again, by how often it was tried.

    """

    name: str
    channel: Channel
    retries: Sequence[float] = RETRIES

    @property
    def joins(self) -> bool:
        """Whether messages for one person at one moment go out as one."""
        return self.name not in APART

    @property
    def personal(self) -> bool:
        """Whether it reaches one person alone, who may be told a link that lets them in."""
        return self.channel.address_kind is not None


def carriers_of(settings: CompanySettings, tokens: Tokens) -> Mapping[str, Carrier]:
    """Return the channels of a company by name."""
    return {
        name: Carrier(name=name, channel=KINDS[told.kind].make(told.values, tokens))
        for name, told in settings.channels.items()
    }
