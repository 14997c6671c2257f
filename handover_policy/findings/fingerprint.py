"""fingerprint: twelve hex digits that name a finding and do not change when its line moves."""

from __future__ import annotations

import hashlib

from handover_policy.findings.finding import Finding
from handover_policy.texts.bilingual import WRITTEN_IN
from handover_policy.texts.texts import languages

OWN = "fingerprint"
UNCOUNTED = ("reason_", "title_")
OF_THE_DAY = frozenset({"today"})
"""Details that tell of the day of the review: the same finding has others tomorrow."""


def fingerprint(finding: Finding) -> str:
    """Return the fingerprint of a finding (contract section 5): by code, file, subject and details, not by place.

    Its title and why it matters are no part of it: better words there must not bring an accepted finding back; nor is
    what is true on one day only, nor what it says in a language that was added to those of the authors. A finding that
    stands for something with a fingerprint of its own, as a change does, brings it in its details.
    """
    own = finding.details.get(OWN)
    if own:
        return own
    details = sorted(text for name, text in finding.details.items() if _is_counted(name))
    named = "\n".join([finding.code, finding.location.file, finding.subject, *details])
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:12]


def _is_counted(name: str) -> bool:
    if name.startswith(UNCOUNTED) or name in OF_THE_DAY:
        return False
    language = name.rpartition("_")[2]
    return language in WRITTEN_IN or language not in languages()
