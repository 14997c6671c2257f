"""changes_between: everything that differs in one case between two versions, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from handover_policy.model.case import Case
from handover_policy.model.written.scalars import iso
from handover_policy.plan.change import RANK, CaseChange
from handover_policy.plan.comparing.decisions import claim_changes, gate_changes, signature_changes
from handover_policy.plan.comparing.messages import message_changes, reminder_changes
from handover_policy.plan.comparing.tasks import task_changes
from handover_policy.plan.duet import Act
from handover_policy.plan.side import Standing

QUIET = frozenset({"version-not-in-force", "message-trouble"})
"""Problems that say nothing of the case: every case decided by a version not yet in force would have the first."""


def changes_between(before: Standing, after: Standing | None, acts: Iterable[Act]) -> tuple[CaseChange, ...]:
    """Return what differs in an open case; `after` is how the newest case of its employee stands on the other side.

    `acts` are the events that count on one of the sides only.
    """
    told = list(_act_changes(acts))
    if after is None or after.case.id != before.case.id:
        found = [CaseChange(code="case-missing", subject=before.case.id, title=before.case.id), *told]
    else:
        found = [
            *_case_changes(before.case, after.case),
            *task_changes(before.case, after.case),
            *gate_changes(before.case.gates, after.case.gates),
            *claim_changes(before.case.claims, after.case.claims),
            *signature_changes(before, after),
            *message_changes(before, after),
            *reminder_changes(before, after),
            *_duty_changes(before, after),
            *_problem_changes(before, after),
            *told,
        ]
    return tuple(sorted(found, key=lambda change: RANK[change.code]))


def moved_by(before: str | None, after: str | None) -> int | None:
    """Return by how many days an ISO date moves; None where one of them is missing."""
    if before is None or after is None:
        return None
    return (date.fromisoformat(after) - date.fromisoformat(before)).days


def _case_changes(before: Case, after: Case) -> Iterator[CaseChange]:
    for code, name in (("last-day-moved", "last_day"), ("notice-end-moved", "notice_end")):
        old, new = iso(getattr(before, name)), iso(getattr(after, name))
        if old != new:
            yield CaseChange(code=code, subject=name, title="", before=old, after=new, days=moved_by(old, new))
    for code, name in (
        ("notice-days-changed", "notice_days"),
        ("shortfall-changed", "shortfall_days"),
        ("case-state-changed", "state"),
        ("case-changed", "cause"),
        ("case-changed", "absent"),
        ("case-changed", "successor"),
    ):
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            yield CaseChange(code=code, subject=name, title="", before=one, after=other)
    if before.arrival != after.arrival:
        yield CaseChange(
            code="case-changed", subject="arrival", title="", before=iso(before.arrival), after=iso(after.arrival)
        )


def _duty_changes(before: Standing, after: Standing) -> Iterator[CaseChange]:
    old, new = before.told.duties, after.told.duties
    for name in dict.fromkeys((*old, *new)):
        was, will = old.get(name), new.get(name)
        if was == will:
            continue
        title, _ = will or was or ("", "")
        due_before, due_after = (was[1] if was else None), (will[1] if will else None)
        code = "duty-added" if was is None else "duty-removed" if will is None else "duty-moved"
        days = moved_by(due_before, due_after)
        yield CaseChange(code=code, subject=name, title=title, before=due_before, after=due_after, days=days)


def _problem_changes(before: Standing, after: Standing) -> Iterator[CaseChange]:
    for code, one, other in (("problem-raised", after, before), ("problem-gone", before, after)):
        for key in sorted(one.case.problems - other.case.problems):
            if key[0] not in QUIET:
                problem = one.told.problems.get((key[0], key[1]))
                yield CaseChange(code=code, subject=key[0], title=key[0] if problem is None else "", why=problem)


def _act_changes(acts: Iterable[Act]) -> Iterator[CaseChange]:
    for act in acts:
        yield CaseChange(
            code="act-refused" if act.refused else "act-accepted",
            subject=act.type,
            title="",
            why=act.refusal,
            before=None if not act.refused else act.time,
            after=act.time if not act.refused else None,
            about=act.task,
        )
