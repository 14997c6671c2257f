"""Laws of what is over: a departure taken back leaves nothing, an employment has one open case, keys are unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handover_policy.decide.decided import Decided
from handover_policy.decide.state.register import Register
from handover_policy.model.case import Case
from handover_policy.model.words.event_types import OF_A_CASE
from tests.laws.judging import must


class Ended:
    """Remembers which departures were taken back, and which keys messages had."""

    def __init__(self) -> None:
        """Know of none."""
        self._withdrawn: set[str] = set()
        self._keys: dict[str, str] = {}

    def hold(self, register: Register, decided: Decided, event: Mapping[str, Any], decision: Mapping[str, Any]) -> None:
        """Raise LawBroken where something is left of a departure taken back, or a key comes twice, or goes astray."""
        for effect in decision["effects"]:
            over = effect["case"] in self._withdrawn and effect["effect"] not in {"duty", "problem"}
            must(not over or _of_the_person(effect), "of a departure taken back nothing more is told", effect)
            if effect["effect"] == "notice":
                other = self._keys.setdefault(effect["key"], effect["id"])
                must(other == effect["id"], "a key is one message's", effect["id"], other)
        _goes_where_it_says(register, event, decision["case"])
        for work in decided.works.values():
            if work.case.state == "withdrawn":
                _nothing_open(work.case)
                self._withdrawn.add(work.case.id)


def _goes_where_it_says(register: Register, event: Mapping[str, Any], name: str | None) -> None:
    """An event goes to the case it names, itself or by its task, and else to one of the newest employment."""
    told = event.get("data") or {}
    if name is None or event["type"] not in OF_A_CASE:
        return
    case, employee = register.case(name), register.employee(event["subject"])
    must(case is not None and case.employee == event["subject"], "an event goes to a case of its subject", name)
    named = told.get("case") or (told["task"].split(":")[0] if event["type"].startswith("task.") else None)
    if named is not None:
        must(name == named, "an event goes to the case it names", name, named)
    elif case is not None and employee is not None:
        ahead = employee.hired_on > datetime.fromisoformat(event["time"]).astimezone(register.zone).date()
        newest = case.employment == employee.employment
        must(newest or ahead, "an event goes to the newest employment that has begun", name)


def _of_the_person(effect: Mapping[str, Any]) -> bool:
    return effect["effect"] == "notice" and "duty" in (effect["about"] or {})


def _nothing_open(case: Case) -> None:
    must(all(task.finished for task in case.tasks.values()), "a departure taken back leaves no task open", case.id)
    left = [gate.id for gate in case.gates.values() if gate.state != "ended"]
    must(not left, "a departure taken back leaves no gate", case.id, left)
    claims = [claim.clause for claim in case.claims.values() if claim.state in {"open", "disputed"}]
    must(not claims, "a departure taken back leaves no claim open", case.id, claims)
    must(not case.leaver_gone, "whoever stays is not gone", case.id)


def hold_one_case(register: Register) -> None:
    """Raise LawBroken where an employment has two open cases; a transfer's stands in nobody's way."""
    found = Counter((case.employee, case.employment) for case in register.open_cases() if case.cause != "transfer")
    must(max(found.values(), default=0) <= 1, "an employment has one open case", found)
    transfers = Counter((case.employee, case.employment) for case in register.open_cases() if case.cause == "transfer")
    must(max(transfers.values(), default=0) <= 1, "somebody is transferred once at a time", transfers)
