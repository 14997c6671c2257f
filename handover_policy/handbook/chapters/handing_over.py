"""task_chapters, sheet_chapter: what is handed over, by role: who does what, by when, and what silence means."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from handover_policy.handbook.handbook import Chapter, PlainRule, RuleTable
from handover_policy.handbook.in_words import InWords
from handover_policy.model.condition import ALWAYS
from handover_policy.policy.policy_set import StepRule, TaskRule

NONE = "—"
COLUMNS = ("who", "what", "by", "silence")


def task_chapters(saying: InWords) -> Iterator[Chapter]:
    """Yield a chapter for each list of tasks."""
    placed = list(enumerate(saying.policy.tasks))
    for _, members in groupby(placed, key=lambda each: each[1].list_id):
        rules = list(members)
        first = rules[0][1]
        yield Chapter(
            id=f"tasks-{first.list_id}",
            title=first.list_title,
            lead=saying.those(first.when),
            rules=tuple(_task(saying, place, rule) for place, rule in rules),
        )


def _task(saying: InWords, place: int, rule: TaskRule) -> PlainRule:
    rows = tuple(_step(saying, (place, number), step) for number, step in enumerate(rule.steps))
    columns = tuple(saying.say(f"tasks.columns.{each}") for each in COLUMNS)
    return PlainRule(
        id=rule.id,
        title=saying.value(rule.title, ("tasks", place, "title")),
        sentences=tuple(_told(saying, place, rule)),
        table=RuleTable(columns=columns, rows=rows),
        laws=saying.laws(rule.law),
    )


def _told(saying: InWords, place: int, rule: TaskRule) -> Iterator[str]:
    if rule.only_when != ALWAYS:
        yield saying.say("tasks.only", when=saying.holds(rule.only_when))
    yield saying.say("tasks.start", day=saying.value(rule.start, ("tasks", place, "start")))
    if rule.for_each is not None:
        yield saying.say("tasks.each", section=saying.section(rule.for_each.removeprefix("profile.")))
        if rule.record_when != ALWAYS:
            yield saying.say("tasks.which", when=saying.holds(rule.record_when))
    if rule.after:
        titles = {each.id: each.title for each in saying.policy.tasks}
        yield saying.say("tasks.after", tasks=saying.listed(titles.get(each, each) for each in rule.after))
    if not rule.handover:
        yield saying.say("tasks.employer")
    if rule.items is not None:
        yield saying.say("tasks.items", columns=saying.listed(each.title for each in rule.items.columns))
    if rule.where:
        yield saying.say("tasks.where", place=rule.where)
    if rule.without_leaver is not None:
        step = rule.without_leaver
        yield saying.say("tasks.without", party=saying.party(step.party), do=step.do)


def _step(saying: InWords, at: tuple[int, int], step: StepRule) -> tuple[str, ...]:
    task, number = at
    what = step.do
    if step.evidence:
        kinds = saying.listed(saying.named("evidence", each) for each in step.evidence)
        what = saying.say("tasks.with", what=what, evidence=kinds)
    if step.when != ALWAYS:
        what = saying.say("tasks.step-when", what=what, when=saying.holds(step.when))
    due = NONE if step.due is None else saying.value(step.due, ("tasks", task, "steps", number, "due"))
    silence = NONE
    if step.accepted_after is not None:
        length = saying.value(step.accepted_after, ("tasks", task, "steps", number, "accepted_after"))
        silence = saying.say("tasks.deemed", length=length)
    elif step.never_silent:
        silence = saying.say("tasks.never-silent")
    return saying.party(step.party), what, due, silence


def sheet_chapter(saying: InWords) -> Chapter:
    """Return the chapter of the confirmation sheet."""
    manifest = saying.policy.manifest
    told = [saying.say("sheet.signs", parties=saying.listed(map(saying.party, manifest.sheet_parties)))]
    told.append(saying.say(f"sheet.order.{manifest.sheet_order}"))
    if manifest.sheet_accepted_after is not None:
        length = saying.value(manifest.sheet_accepted_after, ("manifest", "sheet_accepted_after"))
        told.append(saying.say("sheet.deemed", length=length))
    told.append(saying.say("sheet.changed"))
    rule = PlainRule(id="sheet", title=saying.say("sheet.rule"), sentences=tuple(told))
    return Chapter(id="confirmation", title=saying.say("sheet.title"), rules=(rule,))
