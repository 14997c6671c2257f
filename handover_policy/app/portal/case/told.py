"""CaseTold: what the ledger tells of a case, row by row, and the newest word about each part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeAlias

import orjson

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import SOURCE
from handover_policy.ledger.reading.cases import history_of
from handover_policy.ledger.reading.deliveries import KIND as DELIVERY
from handover_policy.ledger.reading.told import ReadRow

JsonObject: TypeAlias = Mapping[str, Any]

AT_ONCE = 500
APPLIED = "applied"
ACTORS = ("by", "accepted_by", "agreed_by")
NAMED_BY = {"task": "id", "gate": "gate", "claim": "clause"}
"""By the kind of an effect the key that tells which one it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """A row that tells of a case: an event that was applied, and what of it concerned the case.

    `own` says that the event was the case's own; of others only their effects here are shown. `event` is empty where
    it was erased.
    """

    position: int
    at: datetime
    type: str
    own: bool
    event: JsonObject
    effects: Sequence[JsonObject]
    policy: JsonObject

    @property
    def actor(self) -> str | None:
        """Who did it: as the event tells; of an act on a page that names nobody, who was signed in."""
        named = next((self.data[name] for name in ACTORS if isinstance(self.data.get(name), str)), None)
        return named or (self.event.get("authid") if self.event.get("source") == SOURCE else None)

    @property
    def data(self) -> JsonObject:
        """What the event told."""
        told = self.event.get("data")
        return told if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestEffect:
    """The newest effect about a part of a case, and the row it came with."""

    effect: JsonObject
    row: ToldEvent


@dataclass(frozen=True)
class CaseTold:
    """Every row that tells of a case, the oldest first; `deliveries` is what was told of its messages on channels."""

    case: str
    rows: Sequence[ToldEvent] = field(default_factory=tuple)
    deliveries: Sequence[JsonObject] = field(default_factory=tuple)

    @property
    def last(self) -> int:
        """The position of the newest row; 0 where there is none."""
        return self.rows[-1].position if self.rows else 0

    def newest(self, kind: str, name: str | None = None) -> NewestEffect | None:
        """Return the newest effect of a kind, about one of its kind where that is named."""
        return self._newest.get((kind, name))

    def of(self, kind: str) -> Iterator[tuple[ToldEvent, JsonObject]]:
        """Yield the effects of a kind, the oldest first."""
        for row in self.rows:
            for effect in row.effects:
                if effect["effect"] == kind:
                    yield row, effect

    @cached_property
    def _newest(self) -> Mapping[tuple[str, str | None], NewestEffect]:
        found: dict[tuple[str, str | None], NewestEffect] = {}
        for row in self.rows:
            for effect in row.effects:
                kind = effect["effect"]
                name = effect[NAMED_BY[kind]] if kind in NAMED_BY else None
                found[(kind, name)] = NewestEffect(effect=effect, row=row)
        return found


def told_of(view: View, case: str) -> CaseTold:
    """Return what the ledger tells of a case."""
    rows: list[ToldEvent] = []
    deliveries: list[JsonObject] = []
    after = 0
    while True:
        found, more = history_of(view.connection, view.company.id, case, after, AT_ONCE)
        rows += [told for row in found if (told := _row(view, row, case)) is not None]
        deliveries += [orjson.loads(row.body) for row in found if row.kind == DELIVERY and row.body is not None]
        if not more:
            return CaseTold(case, rows, deliveries)
        after = found[-1].position


def _row(view: View, row: ReadRow, case: str) -> ToldEvent | None:
    decision = None if row.decision is None else orjson.loads(row.decision)
    if decision is None or decision.get("outcome") != APPLIED:
        return None
    own = decision.get("case") == case
    event = {} if row.body is None else orjson.loads(row.body)
    at = decision["event"].get("time") or row.received_at
    return ToldEvent(
        position=row.position,
        at=datetime.fromisoformat(at).astimezone(view.now.tzinfo),
        type=decision["event"]["type"],
        own=own,
        event=event if own else {"id": event.get("id"), "source": event.get("source")},
        effects=[each for each in decision.get("effects", ()) if each["case"] == case],
        policy=decision.get("policy") or {},
    )
