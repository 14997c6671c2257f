"""channels_of, webhooks_of: the channels and receivers that a company names in the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handover_policy.app.sending.quiet import quiet_hours
from handover_policy.app.serving.settings import ChannelSettings, WebhookSettings
from handover_policy.delivery.kinds import KINDS
from handover_policy.findings.collected import Collected
from handover_policy.policy.yaml_source.node import MappingNode, Node, mappings_in, plain, text_of

KIND = "kind"


def channels_of(company: MappingNode, found: Collected) -> Iterator[tuple[str, ChannelSettings]]:
    """Yield the channels that are set up, by name; what cannot be is a finding."""
    node = company.get("channels")
    for entry in node.entries if isinstance(node, MappingNode) else ():
        told = _told(entry.value)
        name = told.get(KIND)
        if not isinstance(name, str):
            continue  # the shape was told of
        kind = KINDS.get(name)
        if kind is None:
            found.error("channel-kind-unknown", entry.value.location, subject=name, known=list(KINDS))
            continue
        missing = [key for key in kind.required if key not in told]
        for key in missing:
            found.error("channel-key-missing", entry.value.location, subject=key, kind=name)
        if not missing:
            values = {key: value for key, value in told.items() if key != KIND}
            yield entry.key, ChannelSettings(kind=name, values=values)


def webhooks_of(company: MappingNode) -> Iterator[WebhookSettings]:
    """Yield the machines that are told of decisions."""
    for node in mappings_in(company.get("webhooks")):
        told = _told(node)
        effects = told.get("effects")
        wanted = tuple(str(each) for each in effects) if isinstance(effects, list) else ()
        yield WebhookSettings(url=str(told.get("url") or ""), values=told, effects=wanted)


def quiet_hours_of(company: MappingNode, found: Collected) -> str | None:
    """Return the hours in which reminders wait; None where none are told, or none that can be read."""
    node = company.get("quiet_hours")
    told = text_of(node)
    if node is None or told is None or quiet_hours(told) is not None:
        return told
    if not getattr(node, "broken", False):
        found.error("hours-unfit", node.location, subject=told)
    return None


def _told(node: Node) -> Mapping[str, Any]:
    told = plain(node)
    return told if isinstance(told, dict) else {}
