"""places_of: the policy sets that files and folders belong to, as pre-commit and people name them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from handover_policy.sources.gate.gate import FolderGate
from handover_policy.sources.policy_folders import ENDINGS, LEFT_OUT
from handover_policy.sources.service_files import is_settings_file


def places_of(named: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the policy sets to look at, each once and in the order named, and what belongs to none.

    A file stands for the nearest folder above it that holds a manifest (a YAML file of kind `policy`), be it a rule, a
    test or a message. A folder that holds no YAML file itself, or the settings of a service alone, stands for all the
    sets below it; any other folder, and a path that is not there, stands for itself. Files that cannot be read are
    taken for no manifest, and links to folders are followed within the work tree.
    """
    places: dict[Path, Path] = {}
    strays: list[Path] = []
    holds_manifest = cache(_holds_manifest)  # a commit may name a thousand files of one folder
    for path in named:
        if path.is_dir() or not path.exists():
            found, refused = _Sets(path).all()
            strays += refused
        else:
            found = [_set_above(path, holds_manifest)]
        for place in found:
            if place is None:
                strays.append(path)
            else:
                places.setdefault(place.absolute(), place)
    return tuple(places.values()), tuple(strays)


def _set_above(file: Path, holds_manifest: Callable[[Path], bool]) -> Path | None:
    shown, folder = file.parent, file.absolute().parent
    while not holds_manifest(folder):
        if folder == folder.parent:
            return None
        shown, folder = (shown.parent if shown != Path() else folder.parent), folder.parent
    return shown


class _Sets:
    """The sets below a folder that somebody named, each once, whatever links lead there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._gate = FolderGate(folder)
        self._seen: set[str] = set()
        self._refused: list[Path] = []

    def all(self) -> tuple[list[Path | None], list[Path]]:
        """Return the folder, or, where it holds only further folders, the sets below it; and links not followed."""
        found: list[Path | None] = list(self._at(self._folder))
        return found, self._refused

    def _at(self, folder: Path) -> Iterator[Path]:
        below = [] if _has_rules(folder) else self._inner(folder)
        found = [place for each in below for place in self._at(each) if _holds_manifest(place)]
        yield from found or [folder]

    def _inner(self, folder: Path) -> list[Path]:
        """Return the folders in a folder that were not looked into yet; those that links lead to last."""
        self._seen.add(os.path.realpath(folder))
        inner = [each for each in sorted(folder.iterdir()) if each.is_dir()] if folder.is_dir() else []
        kept = []
        for each in sorted(inner, key=Path.is_symlink):
            target = os.path.realpath(each)
            if each.name.startswith(".") or each.name in LEFT_OUT or target in self._seen:
                continue
            if each.is_symlink() and self._gate.closed(Path(target)):
                self._refused.append(each)
                continue
            self._seen.add(target)
            kept.append(each)
        return sorted(kept, key=Path.is_symlink)


def _has_rules(folder: Path) -> bool:
    inside = folder.iterdir() if folder.is_dir() else ()
    return any(
        each.suffix in ENDINGS and not each.name.startswith(".") and not each.is_dir() and not _is_of_a_service(each)
        for each in inside
    )


def _is_of_a_service(file: Path) -> bool:
    """Return whether a file holds the settings of a service, beside which the policies that it names may lie."""
    try:
        return is_settings_file(file)
    except OSError:
        return False


def _holds_manifest(folder: Path) -> bool:
    return FolderGate(folder).holds_manifest()
