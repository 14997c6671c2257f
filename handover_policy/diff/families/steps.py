"""Changes of the steps of a task: who does what, with which evidence, by when."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from handover_policy.diff.change import NOTHING, Change, Direction, opposite
from handover_policy.diff.families.rewriting import (
    BETTER,
    NEUTRAL,
    UNCLEAR,
    WORSE,
    RulePair,
    audience,
    later_is,
    listed,
    moved_moment,
)
from handover_policy.diff.flow import flow
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.policy.cases.read import is_cases
from handover_policy.policy.policy_set import PolicySet, StepRule, TaskRule

DUE = ("task-due-earlier", "task-due-later", "task-due-moved")
EVIDENCE = ("task-evidence-added", "task-evidence-removed")
PEOPLE = ("task-people-added", "task-people-removed", "task-condition-rewritten")
ACCEPTANCE = ("task-acceptance-sooner", "task-acceptance-later")
CASED = ("do", "due", "accepted_after", "where")
"""The keys of a step that may be told by cases."""
WHEN_NONE = TimeExpression(anchor="task.due")
"""A step without a due day of its own is due with the one before it."""


def leaver_parties(policy: PolicySet) -> frozenset[str]:
    """Return the parties that the leaver stands for."""
    return frozenset(name for name, party in policy.manifest.parties.items() if party.resolves_to == "employee")


def step_changes(rule: RulePair, old: TaskRule, new: TaskRule) -> Iterator[Change]:
    """Yield the changes of steps; steps are the same where party and words are, else where they stand in one place."""
    named = [[(step.party, step.do) for step in task.steps] for task in (old, new)]
    if named[0] != named[1] and sorted(named[0]) == sorted(named[1]):
        yield rule.change("task-steps-reordered", UNCLEAR, "steps", old=_order(old), new=_order(new))
        for name, step in zip(named[1], new.steps, strict=True):
            yield from _one(rule, old.steps[named[0].index(name)], step)
        return
    matcher = SequenceMatcher(a=named[0], b=named[1], autojunk=False)
    for _, first, end, start, stop in matcher.get_opcodes():
        shared = min(end - first, stop - start)
        for each in range(shared):
            yield from _one(rule, old.steps[first + each], new.steps[start + each])
        for place in range(first + shared, end):
            step = old.steps[place]
            yield _there(rule, "task-step-removed", opposite(_burden(rule, step)), step.place, old=True)
        for place in range(start + shared, stop):
            step = new.steps[place]
            yield _there(rule, "task-step-added", _burden(rule, step), step.place, old=False)


def _there(rule: RulePair, kind: str, direction: Direction, place: int, *, old: bool) -> Change:
    """Return that a step came or went, with all that is written of it, on the `old` side or on the new one."""
    path = ("steps", str(place + 1))
    scene = rule.scene
    if old:
        return rule.change(kind, direction, *path, old=scene.before.written(rule.old_id, *path), new=NOTHING)
    return rule.change(kind, direction, *path, old=NOTHING, new=scene.after.written(rule.new_id, *path))


def _order(task: TaskRule) -> str:
    return " → ".join(step.do for step in task.steps)


def _burden(rule: RulePair, step: StepRule) -> Direction:
    """Return what doing a step means for the leaver."""
    policies = rule.scene.before.policy, rule.scene.after.policy
    return WORSE if any(step.party in leaver_parties(policy) for policy in policies) else NEUTRAL


def _one(rule: RulePair, old: StepRule, new: StepRule) -> Iterator[Change]:
    path = ("steps", str(new.place + 1))
    burden = _burden(rule, new)
    if old.party != new.party:
        was = _burden(rule, old)
        direction = NEUTRAL if was is burden else burden if burden is WORSE else BETTER
        yield rule.change("task-step-party-changed", direction, *path, "party", old=old.party, new=new.party)
        burden = NEUTRAL  # whoever takes the step over takes its due day and evidence over with it
    if old.do != new.do:
        yield rule.change("task-step-text-changed", NEUTRAL, *path, "do", old=old.do, new=new.do)
    if old.where != new.where:
        yield rule.change("task-step-text-changed", NEUTRAL, *path, "where", old=old.where or "", new=new.where or "")
    yield from audience(rule, (old.when, new.when), PEOPLE, burden, *path, "when")
    if bool(old.group) != bool(new.group):
        yield rule.change("task-steps-reordered", UNCLEAR, *path, "parties")
    yield from listed(rule, EVIDENCE, burden, (old.evidence, new.evidence), *path, "evidence")
    yield from _due(rule, old, new, (*path, "due"), burden)
    yield from _acceptance(rule, old, new, (*path, "accepted_after"))
    for key in CASED:
        nodes = rule.scene.before.node(rule.old_id, *path, key), rule.scene.after.node(rule.new_id, *path, key)
        if any(map(is_cases, nodes)) and rule.differs(*path, key):
            yield rule.change("setting-changed", UNCLEAR, *path, key)


def _due(rule: RulePair, old: StepRule, new: StepRule, path: tuple[str, ...], burden: Direction) -> Iterator[Change]:
    before, after = old.due or WHEN_NONE, new.due or WHEN_NONE
    if before == after:
        return
    sign = rule.scene.almanac.compare(before, after)
    was, now = old.due.text if old.due else "", new.due.text if new.due else ""
    if sign == 0:
        yield rule.change("task-due-rewritten", NEUTRAL, *path, old=was, new=now)
    else:
        direction = NEUTRAL if burden is NEUTRAL else later_is(BETTER, sign)
        yield rule.change(moved_moment(sign, DUE), direction, *path, old=was, new=now)


def _acceptance(rule: RulePair, old: StepRule, new: StepRule, path: tuple[str, ...]) -> Iterator[Change]:
    """Yield how silence counts as acceptance: the sooner, the better for the leaver, whom nobody's silence holds up."""
    if old.accepted_after == new.accepted_after:
        if old.never_silent != new.never_silent:
            yield rule.change("task-silence-declared", NEUTRAL, *path[:-1], "never_silent")
        return
    sign = rule.scene.almanac.longer(old.accepted_after, new.accepted_after)
    was, now = _period(old), _period(new)
    if sign == 0:
        yield rule.change("task-due-rewritten", NEUTRAL, *path, old=was, new=now)
    else:
        kind = ACCEPTANCE[0 if sign == -1 else 1]
        yield rule.change(kind, later_is(WORSE, sign), *path, old=was, new=now)


def _period(step: StepRule) -> str:
    period = step.accepted_after
    return "" if period is None else flow(f"{period.count} {period.unit}{'' if period.count == 1 else 's'}")
