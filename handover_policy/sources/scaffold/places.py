"""TitledPlace, departments_named, towns_named: what people call departments and towns, with ids for rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handover_policy.policy.meant.spoken import word_meant
from handover_policy.sources.shipped import shipped_folder

INHERITED = ("hr", "administration", "technology")
"""Departments that are parties of the sets that ship."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledPlace:
    """Something by its id in rules and its title; `own` where the set has to declare it, `law` where it lies."""

    id: str
    title: str
    own: bool = True
    law: str = ""


def departments_named(titles: Iterable[str]) -> tuple[TitledPlace, ...]:
    """Return departments with ids, each once: those of the words there are, else numbered."""
    found: dict[str, TitledPlace] = {}
    for number, title in enumerate(dict.fromkeys(titles), start=1):
        name = word_meant(title, "departments") or f"department_{number}"
        found.setdefault(name, TitledPlace(id=name, title=title, own=name not in INHERITED))
    return tuple(found.values())


def towns_named(titles: Iterable[str]) -> tuple[TitledPlace, ...]:
    """Return towns with ids and the jurisdictions they lie in, where that is known."""
    found: dict[str, TitledPlace] = {}
    for number, title in enumerate(dict.fromkeys(titles), start=1):
        law, _, name = word_meant(title, "towns").partition(".")
        name = name or f"town_{number}"
        found.setdefault(name, TitledPlace(id=name, title=title, law=law))
    return tuple(found.values())


def law_of(towns: Iterable[TitledPlace]) -> str:
    """Return the one jurisdiction in which all towns lie, if a statute pack ships for it; else an empty text."""
    laws = {town.law for town in towns}
    law = laws.pop() if len(laws) == 1 else ""
    return law if law and (shipped_folder("rules") / "statutes" / f"{law.lower()}.yaml").is_file() else ""
