"""export_once: the packages of every company exported once, where no service runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from sqlalchemy import Engine

from handover_policy.app.erasing.retention import EVIDENCE, retained_from
from handover_policy.app.filing.opening import opened_archive
from handover_policy.app.packaging.exporting import Exporter, export_due
from handover_policy.app.serving.company import company_of
from handover_policy.app.serving.opening import opened_database
from handover_policy.app.serving.service import wall_clock
from handover_policy.app.serving.settings import CompanySettings, Settings


def export_once(settings: Settings, now: Callable[[], datetime] = wall_clock) -> Iterator[tuple[str, int]]:
    """Yield for each company of how many departures the packages were exported that decisions call for.

    Raises:
        PolicyRefused: a company's set has errors.
        ExtraMissing: files are in S3, and what that needs is not installed.
        OSError: a package could not be written.
        SQLAlchemyError: the database failed.

    """
    with opened_database(settings) as engine:
        for each in settings.companies:
            yield each.id, export_due(_exporter(engine, settings, each, now))


def _exporter(engine: Engine, settings: Settings, told: CompanySettings, now: Callable[[], datetime]) -> Exporter:
    """Return what makes the packages of a company, kept where and as long as its files are."""
    company = company_of(engine, told, now)

    def until(_: str, at: datetime) -> date:
        return retained_from(company.run.books.on(at.date()).policy, told, EVIDENCE, at.date())

    archive = opened_archive(settings, engine, until)
    return Exporter(engine=engine, archive=archive, company=company, folder=settings.data, now=now)
