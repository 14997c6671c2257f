"""find_sides: the two policy sets that are to be compared, from what was typed: folders, git revisions, REF:path."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from handover_policy.findings.suggestion import nearest
from handover_policy.sources.git.advice import fetch_advice
from handover_policy.sources.git.process import GitFailed, ObjectsMissing
from handover_policy.sources.git.repository import Repository
from handover_policy.sources.git.tree import Tree
from handover_policy.sources.git.tree_source import MANIFEST, TreeSource, sets_in
from handover_policy.sources.policy_sources import FolderSource, PolicySource
from handover_policy.sources.shipped import BUILTIN, shipped_place, shipped_sets

BASE, HEAD = "base", "head"


class SideMissing(Exception):
    """A side cannot be found: which side, what was typed, why (one of the reasons below), and what helps."""

    def __init__(self, side: str, typed: str, reason: str, hint: str = "") -> None:
        """Take the side, `base` or `head`, and the rest as told to people."""
        super().__init__(side, typed, reason, hint)
        self.side, self.typed, self.reason, self.hint = side, typed, reason, hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both sides; `doubtful` names what was taken for a folder although git knows a revision of that name."""

    base: PolicySource
    head: PolicySource
    doubtful: tuple[str, ...] = ()


def find_sides(base: str, head: str | None, policy: Path | None, here: Path) -> Sides:
    """Return the sides of a comparison, seen from the folder `here`.

    Revisions are those of the repository that `here` lies in: a folder that is compared never says which one is asked.
    A revision without a path speaks of the set that `policy`, or the other side's folder, or the current folder names.
    Raises SideMissing where a side cannot be found.
    """
    finder = _Finder(here, policy)
    after = finder.standing() if head is None else finder.side(HEAD, head, None)
    at = after.place if isinstance(after, FolderSource) else None
    inside = after.place if isinstance(after, TreeSource) else None
    before = finder.side(BASE, base, at, inside)
    return Sides(base=before, head=after, doubtful=tuple(finder.doubtful))


