"""SunkMessage: what the channels of a demo wrote instead of sending: a file a message, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9A-Za-z_-]{1,128}\.json")
STAMP = "%Y%m%dT%H%M%S.%fZ"
STAMP_LENGTH = len("20261130T010000.000000Z")
BEGINNING = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SunkMessage:
    """A message that was written; `request` is all of the file."""

    channel: str
    file: str
    at: datetime
    request: Mapping[str, Any]

    @property
    def written(self) -> str:
        """The file as people read it: of what is attached the beginning."""
        attached = [{**each, "content": f"{each['content'][:BEGINNING]}…"} for each in self.request["attachments"]]
        return orjson.dumps({**self.request, "attachments": attached}, option=orjson.OPT_INDENT_2).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sunk:
    """What lies in the folders: by channel how many messages, and those of a page, the newest first."""

    counts: Mapping[str, int]
    shown: Sequence[SunkMessage]


def sunk(folders: Mapping[str, Path], channel: str, before: str, most: int) -> Sunk:
    """Return what lies in the folders of some channels.

    Args:
        folders: by the name of a channel.
        channel: the one that is asked for; empty for all.
        before: the name of a file that those shown come before; empty for the newest.
        most: how many are shown.

    """
    names = {name: sorted(_names(folder)) for name, folder in folders.items()}
    wanted = [name for name in names if channel in {"", name}]
    files = sorted((file, name) for name in wanted for file in names[name] if not before or file < before)
    shown = [told for file, name in files[::-1][:most] if (told := sunk_message(folders, name, file)) is not None]
    return Sunk(counts={name: len(each) for name, each in names.items()}, shown=shown)


def sunk_message(folders: Mapping[str, Path], channel: str, file: str) -> SunkMessage | None:
    """Return one message; None where there is none of that name."""
    if channel not in folders or not NAME.fullmatch(file):
        return None
    try:
        request = orjson.loads((folders[channel] / file).read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    at = datetime.strptime(file[:STAMP_LENGTH], STAMP).replace(tzinfo=UTC)
    return SunkMessage(channel=channel, file=file, at=at, request=request)


def _names(folder: Path) -> Iterator[str]:
    if folder.is_dir():
        yield from (each.name for each in folder.iterdir() if NAME.fullmatch(each.name))
