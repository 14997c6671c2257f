"""retention_of: how long records of people are kept, where the policy of a company says nothing of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.dates.expression import Period
from handover_policy.policy.yaml_source.node import MappingNode, Node, text_of

LASTS = re.compile(r"([1-9][0-9]{0,2}) (day|week|month|year)s?")


def retention_of(node: Node | None) -> Mapping[str, Period]:
    """Return by kind of record how long it is kept; what is no period was told of as a shape."""
    entries = node.entries if isinstance(node, MappingNode) else ()
    told = {entry.key: LASTS.fullmatch(text_of(entry.value) or "") for entry in entries}
    return MappingProxyType(
        {name: Period(count=int(found[1]), unit=found[2]) for name, found in told.items() if found is not None}
    )
