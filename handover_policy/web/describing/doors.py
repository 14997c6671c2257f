"""inbound_calls, outgoing_calls: what vendors tell by themselves, and what receivers are told, in OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handover_policy.app.sending.hooks import TYPE
from handover_policy.delivery.sms.reports import ANSWERS, READERS
from handover_policy.texts.texts import Texts
from handover_policy.web.problems import MEDIA_TYPE

Json = dict[str, Any]
JSON, EVENT = "application/json", "application/cloudevents+json"
WORD: Json = {"type": "string"}
PROBLEMS = (404, 408, 413, 500)
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


def inbound_calls(words: Texts, problems: Callable[[Sequence[int]], Json]) -> Json:
    """Return by its path the call with which providers of text messages report.

    Args:
        words: the language of the description.
        problems: describes problems by their statuses.

    """
    report: Json = {"type": "array", "items": {"type": "object"}}
    places = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {**WORD, "minLength": 1},
            "example": example,
            "description": words.say(f"api.openapi.parameters.{described}"),
        }
        for name, example, described in (("id", "sms", "door"), ("secret", "0" * 64, "secret"))
    ]
    said = [{"type": "object", "const": dict(ANSWERS[kind]())} for kind in READERS]
    refused = [{"type": "object", "const": dict(ANSWERS[kind](taken=False))} for kind in READERS]
    again = {
        "description": words.say("api.openapi.answers.inbound-again"),
        "content": {
            JSON: {"schema": {"anyOf": refused}},
            MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}},
        },
    }
    taken = {"description": words.say("api.openapi.answers.inbound"), "content": {JSON: {"schema": {"anyOf": said}}}}
    call = {
        "operationId": "inbound",
        "summary": words.say("api.openapi.calls.inbound"),
        "description": words.say("api.openapi.inbound"),
        "security": [{}],
        "parameters": places,
        "requestBody": {"required": True, "content": {JSON: {"schema": report}}},
        "responses": {"200": taken, "503": again, **problems(PROBLEMS)},
    }
    return {"/v1/inbound/{id}/{secret}": {"post": call}}


def outgoing_calls(words: Texts) -> Json:
    """Return by name what receivers of decisions are told."""

    def said(key: str) -> Json:
        return {"description": words.say(f"api.openapi.outgoing.{key}")}

    told = {
        "operationId": "decision",
        "summary": words.say("api.openapi.outgoing.summary"),
        **said("description"),
        "security": [{}],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": WORD, **said(name)} for name in SIGNED
        ],
        "requestBody": {
            "required": True,
            "content": {EVENT: {"schema": _event({**WORD, **said("id")}, {**WORD, **said("subject")})}},
        },
        "responses": {status: said(status) for status in ("2XX", "410", "default")},
    }
    return {TYPE: {"post": told}}


def _event(name: Json, subject: Json) -> Json:
    """Return the shape of the event that tells a decision."""
    data = {
        "type": "object",
        "required": ["position", "decision"],
        "properties": {
            "position": {"type": "integer", "minimum": 0},
            "decision": {"$ref": "#/components/schemas/Decision"},
        },
    }
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "time", "datacontenttype", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": name,
            "source": WORD,
            "type": {"const": TYPE},
            "subject": subject,
            "time": {**WORD, "format": "date-time"},
            "datacontenttype": {"const": JSON},
            "data": data,
        },
    }
