"""count_done: what came of messages and of reports, counted; reports that name no message are told in the log."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from handover_policy.app.sending.turns import AskedParcels, CarriedParcel
from handover_policy.app.serving.company import Company
from handover_policy.ledger.outbox.afterwards.reports import ReportsTaken
from handover_policy.ports.channels import Accepted, Answer, Failed

LOG = structlog.get_logger()
ACCEPTED, FAILED, FOR_NOW, UNKNOWN, NOT_SENT = OUTCOMES = (
    "accepted",
    "failed",
    "failed-for-now",
    "unknown",
    "not-sent",
)
"""What comes of an attempt; `not-sent`: there was no address, or no text."""
TAKEN, REPEATED = "taken", "repeated"
DOOR = "inbound/"


def count_done(company: Company, done: Sequence[CarriedParcel | AskedParcels], reports: ReportsTaken) -> None:
    """Count what a turn has written; reports that name no message of ours are named in the log."""
    counters = company.lane.counters
    for each in done:
        if isinstance(each, CarriedParcel):
            counters.attempts[each.carrier.name, outcome_of(each.answer)] += 1
    for door, count in reports.changed.items():
        counters.reports[door.removeprefix(DOOR), TAKEN] += count
    for door, count in reports.repeated.items():
        counters.reports[door.removeprefix(DOOR), REPEATED] += count
    for report in reports.unknown:
        counters.reports[report.source.removeprefix(DOOR), UNKNOWN] += 1
        LOG.info(
            "report-of-no-message",
            company=company.id,
            source=report.source,
            channel=report.channel,
            key=report.key,
            provider_id=report.provider_id,
            state=report.state,
        )


def outcome_of(answer: Answer | None) -> str:
    """Return what came of an attempt in a word."""
    if answer is None:
        return NOT_SENT
    if isinstance(answer, Accepted):
        return ACCEPTED
    if isinstance(answer, Failed):
        return FAILED if answer.lasting else FOR_NOW
    return UNKNOWN
