"""note_opened: that somebody opened what is kept of a person, for that person to see on /me."""

from __future__ import annotations

from anyio import to_thread

from handover_policy.ledger.personal.openings import note_opening
from handover_policy.web.pages.visit import Visit


async def note_opened(visit: Visit, person: str, what: str) -> None:
    """Note that the reader opened something of somebody's."""
    engine, company, by, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    await to_thread.run_sync(lambda: note_opening(engine, company, person, by=by, what=what, now=now))
