"""/files/{sha256}: a file of the archive to save, or a picture of it to look at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import BinaryIO
from urllib.parse import quote

import structlog
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from handover_policy.app.filing.archive import plain_name
from handover_policy.app.portal.files import FileSeen, file_seen
from handover_policy.archive.pictures import SCREEN, THUMBNAIL
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.opening import FILE, note_looked
from handover_policy.web.pages.visit import Visit, visiting

LOG = structlog.get_logger("handover.web")
CHUNK = 256 * 1024
SMALL = "small"
SIZES = {SMALL: THUMBNAIL, "large": SCREEN}
SAFE = {
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@as_page
async def get_file(request: Request) -> Response:
    """Answer a file to whoever may see where it was brought; each opening is told in the log."""
    visit = await visiting(request)
    sha256, size = request.path_params["sha256"], request.query_params.get("show", "")
    seen = await visit.read(file_seen, visit.visitor, sha256, request.query_params.get("task") or None)
    if seen is None:
        raise PageProblem("not-found")
    LOG.info("file-opened", company=visit.company.id, person=visit.visitor.id, sha256=sha256, place=seen.place)
    if size != SMALL:  # a page shows every picture small by itself
        await note_looked(visit, seen.person, FILE)
    try:
        if size in SIZES:
            return await _picture(visit, seen, SIZES[size])
        opened = await to_thread.run_sync(visit.doors.service.archive.read, visit.company.id, sha256)
    except (BlobMissing, BlobBroken) as error:
        LOG.error("file-broken", company=visit.company.id, sha256=sha256, why=type(error).__name__)  # noqa: TRY400
        raise PageProblem("not-found") from None
    return to_save(opened, seen.held.size, seen.held.media_type, seen.name)


async def _picture(visit: Visit, seen: FileSeen, longest: int) -> Response:
    archive = visit.doors.service.archive
    made = await to_thread.run_sync(archive.picture, visit.company.id, seen.held, longest)
    if made is None:
        raise PageProblem("not-found")
    headers = {**SAFE, "cache-control": "private, max-age=300", "content-disposition": "inline"}
    return Response(made, 200, headers, "image/jpeg")


def to_save(opened: BinaryIO, size: int, media_type: str, name: str) -> Response:
    """Return a file as an answer that a browser saves under its name and never runs."""
    headers = {**SAFE, "content-disposition": attachment(name), "content-length": str(size)}
    return StreamingResponse(_read(opened), 200, headers, media_type)


async def _read(opened: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while chunk := await to_thread.run_sync(opened.read, CHUNK):
            yield chunk
    finally:
        opened.close()


def attachment(name: str) -> str:
    """Return the header by which a file is saved under its name (RFC 6266, RFC 5987): nothing in a name ends it."""
    shown = plain_name(name) or "file"
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in shown)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
