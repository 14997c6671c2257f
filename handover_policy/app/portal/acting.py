"""PageAct: what somebody does on a page, as an event, told to the company's writer; and what it would lead to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.visitor import Visitor
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.told import Answered, Told
from handover_policy.decide.decide import decide_event
from handover_policy.decide.decided import Decided
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.model.decision import Reason
from handover_policy.model.events import Event

SOURCE = "portal"
ID_DIGITS = 32


class ActUnfit(ValueError):
    """What was filled in makes no event; `reasons` tell each thing that is wrong."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        """Take the reasons."""
        super().__init__(str(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAct:
    """What somebody does on a page.

    Args:
        name: drawn when the page was made: the same click twice is the same event.
        by: whoever does it.
        type: of the event.
        subject: the employee it is about.
        data: of the event, as JSON values.
        beside: attributes of the event beside its data, as CloudEvents extensions: what was shown with it.
        at: when it happened, where that is told and was before now.

    """

    name: str
    by: Visitor
    type: str
    subject: str
    data: Mapping[str, object]
    beside: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


def act_id(act: PageAct) -> str:
    """Return the id of an act's event: nobody can take the one of somebody else."""
    return hashlib.sha256(f"{act.by.id}\n{act.name}".encode()).hexdigest()[:ID_DIGITS]


def event_of(company: Company, act: PageAct, now: datetime) -> Told:
    """Return an act as an event of the company, at a moment.

    Raises:
        ActUnfit: what was filled in makes no event.

    """
    zone = company.run.books.zone_owner.manifest.timezone
    told: dict[str, Any] = {
        "specversion": "1.0",
        "id": act_id(act),
        "source": SOURCE,
        "type": act.type,
        "subject": act.subject,
        "time": (act.at or now).astimezone(zone).replace(microsecond=0).isoformat(),
        "data": dict(act.data),
        "authtype": "user",
        "authid": act.by.id,
    }
    told |= act.beside
    line = orjson.dumps(told)
    event = company.run.read_line(line, 1)
    if isinstance(event, Unreadable):
        raise ActUnfit(tuple(event.reasons))
    return Told(event=event, body=line.decode())


def tell_act(company: Company, act: PageAct, now: datetime) -> Future[tuple[Answered, ...]]:
    """Return what will hold what became of an act; raises what `event_of` and `Lane.tell` do."""
    return company.lane.tell([event_of(company, act, now)])


def foreseen(view: View, event: Event) -> Decided:
    """Return what an event would lead to on the state as it is read; nothing of it is kept."""
    run = copy(view.company.run)
    run.register = view.state
    with view.connection.begin_nested() as trial:
        decided = decide_event(view.state, run.books, event)
        trial.rollback()
    return decided
