"""file_seen: a file of the archive, for whom it is theirs to see; by the places it was brought to or told of in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.filing.told import digest_of
from handover_policy.app.portal.acts.filling import KEPT
from handover_policy.app.portal.sight import may_see
from handover_policy.app.portal.visitor import Visitor, is_over, sees_case
from handover_policy.ledger.files.versions import HeldFile, held_files, places_of, versions_at
from handover_policy.model.case import Case, Task

UPLOAD = "upload:"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file that somebody may see, under the name it has where they see it."""

    held: HeldFile
    name: str
    place: str

    @property
    def person(self) -> str:
        """Whose departure, or whose upload duty, it was brought for."""
        if self.place.startswith(UPLOAD):
            return self.place.removeprefix(UPLOAD).rpartition(":")[0]
        return self.place.removeprefix(KEPT).partition("/")[0]


def upload_place(person: str, duty: str) -> str:
    """Return the place of what somebody brings for an upload duty."""
    return f"{UPLOAD}{person}:{duty}"


def file_seen(view: View, visitor: Visitor, sha256: str, place: str | None) -> FileSeen | None:
    """Return a file as somebody sees it; None where there is none, or it is not theirs to see.

    Args:
        view: of the company.
        visitor: who asks.
        sha256: of the file.
        place: where they saw it named, a task's id; None where anywhere.

    """
    held = held_files(view.connection, view.company.id, [sha256]).get(sha256)
    if held is None:
        return None
    named = [place] if place else places_of(view.connection, view.company.id, sha256)
    return next((found for each in named for found in _seen_at(view, visitor, held, each)), None)


def _seen_at(view: View, visitor: Visitor, held: HeldFile, place: str) -> Iterator[FileSeen]:
    """Yield the file as it is named at a place that somebody may see."""
    if place.startswith(KEPT):
        case = view.state.case(place.removeprefix(KEPT))
        if case is None or not sees_case(view, visitor, case):
            return
    elif place.startswith(UPLOAD):
        person = place.removeprefix(UPLOAD).rpartition(":")[0]
        if not (visitor.id == person or visitor.reads_all or (visitor.manages and is_over(view, visitor, person))):
            return
    else:
        found = _task(view, place)
        if found is None or not may_see(view, visitor, *found):
            return
        for step in found[1].steps:
            for each in step.done.evidence if step.done is not None else ():
                if digest_of(each) == held.sha256:
                    yield FileSeen(held=held, name=str(each.get("path", "")), place=place)
    for version in reversed(versions_at(view.connection, view.company.id, place)):
        if version.file.sha256 == held.sha256 and version.erased_at is None:
            yield FileSeen(held=held, name=version.name, place=place)


def _task(view: View, name: str) -> tuple[Case, Task] | None:
    employee, _, rest = name.partition("/")
    case = view.state.case(f"{employee}/{rest.partition(':')[0]}")
    task = None if case is None else case.tasks.get(name)
    return None if case is None or task is None else (case, task)
