"""POST /v1/files, GET /v1/files/{sha256}: files kept in the archive and fetched from it, by systems."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

import structlog
from anyio import to_thread
from python_multipart.multipart import parse_options_header
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.filing.archive import Archive, plain_name
from handover_policy.archive.gate import FileRefused
from handover_policy.archive.kinds import kind_of_media_type
from handover_policy.ledger.database import is_away
from handover_policy.ledger.files.versions import HeldFile, held_files
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import RETRY_SECONDS, Doors, doors_of
from handover_policy.web.pages.tasks.files import to_save
from handover_policy.web.pages.tasks.filled import MULTIPART, CountingParser, drained
from handover_policy.web.paths import segment
from handover_policy.web.problems import CLOSE, ApiProblem, Flaw, busy

WRITE, READ = "files:write", "files:read"
SECONDS = 900.0
IN_MEMORY = 1024 * 1024
STATUS = {"unknown": "media-type", "not-wanted": "media-type", "mismatch": "media-type"}
LOG = structlog.get_logger("handover.web")


@dataclass(slots=True)
class _Come:
    """A file as it came: where it lies, and its name; empty where it has none."""

    content: BinaryIO
    name: str


async def post_files(request: Request) -> Response:
    """Answer what a file is kept as, once it is on disk: a body as it is, or the one file of a form."""
    doors = doors_of(request)
    key = await doors.key(request, WRITE)
    company, archive = doors.company(key), doors.service.archive
    begun = time.monotonic()
    try:
        async with asyncio.timeout(SECONDS):
            come = await (_of_form if _is_form(request) else _of_body)(request, archive)
    except TimeoutError:
        raise ApiProblem("slow", headers=CLOSE, seconds=int(time.monotonic() - begun)) from None
    try:
        held = await to_thread.run_sync(_kept, archive, company.id, come, request.headers.get("content-type", ""))
    finally:
        come.content.close()
    return json_answer(_told(held))


async def get_file_of_archive(request: Request) -> Response:
    """Answer a file, every byte of it checked."""
    doors = doors_of(request)
    key = await doors.key(request, READ)
    company, sha256 = doors.company(key), segment(request, "sha256").lower()

    def asked(connection: Connection) -> HeldFile | None:
        return held_files(connection, company.id, [sha256]).get(sha256)

    held = await doors.read(company, asked)
    if held is None:
        raise ApiProblem("not-found")
    return await answered_file(doors, company.id, held, file_name(held), key=key.id)


async def answered_file(doors: Doors, company: str, held: HeldFile, name: str, **who: object) -> Response:
    """Answer a file to save, every byte of it checked; `who` opens it is told in the log."""
    try:
        opened = await to_thread.run_sync(doors.service.archive.read, company, held.sha256)
    except BlobMissing:
        raise ApiProblem("not-found") from None
    except (BlobBroken, OSError) as error:
        LOG.error("file-broken", company=company, sha256=held.sha256, why=type(error).__name__)  # noqa: TRY400
        raise busy("unwritten", RETRY_SECONDS) from None
    LOG.info("file-opened", company=company, sha256=held.sha256, **who)
    return to_save(opened, held.size, held.media_type, name)


def file_name(held: HeldFile) -> str:
    """Return the name of a file that nobody gave one."""
    kind = kind_of_media_type(held.media_type)
    return f"{held.sha256[:12]}.{'bin' if kind is None else kind.name}"


def _told(held: HeldFile) -> dict[str, object]:
    return {"sha256": held.sha256, "size": held.size, "media_type": held.media_type}


def _is_form(request: Request) -> bool:
    return parse_options_header(request.headers.get("content-type", ""))[0] == MULTIPART


def _kept(archive: Archive, company: str, come: _Come, media: str) -> HeldFile:
    """Return a file as it is kept; raises ApiProblem where it is not taken."""
    told = kind_of_media_type(media.partition(";")[0].strip().lower())
    try:
        name = come.name or (f".{told.name}" if told is not None else "")
        return archive.keep(company, come.content, name)
    except FileRefused as refused:
        raise _refused(refused) from None
    except (OSError, SQLAlchemyError) as error:
        if not is_away(error):
            raise
        LOG.warning("file-unwritten", company=company, why=repr(error)[:500])
        raise busy("unwritten", RETRY_SECONDS) from None


def _refused(refused: FileRefused) -> ApiProblem:
    if refused.code == "too-large":
        return ApiProblem("too-large", Flaw(key="bytes", params={"most": refused.params["most"]}))
    return ApiProblem(
        STATUS.get(refused.code, "unfit-file"), Flaw(key=f"file-{refused.code}", params=dict(refused.params))
    )


async def _of_body(request: Request, archive: Archive) -> _Come:
    """Return the body of a request, written aside while it comes in."""
    most = archive.most_bytes
    told = request.headers.get("content-length", "")
    if "expect" in request.headers and told.isdigit() and int(told[:18]) > most:
        raise _too_large(most)  # a client that asks first has not begun to send
    aside = cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - closed by whoever keeps it
    try:
        async with aclosing(_counted(request, most)) as stream:
            async for chunk in stream:
                await to_thread.run_sync(aside.write, chunk)
    except BaseException:
        aside.close()
        raise
    return _Come(aside, plain_name(request.query_params.get("name")))


async def _counted(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """Yield the body of a request while it is not too large."""
    size = 0
    async with aclosing(request.stream()) as stream:
        async for chunk in stream:
            size += len(chunk)
            if size > most:
                await drained(stream)
                raise _too_large(most)
            yield chunk


async def _of_form(request: Request, archive: Archive) -> _Come:
    """Return the one file of a form."""
    most = archive.most_bytes
    try:
        async with aclosing(request.stream()) as stream:
            parser = CountingParser(request, stream, most)
            told = await parser.parse()
    except MultiPartException:
        raise ApiProblem("unfit-file", Flaw(key="file-form")) from None
    files = [each for _, each in told.multi_items() if isinstance(each, UploadFile)]
    if len(files) != 1:
        for each in files:
            await each.close()
        raise ApiProblem("unfit-file", Flaw(key="file-form"))
    if parser.sizes.get(id(files[0]), 0) > most:
        await files[0].close()
        raise _too_large(most)
    return _Come(files[0].file, plain_name(files[0].filename))


def _too_large(most: int) -> ApiProblem:
    return ApiProblem("too-large", Flaw(key="bytes", params={"most": most}), headers=CLOSE)
