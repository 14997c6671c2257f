"""timestamps_of: the authority that stamps the checkpoints of a company's log, as the settings name it."""

from __future__ import annotations

import re
from pathlib import Path

from handover_policy.app.serving.settings import TimestampSettings
from handover_policy.findings.collected import Collected
from handover_policy.policy.yaml_source.node import MappingNode, Node, text_of

ADDRESS = re.compile(r"https?://[^\s?#]+")


def timestamps_of(node: Node | None, folder: Path, found: Collected) -> TimestampSettings | None:
    """Return the authority; None where none is named, or at what is no address, which is a finding.

    Args:
        node: what the settings say.
        folder: from which files are looked for.
        found: takes the finding.

    """
    if not isinstance(node, MappingNode):
        return None
    at = node.get("url")
    url, ca = text_of(at), text_of(node.get("ca"))
    if at is None or url is None:
        return None  # the shape was told of
    if ADDRESS.fullmatch(url) is None:
        if not getattr(at, "broken", False):
            found.error("address-unfit", at.location, subject="timestamps.url")
        return None
    return TimestampSettings(url=url, ca=None if ca is None else folder / ca)
