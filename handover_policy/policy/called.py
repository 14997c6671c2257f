"""party_title, field_title: what people read in the place of a party and of a field of a record."""

from __future__ import annotations

from handover_policy.policy.names import RECORD
from handover_policy.policy.policy_set import PolicySet


def party_title(policy: PolicySet, party: str) -> str:
    """Return the title of a party, of one that a record names the title of its field; the name where it has none."""
    rule = policy.manifest.parties.get(party)
    if rule is not None:
        return rule.title
    return field_title(policy, party.removeprefix(RECORD)) if party.startswith(RECORD) else party


def field_title(policy: PolicySet, field: str, section: str | None = None) -> str:
    """Return the title of a field of a section, or of the first that gives it one; the name where none does."""
    rules = (rule for rule in policy.sections if section is None or rule.id == section)
    return next((rule.field_titles[field] for rule in rules if field in rule.field_titles), field)
