"""/verify/checkpoint.txt, .tsr: the newest checkpoint, and what an authority answered of it, for anybody to keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.proving.sealing import MEDIA_TYPE, NAME, STAMP, STAMP_TYPE
from handover_policy.app.serving.company import Company
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, newest_checkpoint
from handover_policy.web.pages.answers import PageProblem, as_page
from handover_policy.web.pages.days import exact
from handover_policy.web.pages.proving.company import company_asked
from handover_policy.web.reads.proofs import asked_by_anybody


@dataclass(frozen=True, slots=True)
class CheckpointShown:
    """A checkpoint as the page tells of it: when it was signed, over how many rows, and whether it was stamped."""

    at: str
    size: int
    stamped: bool


@as_page
async def get_checkpoint_note(request: Request) -> Response:
    """Answer the newest checkpoint as a file."""
    newest = await _newest(request)
    return _file(newest.note.encode(), NAME, f"{MEDIA_TYPE}; charset=utf-8")


@as_page
async def get_checkpoint_stamp(request: Request) -> Response:
    """Answer what a time-stamp authority said of the newest checkpoint."""
    newest = await _newest(request)
    if newest.stamp is None:
        raise PageProblem("not-found")
    return _file(newest.stamp, STAMP, STAMP_TYPE)


async def checkpoint_shown(request: Request, company: Company, now: datetime) -> CheckpointShown | None:
    """Return what the page tells of the newest checkpoint; None where there is none."""
    newest = await asked_by_anybody(request, lambda connection: newest_checkpoint(connection, company.id))
    if newest is None:
        return None
    return CheckpointShown(exact(datetime.fromisoformat(newest.at), now.tzinfo), newest.size, newest.stamp is not None)


async def _newest(request: Request) -> WrittenCheckpoint:
    company = company_asked(request)
    newest = await asked_by_anybody(request, lambda connection: newest_checkpoint(connection, company.id))
    if newest is None:
        raise PageProblem("not-found")
    return newest


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{name}"',
        "x-content-type-options": "nosniff",
    }
    return Response(content, 200, headers, media_type)
