"""PolicySource: one policy set, in a folder or in a commit, read without knowing which of both it is."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from handover_policy.policy.read import SourceFile, SourceFolder
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.git.repository import Repository
from handover_policy.sources.policy_folders import ENDINGS, LEFT_OUT, MOST_BYTES, PolicyFolders
from handover_policy.sources.shipped import BUILTIN, policy_place

MANIFEST = "policy.yaml"
MESSAGES = "notifications"
MESSAGE_ENDINGS = (".yaml", ".j2", ".css")


class PolicySource(Protocol):
    """Where a policy set comes from; `label` names it for people."""

    label: str

    def read(self) -> SourceFolder:
        """Return the files of the set; there may be none."""
        ...

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | None:
        """Return the set that `extends` names; None where there is none."""
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

    def read(self) -> SourceFolder:
        """Return the files of the set; raises OSError where the folder cannot be read."""
        folder = self._folders.read(self.place)
        files = {each.path: each.content for each in folder.files} | dict(self._over)
        kept = (SourceFile(path, content) for path, content in sorted(files.items()) if content is not None)
        return SourceFolder(folder.name, tuple(kept))

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | None:
        """Return the set that `extends` names."""
        return self._folders.parent(reference, child)

    def messages(self) -> Mapping[str, str]:
        """Return the files of the set's own messages."""
        place = self.place / MESSAGES
        return {
            path.relative_to(place).as_posix(): path.read_text(encoding="utf-8", errors="replace")
            for path in sorted(place.rglob("*"))
            if path.suffix in MESSAGE_ENDINGS and path.is_file()
        }

    def place_of(self, file: str) -> Path | None:
        """Return where a file lies that findings name."""
        return self._folders.path_of(file)

    def text_of(self, file: str) -> str | None:
        """Return the text of a file."""
        written = self._over.get(file)
        return self._folders.text_of(file) if written is None else readable(written)


class TreeSource:
    """A policy set in a tree of a git repository; what it extends by a relative path lies in the same tree."""

    def __init__(self, repository: Repository, files: Mapping[str, str], path: str, label: str) -> None:
        """Take the files of the whole tree by path, and the path of the set in it, empty for the root."""
        self.label = label
        self.place = path
        self._repository = repository
        self._files = files
        self._places: dict[str, str] = {"": path}

    def read(self) -> SourceFolder:
        """Return the files of the set."""
        return self._read(self._places[""], "")

    def _read(self, path: str, name: str) -> SourceFolder:
        self._places[name] = path
        inside = [each for each in self._below(path) if _is_rule(each)]
        contents = self._repository.contents(self._files[posixpath.join(path, each)] for each in inside)
        files = (SourceFile(each, content[:MOST_BYTES]) for each, content in zip(inside, contents, strict=True))
        return SourceFolder(name, tuple(files))

    def _below(self, path: str) -> list[str]:
        start = f"{path}/" if path else ""
        return sorted(each.removeprefix(start) for each in self._files if each.startswith(start))

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | None:
        """Return the set that `extends` names: one that ships, or one of the same tree."""
        if reference.startswith(BUILTIN):
            place = policy_place(reference)
            return PolicyFolders().read(place, f"{reference}/") if place.is_dir() else None
        path = posixpath.normpath(posixpath.join(self._places.get(child.name, ""), reference))
        path = "" if path == "." else path
        if path.startswith(("..", "/")) or not self._below(path):
            return None
        return self._read(path, f"{reference.rstrip('/')}/")

    def messages(self) -> Mapping[str, str]:
        """Return the files of the set's own messages."""
        place = posixpath.join(self._places[""], MESSAGES)
        inside = [each for each in self._below(place) if each.endswith(MESSAGE_ENDINGS)]
        contents = self._repository.contents(self._files[f"{place}/{each}"] for each in inside)
        return {each: content.decode("utf-8", "replace") for each, content in zip(inside, contents, strict=True)}

    def path_of(self, file: str) -> str | None:
        """Return where a file lies, from the root of the repository."""
        for name in sorted(self._places, key=len, reverse=True):
            path = posixpath.join(self._places[name], file.removeprefix(name))
            if file.startswith(name) and path in self._files:
                return path
        return None

    def text_of(self, file: str) -> str | None:
        """Return the text of a file."""
        path = self.path_of(file)
        if path is None:
            return None
        content = self._repository.contents([self._files[path]])[0]
        return readable(content[:MOST_BYTES]) or content.decode("utf-8", "replace")


def _is_rule(path: str) -> bool:
    parts = path.split("/")
    hidden = any(part.startswith(".") for part in parts)
    return path.endswith(ENDINGS) and not hidden and parts[0] not in LEFT_OUT


def sets_in(files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the folders of a tree that hold a manifest, without those in hidden folders."""
    found = (posixpath.split(path) for path in files)
    return tuple(
        sorted(
            folder for folder, name in found if name == MANIFEST and not folder.startswith(".") and "/." not in folder
        )
    )
