"""note_opened, note_looked: that somebody opened what is kept of a person, for that person to see on /me."""

from __future__ import annotations

from datetime import timedelta

from anyio import to_thread

from handover_policy.ledger.database import reading
from handover_policy.ledger.personal.openings import has_opened, note_opening
from handover_policy.web.pages.visit import Visit

EVERY = timedelta(hours=1)
"""How often it is noted that the same reader looks at the same thing."""
CASE, PERSON, FILE = "case", "person", "file"


async def note_opened(visit: Visit, person: str, what: str) -> None:
    """Note that the reader opened something of somebody's."""
    engine, company, by, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    await to_thread.run_sync(lambda: note_opening(engine, company, person, by=by, what=what, now=now))


async def note_looked(visit: Visit, person: str, what: str) -> None:
    """Note that the reader looked at a page about somebody else, once an hour."""
    engine, company, by, now = visit.doors.service.engine, visit.company.id, visit.visitor.id, visit.now
    if person == by:
        return

    def noted() -> None:
        with reading(engine) as connection:
            known = has_opened(connection, company, person, by=by, what=what, since=now - EVERY)
        if not known:
            note_opening(engine, company, person, by=by, what=what, now=now)

    await to_thread.run_sync(noted)
