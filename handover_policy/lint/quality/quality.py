"""quality: all that a policy set says to no purpose or too long, as warnings at most (contract section 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.lint.quality.gaps import note_gaps
from handover_policy.lint.quality.reach import note_unreached
from handover_policy.lint.quality.reminders import note_reminders_that_cannot_fire
from handover_policy.lint.quality.texts import note_long_texts
from handover_policy.lint.quality.unused import note_unused
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import MappingNode


def quality(
    policy: PolicySet,
    documents: Mapping[str, MappingNode] = MappingProxyType({}),
    messages: Mapping[str, str] = MappingProxyType({}),
    own_messages: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Return what a set says to no purpose or too long.

    `documents` are its files by kind, `messages` the files of all messages there are by path, `own_messages` the names
    of those that the set brings along.
    """
    found = Collected()
    note_unreached(policy, found)
    note_gaps(policy, found)
    note_unused(policy, documents, own_messages, found)
    note_reminders_that_cannot_fire(policy, found)
    note_long_texts(policy, messages, found)
    return found.sorted()
