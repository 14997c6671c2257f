"""proof_calls: the calls by which anybody checks a company's log, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handover_policy.texts.texts import Texts

Json = dict[str, Any]
PROBLEMS = (400, 404, 500, 503)
SINCE: Json = {"type": "integer", "minimum": 0, "maximum": 2**53}
POSITION: Json = {"type": "integer", "minimum": 1, "maximum": 2**49}


def proof_calls(
    words: Texts,
    company: Json,
    answer: Callable[[str, str], Json],
    problems: Callable[[Sequence[int]], Json],
) -> Json:
    """Return the calls by their paths; none needs a key.

    Args:
        words: the language of the description.
        company: the parameter that names the company.
        answer: describes an answer by the name of its shape and a sentence.
        problems: describes problems by their statuses.

    """
    since = {"name": "since", "in": "query", "required": False, "schema": SINCE}
    position = {"name": "position", "in": "path", "required": True, "schema": POSITION, "example": 1}
    calls = {"/v1/checkpoint": ("checkpoint", since), "/v1/proofs/{position}": ("proof", position)}
    return {
        path: {
            "get": {
                "operationId": name,
                "summary": words.say(f"api.openapi.calls.{name}"),
                "security": [{}],
                "parameters": [
                    {**each, "description": words.say(f"api.openapi.parameters.{each['name']}")}
                    for each in (parameter, company)
                ],
                "responses": {
                    "200": answer(name, words.say(f"api.openapi.answers.{name}")),
                    **problems(PROBLEMS),
                },
            }
        }
        for path, (name, parameter) in calls.items()
    }
