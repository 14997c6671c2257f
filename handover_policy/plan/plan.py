"""Plan, CasePlan, plan_of: what other rules would do to every open case, and the totals of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handover_policy.model.case import Case
from handover_policy.model.employee import Employee
from handover_policy.plan.change import RANK, CaseChange
from handover_policy.plan.comparing.compared import changes_between
from handover_policy.plan.duet import Duet
from handover_policy.plan.pinning import Pinning
from handover_policy.plan.replay import Broken, Replay
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import kinds_of_ids, names_here

AFTER, MIGRATED = "after", "migrated"
"""The sides beside the base: all new versions, each for its cases; the newest alone, for every case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlan:
    """What becomes of one open case: `changes` count, `if_migrated` are those it would see if it left its version.

    `pinned` is the version the case stays with, None where the new rules decide it.
    """

    id: str
    employee: Employee
    arrival: date
    last_day: date | None
    version: str
    pinned: str | None
    changes: tuple[CaseChange, ...]
    if_migrated: tuple[CaseChange, ...] = ()

    @property
    def department(self) -> str:
        """Return the department told of the employee, empty where none was."""
        told = self.employee.attributes.get("department")
        return "" if told is None else str(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many open cases there are: affected ones, pinned ones, and pinned ones that would change if migrated."""

    open: int = 0
    affected: int = 0
    pinned: int = 0
    if_migrated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The effect of new rules on the open cases, worst first; `base` decides now, `head` is the newest of the rules.

    `renamed` gives by ids of the base what the head calls them: a name alone changes no case.
    """

    base: tuple[PolicySet, ...]
    head: PolicySet
    moment: datetime | None
    migrate: bool
    cases: tuple[CasePlan, ...]
    people: Mapping[str, str]
    events: int
    refused: Mapping[str, int]
    broken: tuple[Broken, ...]
    renamed: Mapping[str, str]

    @property
    def total(self) -> Count:
        """Return the figures of all open cases."""
        return _count(self.cases)

    @property
    def replaces(self) -> bool:
        """Return whether the newest rules bear the number of a version they differ from: its cases are not pinned."""
        number, content = self.head.manifest.version, self.head.document
        return any(each.manifest.version == number and each.document != content for each in self.base)

    def by_department(self) -> Mapping[str, Count]:
        """Return the figures by department, that with the most cases affected first."""
        found: dict[str, list[CasePlan]] = {}
        for case in self.cases:
            found.setdefault(case.department, []).append(case)
        counts = {name: _count(tuple(cases)) for name, cases in found.items()}
        return dict(
            sorted(counts.items(), key=lambda pair: (-pair[1].affected, -pair[1].if_migrated, -pair[1].open, pair[0]))
        )

    def by_change(self) -> Mapping[str, tuple[int, int]]:
        """Return by kind of change, the gravest first, in how many cases it counts, and in how many if migrated."""
        counted: Counter[str] = Counter()
        waiting: Counter[str] = Counter()
        for case in self.cases:
            counted.update({change.code for change in case.changes})
            waiting.update({change.code for change in case.if_migrated})
        return {code: (counted[code], waiting[code]) for code in RANK if counted[code] or waiting[code]}


def _count(cases: tuple[CasePlan, ...]) -> Count:
    return Count(
        open=len(cases),
        affected=sum(bool(case.changes) for case in cases),
        pinned=sum(case.pinned is not None for case in cases),
        if_migrated=sum(bool(case.if_migrated) for case in cases),
    )


def plan_of(
    replay: Replay, pinned: Pinning, *, base: tuple[PolicySet, ...], migrate: bool, moment: datetime | None
) -> Plan:
    """Return the plan of what was replayed; with `migrate` every case comes under the newest rules, and counts."""
    cases = sorted(_cases(replay, pinned, migrate=migrate), key=_worst_first)
    known = replay.base.register.people()
    mentioned = sorted({person for case in cases for person in _mentioned(case)})
    return Plan(
        base=base,
        head=pinned.head,
        moment=moment,
        migrate=migrate,
        cases=tuple(cases),
        people={person: known[person].name for person in mentioned if person in known},
        events=replay.events,
        refused=dict(sorted(replay.refused.items())),
        broken=tuple(replay.broken),
        renamed=_renamed(base, pinned),
    )


def _renamed(base: tuple[PolicySet, ...], pinned: Pinning) -> Mapping[str, str]:
    names = names_here(pinned.head, pinned.of_one_set)
    return {name: names[name] for each in base for name in kinds_of_ids(each) if name in names}


def _cases(replay: Replay, pinned: Pinning, *, migrate: bool) -> Iterator[CasePlan]:
    for case in replay.base.register.open_cases():
        stays = pinned.stays_with(case.arrival)
        migrated = _changes(replay.duets[MIGRATED], case)
        changes = _changes(replay.duets[AFTER], case) if AFTER in replay.duets else () if stays else migrated
        yield CasePlan(
            id=case.id,
            employee=case.person or replay.base.register.people()[case.employee],
            arrival=case.arrival,
            last_day=case.last_day,
            version=case.policy,
            pinned=stays,
            changes=migrated if migrate else changes,
            if_migrated=migrated if stays and not migrate else (),
        )


def _changes(duet: Duet, case: Case) -> tuple[CaseChange, ...]:
    return changes_between(*duet.standings(case), duet.acts(case.employee, case.id))


def _worst_first(case: CasePlan) -> tuple[bool, int, int, str]:
    found = case.changes or case.if_migrated
    worst = RANK[found[0].code] if found else len(RANK)
    return not case.changes, worst, -len(found), case.id


def _mentioned(case: CasePlan) -> Iterator[str]:
    """Yield the ids of all people that a case and its changes name."""
    yield case.employee.id
    for change in (*case.changes, *case.if_migrated):
        for value in (change.before, change.after):
            if isinstance(value, tuple):
                yield from (part.rpartition(" ")[2] for part in value if part is not None)
            elif isinstance(value, str):
                yield value
