"""start_repository: a policy repository for a company, from a set that ships."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from handover_policy.sources.scaffold.places import departments_named, towns_named
from handover_policy.sources.scaffold.repository import repository, write_repository
from handover_policy.sources.scaffold.todo import ToDo, todo
from handover_policy.sources.shipped import BUILTIN

COMPANY = "company"
"""The id of a set where the name of its folder says nothing."""


def suggested_id(folder: Path, longest: int) -> str:
    """Return an id made of the name of a folder, of so many characters at most."""
    called = folder.absolute().name
    words = re.findall(r"[A-Za-z0-9]+", called) if called.isascii() else []  # scraps of a Chinese name say nothing
    return "-".join(words)[:longest].strip("-") or COMPANY


def start_repository(
    folder: Path, *, name: str, title: str, extends: str, departments: Iterable[str] = (), towns: Iterable[str] = ()
) -> tuple[tuple[str, ...], tuple[ToDo, ...]]:
    """Write a set that extends the one that ships as `extends`, with a test, editor and CI settings.

    Returns the paths written, and what is still to be decided. `departments` are those that confirm that nothing is
    left open with them, `towns` the places of work, both as people call them.

    Raises InTheWay where something stands in the way, OSError where the folder cannot be written; nothing is left then.
    """
    signing, places = departments_named(departments), towns_named(towns)
    texts = repository(name, title, f"{BUILTIN}{extends}", signing, places)
    return write_repository(folder, texts), todo(signing, places)