class _Finder:
    """Finds sides from one folder, and opens its repository when a revision is first asked for."""

    def __init__(self, here: Path, policy: Path | None) -> None:
        self._here = here
        self._policy = policy
        self._opened: Repository | None = None
        self.doubtful: list[str] = []

    def standing(self) -> PolicySource:
        """Return the set of the working tree; in a bare repository that of HEAD."""
        place = self._standing_place()
        if place is not None:
            return FolderSource(place)
        try:
            bare = self._repository().bare
        except GitFailed:
            bare = False
        if bare:
            return self._revision(HEAD, "HEAD", None)
        raise SideMissing(HEAD, str(self._policy or self._here), "no-set")

    def _standing_place(self) -> Path | None:
        if self._policy is not None:
            return self._policy if self._policy.is_dir() else None
        above = (each for each in (self._here, *self._here.parents) if (each / MANIFEST).is_file())
        found = next(above, None)
        if found is not None:
            return found
        below = [path.parent for path in sorted(self._here.rglob(MANIFEST)) if not _hidden(path, self._here)]
        return below[0] if len(below) == 1 else None

    def side(self, side: str, typed: str, beside: Path | None, inside: str | None = None) -> PolicySource:
        """Return one side; `beside` is the folder of the other one, `inside` its path in a tree, where it has one."""
        if typed.startswith(BUILTIN):
            return self._shipped(side, typed)
        place = self._here / typed
        if place.is_dir():
            self._note_doubtful(typed)
            source = FolderSource(place)
            source.label = typed
            return source
        try:
            return self._revision(side, typed, beside, inside)
        except SideMissing as missing:
            if place.exists():
                raise SideMissing(side, typed, "file") from missing
            raise

    def _shipped(self, side: str, typed: str) -> PolicySource:
        place = shipped_place(typed)
        if place is None:
            near = nearest(typed.removeprefix(BUILTIN), shipped_sets())
            raise SideMissing(side, typed, "no-shipped-set", f"{BUILTIN}{near}" if near else "")
        source = FolderSource(place)
        source.label = typed
        return source

    def _note_doubtful(self, typed: str) -> None:
        try:
            if "/" not in typed and not typed.startswith(".") and self._repository().revision(typed):
                self.doubtful.append(typed)
        except GitFailed:
            return

    def _repository(self) -> Repository:
        if self._opened is None:
            self._opened = Repository(self._here)
        return self._opened

    def _revision(self, side: str, typed: str, beside: Path | None, other: str | None = None) -> PolicySource:
        name, colon, path = typed.partition(":")
        try:
            repository = self._repository()
            revision = repository.revision(name or "HEAD")
            if revision is None:
                raise _unknown(side, typed, name, repository)
            tree = repository.tree(revision)
        except ObjectsMissing as missing:
            raise SideMissing(side, typed, "partial", str(missing)) from missing
        except GitFailed as failed:
            raise SideMissing(side, typed, "no-repository", str(failed)) from failed
        if colon:
            inside = _normal(posixpath.join(self._prefix(repository), path) if path.startswith(".") else path)
            there = not inside.startswith("/") and tree.has_folder(inside)
            if not there and (side == HEAD or inside != (other or self._wanted(repository, beside))):
                raise SideMissing(side, typed, "no-path", _named(sets_in(tree)))
        else:
            inside = self._inside(side, typed, repository, tree, beside)
        label = f"{name or 'HEAD'}:{inside or '.'}" + (f" ({revision.commit})" if revision.commit else "")
        return TreeSource(repository, tree, inside, label)

    def _prefix(self, repository: Repository) -> str:
        """Return where the current folder lies in the repository, empty for its root and for elsewhere."""
        root, here = (repository.root or self._here).resolve(), self._here.resolve()
        return here.relative_to(root).as_posix() if here.is_relative_to(root) else ""

    def _inside(self, side: str, typed: str, repository: Repository, tree: Tree, beside: Path | None) -> str:
        """Return where in a tree the set lies: where it lies here, else where the only set of the tree does.

        A base that has a set elsewhere only is that set before its folder was moved, or has none yet.
        """
        wanted = self._wanted(repository, beside)
        sets = sets_in(tree)
        if wanted is not None and wanted in sets:
            return wanted
        if len(sets) == 1 and (wanted is None or _is_gone(repository, sets[0])):
            return sets[0]
        if side == BASE and (wanted is not None or not sets):
            return wanted or ""
        raise SideMissing(side, typed, "which-set" if sets else "no-set", _named(sets))

    def _wanted(self, repository: Repository, beside: Path | None) -> str | None:
        place = beside or self._policy or self._standing_place()
        if place is None:
            return None
        if repository.root is None:
            return _normal(place.as_posix())
        whole, root = (self._here / place).resolve(), repository.root.resolve()
        return _normal(whole.relative_to(root).as_posix()) if whole.is_relative_to(root) else None


def _unknown(side: str, typed: str, name: str, repository: Repository) -> SideMissing:
    """Return that git knows no revision of this name, with the command that brings it where there is one."""
    shallow = repository.shallow

    def knows(other: str) -> bool:
        return other != name and repository.revision(other) is not None

    advice = fetch_advice(name, repository.remotes, shallow=shallow, knows=knows)
    return SideMissing(side, typed, "shallow" if shallow and advice else "unknown", advice)


def _is_gone(repository: Repository, path: str) -> bool:
    """Return whether a set no longer lies at its path in the working tree."""
    return repository.root is not None and not (repository.root / path / MANIFEST).is_file()


def _named(sets: tuple[str, ...]) -> str:
    return ", ".join(each or "." for each in sets)


def _normal(path: str) -> str:
    told = posixpath.normpath(path)
    return "" if told == "." else told


def _hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)
