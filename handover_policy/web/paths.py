"""Paths: segments as they came, and the ids within them.

The id of a case is `<employee>/<n>`, the employee's id percent-encoded where it holds a slash. In a path each of its
segments is percent-encoded once more (`%2F` as `%252F`), as every segment is.
"""

from __future__ import annotations

from urllib.parse import unquote, unquote_to_bytes

from starlette.requests import Request
from starlette.types import Scope

from handover_policy.decide.identifiers import encoded
from handover_policy.web.problems import ApiProblem

MOST_SHOWN = 200


def as_it_came(scope: Scope) -> Scope:
    """Return a request's scope whose path is the one that came, nothing decoded."""
    raw = scope.get("raw_path") or scope["path"].encode()
    return {**scope, "path": raw.decode("latin-1")}


def segment(request: Request, name: str) -> str:
    """Return what a segment of the path means.

    Raises:
        ApiProblem: it is no text (404).

    """
    try:
        told = unquote_to_bytes(request.path_params[name]).decode()
    except ValueError:
        raise ApiProblem("not-found") from None
    if "\0" in told:
        raise ApiProblem("not-found")
    return told


def case_id(request: Request) -> str:
    """Return the id of the case that a path names."""
    number = segment(request, "number")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and number[0] != "0"):  # noqa: PLR2004 - digits
        raise ApiProblem("not-found")
    employee = segment(request, "employee")
    return f"{encoded(employee) if '/' in employee else employee}/{number}"  # who encoded an id only once is understood


SECRET = ("/enter/", "/certificate/", "/v1/inbound/", "/v1/links/")
"""How paths begin that let in whoever knows them, or let them tell something."""


def shown(path: str) -> str:
    """Return a path for people to read: nothing in it lets anybody in, moves a terminal, ends a line or turns it."""
    for secret in SECRET:
        if unquote(path[:MOST_SHOWN], errors="replace").startswith(secret):
            return f"{secret}…"
    told = unquote(path[:MOST_SHOWN], errors="replace")[:MOST_SHOWN]
    return "".join(each if each.isprintable() else "\ufffd" for each in told)
