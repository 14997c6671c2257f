"""filled: a form with files: each counted while it comes in, no more of one kept than may be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from handover_policy.app.filing.archive import plain_name
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.answers import PageProblem
from handover_policy.web.pages.days import size_text
from handover_policy.web.pages.visit import MOST_FIELDS, MOST_FILES, Visit, from_own_site
from handover_policy.web.telling.bodies import DRAINED_BYTES, DRAINED_SECONDS

SECONDS = 1800.0
"""For a whole form: photos over a poor line."""
TIMES, LEAST_IN_ALL = 5, 512 * 1024 * 1024
"""How often the largest file a form may be in all, and what any form may be."""
MULTIPART = b"multipart/form-data"


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file of a form; `content` holds no more of it than a file may have."""

    name: str
    size: int
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What somebody filled in, the form proven to be theirs."""

    fields: FormData
    files: Sequence[BroughtFile] = field(default=())

    def text(self, name: str) -> str:
        """Return what a field holds, without blanks around it; empty where there is none."""
        told = self.fields.get(name)
        return told.strip() if isinstance(told, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return what all fields of a name hold."""
        return tuple(each for each in self.fields.getlist(name) if isinstance(each, str))

    async def close(self) -> None:
        """Let go of the files."""
        for _, each in self.fields.multi_items():
            if isinstance(each, UploadFile):
                await each.close()


class CountingParser(MultiPartParser):
    """A parser that keeps no more of a file than a file may have, and counts the rest."""

    def __init__(self, request: Request, stream: AsyncGenerator[bytes, None], most: int) -> None:
        """Take the request, its body, and the size of one file at most."""
        super().__init__(request.headers, stream, max_files=MOST_FILES, max_fields=MOST_FIELDS)
        self._most = most
        self.sizes: dict[int, int] = {}

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part."""
        file = self._current_part.file
        if file is not None:
            size = self.sizes[id(file)] = self.sizes.get(id(file), 0) + end - start
            if size > self._most:
                return
        super().on_part_data(data, start, end)


async def filled(visit: Visit) -> FilledForm:
    """Return what a form of this session was filled with, and the files with it.

    Raises:
        PageProblem: another site's page sent it, it is none of this session, it is too large, or cannot be read.

    """
    from_own_site(visit.request)
    kind, _ = parse_options_header(visit.request.headers.get("content-type", ""))
    if kind != MULTIPART:
        return FilledForm(await visit.form())
    most = visit.doors.service.archive.most_bytes
    try:
        async with (
            asyncio.timeout(SECONDS),
            aclosing(_counted(visit.request, max(most * TIMES, LEAST_IN_ALL), visit.words)) as stream,
        ):
            parser = CountingParser(visit.request, stream, most)
            told = await parser.parse()
    except (MultiPartException, TimeoutError):
        raise PageProblem("form-old") from None
    return FilledForm(visit.genuine(told), [_brought(each, parser) for each in _chosen(told)])


async def _counted(request: Request, most: int, words: Texts) -> AsyncGenerator[bytes, None]:
    """Yield the body of a request while it is not too large."""
    size = 0
    async with aclosing(request.stream()) as stream:
        async for chunk in stream:
            size += len(chunk)
            if size > most:
                await drained(stream)
                raise PageProblem("too-large", what=words.say("pages_task.unkept.form", most=size_text(most)))
            yield chunk


async def drained(stream: AsyncGenerator[bytes, None]) -> None:
    """Read on, and throw away, what is too large: a client that still sends would not see the answer."""
    left = DRAINED_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_SECONDS):
            async for chunk in stream:
                left -= len(chunk)
                if left <= 0:
                    return


def _chosen(told: FormData) -> Sequence[UploadFile]:
    """Return the files that were chosen: a browser sends an empty one where none was."""
    return [each for _, each in told.multi_items() if isinstance(each, UploadFile) and (each.filename or each.size)]


def _brought(file: UploadFile, parser: CountingParser) -> BroughtFile:
    return BroughtFile(plain_name(file.filename), parser.sizes.get(id(file), 0), file.file)
