"""not_stored: files that events tell of and that the archive does not hold, where a company takes no such event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import Connection
from starlette.requests import Request

from handover_policy.app.filing.told import digest_of, files_told
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.told import Told
from handover_policy.ledger.files.versions import held_files
from handover_policy.web.doors import doors_of


class FileMissing(NamedTuple):
    """A file that an event tells of: the event's place in the request, and a pointer into the event."""

    place: int
    pointer: str


async def not_stored(request: Request, company: Company, told: Sequence[tuple[int, Told]]) -> Sequence[FileMissing]:
    """Return the files that events tell of and the archive lacks; none where the company takes such events."""
    if not company.settings.evidence_stored:
        return ()
    files = [
        (FileMissing(place, _pointer(number, event["type"])), digest_of(each))
        for place, one in told
        for event in [orjson.loads(one.body)]
        for number, each in enumerate(files_told(event))
    ]
    digests = {digest for _, digest in files}

    def asked(connection: Connection) -> frozenset[str]:
        return frozenset(held_files(connection, company.id, digests))

    held = await doors_of(request).read(company, asked) if digests else frozenset[str]()
    return [file for file, digest in files if digest not in held]


def _pointer(number: int, kind: str) -> str:
    return "/data/sha256" if kind == "document.uploaded" else f"/data/evidence/{number}/sha256"
