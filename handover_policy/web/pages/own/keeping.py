"""brought_upload, restored_upload: files of upload duties, on disk before anybody hears of them.

The archive is asked through the few things that are needed of it; a service without one takes no files.
"""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Protocol

from anyio import to_thread
from starlette.datastructures import UploadFile

from handover_policy.app.portal.acting import Act
from handover_policy.app.portal.own.profile import UploadedVersion, UploadShown, upload_place
from handover_policy.web.pages.answers import PageProblem
from handover_policy.web.pages.own.doing import told_act
from handover_policy.web.pages.visit import Visit

UPLOADED = "document.uploaded"
LONGEST_NAME = 200


class KeptUpload(Protocol):
    """A file that is kept."""

    @property
    def sha256(self) -> str:
        """Its SHA-256 in hex."""

    @property
    def size(self) -> int:
        """Its bytes."""


class ArchiveDoor(Protocol):
    """What is asked of the archive of a service."""

    def keep(self, company: str, content: BinaryIO, name: str) -> KeptUpload:
        """Return a file as it is kept; raises ValueError where it is not taken, with a `code`."""

    def bring(self, company: str, held: KeptUpload, *, place: str, name: str, person: str, now: datetime) -> None:
        """Note that somebody brought a file to a place."""


def archive_of(visit: Visit) -> ArchiveDoor | None:
    """Return the archive of the service; None where it has none."""
    found: ArchiveDoor | None = getattr(visit.doors.service, "archive", None)
    return found


async def brought_upload(visit: Visit, upload: UploadShown, brought: UploadFile, act: str) -> str:
    """Return why a file was not taken; empty where it is kept and told."""
    archive, company, person = archive_of(visit), visit.company.id, visit.visitor.id
    if archive is None:
        raise PageProblem("busy")
    name = plain_name(brought.filename)
    place = upload_place(person, upload.rule.id)

    def kept() -> KeptUpload:
        held = archive.keep(company, brought.file, name)
        archive.bring(company, held, place=place, name=name, person=person, now=visit.now)
        return held

    try:
        held = await to_thread.run_sync(kept)
    except ValueError as refused:
        code = getattr(refused, "code", "other")
        known = visit.words.has(f"pages_rest.files.{code}")
        return visit.words.say(f"pages_rest.files.{code if known else 'other'}")
    except OSError:
        raise PageProblem("busy") from None
    return await told_act(visit, _told(visit, upload, name, held, act))


async def restored_upload(visit: Visit, upload: UploadShown, version: UploadedVersion, act: str) -> str:
    """Return why an older version could not be made the newest one again; empty where it was."""
    archive, company, person = archive_of(visit), visit.company.id, visit.visitor.id
    if archive is None:
        raise PageProblem("busy")
    place = upload_place(person, upload.rule.id)
    bring = archive.bring
    try:
        await to_thread.run_sync(
            lambda: bring(company, version, place=place, name=version.name, person=person, now=visit.now)
        )
    except OSError:
        raise PageProblem("busy") from None
    return await told_act(visit, _told(visit, upload, version.name, version, act))


def plain_name(told: str | None) -> str:
    """Return the name of a file without folders, and without what nobody sees."""
    last = (told or "").replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable()).strip()[-LONGEST_NAME:] or "-"


def _told(visit: Visit, upload: UploadShown, name: str, held: KeptUpload, act: str) -> Act:
    return Act(
        name=f"{act}\n{held.sha256}",
        by=visit.visitor,
        type=UPLOADED,
        subject=visit.visitor.id,
        data={"path": name, "sha256": held.sha256, "size": held.size, "duty": upload.rule.id},
    )
