"""/cases/{employee}/{n}/package: what a leaver leaves to who goes on with the work, to read and to save."""

from __future__ import annotations

from datetime import datetime

import structlog
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.packaging.exporting import MEDIA_TYPE, Exporter, export_package, exporter_of
from handover_policy.app.packaging.sight import PackageShown, package_shown, sees_package
from handover_policy.app.packaging.writing import name_of_package
from handover_policy.app.render import DocumentDenied
from handover_policy.app.signing.found import BROKEN, GONE
from handover_policy.ledger.packages.kept import KeptPackage
from handover_policy.model.case import Case
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.render.documents.document import Unfillable
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.cases.page import case_in
from handover_policy.web.pages.opening import CASE, FILE, note_looked
from handover_policy.web.pages.tasks.files import to_save
from handover_policy.web.pages.visit import Visit, visiting
from handover_policy.web.paths import case_id

LOG = structlog.get_logger("handover.web")
ZIP = "zip"


@as_page
async def get_package(request: Request) -> Response:
    """Answer what is in the package of a case, to whoever may see it."""
    visit = await visiting(request)

    def asked(view: View) -> PackageShown:
        return package_shown(view, _theirs(view, visit, case_id(request)))

    shown = await visit.read(asked)
    await note_looked(visit, shown.case.employee, CASE)
    zone = visit.now.tzinfo

    def local(at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(zone)

    return visit.page("package.html", shown=shown, local=local, here="inbox")


async def zip_answer(visit: Visit, name: str) -> Response:
    """Answer the package of a case as it stands, from the archive; it is made where it is not there yet."""
    case = await visit.read(lambda view: _theirs(view, visit, name))
    exporter = exporter_of(visit.doors.service, visit.company)
    try:
        package = await to_thread.run_sync(export_package, exporter, name)
    except (Unfillable, DocumentDenied) as error:
        raise PageProblem("unfit", what=str(error)) from None
    if package is None:
        raise PageProblem("not-found")
    LOG.info("package-opened", company=visit.company.id, person=visit.visitor.id, case=name, sha256=package.sha256)
    await note_looked(visit, case.employee, FILE)
    try:
        return await packed_answer(exporter, name, package)
    except (BlobMissing, BlobBroken) as error:
        LOG.error("file-broken", company=visit.company.id, case=name, why=type(error).__name__)  # noqa: TRY400
        fault = GONE if isinstance(error, BlobMissing) else BROKEN
        raise PageProblem("unfit", what=visit.words.say(f"signing.faults.{fault}")) from None


async def packed_answer(exporter: Exporter, name: str, package: KeptPackage) -> Response:
    """Return a package as an answer, read from the archive piece by piece; raises what Blobs.open does."""
    opened = await to_thread.run_sync(exporter.archive.read, exporter.company.id, package.sha256)
    language = exporter.company.run.books.zone_owner.manifest.language
    return to_save(opened, package.size, MEDIA_TYPE, name_of_package(name, language))


def _theirs(view: View, visit: Visit, name: str) -> Case:
    """Return a case whose package is the reader's to see; raises PageProblem where it is not."""
    case = case_in(view, visit.visitor, name)
    if not sees_package(view, visit.visitor, case):
        raise PageProblem("not-yours")
    return case
