"""KINDS: the closed table of changes a policy set can undergo, each by its permanent id, with the part it belongs to.

What they are called stands in texts/<language>/diff.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKind:
    """A kind of change; `does` is `adds` or `removes` where an id comes or goes, which the version number shows."""

    id: str
    part: str
    does: str = ""


ADDS, REMOVES = "adds", "removes"
_ROWS: Mapping[str, Mapping[str, str]] = {
    "manifest": {
        "policy-added": ADDS,
        "policy-id-changed": REMOVES,
        "policy-text-changed": "",
        "effective-date-changed": "",
        "jurisdiction-changed": "",
        "calendar-changed": "",
        "sending-time-changed": "",
        "word-added": ADDS,
        "word-removed": REMOVES,
        "word-renamed": "",
        "party-added": ADDS,
        "party-removed": REMOVES,
        "party-changed": "",
        "party-renamed": "",
        "contact-changed": "",
        "signature-added": "",
        "signature-removed": "",
        "sheet-acceptance-sooner": "",
        "sheet-acceptance-later": "",
        "absence-longer": "",
        "absence-shorter": "",
        "duties-earlier": "",
        "duties-later": "",
        "adoption-changed": "",
        "id-renamed": "",
        "setting-changed": "",
    },
    "notice": {
        "notice-days-increased": "",
        "notice-days-decreased": "",
        "notice-row-added": ADDS,
        "notice-row-removed": REMOVES,
        "notice-row-rewritten": "",
        "notice-fallback-increased": "",
        "notice-fallback-decreased": "",
        "notice-hit-changed": "",
        "notice-counting-lengthened": "",
        "notice-counting-shortened": "",
        "notice-form-added": "",
        "notice-form-removed": "",
    },
    "clauses": {
        "clause-added": ADDS,
        "clause-removed": REMOVES,
        "clause-text-changed": "",
        "clause-signing-changed": "",
        "clause-consequence-added": "",
        "clause-consequence-removed": "",
        "clause-consequence-changed": "",
        "clause-consequence-widened": "",
        "clause-consequence-narrowed": "",
        "clause-cap-raised": "",
        "clause-cap-lowered": "",
        "clause-cap-added": "",
        "clause-cap-removed": "",
        "clause-amount-raised": "",
        "clause-amount-lowered": "",
        "clause-percent-raised": "",
        "clause-percent-lowered": "",
        "clause-measure-fixed": "",
        "clause-measure-actual": "",
        "clause-proof-required": "",
        "clause-proof-dropped": "",
        "clause-floor-added": "",
        "clause-floor-removed": "",
    },
    "tasks": {
        "task-added": ADDS,
        "task-removed": REMOVES,
        "task-people-added": "",
        "task-people-removed": "",
        "task-condition-rewritten": "",
        "task-start-earlier": "",
        "task-start-later": "",
        "task-start-moved": "",
        "task-due-earlier": "",
        "task-due-later": "",
        "task-due-moved": "",
        "task-due-rewritten": "",
        "task-step-added": "",
        "task-step-removed": "",
        "task-step-party-changed": "",
        "task-step-text-changed": "",
        "task-steps-reordered": "",
        "task-evidence-added": "",
        "task-evidence-removed": "",
        "task-acceptance-sooner": "",
        "task-acceptance-later": "",
        "task-for-each-changed": "",
        "task-order-changed": "",
        "task-handover-changed": "",
        "task-things-changed": "",
        "task-silence-declared": "",
        "task-without-leaver-changed": "",
        "task-text-changed": "",
    },
    "messages": {
        "reminder-added": ADDS,
        "reminder-removed": REMOVES,
        "reminder-earlier": "",
        "reminder-later": "",
        "reminder-moved": "",
        "reminder-repeats-changed": "",
        "message-added": ADDS,
        "message-removed": REMOVES,
        "message-trigger-changed": "",
        "message-recipient-changed": "",
        "message-channel-added": "",
        "message-channel-removed": "",
        "message-widened": "",
        "message-narrowed": "",
        "message-condition-rewritten": "",
        "message-notification-changed": "",
        "message-text-changed": "",
        "layout-changed": "",
        "locale-sentence-changed": "",
        "document-text-changed": "",
    },
    "gates": {
        "gate-added": ADDS,
        "gate-removed": REMOVES,
        "gate-requirement-added": "",
        "gate-requirement-removed": "",
        "gate-requirement-changed": "",
        "gate-requirement-rewritten": "",
        "gate-release-added": "",
        "gate-release-removed": "",
        "gate-release-earlier": "",
        "gate-release-later": "",
        "gate-release-moved": "",
        "gate-control-changed": "",
        "gate-text-changed": "",
    },
    "obligations": {
        "obligation-added": ADDS,
        "obligation-removed": REMOVES,
        "obligation-due-earlier": "",
        "obligation-due-later": "",
        "obligation-due-moved": "",
        "retention-longer": "",
        "retention-shorter": "",
        "deduction-added": ADDS,
        "deduction-removed": REMOVES,
        "deduction-changed": "",
        "obligation-setting-changed": "",
    },
    "archive": {
        "section-added": ADDS,
        "section-removed": REMOVES,
        "section-field-added": "",
        "section-field-removed": "",
        "section-required": "",
        "section-optional": "",
        "upload-added": ADDS,
        "upload-removed": REMOVES,
        "duty-more-often": "",
        "duty-less-often": "",
        "duty-rhythm-changed": "",
        "duty-people-added": "",
        "duty-people-removed": "",
        "duty-condition-rewritten": "",
        "duty-text-changed": "",
    },
    "waivers": {
        "waiver-added": "",
        "waiver-removed": "",
        "waiver-changed": "",
        "waiver-hides-more": "",
    },
}


def _kinds() -> Iterator[ChangeKind]:
    for part, kinds in _ROWS.items():
        yield from (ChangeKind(id=name, part=part, does=does) for name, does in kinds.items())


KINDS: Mapping[str, ChangeKind] = MappingProxyType({kind.id: kind for kind in _kinds()})
PARTS = tuple(_ROWS)
"""The parts of a set in the order in which they are told."""
