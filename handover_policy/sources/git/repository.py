"""Repository: what the git repository around a folder holds at a revision; nothing is checked out, fetched or run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from handover_policy.sources.git.process import MOST_OUTPUT, GitFailed, ObjectsMissing, git_output
from handover_policy.sources.git.tree import Tree, tree_of

KNOWN = re.compile(rb"([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)")
GIT = ".git"
OPEN_BARE = ("-c", "safe.bareRepository=all")
MOST_CONTENTS = 256 * 1024 * 1024
"""What all files of a set may hold together."""
MOST_TARGET = 4096  # bytes in the target of a link; what is longer leads nowhere
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a name stands for (`main`, `HEAD~1`): the id of its tree, and the short id of its commit, or nothing."""

    tree: str
    commit: str


class Repository:
    """The repository that the working directory lies in, with a working tree or bare."""

    def __init__(self, here: Path) -> None:
        """Find the repository of a folder, the nearest above it; raises GitFailed where there is none, or no git.

        The nearest folder with a `.git` counts. A bare repository counts only where no such folder is above it: one
        that lies in a working tree came with its files, and never speaks for it.
        """
        here = here.resolve()
        around = next((each for each in (here, *here.parents) if os.path.lexists(each / GIT)), None)
        if around is not None:
            found = _asked(around)
        else:
            bare = next((each for each in (here, *here.parents) if _looks_bare(each)), None)
            if bare is None:
                raise GitFailed(f"fatal: not a git repository (or any of the parent directories): {here}")
            found = _asked(bare, *OPEN_BARE)
        self._folder, self.root = found

    @property
    def bare(self) -> bool:
        """Return whether there is no working tree."""
        return self.root is None

    @cached_property
    def shallow(self) -> bool:
        """Return whether the repository holds the newest commits only."""
        return self._git("rev-parse", "--is-shallow-repository").strip() == b"true"

    @cached_property
    def remotes(self) -> tuple[str, ...]:
        """Return the names of the repositories it was cloned from or fetches from."""
        return tuple(os.fsdecode(self._git("remote")).split())

    def revision(self, name: str) -> Revision | None:
        """Return what a revision stands for; None where git knows none of that name.

        The name is given to git as input, never as an argument: whatever it begins with, it is no option.
        """
        tree, commit = self._known((f"{name}^{{tree}}", f"{name}^{{commit}}")).values()
        if tree is None:
            return None
        short = self._git("rev-parse", "--short", commit.name).decode().strip() if commit else ""
        return Revision(tree=tree.name, commit=short)

    def tree(self, revision: Revision) -> Tree:
        """Return the paths of a revision; raises ObjectsMissing where the repository does not hold its folders."""

        def targets(objects: tuple[str, ...]) -> tuple[str, ...]:
            contents = self.contents(objects, MOST_TARGET)
            return tuple("/" if isinstance(each, int) else os.fsdecode(each) for each in contents)

        return tree_of(self._git("ls-tree", "-r", "-z", "--full-tree", revision.tree), targets)

    def contents(self, objects: Iterable[str], most: int) -> list[bytes | int]:
        """Return what objects hold, in their order, or the size of one with more than `most` bytes, which is not read.

        Raises ObjectsMissing where the repository does not hold one, GitFailed where all are too much together.
        """
        names = tuple(objects)
        known = self._known(dict.fromkeys(names))
        missing = [name for name, each in known.items() if each is None]
        if missing:
            raise ObjectsMissing(f"git: missing {', '.join(missing[:MOST_NAMED])}")
        sizes = {name: each.size for name, each in known.items() if each is not None}
        read = [name for name, size in sizes.items() if size <= most]
        told = self._git("cat-file", "--batch", given=_lines(read), most=MOST_CONTENTS) if read else b""
        found: dict[str, bytes] = {}
        at = 0
        for name in read:
            start = told.index(b"\n", at) + 1
            at = start + sizes[name]
            found[name] = told[start:at]
            at += 1
        return [found.get(name, sizes[name]) for name in names]

    def _known(self, names: Iterable[str]) -> dict[str, _Known | None]:
        """Return id, kind and size of what each name stands for, None where it stands for nothing."""
        given = [name for name in names if "\n" not in name and "\0" not in name]
        told = self._git("cat-file", "--batch-check", given=_lines(given)).splitlines() if given else []
        return dict.fromkeys(names) | {name: _known(line) for name, line in zip(given, told, strict=True)}

    def _git(self, *arguments: str, given: bytes = b"", most: int = MOST_OUTPUT) -> bytes:
        return git_output(*arguments, repository=self._folder, given=given, most=most)


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    kind: str
    size: int


def _known(line: bytes) -> _Known | None:
    told = KNOWN.fullmatch(line)
    return _Known(told[1].decode(), told[2].decode(), int(told[3])) if told else None


def _lines(names: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(f"{name}\n") for name in names)


def _asked(folder: Path, *options: str) -> tuple[Path, Path | None]:
    """Return the repository of a folder and its working tree, None where it is bare, as git finds them from there.

    Git looks in this folder only, and says no to what belongs to somebody else (`safe.directory`).
    """
    ceiling = {"GIT_CEILING_DIRECTORIES": str(folder.parent)}

    def asked(*arguments: str) -> str:
        told = git_output(*options, "rev-parse", *arguments, repository=None, here=folder, settings=ceiling)
        return os.fsdecode(told.removesuffix(b"\n"))

    told, _, place = asked("--is-bare-repository", "--absolute-git-dir").partition("\n")
    bare = told == "true"
    if bare and not options and Path(place) == folder:  # before git 2.38
        raise GitFailed(f"fatal: {folder / GIT} is no repository")
    return Path(place), None if bare else Path(asked("--show-toplevel"))


def _looks_bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and all((folder / each).is_dir() for each in ("objects", "refs"))
