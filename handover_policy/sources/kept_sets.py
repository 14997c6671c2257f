"""KeptSet, KeptSource: a policy set as it was once read, as one text, and read again from it on any machine."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from handover_policy.policy.inherit.folder import SourceFile, SourceFolder
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.policy_sources import MESSAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSet:
    """What was read of a set: its folder, those that it extends (the nearest first), its own messages."""

    folders: tuple[SourceFolder, ...]
    messages: Mapping[str, str]

    def text(self) -> str:
        """Return the set as JSON: equal files give equal text."""
        told = {"folders": [_folder_json(each) for each in self.folders], "messages": dict(self.messages)}
        return orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()


def kept_set(text: str) -> KeptSet:
    """Return the set that `KeptSet.text` wrote; raises ValueError or KeyError for anything else."""
    told: Mapping[str, Any] = orjson.loads(text)
    return KeptSet(folders=tuple(map(_folder, told["folders"])), messages=told["messages"])


class KeptSource:
    """A policy set read from what was kept of it."""

    def __init__(self, kept: KeptSet, label: str) -> None:
        """Take the set, and a name of it for people."""
        self.label = label
        self._kept = kept

    def read(self) -> SourceFolder:
        """Return the files of the set."""
        return self._kept.folders[0]

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | None:
        """Return the set that `extends` named when the set was read."""
        folders: Sequence[SourceFolder] = self._kept.folders
        place = next((at for at, each in enumerate(folders) if each.name == child.name), len(folders))
        found = folders[place + 1 : place + 2]
        return found[0] if found and found[0].name == f"{reference.rstrip('/')}/" else None

    def messages(self) -> Mapping[str, str]:
        """Return the files of the set's own messages by path below `notifications/`."""
        return self._kept.messages

    def text_of(self, file: str) -> str | None:
        """Return the text of a file as findings name it; None where there is none."""
        if file.startswith(f"{MESSAGES}/"):
            return self._kept.messages.get(file.removeprefix(f"{MESSAGES}/"))
        named = {f"{folder.name}{each.path}": each.content for folder in self._kept.folders for each in folder.files}
        return readable(named[file]) if file in named else None

    def place_of(self, file: str) -> Path | None:  # noqa: ARG002 - as every source answers
        """Return None: no file of the set lies anywhere."""
        return None

    def is_refused(self, file: str) -> bool:  # noqa: ARG002 - the same
        """Return False: only what was read was kept."""
        return False


def _folder_json(folder: SourceFolder) -> dict[str, object]:
    return {"name": folder.name, "files": {each.path: _content_json(each.content) for each in folder.files}}


def _content_json(content: bytes) -> object:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def _folder(told: Mapping[str, Any]) -> SourceFolder:
    files = {path: _content(content) for path, content in told["files"].items()}
    paths = sorted(files, key=lambda path: path.split("/"))
    return SourceFolder(told["name"], tuple(SourceFile(path, files[path]) for path in paths))


def _content(told: str | Mapping[str, str]) -> bytes:
    return told.encode() if isinstance(told, str) else base64.b64decode(told["base64"])
