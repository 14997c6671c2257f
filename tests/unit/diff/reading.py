"""Versions of the set in acme/, changed by hand, and the comparison of two of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from handover_policy.app.library import load_messages, load_schemas
from handover_policy.diff.change import Change
from handover_policy.diff.compare import PolicyDiff, Version, compare
from handover_policy.diff.measuring.people import Audience
from handover_policy.policy.read import Reading, SourceFile, SourceFolder, read_policy_set
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.shipped import shipped_folder

ACME = Path(__file__).parent / "acme"
TODAY = date(2026, 6, 25)
NOBODY = Version(policy=None, documents={}, messages={})


@cache
def texts() -> Mapping[str, str]:
    """Return the files of the set by path."""
    return {path.relative_to(ACME).as_posix(): path.read_text("utf-8") for path in sorted(ACME.rglob("*.yaml"))}


@cache
def schemas() -> dict[str, dict[str, object]]:
    """Return the shipped schemas."""
    return load_schemas()


@cache
def messages() -> tuple[str, ...]:
    """Return the names of the shipped messages."""
    return tuple({path.split("/")[0] for path in load_messages()})


def version(files: Mapping[str, str] | None = None, own: Mapping[str, str] | None = None) -> Version:
    """Return a version read from texts by path, which has no errors; the files of acme/ where none are given."""
    reading = _reading(texts() if files is None else files)
    assert reading.policy is not None, [f"{each.code} {each.location} {each.subject}" for each in reading.findings]
    return Version(policy=reading.policy, documents=reading.documents, messages=own or {})


def read(files: Mapping[str, str]) -> Version | None:
    """Return a version read from texts by path; None where it has errors."""
    reading = _reading(files)
    if reading.policy is None:
        return None
    return Version(policy=reading.policy, documents=reading.documents, messages={})


def _reading(files: Mapping[str, str]) -> Reading:
    folder = SourceFolder("", tuple(SourceFile(path, text.encode()) for path, text in files.items()))
    folders = PolicyFolders()
    folders.read(shipped_folder("rules"))
    return read_policy_set(folder, fetch_parent=folders.parent, schemas=schemas(), notifications=messages())


def altered(file: str, old: str, new: str, files: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the texts with one place of one file replaced; the place must be there, and only once."""
    told = dict(texts() if files is None else files)
    assert told[file].count(old) == 1, (told[file].count(old), old)
    return {**told, file: told[file].replace(old, new)}


def compared(before: Version, after: Version, today: date = TODAY) -> PolicyDiff:
    """Return the comparison of two versions."""
    return compare(before, after, today)


def changes(before: Version, after: Version) -> tuple[Change, ...]:
    """Return all changes between two versions."""
    return tuple(change for change, _ in compared(before, after).changes)


def includes(people: Audience, person: Mapping[str, str]) -> bool:
    """Return whether a person, by the labels of the attributes, is among people."""
    return any(all(person.get(name) in labels for name, labels in box) for box in people.boxes)
