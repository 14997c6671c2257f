"""openapi: the description of the API in OpenAPI 3.1, its shapes those of schemas/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handover_policy import __version__
from handover_policy.texts.texts import Texts
from handover_policy.web.describing.doors import inbound_calls, outgoing_calls
from handover_policy.web.describing.files import file_calls
from handover_policy.web.describing.operations import COMPANY, EMPLOYEE, OPERATIONS, WORD, Json, Operation
from handover_policy.web.describing.proofs import proof_calls
from handover_policy.web.problems import MEDIA_TYPE
from handover_policy.web.telling.bodies import MOST_BYTES
from handover_policy.web.telling.cloudevents import BATCH, MOST_EVENTS, STRUCTURED

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
