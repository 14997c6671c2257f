"""Carrier: a channel that a company has set up, under the name that messages call it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handover_policy.app.sending.hooks import CHANNEL
from handover_policy.app.sending.retries import RETRIES
from handover_policy.app.serving.settings import CompanySettings
from handover_policy.delivery.kinds import KINDS, takes_items
from handover_policy.delivery.messengers import AVOID_HALF_HOURS, MESSENGER_CODES, REPEATS_WITHIN
from handover_policy.delivery.webhook.retries import RETRIES as HOOK_TRIES
from handover_policy.ports.channels import AddressKind, MessageChannel, Tokens

WEBHOOK = "webhook"
TEMPLATED = "phone"
"""The address of channels that carry templates alone: what has none cannot go out on them."""
JOINED = "joined"
"""The setting of such a channel that names the template of several messages."""
OF_MESSENGERS = frozenset({"dingtalk", "wecom", "feishu"})
"""Addresses of messengers: who reads there reads Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A channel as it is set up.

    Args:
        name: as messages call it: `sms`, `dingtalk`.
        channel: what carries.
        retries: seconds after which a message is tried again, by how often it was tried.
        effects: of a machine that is told of decisions, the effects that it wants.
        repeats_within: for how many seconds the provider tells a repeat, where it does; None for ever.
        made_of: of such a machine, a digest of its address and secrets.
        calls_by: of a group's, the addresses by which it calls people there, best first.
        joined: the template of several messages, on a channel of templates; None where each goes out by itself.
        items: whether it keeps lists of what people have to do.
        spreads: whether a burst is to be kept away from full and half hours.

    """

    name: str
    channel: MessageChannel
    retries: Sequence[float] = RETRIES
    effects: Sequence[str] = ()
    repeats_within: float | None = None
    made_of: str = ""
    calls_by: Sequence[AddressKind] = ()
    joined: str | None = None
    items: bool = False
    spreads: bool = False

    @property
    def joins(self) -> bool:
        """Whether messages for one person at one moment go out as one; templates and machines take one each."""
        if self.items or self.is_hook or self.name == WEBHOOK:
            return False
        return not self.templated or self.joined is not None

    @property
    def templated(self) -> bool:
        """Whether it carries templates alone."""
        return self.channel.address_kind == TEMPLATED

    @property
    def is_hook(self) -> bool:
        """Whether it tells a machine of decisions."""
        return self.name.startswith(CHANNEL)

    @property
    def personal(self) -> bool:
        """Whether it reaches one person alone, who may be told a link that lets them in."""
        return self.channel.address_kind is not None

    @property
    def plain(self) -> bool:
        """Whether any message can go out on it to one person, as it is: no template, no list of things to do."""
        return self.personal and not self.templated and not self.items

    @property
    def marks(self) -> bool:
        """Whether its texts are read as Markdown."""
        return self.channel.kind in MESSENGER_CODES or self.channel.address_kind in OF_MESSENGERS


def carriers_of(settings: CompanySettings, tokens: Tokens) -> Mapping[str, Carrier]:
    """Return the channels of a company by name."""
    found = {
        name: Carrier(
            name=name,
            channel=KINDS[told.kind].make(told.values, tokens),
            repeats_within=REPEATS_WITHIN.get(told.kind),
            joined=told.values.get(JOINED),
            calls_by=KINDS[told.kind].calls_by,
            items=takes_items(told.kind, told.values),
            spreads=told.kind in AVOID_HALF_HOURS,
        )
        for name, told in settings.channels.items()
    }
    for hook in settings.webhooks:
        channel = KINDS[WEBHOOK].make(hook.values, tokens)
        found[hook.channel] = Carrier(
            name=hook.channel, channel=channel, retries=HOOK_TRIES, effects=hook.effects, made_of=hook.made_of
        )
    return found
