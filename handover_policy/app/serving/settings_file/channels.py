"""channels_of, webhooks_of: the channels and receivers that a company names in the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handover_policy.app.sending.quiet import quiet_hours
from handover_policy.app.serving.settings import ChannelSettings, WebhookSettings
from handover_policy.app.serving.settings_file.trying import try_channel
from handover_policy.delivery.kind import Kind
from handover_policy.delivery.kinds import KINDS, OF_CHANNELS, takes_items
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.model.words.channels import CHANNELS
from handover_policy.policy.yaml_source.node import MappingNode, Node, mappings_in, plain, text_of
from handover_policy.texts.texts import languages, texts

KIND = "kind"
CHANNEL = "channel"
"""The definition of the schema that tells of channels."""
TEMPLATES = "templates"
WEBHOOK = "webhook"
NAMES = (*(name for name in CHANNELS if name != "portal"), "todo")
"""What a channel may be called, so that messages go out on it: the portal needs none, tasks go to what keeps them."""


def lenient(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of settings without what is told here in plainer words: which kinds there are, what each needs.

    Everything else of a channel is the schema's to tell: keys that its kind does not take, values of another type.
    """
    shape = schema["$defs"][CHANNEL]
    kind = {name: told for name, told in shape["properties"][KIND].items() if name != "enum"}
    branches = [
        {**each, "then": {name: told for name, told in each["then"].items() if name != "required"}}
        for each in shape["allOf"]
    ]
    told = {**shape, "properties": {**shape["properties"], KIND: kind}, "allOf": branches}
    return {**schema, "$defs": {**schema["$defs"], CHANNEL: told}}


def channels_of(company: MappingNode, found: Collected) -> Iterator[tuple[str, ChannelSettings]]:
    """Yield the channels that are set up, by name; what cannot be is a finding."""
    node = company.get("channels")
    for entry in node.entries if isinstance(node, MappingNode) else ():
        told = _told(entry.value)
        name = told.get(KIND)
        if not isinstance(name, str):
            continue  # the shape was told of
        kind = OF_CHANNELS.get(name)
        if kind is None:
            at, kinds = _kind_at(entry.value), tuple(OF_CHANNELS)
            found.error("channel-kind-unknown", at, subject=name, known=kinds, among=kinds)
            continue
        missing = [key for key in kind.required if key not in told]
        for key in missing:
            found.error("channel-key-missing", entry.value.location, subject=key, kind=name, **_meaning(name, key))
        if not missing:
            values = _values(kind, told)
            try_channel(kind, values, entry.value, found)
            if entry.key not in NAMES and not takes_items(name, values):
                found.warning("channel-name-unknown", entry.key_location, subject=entry.key, known=NAMES, among=NAMES)
            yield entry.key, ChannelSettings(kind=name, values=values)


def _kind_at(channel: Node) -> Location:
    node = channel.get(KIND) if isinstance(channel, MappingNode) else None
    return channel.location if node is None else node.location


def _meaning(kind: str, key: str) -> dict[str, str]:
    """Return what a key of a kind means, in each language."""
    return {f"form_{each}": texts(each).say(f"deliveries.settings.{kind}.{key}") for each in languages()}


def _values(kind: Kind, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a channel is told; numbers where its kind takes texts are texts: ids of vendors are written so."""
    values = {key: value for key, value in told.items() if key != KIND}
    for key, value in values.items():
        if key in kind.required or kind.optional.get(key) is str:
            values[key] = _as_text(value)
        elif key == TEMPLATES and isinstance(value, dict):
            values[key] = {name: _as_text(code) for name, code in value.items()}
    return values


def _as_text(value: Any) -> Any:  # noqa: ANN401 - whatever the file has
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def webhooks_of(company: MappingNode, found: Collected) -> Iterator[WebhookSettings]:
    """Yield the machines that are told of decisions; what cannot be told is a finding."""
    for node in mappings_in(company.get("webhooks")):
        told = _told(node)
        try_channel(KINDS[WEBHOOK], told, node, found)
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
