"""FolderGate: the files of a policy set that may be read and written, and those that may not, with the reason."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from types import MappingProxyType

from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.yaml_source.text import LARGEST
from handover_policy.sources.gate.walk import YAML, Listed, Walk, too_large
from handover_policy.sources.gate.work_tree import work_tree_of
from handover_policy.sources.shipped import ships

MANIFEST = re.compile(rb"^kind:[ \t]*[\"']?policy[\"']?[ \t]*(#.*)?\r?$", re.MULTILINE)
FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
OPENING = reduce(or_, (getattr(os, name, 0) for name in FLAGS), os.O_RDONLY)  # what this system has of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files of a set by path, what is not read of it, and files that are no part of it but look like one."""

    files: Mapping[str, Listed]
    refused: tuple[FileRefusal, ...]
    strays: tuple[FileRefusal, ...]


class FolderGate:
    """Lets through what lies in the work tree of a set; without one, in the set itself.

    Links count by where they lead, hidden folders are closed, and only regular files of a policy's size are read. The
    folder of the set may be named by a link: that is the choice of whoever calls the command. What ships is open
    wherever it lies: some installers put a link in the place of every file.
    """

    def __init__(self, place: Path, root: Path | None = None) -> None:
        """Take the folder of a set, and the work tree of the set that extends it, where there is one."""
        self.place = place
        self._real = Path(os.path.realpath(place))
        self.root = root or work_tree_of(self._real)
        self._ships = ships(place)

    @cached_property
    def listing(self) -> Listing:
        """The files of the set as they lie there when first asked for; raises OSError."""
        if not self.place.is_dir():
            code = errno.ENOTDIR if self.place.exists() else errno.ENOENT
            raise OSError(code, os.strerror(code), str(self.place))
        walk = Walk(self._real, self.closed)
        walk.run()
        files = sorted(walk.files.values(), key=lambda each: each.path.split("/"))
        return Listing(
            files=MappingProxyType({each.path: each for each in files}),
            refused=tuple(sorted(walk.refused, key=lambda each: each.path.split("/"))),
            strays=tuple(sorted(walk.strays, key=lambda each: each.path.split("/"))),
        )

    def closed(self, target: Path) -> str:
        """Return why a resolved path is closed, by the code of the finding; empty where it is open."""
        if self._ships:
            return ""
        if not target.is_relative_to(self.root or self._real):
            return "link-outside"
        shared = os.path.commonpath([self._real, target])
        return "link-hidden" if any(part.startswith(".") for part in target.relative_to(shared).parts) else ""

    def read(self, listed: Listed) -> bytes | FileRefusal:
        """Return what a file holds, or why it is not read; raises OSError.

        Kind and size are those of the opened file: another one may have come into its place since it was listed.
        """
        handle = os.open(listed.target, OPENING)
        try:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                return FileRefusal(listed.path, "not-a-file")
            if state.st_size > LARGEST:
                return too_large(listed.path, state.st_size)
            with os.fdopen(handle, "rb", closefd=False) as opened:
                content = opened.read(LARGEST + 1)  # some files say that they are empty
        finally:
            os.close(handle)
        return content if len(content) <= LARGEST else too_large(listed.path, len(content))

    def parent(self, reference: str) -> Path | FileRefusal | None:
        """Return the folder that a relative `extends` names, None where there is none, or why it is not read.

        Without a work tree the folder has to be a policy set itself, as nothing else tells where the set's files end.
        """
        refused = FileRefusal(reference, "extends-outside")
        if Path(reference).is_absolute() or reference.startswith(("/", "\\")):
            return refused
        try:
            target = Path(os.path.realpath(self._real / reference))
        except (ValueError, OSError):
            return None  # no name that a folder can have
        shared = Path(os.path.commonpath([self._real, target])) if target.anchor == self._real.anchor else target
        hidden = any(part.startswith(".") for part in target.relative_to(shared).parts)
        if hidden or (self.root is not None and not target.is_relative_to(self.root)):
            return refused
        if not os.path.isdir(target):  # noqa: PTH112 - says no to every name, however long
            return None
        if self.root is None and not FolderGate(target).holds_manifest():
            return None
        return target

    def holds_manifest(self) -> bool:
        """Return whether a YAML file that lies in the folder itself is the manifest of a set.

        Where something cannot be read there is none.
        """
        walk = Walk(self._real, self.closed, deep=False)
        try:
            walk.run()
            contents = [self.read(each) for each in walk.files.values() if each.path.endswith(YAML)]
        except OSError:
            return False
        return any(isinstance(content, bytes) and MANIFEST.search(content) for content in contents)
