"""GET /healthz, /readyz, /metrics: alive; able to decide, and how far behind; figures."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from anyio import to_thread
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.sending.afterwards.webhooks import made_of
from handover_policy.app.serving.ahead import ClockState, Telling
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.service import Service
from handover_policy.findings.reporting.json_form import finding_json
from handover_policy.ledger.database import reading
from handover_policy.ledger.lease import address_of
from handover_policy.ledger.outbox.receivers import disabled_receivers
from handover_policy.ledger.reading.log import LogAge, log_ages
from handover_policy.ledger.reading.outbox import backlogs, outbox_lags
from handover_policy.texts.bilingual import BETWEEN, WRITTEN_IN
from handover_policy.texts.texts import FIRST, texts
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import doors_of
from handover_policy.web.metrics import Metrics, OutboxFigures, clock_lag

NOT_TAKEN = "not-taken"
MOST_LAG = 300.0
"""Seconds that the clock may be late before the service counts as not ready."""


async def get_healthz(_: Request) -> Response:
    """Answer that the process is alive; it asks nothing of anybody."""
    return json_answer({"status": "alive"})


async def get_readyz(request: Request) -> Response:
    """Answer whether events are decided: 503 where the database or a writer is missing, or a clock is late."""
    doors = doors_of(request)
    service = doors.service
    database, addresses, old = await to_thread.run_sync(_database, service, limiter=doors.probing)
    now = service.now().timestamp()
    companies = {
        each.id: {**_standing(service.companies.get(each.id), addresses.get(each.id), now), **old.get(each.id, {})}
        for each in service.settings.companies
    }
    ready = database and all(
        each["writer"] != "missing" and "state" not in each and float(str(each["clock_lag_seconds"])) <= MOST_LAG
        for each in companies.values()
    )
    told = {
        "status": "ready" if ready else "not ready",
        "database": "there" if database else "missing",
        "companies": companies,
        "policies": {company.id: _policy(company) for company in service.companies.values()},
    }
    return json_answer(told, 200 if ready else 503)


async def get_metrics(request: Request) -> Response:
    """Answer the figures of the service in the text format of Prometheus."""
    metrics: Metrics = request.app.state.metrics
    doors = doors_of(request)
    with suppress(SQLAlchemyError, OSError):  # a database that is away takes no other figure with it
        metrics.note_outbox(await to_thread.run_sync(_outbox_figures, doors.service, limiter=doors.probing))
    return Response(metrics.written(), headers={"content-type": CONTENT_TYPE_LATEST})


def _outbox_figures(service: Service) -> OutboxFigures:
    now, companies = service.now().timestamp(), service.settings.companies
    with reading(service.engine) as connection:
        return OutboxFigures(
            logs=log_ages(connection, [each.id for each in companies], service.now()),
            backlogs=backlogs(connection, [each.id for each in companies]),
            lags=[lag for each in companies for lag in outbox_lags(connection, each.id, now)],
            disabled={
                each.id: len(disabled_receivers(connection, each.id, made_of(each.webhooks)))
                for each in companies
                if each.webhooks
            },
        )


def _database(service: Service) -> tuple[bool, dict[str, str | None], dict[str, dict[str, object]]]:
    """Return whether the database answers, where companies are written for elsewhere, and which logs are overdue."""
    elsewhere = [company.id for company in service.companies.values() if not company.lane.held]
    try:
        with reading(service.engine) as connection:
            connection.execute(select(literal(1)))
            ages = log_ages(connection, list(service.companies), service.now())
            addresses = {company: address_of(connection, company) for company in elsewhere}
            return True, addresses, {each.company: _overdue(each) for each in ages if each.old}
    except (SQLAlchemyError, OSError):
        return False, {}, {}


def _overdue(log: LogAge) -> dict[str, object]:
    """Return what is told of a log that has had no checkpoint for days: events are decided all the same."""
    days = int(log.age // 86400)
    reason = BETWEEN.join(texts(each).say("serving.checkpoint.old", days=days) for each in WRITTEN_IN)
    return {"checkpoint": {"state": "old", "at": log.at, "age_seconds": round(log.age), "reason": reason}}


def _standing(company: Company | None, address: str | None, now: float) -> dict[str, object]:
    if company is None or not company.lane.held:
        told: dict[str, object] = {"writer": "missing" if address is None else "elsewhere"}
        failed = address is None and company is not None and company.not_taken is not None
        return {**told, "waiting": 0, "clock_lag_seconds": 0.0, **(_state(NOT_TAKEN) if failed else {})}
    lane = company.lane
    return {
        "writer": "here",
        "waiting": lane.waiting,
        "clock_lag_seconds": round(clock_lag(lane.schedule.at, now), 1),
        **_clock_state(lane.telling),
    }


def _clock_state(telling: Telling) -> Mapping[str, str]:
    """Return why the time of a company is not told as it passes, where it is not."""
    ahead = telling.ahead()
    if ahead is not None:
        return _state(ClockState.CLOCK_AHEAD, now=ahead.now, latest=ahead.latest)
    standing = telling.standing
    return {} if standing is None or standing is ClockState.CLOCK_AHEAD else _state(standing)


def _state(state: str, **params: str) -> Mapping[str, str]:
    reason = BETWEEN.join(texts(each).say(f"serving.standing.{state}", **params) for each in WRITTEN_IN)
    return {"state": str(state), "reason": reason}


def _policy(company: Company) -> dict[str, object]:
    """Return the versions that a company's events are decided by."""
    return {
        "state": "refused" if company.refused else "current",
        "versions": [each.manifest.version for each in company.opened.policies],
        "findings": [finding_json(each, FIRST) for each in company.refused],
    }
