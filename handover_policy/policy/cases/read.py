"""read_cases: a list of cases as it is written, with what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from handover_policy.findings.collected import Collected
from handover_policy.findings.suggestion import nearest
from handover_policy.model.condition import ALWAYS
from handover_policy.policy.cases.listed import Cased, CaseRow, CaseValue
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode

if TYPE_CHECKING:
    from handover_policy.policy.conditions import ConditionReader

WHEN, IS = "when", "is"
KEYS = (WHEN, IS)


def is_cases(node: Node | None) -> bool:
    """Return whether a node is a list with a mapping in it: no value is written so but cases."""
    return isinstance(node, SequenceNode) and any(isinstance(item, MappingNode) for item in node.items)


def read_cases(
    node: SequenceNode, conditions: ConditionReader, found: Collected, value_of: Callable[[Node], CaseValue | None]
) -> Cased | None:
    """Return the cases of a list; None, with findings, where none has a value."""
    rows: list[CaseRow] = []
    whole = False
    for item in node.items:
        if not isinstance(item, MappingNode):
            found.error("case-expected", item.location)
            continue
        _check_keys(item, found)
        if whole:
            found.error("case-after-all", item.location)
        when = conditions.read(item.get(WHEN))
        whole = whole or item.get(WHEN) is None
        written = item.get(IS)
        value = value_of(written) if written is not None else None
        if value is not None:
            rows.append(
                CaseRow(when=when if item.get(WHEN) is not None else ALWAYS, value=value, location=item.location)
            )
    return Cased(rows=tuple(rows), location=node.location) if rows else None


def _check_keys(item: MappingNode, found: Collected) -> None:
    unused = set(KEYS) - set(item.keys())
    for entry in item.entries:
        if entry.key not in KEYS:
            near = nearest(entry.key, unused)
            found.note_misspelt(item.location, near)
            found.error("unknown-key", entry.key_location, subject=entry.key, suggestion=near, allowed=", ".join(KEYS))
    if item.entry(IS) is None and not found.is_misspelt(item.location, IS):
        found.error("missing-key", item.location, subject=IS)
