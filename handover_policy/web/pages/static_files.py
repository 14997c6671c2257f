"""What pages bring along: the style sheet and the script, each under a name that changes with its content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
DIGITS = 12
FOR_EVER = "public, max-age=31536000, immutable"


class StaticFile(NamedTuple):
    """A file as it is answered."""

    content: bytes
    media_type: str
    url: str


@cache
def static_file(name: str) -> StaticFile:
    """Return a file by its name; raises KeyError for none."""
    place = FOLDER / name
    stem, _, kind = name.rpartition(".")
    if kind not in TYPES or "/" in name or not place.is_file():
        raise KeyError(name)
    content = place.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:DIGITS]
    return StaticFile(content, TYPES[kind], f"/static/{stem}.{digest}.{kind}")


def static_url(name: str) -> str:
    """Return the address of a file."""
    return static_file(name).url


async def get_static(request: Request) -> Response:
    """Answer a file; browsers keep it for good, for its name holds the digest of its content."""
    stem, _, kind = request.path_params["name"].rpartition(".")
    name = f"{stem.rpartition('.')[0]}.{kind}"
    try:
        found = static_file(name)
    except KeyError:
        return Response(status_code=404)
    fresh = found.url.endswith(request.path_params["name"])
    headers = {"cache-control": FOR_EVER if fresh else "no-store", "x-content-type-options": "nosniff"}
    return Response(found.content, 200, headers, found.media_type)
