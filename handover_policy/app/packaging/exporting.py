"""export_package, export_due: packages made and kept in the archive: of one case, and of all that wait for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.app.asking.view import View, view_of
from handover_policy.app.filing.archive import Archive
from handover_policy.app.packaging.asked import asked_of, is_due, receiver_of
from handover_policy.app.packaging.contents import PackageContents, contents_of
from handover_policy.app.packaging.writing import name_of_package, write_package
from handover_policy.app.render import DocumentDenied
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.ledger.database import reading
from handover_policy.ledger.files.versions import HeldFile, hold_file
from handover_policy.ledger.packages.kept import (
    KeptPackage,
    decisions_between,
    keep_package,
    kept_package,
    last_position,
    looked_to,
    note_looked_to,
)
from handover_policy.model.case import Case
from handover_policy.render.documents.document import Unfillable

LOG = structlog.get_logger()
PLACE = "package:"
MEDIA_TYPE = "application/zip"
BY = "handover/packages"
"""Who brings packages to the archive: the service itself."""
ROWS_AT_ONCE = 2_000
"""How many rows of a ledger are looked through at once, so that little is gone through again after a break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """What packages of a company are made with; `folder` is where they are put together."""

    engine: Engine
    archive: Archive
    company: Company
    folder: Path
    now: Callable[[], datetime]

    def view(self, connection: Connection) -> View:
        """Return the company as a transaction sees it."""
        return view_of(connection, self.company, self.now())


def exporter_of(service: Service, company: Company) -> Exporter:
    """Return what makes the packages of a company of a service."""
    return Exporter(
        engine=service.engine,
        archive=service.archive,
        company=company,
        folder=service.settings.data,
        now=service.now,
    )


def package_place(case: str) -> str:
    """Return where in the archive the packages of a case lie."""
    return f"{PLACE}{case}"


def export_package(exporter: Exporter, name: str) -> KeptPackage | None:
    """Return the package of a case as it stands, kept in the archive; None where there is no such case.

    Where nothing has changed since the newest one it is that one: nothing is written.

    Raises:
        Unfillable: a template that a set brings along does not fit the case.
        OSError: it could not be written.
        SQLAlchemyError: the database failed.

    """
    company = exporter.company.id
    with reading(exporter.engine) as connection:
        view = exporter.view(connection)
        case = view.state.case(name)
        if case is None:
            return None
        contents, kept = contents_of(view, case), kept_package(connection, company, name)
    if kept is not None and not exporter.archive.blobs.held(company, [kept.sha256]):
        kept = None  # the archive has lost it: it is made anew
    if kept is not None and kept.contents == contents.digest():
        return kept
    return _exported(exporter, case, contents, kept)


def _exported(exporter: Exporter, case: Case, contents: PackageContents, kept: KeptPackage | None) -> KeptPackage:
    company, archive = exporter.company.id, exporter.archive
    with TemporaryFile(dir=exporter.folder) as made:
        lost = write_package(contents, lambda sha256: archive.read(company, sha256), made)
        digest = contents.digest(lost)
        if kept is not None and kept.contents == digest:
            return kept
        made.seek(0)
        blob = archive.blobs.put(company, made)
    now = exporter.now()
    held = HeldFile(sha256=blob.sha256, size=blob.size, media_type=MEDIA_TYPE)
    hold_file(exporter.engine, company, held)
    name = name_of_package(case.id, exporter.company.run.books.zone_owner.manifest.language)
    archive.bring(company, held, place=package_place(case.id), name=name, person=BY, now=now)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    package = KeptPackage(digest, blob.sha256, blob.size, at, receiver_of(case))
    keep_package(exporter.engine, company, case.id, package)
    LOG.info("package-exported", company=company, case=case.id, sha256=blob.sha256, size=blob.size, missing=len(lost))
    return package


def export_due(exporter: Exporter, *, ended: Callable[[], bool] = lambda: False) -> int:
    """Export every package that decisions have called for since the last look, and return of how many cases.

    What is broken off is done again: the look is noted only once all that it found is exported.

    Raises:
        OSError: a package could not be written; the others were.
        SQLAlchemyError: the database failed.

    """
    company, count = exporter.company.id, 0
    while not ended():
        with reading(exporter.engine) as connection:
            after, last = looked_to(connection, company), last_position(connection, company)
            if after >= last:
                return count
            up_to = min(after + ROWS_AT_ONCE, last)
            asked = asked_of(list(decisions_between(connection, company, after, up_to)))
            names = list(_due(exporter.view(connection), asked.changed, asked.touched, asked.people))
        failed: Exception | None = None
        for name in names:
            if ended():
                return count
            try:
                export_package(exporter, name)
                count += 1
            except (Unfillable, DocumentDenied, KeyError) as error:  # of this case none can be made as things are
                LOG.warning("package-not-made", company=company, case=name, why=str(error) or repr(error))
            except (OSError, SQLAlchemyError) as error:
                failed = error
        if failed is not None:
            raise failed
        note_looked_to(exporter.engine, company, up_to)
    return count


def _due(view: View, changed: dict[str, None], touched: dict[str, None], people: dict[str, None]) -> Iterator[str]:
    """Yield the cases whose package is to be exported."""
    names = dict(changed)
    names.update(dict.fromkeys(case.id for person in people for case in view.state.cases_of(person)))
    for name in touched:
        if name not in names and kept_package(view.connection, view.company.id, name) is None:
            names[name] = None
    for name in names:
        case = view.state.case(name)
        if case is not None and is_due(case, view.today):
            yield name
