"""json_answer: an answer in JSON."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from starlette.responses import Response

JSON = "application/json"
PRIVATE = {"cache-control": "no-store"}


def json_answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return content as JSON; it is nobody else's, so nothing between keeps it."""
    return Response(orjson.dumps(content, default=dict), status, {**PRIVATE, **(headers or {})}, JSON)
