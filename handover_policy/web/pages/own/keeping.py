"""brought_upload, restored_upload: files of upload duties, on disk before anybody hears of them."""

from __future__ import annotations

from anyio import to_thread
from starlette.datastructures import UploadFile

from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.own.profile import UploadedVersion, UploadShown, upload_place
from handover_policy.archive.gate import FileRefused
from handover_policy.ledger.files.versions import HeldFile
from handover_policy.web.pages.answers import PageProblem
from handover_policy.web.pages.own.doing import told_act
from handover_policy.web.pages.visit import Visit

UPLOADED = "document.uploaded"
LONGEST_NAME = 200


async def brought_upload(visit: Visit, upload: UploadShown, brought: UploadFile, act: str) -> str:
    """Return why a file was not taken; empty where it is kept and told."""
    archive, company, person = visit.doors.service.archive, visit.company.id, visit.visitor.id
    name = plain_name(brought.filename)
    place = upload_place(person, upload.rule.id)

    def kept() -> HeldFile:
        held = archive.keep(company, brought.file, name)
        archive.bring(company, held, place=place, name=name, person=person, now=visit.now)
        return held

    try:
        held = await to_thread.run_sync(kept)
    except FileRefused as refused:
        known = visit.words.has(f"pages_rest.files.{refused.code}")
        return visit.words.say(f"pages_rest.files.{refused.code if known else 'other'}", **refused.params)
    except OSError:
        raise PageProblem("busy") from None
    return await told_act(visit, _told(visit, upload, name, held, act))


async def restored_upload(visit: Visit, upload: UploadShown, version: UploadedVersion, act: str) -> str:
    """Return why an older version could not be made the newest one again; empty where it was."""
    archive, company, person = visit.doors.service.archive, visit.company.id, visit.visitor.id
    place = upload_place(person, upload.rule.id)
    held = HeldFile(sha256=version.sha256, size=version.size, media_type=version.media_type)
    try:
        await to_thread.run_sync(
            lambda: archive.bring(company, held, place=place, name=version.name, person=person, now=visit.now)
        )
    except OSError:
        raise PageProblem("busy") from None
    return await told_act(visit, _told(visit, upload, version.name, held, act))


def plain_name(told: str | None) -> str:
    """Return the name of a file without folders, and without what nobody sees."""
    last = (told or "").replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable()).strip()[-LONGEST_NAME:] or "-"


def _told(visit: Visit, upload: UploadShown, name: str, held: HeldFile, act: str) -> PageAct:
    return PageAct(
        name=f"{act}\n{held.sha256}",
        by=visit.visitor,
        type=UPLOADED,
        subject=visit.visitor.id,
        data={"path": name, "sha256": held.sha256, "size": held.size, "duty": upload.rule.id},
    )
