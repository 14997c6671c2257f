"""count_done: what came of messages and of reports, counted; reports that name no message are told in the log."""

from __future__ import annotations

import time
from collections.abc import Sequence

import structlog

from handover_policy.app.sending.turns import AskedParcels, CarriedParcel
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.told import Counters
from handover_policy.ledger.outbox.afterwards.reports import ReportsTaken
from handover_policy.ports.channels import Accepted, Answer, Failed, Unknown

LOG = structlog.get_logger()
ACCEPTED, FAILED, FOR_NOW, NOT_KNOWN, NOT_SENT = OUTCOMES = (
    "accepted",
    "failed",
    "failed-for-now",
    "unknown",
    "not-sent",
)
"""What comes of an attempt; `not-sent`: there was no address, or no text."""
TAKEN, REPEATED = "taken", "repeated"
DOOR = "inbound/"
NAMED_AGAIN = 3600.0
"""Seconds after which a reason is named in the log anew."""


def count_done(company: Company, done: Sequence[CarriedParcel | AskedParcels], reports: ReportsTaken) -> None:
    """Count what a turn has written; reports that name no message of ours are named in the log."""
    counters = company.lane.counters
    for each in done:
        if isinstance(each, CarriedParcel):
            counters.attempts[each.carrier.name, outcome_of(each.answer)] += 1
            _tell(company, each, counters)
    for door, count in reports.changed.items():
        counters.reports[door.removeprefix(DOOR), TAKEN] += count
    for door, count in reports.repeated.items():
        counters.reports[door.removeprefix(DOOR), REPEATED] += count
    for report in reports.unknown:
        counters.reports[report.source.removeprefix(DOOR), NOT_KNOWN] += 1
        LOG.info(
            "report-of-no-message",
            company=company.id,
            source=report.source,
            channel=report.channel,
            key=report.key,
            provider_id=report.provider_id,
            state=report.state,
        )


def _tell(company: Company, done: CarriedParcel, counters: Counters) -> None:
    """Name in the log why messages of a channel do not go out, each code once an hour: there may be thousands."""
    if isinstance(done.answer, Failed | Unknown):
        channel, code = done.carrier.name, done.answer.code
        if counters.named.get((channel, code), -NAMED_AGAIN) + NAMED_AGAIN <= time.monotonic():
            counters.named[channel, code] = time.monotonic()
            outcome = outcome_of(done.answer)
            LOG.warning("message-not-sent", company=company.id, channel=channel, code=code, outcome=outcome)


def outcome_of(answer: Answer | None) -> str:
    """Return what came of an attempt in a word."""
    if answer is None:
        return NOT_SENT
    if isinstance(answer, Accepted):
        return ACCEPTED
    if isinstance(answer, Failed):
        return FAILED if answer.lasting else FOR_NOW
    return NOT_KNOWN
