"""Gates: what stays held, by which unmet condition and which tasks, and until when (contract "gates", 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType

from handover_policy.conditions.alternatives import without_counts
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.naming import employee_named
from handover_policy.decide.evaluating.standing import overdue
from handover_policy.decide.facts import (
    Fact,
    Surroundings,
    because,
    fired,
    fired_on,
    gather,
    surroundings,
)
from handover_policy.decide.handover.anchors import days_of, is_missing, note_missing, reckoned
from handover_policy.model.altered import altered
from handover_policy.model.case import Gate
from handover_policy.model.condition import Unmet
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.effects import GateEffect
from handover_policy.policy.policy_set import GateRule

_READ = attrgetter(
    "sheet", "cause", "arrival", "last_day", "plan_day", "notice_days", "notice_end", "shortfall_days", "absent",
    "successor", "successors", "losses", "severance_owed", "leaver_gone",
)  # fmt: skip
"""What facts tell of a case beside its tasks."""


def evaluate_gates(work: CaseWork) -> None:
    """Decide every gate that applies; write those that are new or changed, and note them for messages.

    Where all that they are decided on is as it was when the case was put back, they are as they were.
    """
    if work.case.state == "withdrawn":
        _write(work, {}, surroundings(work))
    if work.case.state != "open" or _nothing_read_has_moved(work):
        return
    about = surroundings(work)
    applying, _ = fired("gates_apply", work.book, about)
    facts = gather(work.book.gate_facts, about)
    releases = release_days(work)
    basis = _basis(work, facts, applying, releases)
    if work.gates == basis:
        return
    opening, trouble = fired_on("gates", work.book, facts)
    for what in trouble:
        work.problem("engine-trouble", what, what=what)
    failing = work.book.why_held(facts)
    decided = {
        rule.id: _evaluate(work, rule, failing[rule.id], release, opens=rule.id in opening)
        for rule, release in zip(work.book.policy.gates, releases, strict=True)
        if rule.id in applying
    }
    _note_missing_dates(work, applying)
    agreed = not trouble and all((rule in opening) != bool(failing[rule]) for rule in decided)
    work.gates = basis if agreed else None
    _write(work, decided, about)


def _note_missing_dates(work: CaseWork, applying: frozenset[str]) -> None:
    """Note the dates of release that are missing, so that the last day stands in."""
    anchors = days_of(work, last_day=work.case.last_day)
    for rule in work.book.policy.gates:
        if rule.release_by is not None and rule.id in applying:
            anchor = rule.release_by.anchor
            note_missing(work, anchor, rule.id, rule.title, missing=is_missing(anchor, anchors))


def _nothing_read_has_moved(work: CaseWork) -> bool:
    """Return whether the facts that gates read cannot have changed since they were decided.

    Time has changed none of them where the case stands still, and no gate reads of single tasks or of the event.
    """
    known, before = work.outlook, work.before
    if known is None or before is None or known.gates is None or not work.still or not work.book.named.gates_case:
        return False
    same = work.unfinished is known.unfinished and work.total == known.total and work.employee is known.employee
    return same and _READ(work.case) == _READ(before)


def _basis(
    work: CaseWork, facts: Mapping[str, Fact], applying: frozenset[str], releases: tuple[date | None, ...]
) -> tuple[object, ...]:
    """Return everything that the gates of a case depend on, beside the policy."""
    values = facts.values()
    late = overdue(work.case, work.unfinished, work.day) if "tasks.overdue" in facts else ()
    released = tuple([release is not None and work.day >= release for release in releases])
    types = tuple(map(type, values))
    return (*values, types, applying, work.unfinished, late, work.case.sheet is None, releases, released)


def _write(work: CaseWork, decided: Mapping[str, Gate], about: Surroundings) -> None:
    held = {gate.controls for gate in decided.values() if gate.state == "held"}
    before = work.case.gates
    after: dict[str, Gate] = {}
    for rule in work.book.policy.gates:
        old = before.get(rule.id)
        gate = decided.get(rule.id) or _ended(old)
        if gate is None:
            continue
        gate = after[rule.id] = altered(gate, control="held") if gate.controls in held else gate
        if old == gate or (old is not None and _reasons(old, rule) == _reasons(gate, rule)):
            continue
        condition = rule.opens_when if rule.id in decided else rule.when
        why = because(rule.id, rule.location, condition, about, rule.law)
        work.effect(GateEffect(case=work.case.id, gate=gate, employee=employee_named(work.employee), because=why))
        if gate.state == "ended":
            continue
        if old is None or old.state != gate.state:
            work.trigger("gate.opened" if gate.state == "open" else "gate.held", about=("gate", rule.id))
    if dict(before) != after:
        work.change(gates=MappingProxyType(after))


def _reasons(gate: Gate, rule: GateRule) -> Gate:
    """Return a gate without the numbers that say nothing new: it is held for the same reason, whatever they are."""
    unmet = without_counts(rule.opens_when, gate.unmet)
    return altered(gate, unmet=unmet) if unmet != gate.unmet else gate


def _ended(gate: Gate | None) -> Gate | None:
    """Return a gate as it stands once it is no longer there; one that never was is none."""
    if gate is None or gate.state == "ended":
        return gate
    return altered(gate, state="ended", unmet=(), tasks=(), released_by=None, release_by=None, control="ended")


def _evaluate(work: CaseWork, rule: GateRule, failing: tuple[Unmet, ...], release: date | None, *, opens: bool) -> Gate:
    gate = Gate(id=rule.id, title=rule.title, controls=rule.controls, state="open", release_by=release)
    if opens == bool(failing):
        work.problem("engine-disagrees", rule.id, what=rule.id)
    if opens:
        return gate
    gate = altered(gate, unmet=failing, tasks=_tasks_behind(work, failing))
    if release is not None and work.day >= release:
        return altered(gate, released_by=rule.release_by.text if rule.release_by else None)
    return altered(gate, state="held")


def release_days(work: CaseWork) -> tuple[date | None, ...]:
    """Return by gate of the policy the local day from which `release_by` opens it.

    None where a gate has none, or its anchor no day. They depend on the days of the case alone, which seldom move.
    """
    book = work.book
    anchors = days_of(work, last_day=work.case.last_day)
    days = tuple(anchors.values())
    known = book.release_days.get(days)
    if known is None:
        reckoner = DayReckoner(book.calendar)
        expressions = (rule.release_by for rule in book.policy.gates)
        found = tuple([None if each is None else reckoned(reckoner, each, anchors)[0] for each in expressions])
        known = book.release_days.keep(days, (found, frozenset(reckoner.provisional)))
    found, provisional = known
    work.reckoner.provisional |= provisional
    return found


def _tasks_behind(work: CaseWork, failing: tuple[Unmet, ...]) -> tuple[str, ...]:
    names = {item.fact for item in failing}
    if names & {"tasks.unfinished", "case.handover", "tasks.total"} or any(
        name.startswith("tasks.waiting_for.") for name in names
    ):
        return work.unfinished
    if "sheet.signed" in names and work.case.sheet is None:
        return work.unfinished
    if "tasks.overdue" in names:
        return overdue(work.case, work.unfinished, work.day)
    return ()
