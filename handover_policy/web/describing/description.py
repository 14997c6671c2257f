"""GET /v1/openapi.json: the description of the API, in the reader's language."""

from __future__ import annotations

from functools import cache

import orjson
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.library import load_schemas
from handover_policy.texts.texts import texts
from handover_policy.web.answers import json_answer
from handover_policy.web.describing.openapi import openapi
from handover_policy.web.problems import language_of


async def get_openapi(request: Request) -> Response:
    """Answer the description."""
    return json_answer(orjson.Fragment(_written(language_of(request.headers.get("accept-language", "")))))


@cache
def _written(language: str) -> bytes:
    return orjson.dumps(openapi(load_schemas(), texts(language)))
