"""places_of: the policy sets that files and folders belong to, as pre-commit and people name them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from handover_policy.sources.policy_folders import ENDINGS, LEFT_OUT, MOST_BYTES

MANIFEST = re.compile(rb"^kind:[ \t]*[\"']?policy[\"']?[ \t]*(#.*)?\r?$", re.MULTILINE)


def places_of(named: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the policy sets to look at, each once and in the order named, and the files that belong to none.

    A file stands for the nearest folder above it that holds a manifest (a YAML file of kind `policy`), be it a rule, a
    test or a message. A folder that holds no YAML file itself stands for all the sets below it; any other folder, and
    a path that is not there, stands for itself. Files that cannot be read are taken for no manifest.
    """
    places: dict[Path, Path] = {}
    strays: list[Path] = []
    holds_manifest = cache(_holds_manifest)  # a commit may name a thousand files of one folder
    for path in named:
        found = [_set_above(path, holds_manifest)] if path.is_file() else list(_sets_at(path))
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


def _sets_at(folder: Path) -> Iterator[Path]:
    """Yield a folder, or, where it holds only further folders, the sets below it."""
    below = [] if any(_rules(folder)) else sorted(_inner(folder))
    found = [place for each in below for place in _sets_at(each) if _holds_manifest(place)]
    yield from found or [folder]


def _inner(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for each in folder.iterdir():
            if each.is_dir() and not each.is_symlink() and not each.name.startswith(".") and each.name not in LEFT_OUT:
                yield each


def _rules(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for each in sorted(folder.iterdir()):
            if each.suffix in ENDINGS and not each.name.startswith(".") and each.is_file():
                yield each


def _holds_manifest(folder: Path) -> bool:
    return any(_is_manifest(each) for each in _rules(folder))


def _is_manifest(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return MANIFEST.search(opened.read(MOST_BYTES)) is not None
    except OSError:
        return False
