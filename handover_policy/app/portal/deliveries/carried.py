"""ChannelsCarried: which channels a company has set up, of what kind each is, and how people call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from handover_policy.app.sending.reached import OF_THE_COMPANY
from handover_policy.app.serving.settings import ChannelSettings, CompanySettings
from handover_policy.delivery.advising import advised, lasts
from handover_policy.delivery.kinds import KINDS, takes_items
from handover_policy.texts.texts import Texts

SINK, WEBHOOK = "sink", "webhook"
AREA = "pages_deliveries"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsCarried:
    """The channels of a company by name, and the machines that are told of decisions by theirs."""

    channels: Mapping[str, ChannelSettings]
    hooks: Mapping[str, str]

    def kind(self, channel: str) -> str:
        """Return of which kind a channel is; empty where it is not set up."""
        if channel in self.hooks:
            return WEBHOOK
        return self.channels[channel].kind if channel in self.channels else ""

    def called(self, channel: str, words: Texts) -> str:
        """Return how people call a channel: of a machine that is told, by the host it stands on."""
        if channel in self.hooks:
            return words.say(f"{AREA}.hook", host=self.hooks[channel])
        name, key = channel.partition("/")[0], f"words.channels.{channel.partition('/')[0]}"
        return words.say(key) if words.has(key) else name

    def carrier(self, channel: str, words: Texts) -> str:
        """Return by what a channel is carried: `短信（阿里云短信）`."""
        key = f"{AREA}.kinds.{self.kind(channel)}"
        carried = words.say(key) if words.has(key) else self.kind(channel)
        return words.say(f"{AREA}.carried", channel=self.called(channel, words), by=carried)

    def carriers(self, words: Texts) -> str:
        """Return all channels with what carries each."""
        return words.joined(self.carrier(each, words) for each in self.channels)

    def names(self, words: Texts) -> str:
        """Return all channels as people call them."""
        return words.joined(self.called(each, words) for each in self.channels)

    def says(self, channel: str, code: str | None, words: Texts, *, receipt: bool = False) -> str:
        """Return in plain words what a code means, and what can be done about it; empty where there is none."""
        if code is None:
            return ""
        if is_own(code, words):
            return words.say(f"{AREA}.codes.{code}")
        return advised(self.kind(channel), code, words, receipt=receipt)

    def holds_up(self, channel: str, code: str | None, words: Texts) -> str:
        """Return what somebody can look at where a message that is sent again by itself still does not go out."""
        if code is None or is_own(code, words) or not lasts(self.kind(channel), code):
            return ""
        return words.say(f"{AREA}.told.holds-up", advice=advised(self.kind(channel), code, words))

    def of_the_company(self, channel: str) -> bool:
        """Return whether a channel reaches people by an account that ends with their employment."""
        return self._address_kind(channel) in OF_THE_COMPANY

    def _address_kind(self, channel: str) -> str | None:
        if channel not in self.channels:
            return channel
        found = self.channels[channel]
        return str(found.values.get("address_kind") or KINDS[found.kind].address_kind or "") or None

    @property
    def sinks(self) -> Mapping[str, Path]:
        """The folders of channels that write instead of sending."""
        folders = {name: each.values.get("folder") for name, each in self.channels.items() if each.kind == SINK}
        return {name: Path(folder) for name, folder in folders.items() if folder}

    def where_reached(self, without: Sequence[str]) -> Sequence[str]:
        """Return the channels on which an address would help whoever has none on some.

        In the place of those that nobody set up stand the ones that any message can go out on instead.
        """
        spare = [
            name
            for name, each in self.channels.items()
            if (each.values.get("address_kind") or KINDS[each.kind].address_kind) not in {None, "phone"}
            and not takes_items(each.kind, each.values)
        ]
        found = [each for name in without for each in ([name] if name in self.channels else spare)]
        return list(dict.fromkeys(found)) or without

    @property
    def groups(self) -> Sequence[str]:
        """The channels that tell a group, and so nobody in particular."""
        return [
            name
            for name, each in self.channels.items()
            if (each.values.get("address_kind") or KINDS[each.kind].address_kind) is None
        ]

    @property
    def address_kinds(self) -> Sequence[str]:
        """Which addresses the channels need."""
        found = (self._address_kind(each) for each in self.channels)
        return [each for each in dict.fromkeys(found) if each]


def is_own(code: str | None, words: Texts) -> bool:
    """Return whether a code is one of ours, which no provider has said."""
    return words.has(f"{AREA}.codes.{code}")


def channels_carried(settings: CompanySettings) -> ChannelsCarried:
    """Return the channels of a company."""
    hooks = {each.channel: urlsplit(each.url).hostname or each.channel for each in settings.webhooks}
    return ChannelsCarried(channels=settings.channels, hooks=hooks)
