"""text: a comparison for a terminal, the changes for the worse first."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.diff.approvals import Approval
from handover_policy.diff.change import DECIDED, Change
from handover_policy.diff.compare import PolicyDiff
from handover_policy.diff.report.words import Speaker, place
from handover_policy.findings.finding import Finding
from handover_policy.findings.reporting.cells import escaped


def text_form(comparison: PolicyDiff, labels: tuple[str, str], language: str) -> Iterator[str]:
    """Yield the changes, line by line; `labels` name the two sides as they were asked for."""
    speaker = Speaker(comparison=comparison, language=language)
    yield from heading_lines(labels, speaker)
    yield from changed_lines(speaker)


def heading_lines(labels: tuple[str, str], speaker: Speaker) -> Iterator[str]:
    """Yield which sides are compared, and how many changes there are."""
    yield escaped(f"{labels[0]} → {labels[1]}: {speaker.versions()}")
    yield speaker.summary() if speaker.comparison.changes else speaker.words["no-change"]


def changed_lines(speaker: Speaker) -> Iterator[str]:
    """Yield all changes, and how to approve those that somebody has to decide on."""
    comparison = speaker.comparison
    for change, approval in comparison.changes:
        yield ""
        yield from change_lines(change, approval, speaker)
    if any(change.direction in DECIDED for change in comparison.standing):
        yield ""
        yield f"{speaker.words['how']}{speaker.colon}{speaker.words['approve']}"


def change_lines(change: Change, approval: Approval | None, speaker: Speaker) -> Iterator[str]:
    """Yield one change: its direction and kind, the values, the people, the place and the fingerprint."""
    words = speaker.words
    approved = f" [{words['approved']}]" if approval else ""
    yield f"{speaker.direction(change.direction)}{approved} {change.id} {speaker.kind(change)}"
    yield escaped(f"    {speaker.subject(change)}{speaker.colon}{speaker.values(change)}")
    told = [f"{words['people']}{speaker.colon}{speaker.people(change)}", speaker.reach(change)]
    yield escaped(f"    {speaker.semicolon.join(each for each in told if each)}")
    yield escaped(f"    {_where(change, speaker)}")
    for hidden in speaker.hidden(change):
        yield escaped(f"    {hidden}")
    if approval:
        said = words["approved-by"].format(approver=approval.approver, on=approval.on, reason=approval.reason)
        yield escaped(f"    {said}")


def _where(change: Change, speaker: Speaker) -> str:
    words = speaker.words
    new, old = place(change.new_at), place(change.old_at)
    told = [new] if new else []
    if old and old != new:
        told.append(words["was"].format(place=old))
    told.append(f"{words['fingerprint']} {change.fingerprint}")
    return speaker.semicolon.join(told)


def settled_lines(findings: tuple[Finding, ...], speaker: Speaker) -> Iterator[str]:
    """Yield the findings of lint that are gone, by code and subject."""
    if findings:
        told = ", ".join(f"{finding.code} {finding.subject}".rstrip() for finding in findings)
        yield escaped(f"{speaker.words['settled']}{speaker.colon}{told}")
