"""Tree, TreeWalk: the paths of a revision, and the files of a folder in it, links followed inside the tree only."""

from __future__ import annotations

import os
import posixpath
from collections import deque
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType

from handover_policy.policy.inherit.folder import READ_TWICE, FileRefusal

ORDINARY, LINK = "100", "120"  # how the modes of files and of links begin; submodules have another one
MOST_HOPS = 40  # links on the way to one place, as operating systems bound them
MOST_PARTS = 1000  # of a path that is still to be followed


class Tree:
    """The paths of a revision from the root of its repository, with `/` between their parts; the root is empty."""

    def __init__(self, files: Mapping[str, str], links: Mapping[str, str], modules: frozenset[str]) -> None:
        """Take the objects of ordinary files and the targets of links by path, and the paths of submodules."""
        self.files = files
        self.links = links
        self.modules = modules

    @cached_property
    def folders(self) -> Mapping[str, tuple[str, ...]]:
        """The names that lie in every folder, sorted."""
        inside: dict[str, set[str]] = {"": set()}
        for path in (*self.files, *self.links, *self.modules):
            below, known = path, False
            while below and not known:
                above, _, name = below.rpartition("/")
                known = above in inside
                inside.setdefault(above, set()).add(name)
                below = above
        return {folder: tuple(sorted(names)) for folder, names in inside.items()}

    def resolved(self, path: str) -> str | None:
        """Return where a path leads when its links are followed; None where that is out of the tree.

        What comes back need not be there: the rest of a path behind something missing is taken as written, and of a
        path into a submodule the submodule alone.
        """
        parts = path.split("/")[::-1]
        at: list[str] = []
        hops = 0
        while parts:
            part = parts.pop()
            if part == ".." and not at:
                return None
            if part == "..":
                at.pop()
            elif part not in {"", "."}:
                at.append(part)
                place = "/".join(at)
                target = self.links.get(place)
                if place in self.modules:
                    return place
                if target is None and place not in self.folders:
                    return _inside("/".join([*at, *parts[::-1]]))
                if target is None:
                    continue
                hops += 1
                if target.startswith("/"):
                    return None
                at.pop()
                parts.extend(target.split("/")[::-1])
                if hops > MOST_HOPS or len(parts) > MOST_PARTS or not target:
                    return path  # links that lead round in a circle, or to nothing: there is nothing at their end
        return "/".join(at)

    def has_folder(self, path: str) -> bool:
        """Return whether a path leads to a folder."""
        return self.resolved(path) in self.folders

    def has_file(self, path: str) -> bool:
        """Return whether a path leads to a file."""
        return self.resolved(path) in self.files


def _inside(path: str) -> str | None:
    told = posixpath.normpath(path)
    return None if told == ".." or told.startswith("../") else told


def tree_of(listed: bytes, targets_of: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Tree:
    """Return the tree that `git ls-tree -r -z` lists; `targets_of` gives the targets of links by their objects."""
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    modules: set[str] = set()
    for line in listed.split(b"\0"):
        head, tab, path = line.partition(b"\t")
        if not tab:
            continue
        mode, _, name = head.decode().split(" ")
        if mode.startswith(ORDINARY):
            files[os.fsdecode(path)] = name
        elif mode.startswith(LINK):
            links[os.fsdecode(path)] = name
        else:
            modules.add(os.fsdecode(path))
    targets = targets_of(tuple(links.values()))
    return Tree(files, dict(zip(links, targets, strict=True)), frozenset(modules))


class TreeWalk:
    """One walk below a folder of a tree, as the gate of folders walks: first what lies there, then where links lead.

    `files` are places in the tree by path inside the folder, `refused` is what is not read; nothing is read twice but
    messages.
    """

    def __init__(self, tree: Tree, place: str, wanted: tuple[str, ...], repeated: str) -> None:
        """Walk at once; `wanted` are the endings of files, `repeated` begins the paths that may share a file."""
        self.files: dict[str, str] = {}
        self.refused: list[FileRefusal] = []
        self._tree, self._wanted, self._repeated = tree, wanted, repeated
        self._place = tree.resolved(place)
        if self._place is None or self._place not in tree.folders:
            return
        self._seen = {self._place: "."}
        self._waiting = deque([(self._place, "")])
        self._links: deque[tuple[str, str]] = deque()
        while self._waiting or self._links:
            if self._waiting:
                self._look_into(*self._waiting.popleft())
            else:
                self._follow(*self._links.popleft())

    def _look_into(self, folder: str, prefix: str) -> None:
        for name in self._tree.folders[folder]:
            if name.startswith("."):  # what git, editors and CI keep there
                continue
            place, path = f"{folder}/{name}" if folder else name, prefix + name
            if place in self._tree.links:
                self._links.append((place, path))
            elif place in self._tree.folders:
                self._enter(place, path)
            elif place in self._tree.modules:
                self.refused.append(FileRefusal(path, "link-outside"))
            elif path.endswith(self._wanted):
                self._seen.setdefault(place, path)
                self.files[path] = place

    def _follow(self, link: str, path: str) -> None:
        place = self._tree.resolved(link)
        is_folder = place in self._tree.folders
        wanted = path.endswith(self._wanted)
        doubtful = wanted or is_folder or "." not in path.rpartition("/")[2]  # without an ending it may be a folder
        if place is None or place in self._tree.modules or self._is_hidden(place):
            if doubtful:
                hidden = place is not None and place not in self._tree.modules
                self.refused.append(FileRefusal(path, "link-hidden" if hidden else "link-outside"))
        elif is_folder:
            self._enter(place, path)
        elif place not in self._tree.files:
            if doubtful:
                self.refused.append(FileRefusal(path, "link-broken"))
        elif wanted:
            self._take(place, path)

    def _enter(self, folder: str, path: str) -> None:
        if folder in self._seen:
            self.refused.append(_again(path, self._seen[folder]))
        else:
            self._seen[folder] = path
            self._waiting.append((folder, f"{path}/"))

    def _take(self, place: str, path: str) -> None:
        if place in self._seen and not path.startswith(self._repeated):
            self.refused.append(_again(path, self._seen[place]))
        else:
            self._seen.setdefault(place, path)
            self.files[path] = place

    def _is_hidden(self, place: str) -> bool:
        return is_hidden(place, self._place or "")


def is_hidden(place: str, start: str) -> bool:
    """Return whether a place lies in a hidden folder, seen from where another one lies."""
    inside = posixpath.relpath(f"/{place}", f"/{start}").split("/")
    return any(part.startswith(".") and part not in {".", ".."} for part in inside)


def _again(path: str, first: str) -> FileRefusal:
    return FileRefusal(path, READ_TWICE, MappingProxyType({"first": first}))
