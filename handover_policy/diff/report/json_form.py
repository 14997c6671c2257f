"""json: a comparison for machines: the findings of contract section 5, and every change with its details."""

from __future__ import annotations

from handover_policy.diff.approvals import Approval
from handover_policy.diff.change import Change
from handover_policy.diff.compare import PolicyDiff
from handover_policy.diff.report.as_findings import as_findings
from handover_policy.diff.report.words import Speaker
from handover_policy.findings.finding import Location
from handover_policy.findings.reporting.json_form import finding_json
from handover_policy.findings.reporting.json_text import json_text


def json_form(comparison: PolicyDiff, labels: tuple[str, str], language: str) -> str:
    """Return one object; `labels` name the two sides as they were asked for."""
    speaker = Speaker(comparison=comparison, language=language)
    before, after = comparison.before, comparison.after
    told = {
        "findings": [finding_json(each, language) for each in as_findings(comparison)],
        "base": {"from": labels[0], "version": before.manifest.version if before is not None else None},
        "head": {"from": labels[1], "id": after.manifest.id, "version": after.manifest.version},
        "summary": {**speaker.counts(), "needed": comparison.needed.value if comparison.needed else None},
        "changes": [_change(change, approval, speaker) for change, approval in comparison.changes],
        "settled": [finding_json(each, language) for each in comparison.settled],
    }
    return json_text(told)


def _change(change: Change, approval: Approval | None, speaker: Speaker) -> dict[str, object]:
    return {
        "id": change.id,
        "subject": change.subject,
        "title": change.title,
        "key": change.part,
        "old": change.old,
        "new": change.new,
        "old_at": _place(change.old_at),
        "new_at": _place(change.new_at),
        "people": {
            "words": speaker.people(change),
            "boxes": [{name: list(labels) for name, labels in box} for box in change.people.boxes],
        },
        "direction": change.direction.value,
        "severity": change.severity.value,
        "since": change.since.isoformat() if change.since else None,
        "reaches_hired": change.hired,
        "step": change.step.value,
        "message": speaker.sentence(change),
        "fingerprint": change.fingerprint,
        "approval": _approval(approval),
        "hides": [finding_json(each, speaker.language) for each in change.hides],
    }


def _place(at: Location | None) -> dict[str, object] | None:
    return None if at is None else {"file": at.file, "line": at.line, "column": at.column}


def _approval(approval: Approval | None) -> dict[str, str] | None:
    if approval is None:
        return None
    return {"approver": approval.approver, "reason": approval.reason, "on": approval.on}
