"""Operations: every call of the API that is a question with parameters, each a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handover_policy.model.effects import RANK
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.states import CASE_STATES, TASK_STATES

Json = dict[str, Any]
TEXT: Json = {"type": "string", "maxLength": 300}
EMPLOYEE, RECEIPT = "E1001", "1-0123456789abcdef"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call: what it answers, with which parameters, and which problems."""

    path: str
    name: str
    answer: str
    method: str = "get"
    parameters: tuple[Json, ...] = ()
    problems: tuple[int, ...] = ()
    keyed: bool = True
    unready: bool = False
    media: tuple[str, ...] = ()


def _query(name: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _number(name: str, least: int, most: int, otherwise: int) -> Json:
    return _query(name, {"type": "integer", "minimum": least, "maximum": most, "default": otherwise})


def _in_path(name: str, schema: Json, *, example: object) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


COMPANY = _query("company", {"type": "string"})
CONTROL: Json = {"type": "string", "anyOf": [{"enum": list(CONTROLS)}, {"pattern": "^custom\\."}]}
RECEIPT_IN_PATH = _in_path("receipt", {"type": "string"}, example=RECEIPT)
CASE = (
    _in_path("employee", {"type": "string", "minLength": 1}, example=EMPLOYEE),
    _in_path("number", {"type": "integer", "minimum": 1, "maximum": 999_999_999}, example=1),
)
DOCUMENT = _in_path("document", {"type": "string", "pattern": "\\.(html|pdf)$"}, example="task-list.html")
POSITION_AFTER = _number("after", 0, 2**53, 0)
WORD: Json = {"type": "string"}
OPERATIONS: Sequence[Operation] = (
    Operation(path="/v1/events/{receipt}", name="event", answer="told", parameters=(RECEIPT_IN_PATH, COMPANY)),
    Operation(
        path="/v1/decisions",
        name="decisions",
        answer="feed",
        parameters=(
            POSITION_AFTER,
            _number("limit", 1, 1000, 100),
            _number("wait", 0, 30, 0),
            _query("effect", {"enum": list(RANK)}),
            _query("case", TEXT),
            COMPANY,
        ),
        problems=(400,),
    ),
    Operation(
        path="/v1/cases",
        name="cases",
        answer="cases",
        parameters=(
            _query("state", {"enum": list(CASE_STATES)}),
            _query("department", TEXT),
            _query("overdue", {"type": "boolean"}),
            _query("q", TEXT),
            _query("after", TEXT),
            _number("limit", 1, 200, 50),
            COMPANY,
        ),
        problems=(400,),
    ),
    Operation(path="/v1/cases/{employee}/{number}", name="case", answer="case", parameters=(*CASE, COMPANY)),
    Operation(
        path="/v1/cases/{employee}/{number}/history",
        name="history",
        answer="history",
        parameters=(*CASE, POSITION_AFTER, _number("limit", 1, 500, 50), COMPANY),
        problems=(400,),
    ),
    Operation(
        path="/v1/documents/{employee}/{number}/{document}",
        name="document",
        answer="",
        parameters=(*CASE, DOCUMENT, _query("language", TEXT), COMPANY),
        problems=(400, 501),
        media=("text/html", "application/pdf"),
    ),
    Operation(
        path="/v1/evidence/{employee}/{number}.zip",
        name="dossier",
        answer="",
        parameters=(*CASE, COMPANY),
        problems=(501,),
        media=("application/zip",),
    ),
    Operation(
        path="/v1/tasks",
        name="tasks",
        answer="tasks",
        parameters=(
            _query("person", TEXT),
            _query("state", {"enum": list(TASK_STATES)}),
            _query("due_before", {"type": "string", "format": "date"}),
            _query("after", {**TEXT, "pattern": "^[0-9]{1,9}@"}),
            _number("limit", 1, 200, 50),
            COMPANY,
        ),
        problems=(400,),
    ),
    Operation(
        path="/v1/gates",
        name="gates",
        answer="gates",
        parameters=(
            _query("control", CONTROL, required=True),
            _query("employee", TEXT, required=True),
            _query("case", TEXT),
            COMPANY,
        ),
        problems=(400,),
    ),
    Operation(path="/healthz", name="healthz", answer="health", keyed=False),
    Operation(path="/readyz", name="readyz", answer="readiness", keyed=False, unready=True),
)
