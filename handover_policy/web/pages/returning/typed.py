"""typed_in: what a form was filled with whose session has ended, its files left aside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from handover_policy.ledger.personal.drafts import Draft
from handover_policy.web.pages.tasks.filled import LEAST_IN_ALL, MULTIPART, TIMES, CountingParser
from handover_policy.web.pages.visit import CSRF, MOST_FIELDS

PLAIN = b"application/x-www-form-urlencoded"
MOST_PLAIN = 1024 * 1024
SECRET = frozenset({CSRF, "code"})
"""What is neither kept nor shown: of the session that is over, and one-time codes."""
UNSHOWN = frozenset(
    {
        "act",
        "case",
        "do",
        "kind",
        "next",
        "notice",
        "offered",
        "party",
        "request",
        "restore",
        "rows",
        "seen",
        "session",
        "sha256",
        "step",
        "take",
    }
)
"""What pages put into forms themselves, and the names of buttons."""
TICKED = frozenset({"1", "on", "yes"})


async def typed_in(request: Request, *, known: bool) -> tuple[Draft, str] | None:
    """Return what a form was filled with, and the session's own field of it; None where it cannot be read.

    Args:
        request: by which it came; nobody has read its body yet.
        known: whether the session is one that was: of anybody else no more than a little is read.

    """
    kind, _ = parse_options_header(request.headers.get("content-type", ""))
    most = MOST_PLAIN
    if known and kind == MULTIPART:
        most = max(request.app.state.doors.service.archive.most_bytes * TIMES, LEAST_IN_ALL)
    told = request.headers.get("content-length", "")
    if kind not in {PLAIN, MULTIPART} or not told.isdigit() or int(told[:18]) > most:
        return None
    try:
        form, files = await _read(request, multipart=kind == MULTIPART)
    except (MultiPartException, ClientDisconnect):
        return None
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in SECRET]
    if not shown(fields):
        return None
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    draft = Draft(path=path, fields=fields, multipart=kind == MULTIPART, files=files)
    return draft, str(form.get(CSRF, ""))


def shown(fields: Sequence[tuple[str, str]]) -> Sequence[str]:
    """Return what somebody typed or chose themselves."""
    told = (value.strip() for name, value in fields if name not in UNSHOWN)
    return list(dict.fromkeys(value for value in told if value and value not in TICKED))


async def _read(request: Request, *, multipart: bool) -> tuple[FormData, bool]:
    """Return the fields of a form, and whether a file came with it; none of a file is kept."""
    if not multipart:
        return await request.form(max_fields=MOST_FIELDS), False
    async with aclosing(request.stream()) as stream:
        parser = CountingParser(request, stream, 0)
        form = await parser.parse()
    await form.close()
    return form, any(parser.sizes.values())
