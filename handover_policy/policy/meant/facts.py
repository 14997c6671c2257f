"""fact_meant: the fact that somebody means by a name that no fact has; value_titles: what a set calls its values."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from handover_policy.findings.suggestion import nearest
from handover_policy.policy.meant.spoken import ways_of_saying


def fact_meant(name: str, known: Collection[str]) -> str:
    """Return the fact that is meant: by its meaning in the same room, then by its spelling there, then anywhere.

    `case.reason` looks like `event.reason`, but who writes it means `case.cause`.
    """
    room, _, last = name.rpartition(".")
    inside = [each for each in known if room and each.startswith(f"{room}.")]
    for among in (inside, known):
        meant = _said(name, last, among)
        if meant:
            return meant
        near = nearest(name, among)
        if near:
            return near
    return ""


def _said(name: str, last: str, among: Collection[str]) -> str:
    wanted = {name.lower(), last.lower()}
    found = [fact for fact, ways in ways_of_saying("facts").items() if fact in among and not wanted.isdisjoint(ways)]
    return found[0] if len(found) == 1 else ""


def value_titles(vocabulary: Mapping[str, object], fact: str) -> Mapping[str, str] | None:
    """Return the titles that a vocabulary gives the values of a fact; an attribute's as an event tells it, too."""
    room, _, attribute = fact.partition(".")
    titles = vocabulary.get(fact, vocabulary.get(f"employee.{attribute}") if room == "event" else None)
    return {str(name): str(title) for name, title in titles.items()} if isinstance(titles, Mapping) else None
