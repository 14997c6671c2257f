"""policy_of_version: a version of a company's policy, also one that is no longer among its settings."""

from __future__ import annotations

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.own.policy import kept
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.keeping.sets import PolicyLost, reopened
from handover_policy.ledger.policy_sets import bodies_of, texts_of
from handover_policy.policy.policy_set import PolicySet


def policy_of_version(view: View, version: str) -> PolicySet | None:
    """Return a version as it is, or as the ledger kept it; None where neither has it."""
    now = next((each for each in view.company.opened.policies if each.manifest.version == version), None)
    return now if now is not None else kept(("version", version), view.company, lambda: _kept(view, version))


def _kept(view: View, version: str) -> PolicySet | None:
    company: Company = view.company
    for row in reversed(bodies_of(view.connection, company.id, "policy")):
        if not any(each["version"] == version for each in orjson.loads(row.body)["versions"]):
            continue
        try:
            opened = reopened(row.body, texts_of(view.connection, company.id))
        except PolicyLost:
            continue
        return next((each for each in opened.policies if each.manifest.version == version), None)
    return None
