"""GET /v1/files/{sha256}/link, GET /v1/links/{token}: a file for whoever has its address, for five minutes at most."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from anyio import to_thread
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.filing.archive import plain_name
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.files.versions import HeldFile, held_files
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import doors_of
from handover_policy.web.filing.files import READ, answered_file, file_name
from handover_policy.web.paths import segment
from handover_policy.web.problems import ApiProblem

LOG = structlog.get_logger("handover.web")
LASTS = timedelta(minutes=5)
PURPOSE = "file link"


async def get_file_link(request: Request) -> Response:
    """Answer an address of a file: of the store that keeps it where that gives any, else of this service."""
    doors = doors_of(request)
    key = await doors.key(request, READ)
    company, sha256 = doors.company(key), segment(request, "sha256").lower()

    def asked(connection: Connection) -> HeldFile | None:
        return held_files(connection, company.id, [sha256]).get(sha256)

    held = await doors.read(company, asked)
    if held is None:
        raise ApiProblem("not-found")
    name = plain_name(request.query_params.get("name")) or file_name(held)
    until = doors.service.now() + LASTS
    blobs = doors.service.archive.blobs
    there = await to_thread.run_sync(blobs.link, company.id, sha256, name, int(LASTS.total_seconds()))
    told = {"company": company.id, "sha256": sha256, "name": name, "until": int(until.timestamp())}
    base = doors.service.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
    url = there or f"{base}/v1/links/{signed(request.app.state.envelope, told)}"
    LOG.info("file-link-made", company=company.id, key=key.id, sha256=sha256, until=until.isoformat())
    return json_answer({"url": url, "until": until.isoformat(timespec="seconds")})


async def get_linked_file(request: Request) -> Response:
    """Answer the file of an address that was made here, while it lasts."""
    doors, told = doors_of(request), opened(request.app.state.envelope, segment(request, "token"))
    now: datetime = doors.service.now()
    company = doors.service.companies.get(str(told.get("company")))
    if company is None or int(told["until"]) < now.timestamp():
        raise ApiProblem("not-found")
    sha256 = str(told["sha256"])

    def asked(connection: Connection) -> HeldFile | None:
        return held_files(connection, company.id, [sha256]).get(sha256)

    held = await doors.read(company, asked)
    if held is None:
        raise ApiProblem("not-found")
    return await answered_file(doors, company.id, held, str(told["name"]), link=True)


def signed(envelope: Envelope, told: dict[str, Any]) -> str:
    """Return what an address says, signed by the installation."""
    said = base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")
    return f"{said}.{envelope.token(purpose(said))}"


def opened(envelope: Envelope, token: str) -> dict[str, Any]:
    """Return what a signed address says; ApiProblem where nobody of ours signed it."""
    said, _, signature = token.partition(".")
    if not signature or not envelope.is_token(signature, purpose(said)):
        raise ApiProblem("not-found")
    try:
        told: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except (ValueError, binascii.Error):
        raise ApiProblem("not-found") from None
    return told


def purpose(said: str) -> str:
    """Return what the installation signs of an address."""
    return f"{PURPOSE}\n{said}"
