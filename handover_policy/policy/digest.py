"""The digest of a policy set: what decisions quote to say by which rules they were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from handover_policy.policy.policy_set import PolicySet


def policy_digest(policy: PolicySet, calendar_version: str) -> str:
    """Return `sha256:…` over the resolved content of a set and the version of its calendar, as canonical JSON.

    Places, comments and the order of keys do not count; every value does.
    """
    return "sha256:" + hashlib.sha256(resolved_text(policy, calendar_version).encode("utf-8")).hexdigest()


def resolved_text(policy: PolicySet, calendar_version: str) -> str:
    """Return what the digest of a set is made of."""
    content = {"calendar": calendar_version, "policy": thawed(policy.document)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def thawed(value: object) -> object:
    """Return plain dicts and lists in place of mappings and tuples, all the way down."""
    if isinstance(value, Mapping):
        return {key: thawed(member) for key, member in value.items()}
    if isinstance(value, tuple):
        return [thawed(member) for member in value]
    return value
