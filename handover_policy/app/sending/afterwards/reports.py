"""take_in: what a provider of text messages reports by itself, kept until a sender has it at its message."""

from __future__ import annotations

import time
from concurrent.futures import Future

from sqlalchemy import Engine

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import InboundSettings
from handover_policy.delivery.sms.reports import READERS, ReportUnreadable, SmsReport
from handover_policy.ledger.database import SQLITE, writing
from handover_policy.ledger.outbox.afterwards.reports import KeptReport, keep_reports

CAME, UNREADABLE = "came", "unreadable"


def take_in(engine: Engine, company: Company, door: InboundSettings, body: bytes) -> Future[int]:
    """Return what will hold how many reports were kept, once they are on disk; on SQLite the company's writer writes.

    The same reports told again are kept again, and change nothing.

    Raises:
        ReportUnreadable: what came is no report.
        SQLAlchemyError: the database did not take them.
        Overloaded, WrittenElsewhere: the writer takes nothing now.

    """
    try:
        told = READERS[door.kind](body)
    except ReportUnreadable:
        company.lane.counters.reports[door.id, UNREADABLE] += 1
        raise
    reports = [_kept(each, door) for each in told]

    def whole() -> int:
        with writing(engine) as connection:
            keep_reports(connection, company.id, reports, time.time())
        company.lane.counters.reports[door.id, CAME] += len(reports)
        return len(reports)

    if engine.dialect.name == SQLITE:
        return company.lane.do(whole)
    done = Future[int]()
    done.set_result(whole())
    return done


def _kept(report: SmsReport, door: InboundSettings) -> KeptReport:
    return KeptReport(
        channel=door.channel,
        key=report.key,
        provider_id=report.provider_id,
        state=report.state,
        code=report.code,
        reason=report.reason,
        at=None if report.at is None else report.at.timestamp(),
        source=door.source,
    )
