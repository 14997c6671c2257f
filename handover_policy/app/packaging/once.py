"""export_once: the packages of every company exported once, where no service runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from handover_policy.app.filing.archive import Archive
from handover_policy.app.packaging.exporting import Exporter, export_due
from handover_policy.app.serving.company import company_of
from handover_policy.app.serving.opening import opened_database
from handover_policy.app.serving.service import wall_clock
from handover_policy.app.serving.settings import Settings
from handover_policy.archive.folder import FolderBlobs


def export_once(settings: Settings, now: Callable[[], datetime] = wall_clock) -> Iterator[tuple[str, int]]:
    """Yield for each company of how many departures the packages were exported that decisions call for.

    Raises:
        PolicyRefused: a company's set has errors.
        OSError: a package could not be written.
        SQLAlchemyError: the database failed.

    """
    with opened_database(settings) as engine:
        archive = Archive(engine, FolderBlobs(settings.files), settings.uploads, settings.scanner)
        for each in settings.companies:
            company = company_of(engine, each, now)
            exporter = Exporter(engine=engine, archive=archive, company=company, folder=settings.data, now=now)
            yield each.id, export_due(exporter)
