"""shown, erased_alone: what a command erases, or would, where no service writes for the company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from handover_policy import __version__
from handover_policy.app.asking.view import view_of
from handover_policy.app.erasing.carrying_out import ErasureDone, erase_due, settle
from handover_policy.app.erasing.report import due_reports, report_on
from handover_policy.app.filing.opening import opened_blobs
from handover_policy.app.serving.company import company_of, hold_company
from handover_policy.app.serving.service import wall_clock
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.ticking import LeaseHeld
from handover_policy.ledger.database import reading
from handover_policy.ledger.lease import Holder, give_back, this_process


def shown(
    engine: Engine, settings: CompanySettings, person: str | None, now: Callable[[], datetime] = wall_clock
) -> ErasureDone:
    """Return what would be erased; nothing is.

    Raises:
        NobodyKnown: there is nobody of this id.
        PolicyRefused: the company's set has errors.

    """
    company = company_of(engine, settings, now)
    with reading(engine) as connection:
        view = view_of(connection, company, now())
        reports = list(due_reports(view)) if person is None else [report_on(view, person)]
    return ErasureDone(reports=reports)


def erased_alone(
    engine: Engine,
    service: Settings,
    settings: CompanySettings,
    person: str | None,
    *,
    by: str,
    now: Callable[[], datetime] = wall_clock,
) -> ErasureDone:
    """Return what was erased, once nothing of it is on the disk any more; what an earlier run left is seen to as well.

    Raises:
        NobodyKnown: there is nobody of this id.
        RowAltered: a row is not as it was written; nothing was erased.
        PolicyRefused: the company's set has errors.
        PolicyUnfit: the company's ledger cannot go on with its policy.
        LeaseHeld: another process writes for the company.
        OSError: a file could not be removed; running again removes it.

    """
    company, blobs = company_of(engine, settings, now), opened_blobs(service, engine)
    if not hold_company(company, engine, Holder(name=this_process()), now, __version__):
        raise LeaseHeld(settings.id)
    try:
        settle(engine, blobs, settings.id)
        done = erase_due(company, now(), by=by, person=person)
        settle(engine, blobs, settings.id)
    finally:
        give_back(engine, company.lane.ledger.lease)
    return done
