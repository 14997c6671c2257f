"""Walk, Listed: the files below a policy folder, through the links that may be followed, each once."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.yaml_source.text import LARGEST
from handover_policy.sources.gate.strays import stray

YAML = (".yaml", ".yml")
ENDINGS = (*YAML, ".j2", ".css")
MESSAGES = "notifications/"
"""Where several names may stand for one file: two languages of a message may share a layout."""


MOST_TOGETHER = 20 * LARGEST
"""What the files of a set may have together, many times of what one has that people wrote."""


def too_large(path: str, size: int) -> FileRefusal:
    """Return what is said of a file that is too large to be read."""
    return FileRefusal(path, "file-too-large", MappingProxyType({"size": size, "limit": LARGEST}))


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a set: its path in the set, where it lies, and whether a link leads there."""

    path: str
    target: Path
    linked: bool


class Walk:
    """One walk below a folder: first what lies there, then what links lead to, so that nothing is read twice."""

    def __init__(self, folder: Path, closed: Callable[[Path], str], *, deep: bool = True) -> None:
        """Take a resolved folder, and what tells by which finding a resolved path is closed; empty where it is not.

        A walk that is not `deep` looks at what lies in the folder itself.
        """
        self.files: dict[str, Listed] = {}
        self.refused: list[FileRefusal] = []
        self.strays: list[FileRefusal] = []
        self._closed = closed
        self._deep = deep
        self._folders = {folder: "."}
        self._targets: dict[Path, str] = {}
        self._bytes = 0
        self._waiting = deque([(folder, "", False)])
        self._links: deque[tuple[Path, str]] = deque()

    def run(self) -> None:
        """Find everything; raises OSError where a folder cannot be read."""
        while self._waiting or self._links:
            if self._waiting:
                self._look_into(*self._waiting.popleft())
            else:
                self._follow(*self._links.popleft())

    def _look_into(self, folder: Path, path: str, linked: bool) -> None:  # noqa: FBT001 - the parts of one line
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.name.startswith("."):  # what git, editors and CI keep there
                    continue
                inside, target = f"{path}{_writable(entry.name)}", folder / entry.name
                if entry.is_symlink() or getattr(entry, "is_junction", bool)():  # the links of Windows, from 3.12 on
                    self._links.append((target, inside))
                elif entry.is_dir():
                    self._enter(target, inside, linked=linked)
                elif inside.endswith(ENDINGS):
                    self._take(target, inside, entry.stat(follow_symlinks=False), linked=linked)
                elif not inside.startswith(MESSAGES) and (left := stray(inside)) is not None:
                    self.strays.append(left)

    def _follow(self, link: Path, path: str) -> None:
        target = Path(os.path.realpath(link))
        wanted, is_folder = path.endswith(ENDINGS), target.is_dir()
        closed = self._closed(target)
        if closed:
            if wanted or is_folder:
                self.refused.append(FileRefusal(path, closed))
            return
        if is_folder:
            self._enter(target, path, linked=True)
            return
        try:
            state = target.stat()
        except OSError:
            if wanted or "." not in link.name:  # it may have been a folder
                self.refused.append(FileRefusal(path, "link-broken"))
            return
        if wanted:
            self._take(target, path, state, linked=True)

    def _enter(self, folder: Path, path: str, *, linked: bool) -> None:
        if not self._deep:
            return
        if folder in self._folders:
            self._refuse_again(path, self._folders[folder])
        else:
            self._folders[folder] = path
            self._waiting.append((folder, f"{path}/", linked))

    def _take(self, target: Path, path: str, state: os.stat_result, *, linked: bool) -> None:
        if not stat.S_ISREG(state.st_mode):
            self.refused.append(FileRefusal(path, "not-a-file"))
        elif state.st_size > LARGEST:
            self.refused.append(too_large(path, state.st_size))
        elif linked and target in self._targets and not path.startswith(MESSAGES):
            self._refuse_again(path, self._targets[target])
        elif self._bytes <= MOST_TOGETHER:
            self._bytes += state.st_size
            self._note(target, path, linked=linked)

    def _note(self, target: Path, path: str, *, linked: bool) -> None:
        """Note a file that fits; say of the first that does not that nothing is read from there on."""
        if self._bytes > MOST_TOGETHER:
            self.refused.append(FileRefusal(path, "set-too-large", MappingProxyType({"limit": MOST_TOGETHER})))
            return
        self._targets.setdefault(target, path)
        self.files[path] = Listed(path, target, linked)

    def _refuse_again(self, path: str, first: str) -> None:
        self.refused.append(FileRefusal(path, "read-twice", MappingProxyType({"first": first})))


def _writable(name: str) -> str:
    """Return a file's name as reports can write it: bytes that are no UTF-8 are written out."""
    return name if name.isascii() else name.encode(errors="backslashreplace").decode()
