"""waived_changes: what waivers hide, so that nobody accepts a finding without having seen it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from handover_policy.diff.change import Change, Direction
from handover_policy.diff.sides import Side
from handover_policy.findings.finding import Finding, Severity
from handover_policy.policy.renamed import own_names
from handover_policy.policy.waivers import is_meant, read_waivers

HIDING = frozenset({"waiver-added", "waiver-changed"})
HIDES_MORE = "waiver-hides-more"


def waived_changes(
    changes: Iterable[Change], before: Iterable[Finding], after: Iterable[Finding], side: Side
) -> Iterator[Change]:
    """Yield the changes, those of waivers with the findings they hide: an error of law hidden is worse.

    `before` and `after` are the findings that are waived on each side, `side` the newer set. A waiver that stood there
    before and now hides something else is a change by itself: its words are the same, what it accepts is not.
    """
    hidden, known, names = tuple(after), tuple(before), own_names(side.policy)
    fresh = [finding for finding in hidden if not _is_among(finding, known)]
    told: set[str] = set()
    for change in changes:
        if change.id in HIDING:
            told.add(change.subject)
            yield _hiding(change, (each for each in hidden if is_meant(change.subject, each, names)))
        elif change.id == "waiver-removed":
            grave = any(is_meant(change.subject, each, names) and each.severity is Severity.ERROR for each in known)
            yield replace(change, direction=Direction.BETTER) if grave else change
        else:
            yield change
    for waiver in read_waivers(side.documents):
        more = tuple(each for each in fresh if is_meant(waiver.finding, each, names))
        if more and waiver.finding not in told:
            told.add(waiver.finding)
            change = Change(id=HIDES_MORE, subject=waiver.finding, new=waiver.reason, new_at=waiver.location)
            yield _hiding(change, more)


def _hiding(change: Change, hidden: Iterable[Finding]) -> Change:
    findings = tuple(hidden)
    grave = any(each.severity is Severity.ERROR for each in findings)
    return replace(change, hides=findings, direction=Direction.WORSE if grave else Direction.UNCLEAR)


def _is_among(finding: Finding, others: Iterable[Finding]) -> bool:
    """Return whether a finding that says the same is among others, wherever it stands."""
    return any(
        (finding.code, finding.subject, finding.details) == (other.code, other.subject, other.details)
        for other in others
    )
