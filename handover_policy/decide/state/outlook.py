"""Outlook: what is known of an open case beside it, so that an event touches one task instead of all."""

from __future__ import annotations

from datetime import date, datetime

from handover_policy.model.case import Case


class Outlook:
    """What was worked out of a case when it was put back; it counts for that very case and no other.

    Nothing here is part of the state: what is missing is worked out again, and comes out the same.

    Args:
        case: the case, as it was put back.
        until: until when neither time nor the people it depends on change anything of it; None where that is unknown.
        planned: whether every unfinished task stands as it would be planned by the people there are now.
        gates: what its gates were decided on.
        unfinished: the ids of its unfinished handover tasks, in their order.
        total: how many handover tasks it has.
        moving: by task, the day on which time alone moves it.
        sending: by task, the day of its next message.

    """

    __slots__ = ("case", "gates", "moving", "planned", "sending", "total", "unfinished", "until")

    def __init__(
        self, *, case: Case, until: datetime | None, planned: bool, gates: tuple[object, ...] | None,
        unfinished: tuple[str, ...], total: int, moving: dict[str, date], sending: dict[str, date],
    ) -> None:  # fmt: skip
        self.case = case
        self.until = until
        self.planned = planned
        self.gates = gates
        self.unfinished = unfinished
        self.total = total
        self.moving = moving
        self.sending = sending
