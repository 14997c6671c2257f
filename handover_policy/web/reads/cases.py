"""GET /v1/cases, a case, its history; /v1/tasks; /v1/gates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.cases import CasesAsked, case_told, cases_after
from handover_policy.app.asking.gates import gates_told
from handover_policy.app.asking.history import HistoryFound, history_told
from handover_policy.app.asking.tasks import read_place, tasks_told, written_place
from handover_policy.app.asking.view import View, view_of
from handover_policy.ledger.keys import ApiKey
from handover_policy.ledger.reading.cases import TaskPlace, TasksAsked
from handover_policy.model.words.controls import CONTROLS, OWN
from handover_policy.model.words.states import CASE_STATES, TASK_STATES
from handover_policy.model.written.scalars import Json
from handover_policy.web.answers import json_answer
from handover_policy.web.doors import doors_of
from handover_policy.web.paths import case_id
from handover_policy.web.problems import ApiProblem, parameter
from handover_policy.web.reads.asked import choice, day, text, whole_number, yes_or_no

Given = ParamSpec("Given")
Found = TypeVar("Found")

CASES, GATES = "cases:read", "gates:read"
LIMIT, MOST = 50, 200
MOST_ROWS = 500
LAST_POSITION = 2**53


async def get_cases(request: Request) -> Response:
    """Answer cases in short, by their ids."""
    key = await doors_of(request).key(request, CASES)
    asked = CasesAsked(
        state=choice(request, "state", tuple(CASE_STATES)),
        department=text(request, "department"),
        overdue=yes_or_no(request, "overdue"),
        text=text(request, "q"),
    )
    after, limit = text(request, "after") or "", whole_number(request, "limit", LIMIT, least=1, most=MOST)
    found = await _seen(request, key, cases_after, after, limit, asked)
    return json_answer({"cases": found.cases, "next": found.after})


async def get_case(request: Request) -> Response:
    """Answer a case as it stands."""
    key = await doors_of(request).key(request, CASES)
    name = case_id(request)
    return json_answer(_there(await _seen(request, key, _case, name)))


async def get_history(request: Request) -> Response:
    """Answer everything that happened in a case."""
    key = await doors_of(request).key(request, CASES)
    name = case_id(request)
    after = whole_number(request, "after", 0, most=LAST_POSITION)
    limit = whole_number(request, "limit", LIMIT, least=1, most=MOST_ROWS)
    found = await _seen(request, key, _history, name, after, limit)
    if found is None:
        raise ApiProblem("not-found")
    return json_answer({"history": found.entries, "next": found.after})


async def get_tasks(request: Request) -> Response:
    """Answer tasks with the step at hand."""
    key = await doors_of(request).key(request, CASES)
    asked = TasksAsked(
        person=text(request, "person"),
        state=choice(request, "state", tuple(TASK_STATES)),
        due_before=day(request, "due_before"),
    )
    after, limit = _place(request), whole_number(request, "limit", LIMIT, least=1, most=MOST)
    found = await _seen(request, key, tasks_told, after, limit, asked)
    return json_answer({"tasks": found.tasks, "next": written_place(found.after)})


async def get_gates(request: Request) -> Response:
    """Answer whether what a control holds may be done."""
    key = await doors_of(request).key(request, GATES)
    employee, case = text(request, "employee"), text(request, "case")
    control = request.query_params.get("control")
    if employee is None or control is None:
        raise parameter("employee" if employee is None else "control", "missing")
    if control not in CONTROLS and not control.startswith(OWN):
        raise parameter("control", "choice", known=", ".join(sorted(CONTROLS)) + f", {OWN}…")
    found = await _seen(request, key, gates_told, control, employee, case)
    if found is None:
        raise ApiProblem("no-case")
    return json_answer(found)


def _there(found: Json | None) -> Json:
    if found is None:
        raise ApiProblem("not-found")
    return found


def _place(request: Request) -> TaskPlace | None:
    told = text(request, "after")
    place = None if told is None else read_place(told)
    if told is not None and place is None:
        raise parameter("after", "next")
    return place


def _case(view: View, name: str) -> Json | None:
    case = view.state.case(name)
    return None if case is None else case_told(view, case)


def _history(view: View, name: str, after: int, limit: int) -> HistoryFound | None:
    return None if view.state.case(name) is None else history_told(view, name, after, limit)


async def _seen(
    request: Request,
    key: ApiKey,
    ask: Callable[Concatenate[View, Given], Found],
    *given: Given.args,
    **named: Given.kwargs,
) -> Found:
    """Return what is found in a view of the key's company."""
    doors = doors_of(request)
    company, now = doors.company(key), doors.service.now()

    def asked(connection: Connection) -> Found:
        return ask(view_of(connection, company, now), *given, **named)

    return await doors.read(company, asked)
