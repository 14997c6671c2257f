"""PolicyDiff, compare: two policy sets held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from handover_policy.diff.approvals import Approval, approved, read_approvals, unused
from handover_policy.diff.change import Change, Direction, VersionPart
from handover_policy.diff.checks import adoption_checks, needed_step, retroactivity_checks, version_checks
from handover_policy.diff.families.clauses import clause_changes
from handover_policy.diff.families.duties import archive_changes, obligation_changes
from handover_policy.diff.families.gates import gate_changes
from handover_policy.diff.families.manifest import manifest_changes, waiver_changes
from handover_policy.diff.families.messages import message_changes
from handover_policy.diff.families.notice_table import notice_table_changes
from handover_policy.diff.families.tasks import task_changes
from handover_policy.diff.leftovers import leftover_changes
from handover_policy.diff.measuring.moments import Almanac
from handover_policy.diff.sides import Scene, Side, joined_vocabulary
from handover_policy.diff.waived import waived_changes
from handover_policy.findings.finding import RANK as GRAVITY
from handover_policy.findings.finding import Finding
from handover_policy.model.dates.calendar import calendar_for
from handover_policy.policy.dated import breakpoints, resolve_dated
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import history_findings, newest_names
from handover_policy.policy.yaml_source.node import MappingNode

Family = Callable[[Scene], Iterator[Change]]
FAMILIES: tuple[tuple[Family, tuple[str, ...]], ...] = (
    (manifest_changes, ()),
    (notice_table_changes, ("notice_table",)),
    (clause_changes, ("clauses",)),
    (task_changes, ("tasks",)),
    (gate_changes, ("gates",)),
    (message_changes, ("notices",)),
    (obligation_changes, ("obligations",)),
    (archive_changes, ("sections", "uploads")),
    (waiver_changes, ()),
)
"""The parts of a set in the order they are told, and what each reads that can change by date."""
HIRED_ON = "employee.hired_on"
RANK = {direction: rank for rank, direction in enumerate(Direction)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One side as it was read: the set (None for an empty base), its documents, messages and lint findings.

    `messages` are the files of all messages that it may send, those that ship included where it has none of its own;
    `waived` the findings of lint that its waivers hide.
    """

    policy: PolicySet | None
    documents: Mapping[str, MappingNode]
    messages: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDiff:
    """What is different: changes with the approvals they have, the worst first; what is missing; what lint now finds.

    `settled` are the findings of lint that are gone. `needed` is the part of the version number to raise.
    """

    before: PolicySet | None
    after: PolicySet
    changes: tuple[tuple[Change, Approval | None], ...]
    checks: tuple[Finding, ...]
    statutes: tuple[Finding, ...]
    settled: tuple[Finding, ...]
    needed: VersionPart | None
    vocabulary: Mapping[str, Mapping[str, str]]

    @property
    def standing(self) -> tuple[Change, ...]:
        """Return the changes that nobody has approved."""
        return tuple(change for change, approval in self.changes if approval is None)


def compare(before: Version, after: Version, today: date) -> PolicyDiff:
    """Return every difference in meaning between two sets without errors; the second must be there.

    `today` is the local day of the review: what counts from an earlier day reaches back.
    """
    if after.policy is None:
        raise ValueError("there is no policy set to compare with")
    policies = before.policy or _nothing(after.policy), after.policy
    sides = (
        Side(policies[0], before.documents, before.messages, empty=before.policy is None),
        Side(policies[1], after.documents, after.messages),
    )
    vocabulary = joined_vocabulary(*policies)
    found = waived_changes(_changes(*sides, vocabulary), before.waived, after.waived, sides[1])
    if before.policy is None:
        found = (change if change.hides else replace(change, direction=Direction.NEUTRAL) for change in found)
    changes = tuple(sorted(found, key=lambda change: RANK[change.direction]))
    given = read_approvals(after.documents), read_approvals(before.documents)
    checks = (
        *version_checks(changes, *sides),
        *(history_findings(after.policy, (before.policy,)) if before.policy is not None else ()),
        *adoption_checks(changes, *sides),
        *retroactivity_checks(changes, sides[1], today),
        *unused(changes, *given),
    )
    return PolicyDiff(
        before=before.policy,
        after=after.policy,
        changes=tuple(approved(changes, given[0])),
        checks=checks,
        statutes=_law_first(_without(after.findings, before.findings)),
        settled=_without(before.findings, after.findings),
        needed=needed_step(changes),
        vocabulary=vocabulary,
    )


def _nothing(other: PolicySet) -> PolicySet:
    """Return a set without a rule, under the manifest of the other."""
    return PolicySet(manifest=other.manifest, notice_table=replace(other.notice_table, rows=()))


def _changes(before: Side, after: Side, vocabulary: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    """Yield every change once, with the first day on which it counts, where that is not the first of all."""
    manifest = after.policy.manifest
    days = _days(before.policy, after.policy)
    renamed = newest_names(after.policy.manifest.moved)
    almanac = Almanac(calendar_for(manifest.calendar or "CN"), manifest.effective_from)
    told: dict[tuple[str, ...], Change] = {}
    for day in days:
        scene = Scene(
            before=before.on(resolve_dated(before.policy, day)),
            after=after.on(resolve_dated(after.policy, day)),
            vocabulary=vocabulary,
            renamed=renamed,
            almanac=almanac,
        )
        for family, parts in FAMILIES:
            if day != days[0] and not _dated(scene, before.policy, after.policy, parts):
                continue
            for change in family(scene):
                key = (change.id, change.subject, change.part, change.old, change.new, change.people.key)
                told.setdefault(key, change if day == days[0] else replace(change, since=day))
    found = tuple(told.values())
    yield from (_reaching(change, manifest.effective_from) for change in found)
    yield from leftover_changes(before, after, renamed, found)


def _reaching(change: Change, first: date) -> Change:
    """Return a change that does not reach those employed already where only the hired from its first day on have it."""
    spares = change.hired and change.people.only_from(HIRED_ON, change.since or first)
    return replace(change, hired=False) if spares else change


def _days(before: PolicySet, after: PolicySet) -> tuple[date, ...]:
    """Return the first days of the spans in which the numbers of both sides stay as they are."""
    first, last = after.manifest.effective_from, after.manifest.effective_until
    later = {
        day for day in (*breakpoints(before), *breakpoints(after)) if day > first and (last is None or day <= last)
    }
    return (first, *sorted(later))


def _dated(scene: Scene, before: PolicySet, after: PolicySet, parts: Iterable[str]) -> bool:
    """Return whether a part holds numbers that change by date."""
    sides = ((scene.before.policy, before), (scene.after.policy, after))
    return any(getattr(now, part) is not getattr(written, part) for now, written in sides for part in parts)


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that are not among the others, wherever they stand."""
    known = {_said(finding) for finding in others}
    return tuple(finding for finding in findings if _said(finding) not in known)


def _law_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what offends the law before all else, and of either the gravest first."""
    return tuple(sorted(findings, key=lambda each: (not each.law, GRAVITY[each.severity])))


def _said(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.subject, tuple(sorted(finding.details.values()))
