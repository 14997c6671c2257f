"""POST /v1/inbound/{id}/{secret}: what providers of text messages report by themselves, answered as each wants it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac

import structlog
from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.sending.afterwards.reports import take_in
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import InboundSettings
from handover_policy.app.serving.told import Overloaded, WrittenElsewhere
from handover_policy.delivery.sms.reports import ReportUnreadable, answer
from handover_policy.ledger.database import is_away
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import RETRY_SECONDS, doors_of
from handover_policy.web.paths import segment
from handover_policy.web.problems import ApiProblem, busy
from handover_policy.web.telling.bodies import whole_body

LOG = structlog.get_logger("handover.web")
MOST_BYTES = 256 * 1024
SECONDS = 10.0
AGAIN = 503
"""With this both vendors tell the same again."""


async def post_inbound(request: Request) -> Response:
    """Take reports in, and answer once they are on disk; who does not know the secret finds nothing here."""
    doors = doors_of(request)
    found = door_of(doors.service, segment(request, "id"), segment(request, "secret"))
    company = None if found is None else doors.service.companies.get(found[0])
    if found is None or company is None:
        raise ApiProblem("not-found")
    door = found[1]
    with doors.room.taken(request):
        body = await whole_body(request, most=MOST_BYTES, seconds=SECONDS)
        try:
            kept = await asyncio.wrap_future(
                await to_thread.run_sync(take_in, doors.service.engine, company, door, body)
            )
        except ReportUnreadable as error:
            LOG.warning("inbound-unreadable", company=company.id, door=door.id, bytes=len(body), why=str(error))
            return json_answer(answer(door.kind, taken=False), AGAIN)
        except (Overloaded, WrittenElsewhere):
            raise busy("unwritten", RETRY_SECONDS) from None
        except (SQLAlchemyError, OSError) as error:
            if not is_away(error):
                raise
            raise busy("unwritten", RETRY_SECONDS) from None
    LOG.info("inbound", company=company.id, door=door.id, reports=kept)
    return json_answer(answer(door.kind))


def door_of(service: Service, name: str, secret: str) -> tuple[str, InboundSettings] | None:
    """Return the company and the door of an id where the secret is its own; None otherwise, as fast for any secret."""
    told, found = _digest(secret), None
    for company in service.settings.companies:
        for door in company.inbound:
            if hmac.compare_digest(told, _digest(door.secret)) and door.id == name:
                found = (company.id, door)
    return found


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
