"""Declared: the attributes of employees that a set or the product knows."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.policy.names import EMPLOYEE_ATTRIBUTES, RESERVED
from handover_policy.policy.policy_set import Manifest

PREFIX = "employee."


def attributes_known(manifest: Manifest) -> Mapping[str, str]:
    """Return the attributes that events may tell of employees and rules may read, by name without `employee.`.

    Beside each stands its title, or the name where it has none. Those that parties resolve to are among them.
    """
    names = dict.fromkeys((*EMPLOYEE_ATTRIBUTES, *RESERVED))
    told = (*manifest.vocabulary, *manifest.attributes, *(party.resolves_to for party in manifest.parties.values()))
    names |= dict.fromkeys(name.removeprefix(PREFIX) for name in told if name.startswith(PREFIX))
    return {name: manifest.titles.get(f"{PREFIX}{name}", name) for name in names}
