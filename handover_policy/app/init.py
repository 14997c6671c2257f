"""start_repository: a policy repository for a company, from a set that ships."""

from __future__ import annotations

import re
from pathlib import Path

from handover_policy.sources.scaffold.repository import repository, write_repository
from handover_policy.sources.shipped import BUILTIN

COMPANY = "company"
"""The id of a set where the name of its folder says nothing."""


def suggested_id(folder: Path, longest: int) -> str:
    """Return an id made of the name of a folder, of so many characters at most."""
    called = folder.absolute().name
    words = re.findall(r"[A-Za-z0-9]+", called) if called.isascii() else []  # scraps of a Chinese name say nothing
    return "-".join(words)[:longest].strip("-") or COMPANY


def start_repository(folder: Path, *, name: str, title: str, extends: str) -> tuple[str, ...]:
    """Write a set that extends the one that ships as `extends`, with a test, editor and CI settings; return the paths.

    Raises InTheWay where something stands in the way, OSError where the folder cannot be written; nothing is left then.
    """
    return write_repository(folder, repository(name, title, f"{BUILTIN}{extends}"))
