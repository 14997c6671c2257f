"""Cases as they stand: each in short with who is blocking it, and one with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handover_policy.app.asking.view import View
from handover_policy.ledger.reading.cases import case_ids
from handover_policy.model.case import Case, Task
from handover_policy.model.sheet import Objection, Sheet
from handover_policy.model.written.effect_json import claim_json, gate_json
from handover_policy.model.written.scalars import Json, iso
from handover_policy.model.written.task_json import task_json

AT_ONCE = 50
MOST_LOOKED_AT = 2_000
"""How many cases one question looks at; the next one goes on behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAsked:
    """Which cases are asked for; None is any. `text` is a part of id or name, in any letters."""

    state: str | None = None
    department: str | None = None
    overdue: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class CasesFound:
    """Cases in short, and the id of the last one looked at; None where there are no more."""

    cases: Sequence[Json]
    after: str | None


def cases_after(view: View, after: str, limit: int, asked: CasesAsked) -> CasesFound:
    """Return cases behind one, in the order of their ids."""
    found: list[Json] = []
    last, looked_at = after, 0
    while looked_at < MOST_LOOKED_AT:
        ids = case_ids(view.connection, view.company.id, last, AT_ONCE, asked.state)
        view.state.case_rows.fetch(ids)
        for name in ids:
            last, looked_at = name, looked_at + 1
            case = view.state.case(name)
            if case is None or not _asked_for(told := case_in_short(view, case), asked):
                continue
            found.append(told)
            if len(found) == limit:
                return CasesFound(found, last)
        if len(ids) < AT_ONCE:
            return CasesFound(found, None)
    return CasesFound(found, last)


def case_in_short(view: View, case: Case) -> Json:
    """Return a case with its dates, counts of its tasks, its gates, and who is blocking it."""
    late = sum(1 for task in case.tasks.values() if overdue(task, view.today))
    unfinished = sum(1 for task in case.tasks.values() if not task.finished)
    return {
        "id": case.id,
        "employee": view.employee_of(case),
        "state": case.state,
        "cause": case.cause,
        "arrival": case.arrival.isoformat(),
        "notice_days": case.notice_days,
        "notice_end": iso(case.notice_end),
        "last_day": iso(case.last_day),
        "shortfall_days": case.shortfall_days,
        "absent": case.absent,
        "successor": _person(view, case.successor),
        "policy": case.policy,
        "tasks": {"total": len(case.tasks), "unfinished": unfinished, "overdue": late},
        "gates": [
            {"gate": gate.id, "controls": gate.controls, "state": gate.state, "control": gate.control}
            for gate in case.gates.values()
        ],
        "blocking": list(_blocking(view, case)) if case.state == "open" else [],
        "overdue": late > 0,
    }


def case_told(view: View, case: Case) -> Json:
    """Return a case as it stands, with its tasks, gates, claims and sheet."""
    return {
        **case_in_short(view, case),
        "as_of": view.moment(case).isoformat(timespec="seconds"),
        "tasks": [task_json(task, view.names_in(task)) for task in case.tasks.values()],
        "gates": [gate_json(view.gate(case, gate)) for gate in case.gates.values()],
        "claims": [claim_json(claim) for claim in case.claims.values()],
        "sheet": None if case.sheet is None else _sheet(view, case.sheet),
        "objections": [_objection(view, each) for each in case.objections],
    }


def overdue(task: Task, today: date) -> bool:
    """Return whether a task should have been further by now."""
    return not task.finished and task.due < today


def _asked_for(told: Json, asked: CasesAsked) -> bool:
    employee = told["employee"]
    if not isinstance(employee, dict):
        return False
    if asked.department is not None and employee["department"] != asked.department:
        return False
    if asked.overdue is not None and told["overdue"] != asked.overdue:
        return False
    return asked.text is None or asked.text.casefold() in f"{told['id']}\n{employee['name'] or ''}".casefold()


def _blocking(view: View, case: Case) -> Iterator[Json]:
    """Yield who has the turn in how many tasks, whoever is late first."""
    counts: dict[tuple[str | None, str], list[bool]] = {}
    for task in case.tasks.values():
        for step in task.turns:
            counts.setdefault((step.person, step.party), []).append(overdue(task, view.today))
    for (person, party), late in sorted(counts.items(), key=_latest_first):
        told: Json = {"person": person, "name": view.called(person), "party": party}
        yield {**told, "tasks": len(late), "overdue": sum(late)}


def _latest_first(counted: tuple[tuple[str | None, str], list[bool]]) -> tuple[int, int, str]:
    (person, _), late = counted
    return -sum(late), -len(late), person or ""


def _person(view: View, person: str | None) -> Json | None:
    return None if person is None else {"id": person, "name": view.called(person)}


def _sheet(view: View, sheet: Sheet) -> Json:
    return {
        "version": sheet.version,
        "sha256": sheet.sha256,
        "since": sheet.since.isoformat(),
        "signatures": [
            {
                "party": party,
                "by": each.by,
                "name": view.called(each.by),
                "on_behalf_of": each.on_behalf_of,
                "at": _moment(each.at),
                "method": each.method,
                "opinion": each.opinion,
            }
            for party, each in sheet.signatures.items()
        ],
        "deemed": {party: day.isoformat() for party, day in sheet.deemed.items()},
    }


def _objection(view: View, told: Objection) -> Json:
    return {
        "version": told.version,
        "party": told.party,
        "by": told.by,
        "name": view.called(told.by),
        "on_behalf_of": told.on_behalf_of,
        "at": _moment(told.at),
        "reason": told.reason,
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat()
