"""/verify: whether a file or a digest was recorded, and when; for anybody, and nothing else of it is told."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import BinaryIO
from urllib.parse import urlencode

from anyio import to_thread
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.proving.asked import recorded
from handover_policy.app.proving.stamping import authorities_of
from handover_policy.app.serving.company import Company
from handover_policy.ledger.proofs.digests import as_digest
from handover_policy.web.doors import COMPANY, RETRY_SECONDS, doors_of
from handover_policy.web.pages.answers import PageProblem, as_page, page_answer
from handover_policy.web.pages.days import exact, size_text
from handover_policy.web.pages.proving.checkpoint import checkpoint_shown
from handover_policy.web.pages.proving.company import company_asked
from handover_policy.web.pages.tasks.filled import MULTIPART, CountingParser, drained
from handover_policy.web.pages.visit import from_own_site
from handover_policy.web.problems import busy
from handover_policy.web.reads.proofs import asked_by_anybody

DIGEST = "digest"
MOST_BYTES, FEW_BYTES = 64 * 1024 * 1024, 10_000
"""Of a form with a file, and of one without: nobody who asks has to sign in."""
SECONDS, AT_ONCE = 300.0, 1024 * 1024
UNFIT = 422


@as_page
async def get_verify(request: Request) -> Response:
    """Answer the page, with what is known of a digest where the address names one."""
    company = company_asked(request)
    told = request.query_params.get(DIGEST, "")
    return await _answered(request, company, told, missing=None)


@as_page
async def post_verify(request: Request) -> Response:
    """Answer what is known of a file that was chosen, or of a digest that was entered."""
    from_own_site(request)
    company = company_asked(request)
    hashing = doors_of(request).hashing
    if hashing.available_tokens < 1:
        raise busy("busy", RETRY_SECONDS)
    async with hashing:
        digest = await _digest_told(await _form(request))
    return await _answered(request, company, digest, missing="none")


async def _digest_told(form: FormData) -> str:
    """Return the digest of the file of a form, or what was entered in the place of one."""
    file, told = form.get("file"), form.get(DIGEST)
    try:
        if isinstance(file, UploadFile) and file.size:
            return await to_thread.run_sync(_digest_of, file.file)
        return told.strip() if isinstance(told, str) else ""
    finally:
        await form.close()


def _digest_of(content: BinaryIO) -> str:
    """Return the SHA-256 of a file."""
    made = hashlib.sha256()
    while piece := content.read(AT_ONCE):
        made.update(piece)
    return made.hexdigest()


async def _form(request: Request) -> FormData:
    """Return what was filled in; raises PageProblem where it cannot be read, or is too large."""
    with_file = parse_options_header(request.headers.get("content-type", ""))[0] == MULTIPART
    most = MOST_BYTES if with_file else FEW_BYTES
    try:
        async with asyncio.timeout(SECONDS), aclosing(_counted(request, most)) as stream:
            if with_file:
                return await CountingParser(request, stream, most).parse()
            return await FormParser(request.headers, stream).parse()
    except (MultiPartException, TimeoutError, KeyError):
        raise PageProblem("form-old") from None


async def _answered(request: Request, company: Company, told: str, *, missing: str | None) -> Response:
    """Return the page with what is known of a digest."""
    now = doors_of(request).service.now().astimezone(company.run.books.zone_owner.manifest.timezone)
    digest = as_digest(told)
    fault = missing if not told else "unfit" if digest is None else None
    found = None
    if digest is not None:
        trusted = company.settings.timestamps
        found = await asked_by_anybody(
            request, lambda connection: recorded(connection, company.id, digest, authorities_of(trusted))
        )

    moments = (None, None, None) if found is None else (found.at, found.sealed, found.stamped)
    shown = {
        name: None if at is None else exact(at, now.tzinfo)
        for name, at in zip(("at", "sealed", "stamped"), moments, strict=True)
    }
    named = {COMPANY: company.id} if COMPANY in request.query_params else {}
    return page_answer(
        request,
        "verify.html",
        request.state.words,
        status=UNFIT if fault else 200,
        now=now,
        digest=None if digest is None else digest.hex(),
        fault=fault,
        found=found,
        checkpoint=await checkpoint_shown(request, company, now),
        query=f"?{urlencode(named)}" if named else "",
        path=f"/verify?{urlencode({**named, DIGEST: told} if digest else named)}",
        **shown,
    )


async def _counted(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """Yield the body of a request while it is not too large."""
    size = 0
    async with aclosing(request.stream()) as stream:
        async for chunk in stream:
            size += len(chunk)
            if size > most:
                await drained(stream)
                what = request.state.words.say("pages_task.unkept.form", most=size_text(most))
                raise PageProblem("too-large", what=what)
            yield chunk
