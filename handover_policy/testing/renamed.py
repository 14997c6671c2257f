"""with_newest_ids: policy tests that name a rule by its old id, read as the id of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.policy.renamed import Names
from handover_policy.testing.cases import PolicyCase

NAMING = frozenset({"id", "task", "tasks", "gate", "clause", "duty", "notice", "rule", "subject", "about"})
"""The fields of effects that hold ids of rules, alone or within a longer id."""


def with_newest_ids(cases: Iterable[PolicyCase], names: Names) -> tuple[tuple[PolicyCase, ...], tuple[Finding, ...]]:
    """Return cases whose expectations name rules as they are called now, and a warning for each old id.

    What `never` says of an old id would otherwise pass for ever. Events keep the ids they were written with: they are
    read as the ids of today when they are evaluated.
    """
    cases = tuple(cases)
    if not names:
        return cases, ()
    found = Collected()
    return tuple(_case(case, names, found) for case in cases), found.sorted()


def _case(case: PolicyCase, names: Names, found: Collected) -> PolicyCase:
    content = dict(case.content)
    for key, places in (("expect", case.expected_at), ("never", case.never_at)):
        listed = content.get(key)
        if isinstance(listed, list):
            reader = _Reader(names, found)
            content[key] = [reader.read(item, place) for item, place in zip(listed, places, strict=True)]
    return replace(case, content=content)


class _Reader:
    """Reads expectations under the ids of today."""

    def __init__(self, names: Names, found: Collected) -> None:
        self._names = names
        self._found = found

    def read(self, value: Any, place: Location, *, naming: bool = False) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            return {key: self.read(each, place, naming=key in NAMING) for key, each in value.items()}
        if isinstance(value, list):
            return [self.read(each, place, naming=naming) for each in value]
        return self._named(value, place) if naming and isinstance(value, str) else value

    def _named(self, written: str, place: Location) -> str:
        parts = written.split(":")
        for part in parts:
            if part in self._names:
                self._found.warning("old-id", place, subject=part, new=self._names[part])
        return ":".join(self._names.get(part, part) for part in parts)
