"""POST /v1/events, GET /v1/events/{receipt}: events told, all of a request or none, and read back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
import structlog
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.history import unseen
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.told import (
    Answered,
    ClockAhead,
    Conflicting,
    DecidingFailed,
    Overloaded,
    Told,
    Unwritten,
    WrittenElsewhere,
    position_of,
)
from handover_policy.app.signing.assurance import KEY as ASSURANCE
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.state.seen_events import event_key
from handover_policy.ledger.keys import ApiKey
from handover_policy.ledger.lease import address_of
from handover_policy.ledger.reading.told import EVENT, row_at, taken_otherwise
from handover_policy.model.decision import Reason
from handover_policy.model.events import Event
from handover_policy.web.access import told_signature, unauthorized
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import doors_of
from handover_policy.web.log import places_of
from handover_policy.web.metrics import Metrics
from handover_policy.web.paths import segment
from handover_policy.web.problems import ApiProblem, Flaw, busy
from handover_policy.web.telling.bodies import whole_body
from handover_policy.web.telling.cloudevents import EventTexts, event_texts, told_binary
from handover_policy.web.telling.forwarding import forwarded
from handover_policy.web.telling.stored import not_stored

WRITE, READ = "events:write", "events:read"
AHEAD_SECONDS = 60
"""After which an event is told again where the clock of the service is not believed."""
AHEAD = timedelta(minutes=5)
"""How far ahead of the service's clock an event's time may be."""
CLOCK = "clock.ticked"
OWN_SOURCES = frozenset({"portal", "handover", "inbound"})
"""Sources of the service itself, and what begins with one of them and a slash."""
LARGE = 64 * 1024
"""Bytes of a body that is read in a thread: whoever else asks waits for none."""
LOG = structlog.get_logger("handover.web")
MOST_SAID = 500
"""Characters of why a database took nothing, as the log tells it."""
LONGEST_NAME = 256
"""Characters of a type and of a subject, also where nobody knows the type: the ledger finds its rows by them."""
NAMING = frozenset(
    {
        *("accepted_by", "agreed_by", "by", "case", "from", "manager", "on_behalf_of"),
        *("party", "successor", "task", "team_leader", "to"),
    }
)
"""What in the data of events names people, cases and tasks: no database finds a name with U+0000 in it."""
MINIMAL = "return=minimal"


@dataclass(frozen=True, slots=True)
class _Refused:
    """An event that is not taken: its place in the request, the code of the problem, and what is wrong."""

    place: int
    code: str
    faults: tuple[Flaw, ...]


async def post_events(request: Request) -> Response:
    """Answer what became of the events of a request, once they are decided and on disk; nobody unknown sends a body."""
    doors = doors_of(request)
    if not told_signature(request.headers):
        key = await doors.key(request, WRITE)
        with doors.room.taken(request):
            return await _answer(request, key, await whole_body(request))
    if told_binary(request.headers):
        raise unauthorized("signature-binary")
    await doors.announced(request)
    with doors.room.taken(request):
        body = await whole_body(request)
        return await _answer(request, await doors.key_of_signature(request, body, WRITE), body)


async def _answer(request: Request, key: ApiKey, body: bytes) -> Response:
    doors, headers = doors_of(request), request.headers
    company = doors.company(key)
    now = doors.service.now()

    def read() -> tuple[EventTexts, list[tuple[int, Told]], list[_Refused]]:
        events = event_texts(headers, headers.raw, body)
        return events, *_read(company, events, key, now)

    events, told, refused = await to_thread.run_sync(read) if len(body) > LARGE else read()
    missing = await not_stored(request, company, told)
    refused += [
        _Refused(each.place, "unfit", (Flaw(pointer=events.pointer(each.place) + each.pointer, key="not-stored"),))
        for each in missing
    ]
    if refused:
        taken = await _taken(request, company, told)
        raise _problem([*refused, *taken], events)
    try:
        answered = await _answered(company, [each for _, each in told], events)
    except WrittenElsewhere:
        address = await doors.read(company, address_of, company.id)
        return await forwarded(request, body, address, doors.handing_on)
    metrics: Metrics = request.app.state.metrics
    for each in answered:
        if not each.replayed:
            metrics.decisions.labels(company.id, each.outcome).inc()
    minimal = MINIMAL in [part.strip().lower() for part in headers.get("prefer", "").replace(";", ",").split(",")]
    results = [_result(each, minimal=minimal) for each in answered]
    return json_answer({"results": results}, headers={"preference-applied": MINIMAL} if minimal else None)


async def get_event(request: Request) -> Response:
    """Answer the event of a receipt, with its position and decision."""
    doors = doors_of(request)
    key = await doors.key(request, READ)
    place = position_of(segment(request, "receipt"))
    company = doors.company(key)
    row = None if place is None else await doors.read(company, row_at, company.id, place[0])
    if row is None or place is None or row.body is None or row.kind != EVENT:
        raise ApiProblem("not-found")
    told = orjson.loads(row.body)
    if event_key(str(told.get("source")), str(told.get("id"))).hex()[:16] != place[1]:
        raise ApiProblem("not-found")
    return json_answer(
        {
            "receipt": segment(request, "receipt"),
            "position": row.position,
            "received_at": row.received_at,
            "event": unseen(told) if ASSURANCE in told else orjson.Fragment(row.body),
            "decision": None if row.decision is None else orjson.Fragment(row.decision),
        }
    )


def _read(
    company: Company, events: EventTexts, key: ApiKey, now: datetime
) -> tuple[list[tuple[int, Told]], list[_Refused]]:
    """Return the events with their places, and those that are not taken."""
    told, refused = list[tuple[int, Told]](), list[_Refused]()
    for place, text in enumerate(events.texts):
        event = company.run.read_line(text.encode(), place + 1)
        if isinstance(event, Unreadable):
            at = events.pointer(place)
            faults = tuple(Flaw(pointer=at + pointer_of(each.at), reason=each) for each in event.reasons)
            refused.append(_Refused(place, _code(event.reasons), faults))
            continue
        told.append((place, Told(event=event, body=text)))
        refused.extend(_not_allowed(event, place, events.pointer(place), key, now))
    return told, refused


def _not_allowed(event: Event, place: int, at: str, key: ApiKey, now: datetime) -> Iterator[_Refused]:
    """Yield why a key may not tell an event, or not yet, or why no ledger takes it."""
    names = [("type", event.type), ("subject", event.subject)]
    yield from (_name_refused(place, f"{at}/{name}", "unreadable") for name, value in names if not _fit(value))
    ids = [(name, value) for name, value in event.data.items() if name in NAMING and isinstance(value, str)]
    yield from (_name_refused(place, f"{at}/data/{name}", "unfit") for name, value in ids if "\0" in value)
    if event.source.partition("/")[0] in OWN_SOURCES:
        yield _Refused(place, "forbidden", (Flaw(pointer=f"{at}/source", key="own-source"),))
    elif event.type == CLOCK:
        yield _Refused(place, "forbidden", (Flaw(pointer=f"{at}/type", key="own-clock"),))
    elif not key.may_tell(event.source, event.type):
        shown = {"source": event.source[:100], "type": event.type[:100]}
        yield _Refused(place, "forbidden", (Flaw(pointer=at, key="not-of-this-key", params=shown),))
    if event.time > now + AHEAD:
        yield _Refused(place, "unfit", (Flaw(pointer=f"{at}/time", key="ahead", params={"now": _shown(now)}),))


def _fit(name: str) -> bool:
    return len(name) <= LONGEST_NAME and "\0" not in name


def _name_refused(place: int, pointer: str, code: str) -> _Refused:
    return _Refused(place, code, (Flaw(pointer=pointer, key="name", params={"most": LONGEST_NAME}),))


def _shown(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _code(reasons: Sequence[Reason]) -> str:
    """Return the problem of an event that was read as none: its data, or all of it."""
    about_data = all(each.at is not None and each.at.split(".")[0] == "data" for each in reasons)
    return "unfit" if about_data else "unreadable"


def pointer_of(at: str | None) -> str:
    """Return the JSON pointer of a place that a reason names, its parts joined by dots."""
    if at is None:
        return ""
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in at.split("."))


async def _taken(request: Request, company: Company, told: Sequence[tuple[int, Told]]) -> list[_Refused]:
    """Return the events whose ids stand for other content, in the ledger or in the request."""
    contents: dict[bytes, bytes] = {}
    places: dict[int, bytes] = {}
    conflicts = set[int]()
    for place, each in told:
        places[place] = key = event_key(each.event.source, each.event.id)
        if contents.setdefault(key, each.event.digest) != each.event.digest:
            conflicts.add(place)
    found = await doors_of(request).read(company, taken_otherwise, company.id, contents) if contents else ()
    conflicts |= {place for place, key in places.items() if key in found}
    return [_conflict(place) for place in sorted(conflicts)]


def _conflict(place: int) -> _Refused:
    return _Refused(place, "conflict", ())


def _problem(refused: Sequence[_Refused], events: EventTexts) -> ApiProblem:
    """Return the problem of a request: of the first event that is not taken, with what is wrong with all of them."""
    ordered = sorted(refused, key=lambda each: each.place)
    faults = [
        fault
        for each in ordered
        for fault in each.faults or (Flaw(pointer=f"{events.pointer(each.place)}/id", key="taken"),)
    ]
    return ApiProblem(ordered[0].code, *faults)


async def _answered(company: Company, told: Sequence[Told], events: EventTexts) -> Sequence[Answered]:
    """Return what became of events, once they are on disk; whoever asked may be gone by then."""
    if not told:
        return ()
    try:
        return await asyncio.wrap_future(company.lane.tell(told))
    except Conflicting as conflicting:
        raise _problem([_conflict(place) for place in conflicting.places], events) from None
    except ClockAhead as ahead:
        raise busy("clock-ahead", AHEAD_SECONDS, company=company.id, now=ahead.now, latest=ahead.latest) from None
    except DecidingFailed as undecidable:
        place = undecidable.place if len(told) > 1 else 0
        digests = [each.event.digest.hex() for each in (told if place is None else told[place : place + 1])]
        LOG.error("undecidable", company=company.id, events=digests, why=places_of(undecidable.__cause__))  # noqa: TRY400 - values may stand in its message
        pointer = "" if place is None else events.pointer(place)
        raise ApiProblem("undecidable", Flaw(pointer=pointer, key="undecidable")) from None
    except Overloaded as overloaded:
        raise busy("busy", overloaded.seconds) from None
    except Unwritten as unwritten:
        LOG.warning("unwritten", company=company.id, why=str(unwritten)[:MOST_SAID])
        raise busy("unwritten", unwritten.seconds) from unwritten


def _result(answered: Answered, *, minimal: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "source": answered.source,
        "id": answered.id,
        "receipt": answered.receipt,
        "position": answered.position,
        "outcome": answered.outcome,
        "replayed": answered.replayed,
    }
    return told if minimal else {**told, "decision": orjson.Fragment(answered.decision)}
