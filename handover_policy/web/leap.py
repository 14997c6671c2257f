"""Leap: what happened while a demo's clock went forward, as its pages tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, func, select

from handover_policy.ledger.tables import LEDGER

MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Leap:
    """What was decided meanwhile: how many messages, which tasks began, which gates opened."""

    to: datetime
    messages: int
    begun: Sequence[str]
    missed: int
    gates: Sequence[str]

    @property
    def quiet(self) -> bool:
        """Whether nothing happened."""
        return not (self.messages or self.begun or self.missed or self.gates)

    @property
    def named(self) -> Sequence[str]:
        """The first tasks that began."""
        return self.begun[:MOST_NAMED]


def newest_position(connection: Connection, company: str) -> int:
    """Return the position of the newest row of a ledger."""
    return connection.execute(select(func.max(LEDGER.c.position)).where(LEDGER.c.company == company)).scalar() or 0


def leap_since(connection: Connection, company: str, position: int, to: datetime) -> Leap:
    """Return what was decided behind a position of a ledger."""
    row = LEDGER.c
    asked = select(row.decision).where(row.company == company, row.position > position, row.decision.is_not(None))
    effects = [each for told in connection.execute(asked).scalars() for each in orjson.loads(told)["effects"]]
    tasks = (each for each in effects if each["effect"] == "task" and each["state"] == "open" and _is_first(each))
    gates = (each for each in effects if each["effect"] == "gate" and each["state"] == "open")
    return Leap(
        to=to,
        messages=sum(each["effect"] == "notice" for each in effects),
        begun=list(dict.fromkeys(f"{_whose(each)} · {each['title']}" for each in tasks)),
        missed=sum(each["effect"] == "duty" and each["state"] == "missed" for each in effects),
        gates=list(dict.fromkeys(f"{_whose(each)} · {each['title']}" for each in gates)),
    )


def _is_first(effect: dict[str, object]) -> bool:
    return effect.get("current_step") == 0


def _whose(effect: dict[str, object]) -> str:
    employee = effect.get("employee")
    return str(employee.get("name") or employee.get("id")) if isinstance(employee, dict) else ""
