"""asked_code, settled_code: one-time codes on pages: made when a page asks for one, checked when a form brings it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from anyio import to_thread

from handover_policy.app.portal.codes import CodeAsked, codes_to_tell, is_carried
from handover_policy.app.sending.private.asking import send_code
from handover_policy.ledger.codes import (
    CodeKept,
    CodeOf,
    Purpose,
    check_code,
    code_state,
    codes_at_hand,
    make_code,
)
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.web.pages.visit import Visit


async def asked_code(visit: Visit, purpose: Purpose, *, anew: bool = False, fault: str = "") -> CodeAsked | None:
    """Return the code that a page asks for, made where none counts; None where the settings ask for none."""
    if not wants_code(visit, purpose):
        return None
    return await to_thread.run_sync(lambda: _asked(visit, purpose, anew=anew, fault=fault))


async def fault_of_code(visit: Visit, purpose: Purpose, told: str) -> str:
    """Return what is wrong with a code that a form brought; empty where it is right, or none is asked for."""
    if not wants_code(visit, purpose):
        return ""
    if not told.strip():
        return "missing"
    service, asked = visit.doors.service, CodeOf(visit.company.id, visit.visitor.id, purpose)
    envelope = envelope_in(service.settings.data)
    checked = await to_thread.run_sync(lambda: check_code(service.engine, envelope, asked, told, service.now()))
    return "" if checked == "right" else str(checked)


async def codes_told(visit: Visit) -> Sequence[CodeKept]:
    """Return the codes that hr tells their people, for no channel carries them; none to anybody else."""
    if not (visit.visitor.hr and wants_code(visit, "sheet")):
        return ()
    service = visit.doors.service
    envelope, company, now = envelope_in(service.settings.data), visit.company.id, service.now()

    def asked() -> Sequence[CodeKept]:
        with reading(service.engine) as connection:
            return [
                each for each in codes_to_tell(connection, envelope, company, now) if each.person != visit.visitor.id
            ]

    return await to_thread.run_sync(asked)


def wants_code(visit: Visit, purpose: Purpose) -> bool:
    """Return whether the settings of a company ask for a code."""
    wanted = visit.company.settings.codes
    return wanted.sheet or wanted.acts if purpose == "sheet" else wanted.acts


def _asked(visit: Visit, purpose: Purpose, *, anew: bool, fault: str) -> CodeAsked:
    service, wanted = visit.doors.service, CodeOf(visit.company.id, visit.visitor.id, purpose)
    now, envelope = service.now(), envelope_in(service.settings.data)
    with reading(service.engine) as connection:
        state = code_state(connection, wanted, now)
    if state.locked_until is None and (anew or state.until is None):
        state = make_code(service.engine, envelope, wanted, now)
        if state.name:
            send_code(service.engine, visit.company, wanted.person, state.name, now)
    with reading(service.engine) as connection:
        carried = is_carried(connection, wanted.company, wanted.person, state.name)
        demo = visit.request.app.state.demo is not None
        kept = codes_at_hand(connection, envelope, wanted.company, now, wanted.person) if demo else ()
    return CodeAsked(
        until=_moment(state.until),
        locked_until=_moment(state.locked_until),
        carried=carried,
        shown=next((each.code for each in kept if each.purpose == purpose), ""),
        fault=fault,
    )


def _moment(stamp: float | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)
