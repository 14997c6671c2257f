"""PolicySource, FolderSource: one policy set, in a folder or elsewhere, read without knowing where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.read import SourceFile, SourceFolder
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.policy_folders import PolicyFolders, messages_of

MESSAGES = "notifications"
MESSAGE_ENDINGS = (".yaml", ".j2", ".css")


class PolicySource(Protocol):
    """Where a policy set comes from; `label` names it for people."""

    label: str

    def read(self) -> SourceFolder:
        """Return the files of the set; there may be none."""
        ...

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | FileRefusal | None:
        """Return the set that `extends` names; None where there is none, or why it is not read."""
        ...

    def messages(self) -> Mapping[str, str]:
        """Return the files of the set's own messages by path below `notifications/`."""
        ...

    def text_of(self, file: str) -> str | None:
        """Return the text of a file as findings name it; None where there is none."""
        ...


class FolderSource:
    """A policy set in a folder; `over` replaces files of it by path, as if they had been written there."""

    def __init__(self, place: Path, *, over: Mapping[str, bytes | None] | None = None) -> None:
        """Take the folder, which exists, and what stands in the place of its files; None for a file that is not."""
        self.label = str(place)
        self.place = place
        self._over = over or {}
        self._folders = PolicyFolders()
        self._messages: dict[str, str] | None = None

    def read(self) -> SourceFolder:
        """Return the files of the set; raises OSError where the folder cannot be read."""
        folder = self._folders.read(self.place)
        files = {each.path: each.content for each in folder.files} | dict(self._over)
        paths = sorted(files, key=lambda path: path.split("/"))
        kept = (SourceFile(path, content) for path in paths if (content := files[path]) is not None)
        refused = tuple(each for each in folder.refused if each.path not in self._over)
        return SourceFolder(folder.name, tuple(kept), refused)

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | FileRefusal | None:
        """Return the set that `extends` names."""
        return self._folders.parent(reference, child)

    def messages(self) -> Mapping[str, str]:
        """Return the files of the set's own messages; raises OSError where the folder cannot be read."""
        if self._messages is None:
            self._messages = messages_of(self.place)
        return self._messages

    def place_of(self, file: str) -> Path | None:
        """Return where a file lies that findings name."""
        return self._folders.path_of(file)

    def is_refused(self, file: str) -> bool:
        """Return whether the set has a file of this path that is not read."""
        return self._folders.is_refused(file)

    def fixable(self) -> frozenset[str]:
        """Return the paths of the files of the set, once it was read, that no link leads to."""
        return self._folders.fixable()

    def text_of(self, file: str) -> str | None:
        """Return the text of a file."""
        written = self._over.get(file)
        return self._folders.text_of(file) if written is None else readable(written)
