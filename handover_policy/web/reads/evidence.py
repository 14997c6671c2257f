"""GET /v1/evidence/{case}.zip: the dossier of a case, written aside as a whole before the first byte of it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import structlog
from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.dossier.exporting import DossierSource, KeyAway, export_dossier
from handover_policy.app.dossier.gathering import NoSuchCase, NothingSealed
from handover_policy.app.proving.checkpointing import LogForked
from handover_policy.app.proving.proofs import TreeBroken
from handover_policy.app.serving.company import Company
from handover_policy.app.signing.authorities import certificates_of
from handover_policy.evidence.dossier.container import MOST_BYTES, MOST_FILES, ContainerTooLarge
from handover_policy.evidence.dossier.layout import file_name
from handover_policy.evidence.keys import KeyUnfit
from handover_policy.ledger.database import is_away
from handover_policy.ledger.personal.openings import note_opening
from handover_policy.web.doors import RETRY_SECONDS, Doors, doors_of
from handover_policy.web.pages.tasks.files import to_save
from handover_policy.web.paths import case_id
from handover_policy.web.problems import ApiProblem, busy

SCOPE, MEDIA_TYPE = "evidence:read", "application/zip"
DOSSIER = "dossier"
"""What /me calls it that somebody took one."""
MOST_WAITING = 20
LOG = structlog.get_logger("handover.web")


@dataclass(frozen=True, slots=True)
class WrittenDossier:
    """A dossier as it lies aside: a file at its beginning that is gone once it is closed, and its size."""

    file: BinaryIO
    size: int


async def get_dossier(request: Request) -> Response:
    """Answer the dossier of a case; who took it is noted for the person whose case it is."""
    doors = doors_of(request)
    key = await doors.key(request, SCOPE)
    company, case = doors.company(key), case_id(request)
    written = await dossier_of(doors, company, case)
    await note_taken(doors, company, case, key.name)
    LOG.info("dossier-taken", company=company.id, key=key.id, case=case)
    return dossier_answer(written, case)


async def dossier_of(doors: Doors, company: Company, case: str) -> WrittenDossier:
    """Return the dossier of a case; few are written at once.

    Raises:
        ApiProblem: there is no such case, nothing of it is proven yet, it cannot be written, or others wait already.

    """
    if doors.packing.statistics().tasks_waiting > MOST_WAITING:
        raise busy("busy", RETRY_SECONDS)
    try:
        return await to_thread.run_sync(_written, doors, company, case, limiter=doors.packing)
    except NoSuchCase:
        raise ApiProblem("not-found") from None
    except NothingSealed:
        raise ApiProblem("no-checkpoint") from None
    except KeyAway:
        raise busy("elsewhere", RETRY_SECONDS) from None
    except ContainerTooLarge:
        raise ApiProblem("unprintable", why=f"> {MOST_BYTES} bytes, > {MOST_FILES} files") from None
    except (LogForked, TreeBroken, KeyUnfit) as error:
        LOG.error("dossier-not-written", company=company.id, case=case, why=repr(error)[:500])  # noqa: TRY400
        raise busy("unwritten", RETRY_SECONDS) from None
    except (SQLAlchemyError, OSError) as error:
        if not is_away(error):
            raise
        raise busy("unwritten", RETRY_SECONDS) from None


async def note_taken(doors: Doors, company: Company, case: str, by: str) -> None:
    """Note that somebody took the dossier of a case."""
    engine, now = doors.service.engine, doors.service.now()
    person = case.rpartition("/")[0]
    await to_thread.run_sync(lambda: note_opening(engine, company.id, person, by=by, what=DOSSIER, now=now))


def dossier_answer(written: WrittenDossier, case: str) -> Response:
    """Return a dossier as an answer that is saved as a file."""
    return to_save(written.file, written.size, MEDIA_TYPE, file_name(case))


def _written(doors: Doors, company: Company, case: str) -> WrittenDossier:
    """Return a dossier as it was written; a checkpoint is made where this process writes for the company."""
    service = doors.service
    source = DossierSource(
        engine=service.engine,
        company=company.id,
        data=service.settings.data,
        read=lambda sha256: service.archive.read(company.id, sha256),
        certificates=certificates_of(service.settings.data, company.id),
    )
    out = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - closed by whoever sends it
    try:
        export_dossier(source, case, out, service.now(), checkpoint=company.lane.held)
        size = out.seek(0, 2)
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return WrittenDossier(out, size)
