"""TitledPlace, departments_named, towns_named: what people call departments and towns, with ids for rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handover_policy.policy.meant.spoken import word_meant
from handover_policy.sources.scaffold.extended_set import ExtendedSet
from handover_policy.sources.shipped import shipped_folder

LONGEST = 60
"""How much of a title becomes an id."""
NO_TEXT = frozenset({"true", "false", "null"})
"""What YAML takes for something else than a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledPlace:
    """Something by its id in rules and its title; `own` where the set has to declare it, `law` where it lies."""

    id: str
    title: str
    own: bool = True
    law: str = ""


def departments_named(titles: Iterable[str], base: ExtendedSet) -> tuple[TitledPlace, ...]:
    """Return departments with ids, each once: a party of the base, a word there is, the title itself, or a number."""
    found: dict[str, TitledPlace] = {}
    for number, title in enumerate(dict.fromkeys(titles), start=1):
        known = base.department_named(title)
        name = known or word_meant(title, "departments") or _written(title)
        if not name or (not known and name in base.taken):
            name = f"department_{number}"
        found.setdefault(name, TitledPlace(id=name, title=title, own=not known))
    return tuple(found.values())


def towns_named(titles: Iterable[str]) -> tuple[TitledPlace, ...]:
    """Return towns with ids and the jurisdictions they lie in, where that is known."""
    found: dict[str, TitledPlace] = {}
    for number, title in enumerate(dict.fromkeys(titles), start=1):
        law, _, name = word_meant(title, "towns").partition(".")
        name = name or _written(title) or f"town_{number}"
        found.setdefault(name, TitledPlace(id=name, title=title, law=law))
    return tuple(found.values())


def _written(title: str) -> str:
    """Return an id made of a title in plain letters; empty for any other."""
    name = "_".join(re.findall("[a-z0-9]+", title.lower()))[:LONGEST].strip("_") if title.isascii() else ""
    return name if name[:1].isalpha() and name not in NO_TEXT else ""


def law_of(towns: Iterable[TitledPlace], base: ExtendedSet) -> str:
    """Return the one part of the base's country that all towns lie in, if a statute pack ships for it; else nothing."""
    laws = {town.law for town in towns}
    law = laws.pop() if len(laws) == 1 else ""
    here = law.partition("-")[0] == base.jurisdiction.partition("-")[0]
    return law if law and here and is_packed(law) else ""


def is_packed(law: str) -> bool:
    """Return whether a statute pack ships for a jurisdiction."""
    return (shipped_folder("rules") / "statutes" / f"{law.lower()}.yaml").is_file()
