"""inbound_of: the doors by which vendors tell by themselves, as a company names them in the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.app.serving.settings import ChannelSettings, InboundSettings
from handover_policy.delivery.sms.reports import READERS
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, mappings_in, text_of

KIND, ID, CHANNEL, SECRET = "kind", "id", "channel", "secret"
NOT_YET = ("dingtalk", "wecom", "feishu", "2haohr")
"""Vendors whose events nothing reads yet."""
NONE = "-"
SHORTEST = 32
"""Characters of a secret at least: it is all that tells a vendor from anybody else."""


def inbound_of(
    company: MappingNode, channels: Mapping[str, ChannelSettings], taken: set[str], found: Collected
) -> Iterator[InboundSettings]:
    """Yield the doors of a company; what cannot be one is a finding.

    Args:
        company: as the file has it.
        channels: those that it has set up.
        taken: ids of doors of all companies so far, to which its own are added: the address names no company.
        found: takes findings.

    """
    for node in mappings_in(company.get("inbound")):
        kind, name = text_of(node.get(KIND)), text_of(node.get(ID))
        if kind in NOT_YET:
            found.error("setting-not-yet", _at(node, KIND), subject=f"inbound: {kind}")
        if kind is None or kind not in READERS:
            continue  # of others the shape was told of
        channel, secret = text_of(node.get(CHANNEL)), text_of(node.get(SECRET))
        if name is None or channel is None or secret is None:
            continue
        if name in taken:
            found.error("inbound-twice", _at(node, ID), subject=name)
        taken.add(name)
        if channel not in channels or channels[channel].kind != kind:
            fitting = tuple(each for each, told in channels.items() if told.kind == kind)
            at = _at(node, CHANNEL)
            found.error("inbound-channel", at, subject=channel, kind=kind, known=fitting, among=fitting or NONE)
        if len(secret) < SHORTEST and not _is_broken(node.get(SECRET)):
            found.error("secret-short", _at(node, SECRET), subject=f"inbound.{SECRET}", least=SHORTEST)
        yield InboundSettings(id=name, kind=kind, channel=channel, secret=secret)


def _at(node: MappingNode, key: str) -> Location:
    value = node.get(key)
    return node.location if value is None else value.location


def _is_broken(node: Node | None) -> bool:
    return isinstance(node, ScalarNode) and node.broken
