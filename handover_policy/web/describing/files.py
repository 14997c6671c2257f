"""file_calls: the calls about files, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handover_policy.archive.kinds import FILE_KINDS
from handover_policy.texts.texts import Texts

Json = dict[str, Any]
ANY = "application/octet-stream"
DIGEST: Json = {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}
EXAMPLE = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NAME: Json = {"name": "name", "in": "query", "required": False, "schema": {"type": "string", "maxLength": 300}}
KEEPING_PROBLEMS = (408, 413, 415, 422)


def file_calls(
    words: Texts,
    company: Json,
    answer: Callable[[str, str], Json],
    problems: Callable[[Sequence[int]], Json],
) -> Json:
    """Return the calls about files by their paths.

    Args:
        words: the language of the description.
        company: the parameter that names the company.
        answer: describes an answer by the name of its shape and a sentence.
        problems: describes the problems of a call that needs a key, further statuses among them.

    """
    named = {**company, "description": words.say("api.openapi.parameters.company")}
    keep, fetch = _keeping(words, named), _fetching(words, named)
    keep["responses"] = {
        "200": answer("file", words.say("api.openapi.answers.keep-file")),
        **problems(KEEPING_PROBLEMS),
    }
    fetch["responses"] |= problems(())
    link = _linking(words, named)
    link["responses"] = {"200": answer("file_link", words.say("api.openapi.answers.file-link")), **problems(())}
    linked = _linked(words)
    linked["responses"] |= problems(())
    for each in (keep, fetch, link):
        each["security"] = [{"key": []}]
    return {
        "/v1/files": {"post": keep},
        "/v1/files/{sha256}": {"get": fetch},
        "/v1/files/{sha256}/link": {"get": link},
        "/v1/links/{token}": {"get": linked},
    }


def _keeping(words: Texts, company: Json) -> Json:
    """Return what keeping a file takes, but for its answers."""
    binary: Json = {"type": "string", "contentMediaType": ANY}
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary", "contentMediaType": ANY}},
    }
    return {
        "operationId": "keep-file",
        "summary": words.say("api.openapi.calls.keep-file"),
        "description": words.say("api.openapi.keeping"),
        "parameters": [{**NAME, "description": words.say("api.openapi.parameters.name")}, company],
        "requestBody": {
            "required": True,
            "content": {
                **{each.media_type: {"schema": binary} for each in FILE_KINDS.values()},
                ANY: {"schema": binary},
                "multipart/form-data": {"schema": form},
            },
        },
    }


def _fetching(words: Texts, company: Json) -> Json:
    """Return what fetching a file takes, but for its problems."""
    digest = {"name": "sha256", "in": "path", "required": True, "schema": DIGEST, "example": EXAMPLE}
    return {
        "operationId": "file",
        "summary": words.say("api.openapi.calls.file"),
        "parameters": [{**digest, "description": words.say("api.openapi.parameters.sha256")}, company],
        "responses": {
            "200": {
                "description": words.say("api.openapi.answers.file"),
                "headers": {"x-request-id": {"schema": {"type": "string"}}},
                "content": {each.media_type: {} for each in FILE_KINDS.values()},
            }
        },
    }


def _linking(words: Texts, company: Json) -> Json:
    """Return what asking for an address of a file takes, but for its answers."""
    digest = {"name": "sha256", "in": "path", "required": True, "schema": DIGEST, "example": EXAMPLE}
    return {
        "operationId": "file-link",
        "summary": words.say("api.openapi.calls.file-link"),
        "parameters": [
            {**digest, "description": words.say("api.openapi.parameters.sha256")},
            {**NAME, "description": words.say("api.openapi.parameters.name")},
            company,
        ],
    }


def _linked(words: Texts) -> Json:
    """Return what fetching a file by its address takes, but for its problems; nobody needs a key."""
    token = {"name": "token", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 4000}}
    fetched = _fetching(words, {})
    return {
        **fetched,
        "operationId": "linked-file",
        "summary": words.say("api.openapi.calls.linked-file"),
        "security": [{}],
        "parameters": [{**token, "description": words.say("api.openapi.parameters.token")}],
    }
