"""fingerprint: twelve hex digits that name a finding and do not change when its line moves."""

from __future__ import annotations

import hashlib

from handover_policy.findings.finding import Finding

OWN = "fingerprint"


def fingerprint(finding: Finding) -> str:
    """Return the fingerprint of a finding (contract section 5): by code, file, subject and details, not by place.

    Why a kind of finding matters is no part of it: better words there must not bring an accepted finding back. A
    finding that stands for something with a fingerprint of its own, as a change does, brings it in its details.
    """
    own = finding.details.get(OWN)
    if own:
        return own
    details = sorted(text for name, text in finding.details.items() if not name.startswith("reason_"))
    named = "\n".join([finding.code, finding.location.file, finding.subject, *details])
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:12]
