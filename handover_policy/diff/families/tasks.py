"""Changes of handover tasks: which there are, for whom, from when."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.diff.change import Change, Direction, opposite
from handover_policy.diff.families.rewriting import (
    NEUTRAL,
    UNCLEAR,
    WORSE,
    RulePair,
    audience,
    moved_moment,
    rule_of,
)
from handover_policy.diff.families.steps import PEOPLE, leaver_parties, step_changes
from handover_policy.diff.measuring.space import whom
from handover_policy.diff.sides import Scene, Side
from handover_policy.model.condition import Condition, all_of
from handover_policy.policy.policy_set import PolicySet, TaskRule

START = ("task-start-earlier", "task-start-later", "task-start-moved")
REWRITTEN = "task-due-rewritten"


def task_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of tasks; more to do for the leaver is worse, and what others do is neutral.

    Tasks of one list share its condition: a change of it is told once, for the list.
    """
    before, after = scene.before.policy, scene.after.policy
    met = scene.met(before.tasks, after.tasks)
    for task in met.added:
        people = whom(_whose(task), scene.vocabulary)
        yield rule_of(scene, None, task, task.title, people=people).change("task-added", _burden(task, after))
    yield from _new_lists(scene)
    for task in met.gone:
        rule = rule_of(scene, task, None, task.title, people=whom(_whose(task), scene.vocabulary))
        yield rule.change("task-removed", opposite(_burden(task, before)))
    told: set[tuple[str, str]] = set()
    for old, new in met.kept:
        yield from _people(scene, old, new, told)
        if scene.written_otherwise(old, new):
            yield from _one(rule_of(scene, old, new, new.title, people=whom(_whose(new), scene.vocabulary)), old, new)


def _whose(task: TaskRule) -> Condition:
    """Return for whom a task is: the condition of its list and its own."""
    return all_of(task.when, task.only_when)


def _new_lists(scene: Scene) -> Iterator[Change]:
    """Yield the names and grounds of lists that were not there: their tasks are told one by one.

    Nothing is new where a list was split: what both parts are called stood there before.
    """

    def called(side: Side, name: str) -> tuple[str, str]:
        return side.written(name, "title"), side.written(name, "law")

    known = {called(scene.before, task.list_id) for task in scene.before.policy.tasks}
    for task in {task.list_id: task for task in scene.after.policy.tasks}.values():
        came = not scene.before.node(task.list_id) and task.list_id not in scene.renamed.values()
        if came and called(scene.after, task.list_id) not in known:
            rule = RulePair(scene=scene, old_id="", new_id=task.list_id, title=task.list_title)
            yield from rule.texts("task-text-changed", "title", "law")


def _burden(task: TaskRule, policy: PolicySet) -> Direction:
    return WORSE if any(step.party in leaver_parties(policy) for step in task.steps) else NEUTRAL


def _people(scene: Scene, old: TaskRule, new: TaskRule, told: set[tuple[str, str]]) -> Iterator[Change]:
    if (old.list_id, new.list_id) in told:
        return
    told.add((old.list_id, new.list_id))
    members = (task for task in scene.after.policy.tasks if task.list_id == new.list_id)
    burden = WORSE if any(_burden(task, scene.after.policy) is WORSE for task in members) else NEUTRAL
    lists = RulePair(scene=scene, old_id=old.list_id, new_id=new.list_id, title=new.list_title)
    if old.list_id == new.list_id:
        yield from lists.texts("task-text-changed", "title", "law")
    elif not scene.before.node(new.list_id) and not scene.after.node(old.list_id):
        yield from lists.renamed()
    yield from audience(lists, (old.when, new.when), PEOPLE, burden, "when")


def _one(rule: RulePair, old: TaskRule, new: TaskRule) -> Iterator[Change]:
    yield from rule.renamed()
    yield from rule.texts("task-text-changed", "title", "law", "where")
    if rule.differs("start"):
        sign = rule.scene.almanac.compare(old.start, new.start)
        yield rule.change(moved_moment(sign, START) if sign != 0 else REWRITTEN, NEUTRAL, "start")
    yield from audience(rule, (old.only_when, new.only_when), PEOPLE, _burden(new, rule.scene.after.policy), "when")
    if rule.differs("for_each"):
        yield rule.change("task-for-each-changed", UNCLEAR, "for_each")
    if rule.differs("after"):
        yield rule.change("task-order-changed", UNCLEAR, "after")
    if rule.differs("handover"):
        yield rule.change("task-handover-changed", UNCLEAR, "handover")
    if rule.differs("items"):
        yield rule.change("task-things-changed", UNCLEAR, "items")
    yield from step_changes(rule, old, new)
    if rule.differs("without_leaver"):
        yield rule.change("task-without-leaver-changed", NEUTRAL, "without_leaver")
