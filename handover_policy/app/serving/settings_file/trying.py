"""try_channel: whether a channel can be made of what it is told; what stands in the way is a finding with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handover_policy.delivery.given import UnfitValue
from handover_policy.delivery.kind import Kind
from handover_policy.delivery.wording.cleaned import forms, without
from handover_policy.findings.collected import Collected
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode

SHORTEST_HIDDEN = 4
"""Characters of a value that is hidden in what a kind of channel says: one letter hides every other word."""


class NoTokens:
    """Tokens that nobody asks for: a channel is made here and nothing is sent."""

    def token(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        """Return nothing of use; it is not called."""
        raise NotImplementedError(name, renew)

    def forget(self, name: str, token: str) -> None:
        """Forget nothing."""


def try_channel(kind: Kind, values: Mapping[str, Any], node: Node, found: Collected) -> None:
    """Note why no channel of a kind can be made of these values, at the key where it is known; no value is told.

    Where a value could not be filled in, or is of another type than its key takes, that was told of: nothing is made.
    """
    if _is_broken(node) or not _are_typed(kind, values):
        return
    try:
        kind.make(values, NoTokens()).close()
    except UnfitValue as unfit:
        value = node.get(unfit.key) if isinstance(node, MappingNode) else None
        at = node.location if value is None else value.location
        found.error("channel-unfit", at, subject=unfit.key, kind=kind.name, reason=unfit.reason)
    except Exception as error:  # noqa: BLE001 - whatever a kind of channel trips over: it is these settings
        texts = (each for each in values.values() if isinstance(each, str) and len(each) >= SHORTEST_HIDDEN)
        told = without(str(error), forms(texts)) if isinstance(error, ValueError) else type(error).__name__
        found.error("channel-unfit", node.location, subject=kind.name, kind=kind.name, reason=told)


def _is_broken(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return node.broken
    if isinstance(node, SequenceNode):
        return any(map(_is_broken, node.items))
    return any(_is_broken(entry.value) for entry in node.entries)


def _are_typed(kind: Kind, values: Mapping[str, Any]) -> bool:
    types = {**dict.fromkeys(kind.required, str), **kind.optional}
    return all(key in values for key in kind.required) and all(
        isinstance(value, (int, float) if types[key] is float else types[key])
        for key, value in values.items()
        if key in types and value is not None
    )
