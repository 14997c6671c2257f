"""filled: a settings file with what its placeholders stand for; a value that was filled in is never told of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handover_policy.findings.collected import Collected
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode

PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
OPENING = "${"
ENVIRONMENT, FILE = "ENV", "FILE"
SOURCES = (ENVIRONMENT, FILE)
MADE_LATER = "\0"
"""What stands before the path of the installation's own key where the first start has yet to make it."""
LARGEST = 64 * 1024
"""Bytes of a file that a placeholder names: a secret, no document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """Fills placeholders: `${ENV:NAME}` from the environment, `${FILE:path}` from a file, relative to a folder.

    `made_later`: the end of a path at which a file may be missing yet.
    """

    environment: Mapping[str, str]
    folder: Path
    found: Collected
    made_later: Path | None = None

    def filled(self, node: Node) -> Node:
        """Return a node with every placeholder filled; what cannot be filled is noted and left as it is written."""
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if isinstance(node, SequenceNode):
            return replace(node, items=tuple(map(self.filled, node.items)))
        entries = tuple(replace(entry, value=self.filled(entry.value)) for entry in node.entries)
        return MappingNode(entries=entries, location=node.location)

    def _scalar(self, node: ScalarNode) -> ScalarNode:
        if not isinstance(node.value, str) or OPENING not in node.value:
            return node
        broken = False

        def value_of(match: re.Match[str]) -> str:
            nonlocal broken
            told = self._value(match[1], node)
            broken = broken or told is None
            return match[0] if told is None else told

        text = PLACEHOLDER.sub(value_of, node.value)
        if OPENING in PLACEHOLDER.sub("", node.value):
            self.found.error("placeholder-unknown", node.location, subject=OPENING)
            broken = True
        return replace(node, value=text, broken=broken)

    def _value(self, told: str, node: ScalarNode) -> str | None:
        source, colon, name = told.partition(":")
        if source not in SOURCES or not colon or not name:
            self.found.error("placeholder-unknown", node.location, subject=f"${{{told}}}")
            return None
        value = self.environment.get(name) if source == ENVIRONMENT else self._content(name)
        if not value:
            code = "variable-missing" if source == ENVIRONMENT else "secret-file-missing"
            self.found.error(code, node.location, subject=name)
            return None
        return value

    def _content(self, name: str) -> str | None:
        """Return what a file holds, without the line end behind it; None where it cannot be read as a secret."""
        place = self.folder / name
        if self.made_later is not None and place.match(str(self.made_later)) and not place.exists():
            return f"{MADE_LATER}{place}"
        try:
            with place.open("rb") as opened:
                content = opened.read(LARGEST + 1)
            return None if len(content) > LARGEST else content.decode().removesuffix("\n").removesuffix("\r")
        except (OSError, ValueError):
            return None
