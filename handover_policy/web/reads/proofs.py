"""GET /v1/checkpoint, /v1/proofs/{position}: what a log is, and that a row stands in it; nobody needs a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.proving.asked import NeverThatSize, checkpoint_told, proof_told
from handover_policy.app.proving.proofs import TreeBroken
from handover_policy.app.serving.company import Company
from handover_policy.ledger.database import is_away, reading
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import COMPANY, RETRY_SECONDS, doors_of
from handover_policy.web.paths import segment
from handover_policy.web.problems import ApiProblem, busy, parameter
from handover_policy.web.reads.asked import whole_number

Found = TypeVar("Found")
MOST_WAITING = 50
"""Of those who ask without a key, one at a time is answered, and no more than so many wait."""
NOTE, LAST_POSITION = "text/plain", 2**53


async def get_checkpoint(request: Request) -> Response:
    """Answer the newest checkpoint with the keys that sign; the note alone to whoever accepts plain text."""
    company = _company(request)
    since = whole_number(request, "since", 0, most=LAST_POSITION) or None
    try:
        told = await asked_by_anybody(request, lambda connection: checkpoint_told(connection, company.id, since))
    except NeverThatSize:
        raise parameter("since", "never-that-size") from None
    if told is None:
        raise ApiProblem("no-checkpoint")
    if request.headers.get("accept", "").startswith(NOTE):
        return Response(str(told["checkpoint"]), headers={"cache-control": "no-store"}, media_type=NOTE)
    return json_answer(told)


async def get_proof(request: Request) -> Response:
    """Answer the proof that a row stands in the log."""
    company, told = _company(request), segment(request, "position")
    if not (told.isascii() and told.isdigit() and len(told) < 16):  # noqa: PLR2004 - digits
        raise ApiProblem("not-found")
    proof = await asked_by_anybody(request, lambda connection: proof_told(connection, company.id, int(told)))
    if proof is None:
        raise ApiProblem("no-proof")
    return json_answer(proof)


async def asked_by_anybody(request: Request, ask: Callable[[Connection], Found]) -> Found:
    """Return what is found in the rows for somebody without a key; such take no connection from those who have one.

    Raises:
        ApiProblem: too many ask at once, the database is away, or the tree is not whole (503).

    """
    doors = doors_of(request)

    def found() -> Found:
        with reading(doors.service.engine) as connection:
            return ask(connection)

    if doors.asking.statistics().tasks_waiting > MOST_WAITING:
        raise busy("busy", RETRY_SECONDS)
    try:
        return await to_thread.run_sync(found, limiter=doors.asking)
    except TreeBroken:
        raise busy("unwritten", RETRY_SECONDS) from None
    except (SQLAlchemyError, OSError) as error:
        if not is_away(error):
            raise
        raise busy("unwritten", RETRY_SECONDS) from None


def _company(request: Request) -> Company:
    """Return the company a call asks for; of several it has to be named.

    Raises:
        ApiProblem: it is not named (400), or there is none of that name (404).

    """
    companies = doors_of(request).service.companies
    named = request.query_params.get(COMPANY)
    if named is None and len(companies) > 1:
        raise parameter(COMPANY, "missing")
    company = companies.get(named) if named is not None else next(iter(companies.values()), None)
    if company is None:
        raise ApiProblem("not-found")
    return company
