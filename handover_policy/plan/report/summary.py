"""heading, notes, events_line: what stands above the cases of a plan in every form."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.plan.plan import CasePlan, Count, Plan
from handover_policy.plan.report.words import words_of
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.escaping import plain
from handover_policy.texts.texts import texts

MOST_DEPARTMENTS = 12
MOST_RENAMED = 20


def name_of(policy: PolicySet) -> str:
    """Return the id and version of a set."""
    return f"{policy.manifest.id} {policy.manifest.version}"


def heading(plan: Plan, language: str) -> str:
    """Return which versions are compared, from when the new one is in force, and up to when events and clock go."""
    moment = plan.moment.astimezone(plan.head.manifest.timezone).strftime("%Y-%m-%d %H:%M") if plan.moment else "—"
    old = texts(language).say("reports.listed").join(name_of(each) for each in plan.base)
    since = plan.head.manifest.effective_from
    return plain(words_of(language)["versions"].format(base=old, head=name_of(plan.head), since=since, moment=moment))


def totals_line(plan: Plan, language: str) -> str:
    """Return the figures of all open cases in a sentence."""
    total = plan.total
    return words_of(language)["total_migrated" if plan.migrate else "total"].format(
        open=total.open, affected=total.affected, pinned=total.pinned, if_migrated=total.if_migrated
    )


def notes(plan: Plan, language: str) -> Iterator[str]:
    """Yield what a compliance reviewer should know of the change: that nothing is pinned, that it reaches back."""
    words = words_of(language)
    since = plan.head.manifest.effective_from
    if plan.renamed:
        pairs = [f"{old} → {new}" for old, new in plan.renamed.items()]
        names = texts(language).say("reports.listed").join(pairs[:MOST_RENAMED])
        more = words["and_more"].format(count=len(pairs)) if len(pairs) > MOST_RENAMED else ""
        yield words["renamed"].format(names=f"{names}{more}")
    if plan.replaces:
        yield words["replaces"].format(version=plan.head.manifest.version)
        return
    back = sum(case.pinned is None and case.version != plan.head.manifest.version for case in plan.cases)
    if back:
        yield words["retroactive"].format(count=back, since=since)
    if not any(case.changes or case.if_migrated for case in plan.cases):
        yield words["nothing"]


def events_line(plan: Plan, language: str) -> str:
    """Return how many events were read, refused and unreadable."""
    words = words_of(language)
    parts = [words["events"].format(events=plan.events)]
    if plan.refused:
        codes = texts(language).say("reports.listed").join(f"{code} {count}" for code, count in plan.refused.items())
        parts.append(words["refused"].format(count=sum(plan.refused.values()), codes=codes))
    if plan.broken:
        parts.append(words["broken"].format(count=len(plan.broken)))
    return texts(language).say("reports.semicolon").join(parts)


def shown_departments(plan: Plan, language: str) -> Iterator[tuple[str, Count]]:
    """Yield the figures of the departments most concerned, by name, then those of all others in one."""
    words = words_of(language)
    counts = list(plan.by_department().items())
    for name, count in counts[:MOST_DEPARTMENTS]:
        yield plain(name) or words["no_department"], count
    rest = [count for _, count in counts[MOST_DEPARTMENTS:]]
    if rest:
        yield (
            words["other_departments"].format(count=len(rest)),
            Count(
                open=sum(count.open for count in rest),
                affected=sum(count.affected for count in rest),
                pinned=sum(count.pinned for count in rest),
                if_migrated=sum(count.if_migrated for count in rest),
            ),
        )


def affected(plan: Plan) -> tuple[CasePlan, ...]:
    """Return the cases in which changes count, the worst first."""
    return tuple(case for case in plan.cases if case.changes)


def waiting(plan: Plan) -> tuple[CasePlan, ...]:
    """Return the pinned cases that would change if they were migrated, the worst first."""
    return tuple(case for case in plan.cases if case.if_migrated and not case.changes)
