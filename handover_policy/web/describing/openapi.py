"""openapi: the description of the API in OpenAPI 3.1, its shapes those of schemas/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handover_policy import __version__
from handover_policy.model.effects import RANK
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.states import CASE_STATES, TASK_STATES
from handover_policy.texts.texts import Texts
from handover_policy.web.describing.doors import inbound_calls, outgoing_calls
from handover_policy.web.describing.files import file_calls
from handover_policy.web.describing.proofs import proof_calls
from handover_policy.web.problems import MEDIA_TYPE
from handover_policy.web.telling.bodies import MOST_BYTES
from handover_policy.web.telling.cloudevents import BATCH, MOST_EVENTS, STRUCTURED

Json = dict[str, Any]
SCHEMAS = "#/components/schemas/"
NAMED: Mapping[str, str] = {
    "urn:handover-policy:schema:decision": f"{SCHEMAS}Decision",
    "#/$defs/": SCHEMAS,
}
JSON = "application/json"
BEARER: Sequence[Json] = ({"key": []},)
OPEN: Sequence[Json] = ({},)
ALWAYS = (401, 403, 404, 429, 500, 503)
"""Statuses of every question that needs a key."""
TEXT: Json = {"type": "string", "maxLength": 300}


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


EMPLOYEE, RECEIPT = "E1001", "1-0123456789abcdef"
EXAMPLE: Json = {
    "specversion": "1.0",
    "id": "e-001",
    "source": "hr/core",
    "type": "employee.hired",
    "subject": EMPLOYEE,
    "time": "2024-04-01T09:00:00+08:00",
    "data": {"name": "Wang Xiaomin", "role": "sales", "stage": "regular", "hired_on": "2024-04-01"},
}
LINKS: Json = {
    "event": {"operationId": "event", "parameters": {"receipt": "$response.body#/results/0/receipt"}},
    "decisions": {"operationId": "decisions", "parameters": {"after": "$response.body#/results/0/position"}},
}
"""What may be asked next with what an answer says."""


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


def openapi(schemas: Mapping[str, Json], words: Texts) -> Json:
    """Return the description.

    Args:
        schemas: those that ship, by name.
        words: what the product says, in the language of the description.

    """
    paths = {each.path: {each.method: _operation(each, words)} for each in OPERATIONS}
    paths["/v1/events"] = {"post": _telling(words)}
    paths |= proof_calls(words, COMPANY, _answer, lambda statuses: dict(_problems(statuses, words)))
    paths |= file_calls(words, COMPANY, _answer, lambda statuses: dict(_problems((*ALWAYS, *statuses), words)))
    paths |= inbound_calls(words, lambda statuses: dict(_problems(statuses, words)))
    paths["/metrics"] = {"get": _plain("metrics", "text/plain", words)}
    paths["/v1/openapi.json"] = {"get": _plain("openapi", JSON, words)}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": words.say("api.openapi.title"),
            "description": words.say("api.openapi.description"),
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "webhooks": outgoing_calls(words),
        "components": {
            "schemas": dict(_components(schemas)),
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": words.say("api.openapi.key")},
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "webhook-signature",
                    "description": words.say("api.openapi.signature"),
                },
            },
        },
    }


def _operation(asked: Operation, words: Texts) -> Json:
    statuses = (*(ALWAYS if asked.keyed else (500,)), *asked.problems)
    described = words.say(f"api.openapi.answers.{asked.name}")
    answers = {"200": _answer(asked.answer, described)}
    if asked.media:
        answers["200"] |= {"content": {each: {} for each in asked.media}}
    if asked.unready:
        answers["503"] = _answer(asked.answer, words.say("api.openapi.unready"))
    return {
        "operationId": asked.name,
        "summary": words.say(f"api.openapi.calls.{asked.name}"),
        "security": list(BEARER if asked.keyed else OPEN),
        "parameters": [
            {**each, "description": words.say(f"api.openapi.parameters.{each['name']}")} for each in asked.parameters
        ],
        "responses": answers | dict(_problems(statuses, words)),
    }


def _telling(words: Texts) -> Json:
    event = {"anyOf": [{"$ref": f"{SCHEMAS}AnyEvent"}, {"$ref": f"{SCHEMAS}any_event"}]}
    header = {"in": "header", "required": False}
    return {
        "operationId": "tell",
        "summary": words.say("api.openapi.calls.tell"),
        "description": words.say("api.openapi.telling", events=MOST_EVENTS, bytes=MOST_BYTES),
        "security": [*BEARER, {"signature": []}],
        "parameters": [
            {**header, "name": "Prefer", "schema": WORD, "example": "return=minimal"},
            COMPANY,
        ],
        "requestBody": {
            "required": True,
            "content": {
                STRUCTURED: {"schema": event, "example": EXAMPLE},
                BATCH: {"schema": {"type": "array", "maxItems": MOST_EVENTS, "items": event}, "example": [EXAMPLE]},
            },
        },
        "responses": {
            "200": {**_answer("results", words.say("api.openapi.answers.tell")), "links": LINKS},
            **dict(_problems((*ALWAYS, 400, 408, 409, 413, 415, 422), words)),
        },
    }


def _plain(name: str, media: str, words: Texts) -> Json:
    told = {"description": words.say(f"api.openapi.answers.{name}"), "content": {media: {}}}
    answers = {"200": told, **dict(_problems((500,), words))}
    return {
        "operationId": name,
        "summary": words.say(f"api.openapi.calls.{name}"),
        "security": list(OPEN),
        "responses": answers,
    }


def _answer(name: str, described: str) -> Json:
    return {
        "description": described,
        "headers": {"x-request-id": {"schema": {"type": "string"}}},
        "content": {JSON: {"schema": {"$ref": f"{SCHEMAS}{name}"}}},
    }


def _problems(statuses: Sequence[int], words: Texts) -> Iterator[tuple[str, Json]]:
    for status in sorted(statuses):
        told = {
            "description": words.say(f"api.openapi.statuses.{status}"),
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{SCHEMAS}problem"}}},
        }
        yield str(status), told


def _components(schemas: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield every shape by its name: those of answers, the decision, and events of each type."""
    for name, shape in schemas["api"]["$defs"].items():
        yield name, _placed(shape, NAMED)
    for name, schema in (("Decision", schemas["decision"]), ("AnyEvent", schemas["events"])):
        whole = {key: value for key, value in schema.items() if not key.startswith("$") or key == "$defs"}
        yield name, _placed(whole, {"#/$defs/": f"{SCHEMAS}{name}/$defs/"})


def _placed(shape: Any, places: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON value
    """Return a shape whose references name where each thing stands in the description."""
    if isinstance(shape, list):
        return [_placed(each, places) for each in shape]
    if not isinstance(shape, dict):
        return shape
    found = {key: _placed(value, places) for key, value in shape.items()}
    reference = shape.get("$ref")
    if isinstance(reference, str):
        known = next(place for place in places if reference.startswith(place))
        found["$ref"] = places[known] + reference.removeprefix(known).removeprefix("#")
    return found
