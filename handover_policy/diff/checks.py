"""checks: what has to come with a change: a higher version, the procedure of adoption, and no reaching back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from handover_policy.diff.change import Change, Direction, VersionPart
from handover_policy.diff.sides import Side
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.policy.policy_set import Manifest

MANIFEST = "kind:policy"
CHINA = "CN"
PROCEDURE = ("consulted", "published")
ORDER = (VersionPart.MAJOR, VersionPart.MINOR, VersionPart.PATCH)
NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def needed_step(changes: Iterable[Change]) -> VersionPart | None:
    """Return the part of the version number that the changes together have to raise; None without a change."""
    steps = {change.step for change in changes}
    return next((step for step in ORDER if step in steps), None)


def version_checks(changes: tuple[Change, ...], before: Side, after: Side) -> tuple[Finding, ...]:
    """Return what is wrong with the version: not raised at all is an error, raised too little a warning."""
    needed = needed_step(changes)
    old, new = before.policy.manifest, after.policy.manifest
    if needed is None or before.empty or old.id != new.id:
        return ()
    found = Collected()
    at = after.at(MANIFEST, "version") or new.location
    raised = _raised(old.version, new.version)
    if raised is None:
        found.error("version-not-raised", at, subject=new.version, old=old.version, step=needed.value)
    elif ORDER.index(raised) > ORDER.index(needed):
        found.warning("version-raised-too-little", at, subject=new.version, old=old.version, step=needed.value)
    return found.sorted()


def _raised(old: str, new: str) -> VersionPart | None:
    before, after = (_numbers(version) for version in (old, new))
    if after <= before:
        return None
    return next(step for step, was, now in zip(ORDER, before, after, strict=True) if now != was)


def _numbers(version: str) -> tuple[int, ...]:
    found = NUMBERS.match(version)
    return tuple(map(int, found.groups())) if found else (0, 0, 0)


def adoption_checks(changes: Iterable[Change], before: Side, after: Side) -> tuple[Finding, ...]:
    """Return an error where a change for the worse was not consulted on and published anew (Chinese LCL, art. 4)."""
    manifest = after.policy.manifest
    worse = sum(change.direction is Direction.WORSE for change in changes)
    if not worse or manifest.jurisdiction.partition("-")[0] != CHINA:
        return ()
    found = Collected()
    for part in PROCEDURE:
        day, earlier = _day(manifest, part), _day(before.policy.manifest, part)
        if day is None or (earlier is not None and day <= earlier and not before.empty):
            at = after.at(MANIFEST, "adoption", part) or manifest.location
            found.error("adoption-not-renewed", at, subject=f"adoption.{part}", earlier=earlier or "–", count=worse)
    return found.sorted()


def _day(manifest: Manifest, part: str) -> date | None:
    told = (manifest.adoption or {}).get(part)
    written = told.get("on") if isinstance(told, Mapping) else None
    return date.fromisoformat(written) if isinstance(written, str) else None


def retroactivity_checks(changes: Iterable[Change], after: Side, today: date) -> tuple[Finding, ...]:
    """Return a warning for each past day from which changes for the worse count."""
    manifest = after.policy.manifest
    counts: Counter[date] = Counter()
    places: dict[date, Location] = {}
    for change in changes:
        day = change.since or manifest.effective_from
        if change.direction is Direction.WORSE and day < today:
            counts[day] += 1
            place = change.new_at if change.since else after.at(MANIFEST, "effective", "from")
            places.setdefault(day, place or manifest.location)
    found = Collected()
    for day, count in counts.items():
        found.warning("change-retroactive", places[day], subject=day.isoformat(), count=count, today=today)
    return found.sorted()
