"""history_lines: what happened in a case, in sentences with somebody as subject, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.app.portal.case.told import CaseTold, JsonObject, ToldEvent
from handover_policy.model.case import Case
from handover_policy.policy.called import party_title

CLOCK = "clock.ticked"
DRAWN: dict[str, tuple[str, str]] = {
    "task.submitted": ("done", "good"),
    "task.confirmed": ("done", "good"),
    "task.returned": ("returned", "warn"),
    "task.waived": ("waived", ""),
    "task.reopened": ("now", "act"),
    "sheet.signed": ("pen", "good"),
    "sheet.objected": ("note", "warn"),
    "resignation.submitted": ("page", "act"),
    "departure.declared": ("page", "act"),
    "withdrawal.requested": ("returned", "warn"),
    "withdrawal.declined": ("returned", "warn"),
    "resignation.withdrawn": ("returned", "act"),
    "departure.withdrawn": ("returned", "act"),
    "last_day.changed": ("clock", "act"),
    "employee.absent": ("late", "bad"),
    "employee.left": ("person", ""),
    "employee.returned": ("person", "good"),
    "successor.assigned": ("person", "act"),
    "loss.recorded": ("note", "warn"),
    "breach.recorded": ("note", "warn"),
    "severance.owed": ("shield", "good"),
    "claim.decided": ("note", ""),
}
"""By the type of an event the drawing beside it, and its tone."""
BY_LEAVER = frozenset({"resignation.submitted", "withdrawal.requested"})
"""What the leaver says; an event that names nobody else was told by the company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One thing that happened: when, how it is drawn, the sentence, what is added in grey; `reminder` of the clock."""

    position: int
    at: datetime
    drawing: str
    tone: str
    what: Saying
    more: Saying | None = None
    reminder: bool = False


def history_lines(view: View, case: Case, told: CaseTold) -> Sequence[HistoryLine]:
    """Return what happened, the newest first."""
    return list(_Telling(view, case).lines(told))[::-1]


class _Telling:
    """Goes through the rows of a case, and remembers what it has told of gates, tasks and the case itself."""

    def __init__(self, view: View, case: Case) -> None:
        self._view, self._case = view, case
        self._gates: dict[str, str] = {}
        self._deemed: dict[str, int] = {}
        self._titles: dict[str, str] = {task.id: task.title for task in case.tasks.values()}
        self._state = ""

    def lines(self, told: CaseTold) -> Iterator[HistoryLine]:
        for row in told.rows:
            if row.own and row.type in DRAWN:
                yield self._event(row)
            for effect in row.effects:
                yield from self._effect(row, effect)

    def _event(self, row: ToldEvent) -> HistoryLine:
        drawing, tone = DRAWN[row.type]
        data = row.data
        if not data:
            return _line(row, drawing, tone, saying("history.erased", what=saying(f"events.{row.type}")))
        params: dict[str, object] = {"who": self._actor(row), "leaver": self._name(self._case.employee)}
        for name in ("task", "successor", "last_day", "since", "on", "amount", "clause", "party", "to"):
            if name in data:
                params[name] = self._param(name, data[name])
        key = f"history.{row.type}"
        if row.type == "resignation.submitted" and row.actor not in {None, self._case.employee}:
            arrival = datetime.fromisoformat(row.event["time"]).astimezone(row.at.tzinfo).date()
            key, params["arrival"] = f"{key}-told", arrival
        if row.type == "successor.assigned" and data.get("tasks"):
            key, params["tasks"] = f"{key}-tasks", tuple(self._param("task", each) for each in data["tasks"])
        if row.type == "claim.decided":
            params["decision"] = saying(f"decisions.{data['decision']}")
        if row.type in {"loss.recorded", "breach.recorded"}:
            params["proven"] = saying("proven" if data["proven"] else "unproven")
        return _line(row, drawing, tone, saying(key, **params), self._more(row))

    def _more(self, row: ToldEvent) -> Saying | None:
        data = row.data
        told = next((data[name] for name in ("reason", "remark", "opinion", "description") if data.get(name)), None)
        files = len(data.get("evidence") or ())
        if told and files:
            return saying("history.said-with-files", text=told, count=files)
        if told:
            return saying("history.said", text=told)
        if files:
            return saying("history.files", count=files)
        case = next((each for each in row.effects if each["effect"] == "case"), None)
        if row.type == "resignation.submitted" and case is not None and case["last_day"]:
            last = date.fromisoformat(case["last_day"])
            return saying("history.notice", days=case["notice_days"], last_day=last)
        return None

    def _effect(self, row: ToldEvent, effect: JsonObject) -> Iterator[HistoryLine]:
        kind = effect["effect"]
        if kind == "task":
            yield from self._task(row, effect)
        elif kind == "gate":
            before = self._gates.get(effect["gate"])
            self._gates[effect["gate"]] = effect["state"]
            if before not in {None, effect["state"]}:
                drawing = {"open": "open", "held": "held"}.get(effect["state"], "ended")
                tone = "good" if effect["state"] == "open" else ""
                yield _line(row, drawing, tone, saying(f"history.gate-{effect['state']}", gate=effect["title"]))
        elif kind == "sheet":
            yield self._sheet(row, effect)
        elif kind == "case":
            if effect["state"] != self._state and effect["state"] == "closed":
                yield _line(row, "done", "good", saying("history.closed", leaver=self._name(self._case.employee)))
            self._state = effect["state"]
        elif kind == "notice" and row.type == CLOCK:
            told = saying("history.reminded", who=self._name(effect["to"]), text=_subject(effect))
            yield replace(_line(row, "note", "", told), reminder=True)

    def _task(self, row: ToldEvent, effect: JsonObject) -> Iterator[HistoryLine]:
        self._titles[effect["id"]] = effect["title"]
        silent = [step for step in effect["steps"] if step.get("deemed")]
        if len(silent) > self._deemed.get(effect["id"], 0):
            who = self._name(silent[-1]["person"])
            yield _line(row, "deemed", "good", saying("history.deemed", who=who, task=effect["title"]))
        self._deemed[effect["id"]] = len(silent)

    def _sheet(self, row: ToldEvent, effect: JsonObject) -> HistoryLine:
        if effect.get("deemed"):
            parties = tuple(party_title(self._view.policy, each) for each in effect["deemed"])
            return _line(row, "deemed", "good", saying("history.sheet-deemed", parties=parties))
        what = saying("history.sheet", version=effect["version"])
        voided = tuple(party_title(self._view.policy, each) for each in effect.get("voided", ()))
        return _line(row, "page", "act", what, saying("history.voided", parties=voided) if voided else None)

    def _actor(self, row: ToldEvent) -> object:
        data = row.data
        named = row.actor
        if named is None and row.type in BY_LEAVER:
            named = self._case.employee
        who = saying("company") if named is None else self._name(named)
        if data.get("on_behalf_of"):
            return saying("history.instead", who=who, principal=self._name(data["on_behalf_of"]))
        return who

    def _param(self, name: str, value: Any) -> object:  # noqa: ANN401 - a JSON value of an event
        if name == "task":
            return self._titles.get(value, value)
        if name in {"successor", "to"}:
            return self._name(value)
        if name == "party":
            return party_title(self._view.policy, value)
        if name == "clause":
            return next((each.title for each in self._view.policy.clauses if each.id == value), value)
        if name in {"last_day", "since", "on"}:
            return date.fromisoformat(value)
        return value

    def _name(self, name: str | None) -> object:
        return person(self._view, name)


def _subject(effect: JsonObject) -> str:
    return str(effect.get("subject") or effect["notice"])


def _line(row: ToldEvent, drawing: str, tone: str, what: Saying, more: Saying | None = None) -> HistoryLine:
    return HistoryLine(position=row.position, at=row.at, drawing=drawing, tone=tone, what=what, more=more)
