"""start_repository: a policy repository for a company, from a set that ships."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from handover_policy.app.load import open_policies
from handover_policy.sources.scaffold.extended_set import ExtendedSet, extended_set
from handover_policy.sources.scaffold.places import departments_named, towns_named
from handover_policy.sources.scaffold.repository import repository, write_repository
from handover_policy.sources.scaffold.todo import ToDo, todo
from handover_policy.sources.shipped import BUILTIN, policy_place
from handover_policy.texts.texts import texts

COMPANY = "company"
"""The id of a set where the name of its folder says nothing."""


def suggested_id(folder: Path, longest: int) -> str:
    """Return an id made of the name of a folder, of so many characters at most."""
    called = folder.absolute().name
    words = re.findall(r"[A-Za-z0-9]+", called) if called.isascii() else []  # scraps of a Chinese name say nothing
    return "-".join(words)[:longest].strip("-") or COMPANY


def shipped_base(extends: str, language: str | None = None) -> ExtendedSet:
    """Return what is to be known of a set that ships, to extend it in a language, by default its own."""
    named = f"{BUILTIN}{extends}"
    return extended_set(open_policies([policy_place(named)]).policies[0], named, language)


def usual_title(language: str) -> str:
    """Return the title of a set that was given none."""
    return texts(language).say("init.title")


def start_repository(
    folder: Path,
    *,
    name: str,
    title: str,
    base: ExtendedSet,
    departments: Iterable[str] = (),
    towns: Iterable[str] = (),
) -> tuple[tuple[str, ...], tuple[ToDo, ...]]:
    """Write a set that extends `base`, with a test, editor and CI settings, in the base's language.

    Returns the paths written, and what is still to be decided. `departments` are those that confirm that nothing is
    left open with them, `towns` the places of work, both as people call them.

    Raises InTheWay where something stands in the way, OSError where the folder cannot be written; nothing is left then.
    """
    signing, places = departments_named(departments, base), towns_named(towns)
    written = repository(name, title, base, signing, places)
    return write_repository(folder, written), todo(base, signing, places)
