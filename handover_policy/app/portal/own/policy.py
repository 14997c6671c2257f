"""PolicyPage, policy_page, changes_page: a version of the policy in plain words, the others, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from handover_policy.app.handbook.prepare import PreparedHandbook, read_handbook
from handover_policy.app.load import SetRead
from handover_policy.app.serving.company import Company
from handover_policy.diff.change import Change, Direction
from handover_policy.diff.compare import Version, compare
from handover_policy.diff.report.words import Speaker
from handover_policy.handbook.handbook import Handbook
from handover_policy.policy.policy_set import PolicySet

Made = TypeVar("Made")
MOST_KEPT = 64
_KEPT: dict[tuple[object, ...], tuple[object, object]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """A version in the list: since when and until when it counts, whether it does today."""

    version: str
    since: date
    until: date | None
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPage:
    """A version in plain words; `before` is the version before it, None for the first."""

    handbook: Handbook
    versions: Sequence[PolicyVersion]
    before: str | None

    @property
    def line(self) -> PolicyVersion:
        """The line of the version that is shown."""
        return next(each for each in self.versions if each.version == self.handbook.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change in plain words: what kind, of which rule, what stood and what stands there, for whom."""

    direction: Direction
    kind: str
    subject: str
    id: str
    old: str
    new: str
    people: str
    reach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What is different between a version and the one before it."""

    version: str
    before: str
    changes: Sequence[ChangeLine]


def policy_page(company: Company, language: str, today: date, wanted: str | None = None) -> PolicyPage | None:
    """Return a version of a company's policy in plain words, the one in force where none is named; None for none."""
    sets = _sets(company)
    lines = _lines(sets, today)
    named = wanted or next((each.version for each in lines if each.now), lines[0].version)
    place = next((place for place, each in enumerate(sets) if each.manifest.version == named), None)
    if place is None:
        return None
    policy = sets[place]
    book = kept(("handbook", language), policy, lambda: read_handbook(policy, language))
    before = sets[place - 1].manifest.version if place else None
    return PolicyPage(handbook=book, versions=lines[::-1], before=before)


def printed_policy(page: PolicyPage, form: str) -> bytes:
    """Return a version as a handbook to print; raises what PreparedHandbook.written does."""
    return kept(("printed", form), page.handbook, lambda: PreparedHandbook(page.handbook).written(form))


def changes_page(company: Company, language: str, today: date, wanted: str) -> ChangesPage | None:
    """Return what is different between a version and the one before; None where there is none before it."""
    reads = sorted(company.opened.sets, key=_began)
    place = next((place for place, each in enumerate(reads) if _policy(each).manifest.version == wanted), 0)
    if not place:
        return None
    before, after = reads[place - 1], reads[place]
    found = kept(("diff", id(before)), after, lambda: compare(_version(before), _version(after), today))
    speaker = Speaker(comparison=found, language=language)
    return ChangesPage(
        version=wanted,
        before=_policy(before).manifest.version,
        changes=[_line(speaker, change) for change, _ in found.changes],
    )


def kept(name: tuple[object, ...], of: object, make: Callable[[], Made]) -> Made:
    """Return what was made of an object before, by its name, or make it; what is read again and again is made once."""
    key = (*name, id(of))
    held = _KEPT.get(key)
    if held is None or held[0] is not of:
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        held = _KEPT[key] = (of, make())
    return held[1]  # type: ignore[return-value]


def _line(speaker: Speaker, change: Change) -> ChangeLine:
    return ChangeLine(
        direction=change.direction,
        kind=speaker.kind(change),
        subject=change.title or change.subject,
        id=change.subject,
        old=change.old,
        new=change.new,
        people=speaker.people(change),
        reach=speaker.reach(change),
    )


def _sets(company: Company) -> Sequence[PolicySet]:
    """Return the versions of a company's policy, the oldest first."""
    return sorted(company.opened.policies, key=lambda each: each.manifest.effective_from)


def _lines(sets: Sequence[PolicySet], today: date) -> Sequence[PolicyVersion]:
    begun = [each for each in sets if each.manifest.effective_from <= today]
    current = begun[-1] if begun else sets[0]
    return [
        PolicyVersion(
            version=each.manifest.version,
            since=each.manifest.effective_from,
            until=each.manifest.effective_until,
            now=each is current,
        )
        for each in sets
    ]


def _policy(read: SetRead) -> PolicySet:
    policy = read.reading.policy
    if policy is None:
        raise TypeError("a company's policy is opened whole")
    return policy


def _began(read: SetRead) -> date:
    return _policy(read).manifest.effective_from


def _version(read: SetRead) -> Version:
    return Version(policy=_policy(read), documents=read.reading.documents, messages=read.messages)
