"""Duties made good: what was missed, and is done after all (contract section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handover_policy.decide.facts import Surroundings, because
from handover_policy.decide.intake.renamed import known_here
from handover_policy.decide.rulebook import Rulebook
from handover_policy.model.effects import DutyEffect
from handover_policy.model.employee import Employee
from handover_policy.policy.clauses import Clause
from handover_policy.policy.policy_set import PolicySet, SectionRule, UploadRule

ARCHIVE = "archive."
"""How the duty of a section is named."""


def duties_met(before: Employee, after: Employee, book: Rulebook, day: date, case: str | None) -> Iterator[DutyEffect]:
    """Yield an effect for each missed duty that an event has made good, under the day on which it was missed last."""
    before, after = known_here(before, book.names), known_here(after, book.names)
    about = Surroundings(employee=after, book=book, day=day)
    for name, missed in after.missed.items():
        if _met(before, name, missed) or not _met(after, name, missed):
            continue
        yield from _told(about, name, case, "met", (missed,))


def still_missed(about: Surroundings, name: str, case: str | None, days: tuple[date, ...]) -> DutyEffect | None:
    """Return a duty as missed on some days, the newest last; None where it was made good, or is there no more."""
    if _met(known_here(about.employee, about.book.names), name, days[-1]):
        return None
    return next(_told(about, name, case, "missed", days), None)


def _told(about: Surroundings, name: str, case: str | None, state: str, days: tuple[date, ...]) -> Iterator[DutyEffect]:
    for sort, rule in _rules(name, about.book.policy):
        law = rule.law if isinstance(rule, Clause) else ()
        yield DutyEffect(
            case=case,
            person=about.employee.id,
            duty=name,
            sort=sort,
            title=rule.title,
            where=rule.where if isinstance(rule, UploadRule) else None,
            state=state,
            due=days[-1],
            skipped=days[:-1],
            because=because(name, rule.location, rule.when, about, law),
        )


def _rules(name: str, policy: PolicySet) -> Iterator[tuple[str, Clause | UploadRule | SectionRule]]:
    """Yield the kind and the rule of a duty; nothing where the policy has it no more."""
    yield from (("signature", clause) for clause in policy.clauses if clause.id == name)
    yield from (("upload", rule) for rule in policy.uploads if rule.id == name)
    yield from (("archive", section) for section in policy.sections if f"{ARCHIVE}{section.id}" == name)


def _met(employee: Employee, name: str, missed: date) -> bool:
    """Return whether what was due by the end of a day is done by now."""
    if name in employee.signed:
        return True
    section = employee.profile.get(name.removeprefix(ARCHIVE)) if name.startswith(ARCHIVE) else None
    done = employee.uploads.get(name) if section is None else section.updated_on
    return done is not None and done > missed
