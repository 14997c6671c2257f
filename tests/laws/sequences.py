"""Random sequences of events that get somewhere: most acts are by the right person, on a real task, with evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

from tests.laws.people import PEOPLE, SHA, World, departure, employment, happening, record_of

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
OFFSETS = (480, 480, 480, 120, 0, -480, 840, -705, 345)
EVIDENCE = ("file", "photo", "minutes")
JUMPS = (
    (8, timedelta(minutes=1)),
    (20, timedelta(hours=1)),
    (45, timedelta(days=1)),
    (20, timedelta(days=6)),
    (7, timedelta(days=40)),
)


class Teller:
    """Tells one sequence; `see` lets it know what came of an event, so that the next ones fit or just do not fit."""

    def __init__(self, seed: int, *, forward: bool = False) -> None:
        """Start a sequence; the same seed and the same decisions give the same events.

        `forward` keeps clock events in order and no event ahead of them: what people owe is told by the event's own
        day, so where that changes from day to day a clock that runs back finds what a clock before it has passed over.
        """
        self.chance = Random(seed)  # noqa: S311 - nothing here is secret
        self.world = World()
        self.now = START + timedelta(days=self.chance.randrange(80), minutes=self.chance.randrange(1440))
        self.told: list[bytes] = []
        self.diligent = self.chance.random() < 0.4
        self._long = self.chance.random() < 0.08
        self._extra = self.chance.randrange(8)
        self._number = 0
        self._forward = forward
        self._ticked = self.now

    @property
    def length(self) -> int:
        """Return how many events to tell: some 20, now and then enough to see a case through to its end."""
        return 70 if self._long else 18 + self._extra

    def see(self, decision: Mapping[str, Any]) -> None:
        """Take in a decision as it is written out."""
        self.world.see(decision)

    def next_event(self) -> bytes:
        """Return the next event as a line of JSON."""
        chance = self.chance
        if self.told and chance.random() < 0.03:
            return self._again()
        kind, subject, content = self._happening()
        event = self._event(kind, subject, content)
        line = json.dumps(event, ensure_ascii=False).encode()
        self.told.append(line)
        return line

    def _again(self) -> bytes:
        """Return an event that was told before: the same, or another under the same id."""
        line = self.chance.choice(self.told)
        if self.chance.random() < 0.5:
            return line
        event = json.loads(line)
        event["data"] = {**(event.get("data") or {}), "remark": "again"}
        return json.dumps(event, ensure_ascii=False).encode()

    def _event(self, kind: str, subject: str, content: Mapping[str, object]) -> dict[str, object]:
        chance = self.chance
        moment = self.now
        if chance.random() < 0.08:
            moment += timedelta(hours=chance.choice((-2000, -200, -30, -5, 5, 30)))
            moment = min(moment, self.now) if self._forward else moment
        if kind == "clock.ticked":
            moment = max(moment, self._ticked) if self._forward else moment
            self._ticked = moment
        if chance.random() < 0.01 and self._would_leap(kind, subject):
            moment = max(moment, self.now) + timedelta(days=chance.choice((402, 3653)))
        offset = timezone(timedelta(minutes=chance.choice(OFFSETS)))
        self._number += 1
        source = "hr/other" if chance.random() < 0.1 else "hr/core"
        event: dict[str, object] = {"id": f"e{self._number}", "source": source, "type": kind, "subject": subject}
        event["time"] = moment.astimezone(offset).isoformat(timespec="seconds")
        if content or chance.random() < 0.5:
            event["data"] = dict(content)
        if chance.random() < 0.01:
            event.pop(chance.choice(("id", "time", "subject", "data")), None)
        return event

    def _would_leap(self, kind: str, subject: str) -> bool:
        """Return whether a wrong year would be refused; what is told in order may not be ahead of the clock."""
        open_cases = self.world.open_cases()
        return not self._forward or (bool(open_cases) if kind == "clock.ticked" else subject in open_cases)

    def _happening(self) -> tuple[str, str, Mapping[str, object]]:
        chance, world = self.chance, self.world
        if len(world.hired) < 3:
            return employment(chance, world, self.now)
        roll = chance.random()
        if roll < 0.22:
            weights = [weight for weight, _ in JUMPS]
            jump = chance.choices([jump for _, jump in JUMPS], weights)[0]
            self.now += jump * (1 + chance.random())
            return "clock.ticked", "*", {}
        self.now += timedelta(minutes=chance.randrange(1 if roll < 0.5 else 900))
        openings = world.open_cases()
        if not openings or roll < (0.23 if self.diligent else 0.3):
            return departure(chance, world, self.now)
        roll = chance.random() + (0.15 if self.diligent else 0)
        if roll < 0.17:
            return employment(chance, world, self.now)
        if roll < 0.34:
            return happening(chance, world, self.now)
        if roll < (0.56 if world.sheets else 0.36):
            return self._signature()
        return self._act()

    def _signature(self) -> tuple[str, str, Mapping[str, object]]:
        chance, world = self.chance, self.world
        case = chance.choice(sorted(world.sheets)) if world.sheets else None
        employee = world.employee_of(case) if case is not None else chance.choice(world.open_cases())
        party = chance.choice(("leaver", "successor", "manager", "peer"))
        by = employee if party == "leaver" and chance.random() < 0.9 else world.stands_for(employee, party)
        content: dict[str, object] = {"party": party, "by": by or chance.choice(PEOPLE)}
        if case is not None and (case != world.cases_of(employee)[-1] or chance.random() < 0.1):
            content["case"] = case
        if chance.random() < 0.1:
            content["on_behalf_of"], content["by"] = content["by"], chance.choice(PEOPLE)
        if chance.random() < 0.15:
            return "sheet.objected", employee, {**content, "reason": "not so"}
        sha = world.sheets.get(case or "")
        if sha is not None and chance.random() < 0.6:
            content["sha256"] = sha if chance.random() < 0.8 else SHA
        return "sheet.signed", employee, {**content, "method": "click"}

    def _act(self) -> tuple[str, str, Mapping[str, object]]:
        chance, world = self.chance, self.world
        employee = chance.choice(world.open_cases())
        # Now and then a task of an earlier employment, which may be open still.
        tasks = world.tasks_of(employee, chance.choice(world.cases_of(employee)) if chance.random() < 0.2 else None)
        waiting = [task for task in tasks if task["state"] not in {"done", "waived", "cancelled"}]
        asked = [task for task in waiting if task["steps"][task["current_step"] or 0]["person"]]
        waiting = asked if asked and chance.random() < 0.9 else waiting
        if not tasks or chance.random() < 0.02:
            return "task.submitted", employee, {"task": f"{employee}/1:no.such", "by": employee}
        # One task at a time is carried through, so that short sequences finish some.
        fresh = waiting[0] if waiting and chance.random() < 0.7 else None
        task = fresh or chance.choice(waiting if waiting and chance.random() < 0.9 else tasks)
        return self._act_on(employee, task)

    def _act_on(self, employee: str, task: Mapping[str, Any]) -> tuple[str, str, Mapping[str, object]]:
        chance, world = self.chance, self.world
        slip = 0.01 if self.diligent else 0.08
        steps = task["steps"]
        place = next((at for at, step in enumerate(steps) if step["state"] == "waiting"), len(steps) - 1)
        step = steps[place]
        kind = "task.submitted" if place == 0 else "task.confirmed"
        roll = chance.random()
        if task["state"] in {"done", "waived"}:
            kind = "task.reopened"
        elif roll < 0.05:
            kind = "task.waived"
        elif roll < 0.10 and place > 0:
            kind = "task.returned"
        elif roll < 0.10 + slip / 2:
            kind = chance.choice(("task.submitted", "task.confirmed", "task.returned", "task.reopened"))
        by = step["person"] or chance.choice(PEOPLE)
        if kind in {"task.waived", "task.reopened"}:
            by = chance.choice((world.stands_for(employee, "manager") or by, "U-HR", "E1", by))
        content: dict[str, object] = {"task": task["id"], "by": by}
        if chance.random() < slip:
            content["by"] = chance.choice(PEOPLE)
        delegates = world.delegates.get(by, [])
        if chance.random() < (0.5 if delegates else slip / 2):
            content |= {"by": chance.choice(delegates or list(PEOPLE)), "on_behalf_of": by}
        if kind in {"task.submitted", "task.confirmed"} and chance.random() < 1 - slip:
            wanted = step["evidence"] or list(chance.sample(EVIDENCE, chance.randrange(2)))
            content["evidence"] = [record_of(name) for name in wanted]
        if kind == "task.reopened" or (kind not in {"task.submitted", "task.confirmed"} and chance.random() < 0.8):
            content["reason"] = "why not"
        if kind == "task.returned" and chance.random() < 0.4:
            content["to"] = chance.choice((*(other["party"] for other in steps), *PEOPLE))
        return kind, employee, content
