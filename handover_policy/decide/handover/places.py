"""places_of: where a party is looked for, one place after the other."""

from __future__ import annotations

from typing import Literal, TypeAlias

from handover_policy.policy.policy_set import PolicySet

PlaceKind: TypeAlias = Literal["employee", "successor", "attribute", "contact"]
Place: TypeAlias = tuple[PlaceKind, str]
"""Where a party is looked for: in the case, in an attribute of the employee, or in a contact, both by name."""


def places_of(policy: PolicySet, party: str) -> tuple[Place, ...]:
    """Return where a party is looked for, following `else`; an unknown party nowhere."""
    places: dict[str, Place | None] = {}
    asked: str | None = party
    while asked is not None and asked not in places:
        rule = policy.manifest.parties.get(asked)
        places[asked] = _place(policy, rule.resolves_to) if rule is not None else None
        asked = rule.otherwise if rule is not None else None
    return tuple(place for place in places.values() if place is not None)


def _place(policy: PolicySet, resolves_to: str) -> Place | None:
    """Return the one place of a party; None for a contact that is nobody."""
    if resolves_to == "employee":
        return "employee", ""
    if resolves_to == "case.successor":
        return "successor", ""
    if resolves_to.startswith("contact:"):
        name = resolves_to.removeprefix("contact:")
        return ("contact", name) if name in policy.manifest.contacts else None
    return "attribute", resolves_to.removeprefix("employee.")
