"""consequences: what an act would change: dates, the employer's duties, tasks, gates, claims, messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acts.table import CaseAct
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.decide.decided import Decided
from handover_policy.decide.wording import problem_sentence
from handover_policy.model.case import NOT_YET, Case, Task
from handover_policy.model.effects import (
    CaseEffect,
    ClaimEffect,
    Effect,
    GateEffect,
    NoticeEffect,
    ProblemEffect,
    SheetEffect,
    TaskEffect,
)
from handover_policy.texts.texts import Texts

MOST_ROWS = 4
ACCUSING = frozenset({"record-loss", "record-breach"})
"""Acts that tell something against the leaver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActChange:
    """One thing that would change: its label, what it is, and the old and the new value where it has one."""

    label: str
    what: Saying
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActConsequences:
    """What an act would change, and what it would not."""

    changes: Sequence[ActChange]
    stays: Saying
    undone: bool


def consequences(
    view: View, case: Case, act: CaseAct, data: Mapping[str, object], decided: Decided, *, words: Texts
) -> ActConsequences:
    """Return what a decision on an act changes for its case and for others."""
    found = changes_of(view, case, decided, words) or [ActChange(label="nothing", what=saying("effect.nothing"))]
    own = [effect for effect in decided.decision.effects if effect.case == case.id]
    if act.name in ACCUSING:
        bare = data.get("proven") is True and "evidence" not in data
        missing = [ActChange(label="mind", what=saying("effect.no-proof"))] if bare else []
        found = [*missing, *_accused(view, case, own), *found]
    elif act.name == "waive":
        found = [*found, *_spared(view, case, own)]
    elif act.name == "assign-successor" and data.get("tasks"):
        found = [*found, ActChange(label="people", what=saying("effect.others-stay", who=person(view, case.successor)))]
    stays = saying(f"acts.{act.name}.stays")
    return ActConsequences(changes=found, stays=stays, undone=bool(act.undone_by))


def changes_of(view: View, case: Case | None, decided: Decided, words: Texts) -> list[ActChange]:
    """Return what a decision changes for a case, where it is about one, and for others."""
    effects, found = decided.decision.effects, list[ActChange]()
    own = [] if case is None else [effect for effect in effects if effect.case == case.id]
    if case is not None:
        for changes in (_case(view, case, own, words), _tasks(view, case, own), _gates(case, own), _claims(case, own)):
            found += changes
    found += _sheet(own)
    others = {effect.case for effect in effects if effect.case is not None} - ({case.id} if case is not None else set())
    if others:
        found.append(ActChange(label="others", what=saying("effect.others", count=len(others))))
    found += _messages(view, effects)
    problems = [each for each in own if isinstance(each, ProblemEffect) and each.severity != "info"]
    found += [
        ActChange(label="mind", what=saying("effect.problem", text=problem_sentence(each, words))) for each in problems
    ]
    return found


def _case(view: View, case: Case, effects: Sequence[Effect], words: Texts) -> Iterator[ActChange]:
    for effect in effects:
        if not isinstance(effect, CaseEffect):
            continue
        if effect.cause != case.cause:
            causes = [words.say(f"words.causes.{each}") for each in (case.cause, effect.cause)]
            yield ActChange(label="state", what=saying("effect.cause"), before=causes[0], after=causes[1])
        if effect.last_day != case.last_day:
            before = saying("undated") if case.last_day is None else case.last_day
            after = saying("undated") if effect.last_day is None else effect.last_day
            yield ActChange(label="dates", what=saying("effect.last-day"), before=before, after=after)
        if effect.shortfall_days != case.shortfall_days:
            told = {"before": case.shortfall_days, "after": effect.shortfall_days}
            yield ActChange(label="dates", what=saying("effect.shortfall"), **told)
        if effect.successor != case.successor:
            who = {"before": person(view, case.successor), "after": person(view, effect.successor)}
            yield ActChange(label="people", what=saying("effect.successor"), **who)
        if effect.state != case.state:
            yield ActChange(
                label="state",
                what=saying("effect.state"),
                before=saying(f"case-states.{case.state}"),
                after=saying(f"case-states.{effect.state}"),
            )
        if effect.absent and not case.absent:
            yield ActChange(label="state", what=saying("effect.absent", who=person(view, case.employee)))
        if case.absent and not effect.absent and effect.state == "open":
            yield ActChange(label="state", what=saying("effect.back", who=person(view, case.employee)))


def _tasks(view: View, case: Case, effects: Sequence[Effect]) -> Iterator[ActChange]:
    told = [effect.task for effect in effects if isinstance(effect, TaskEffect)]
    known = [(before, task) for task in told if (before := case.tasks.get(task.id)) is not None]
    new = [task for task in told if task.id not in case.tasks]
    moved = [(before, task) for before, task in known if before.due != task.due and before.state == task.state]
    for duty in (False, True):
        yield from _moved([each for each in moved if each[1].obligation is duty], duty=duty)
    for state in ("waived", "cancelled", "done", "open", "pending"):
        changed = [task for before, task in known if before.state != task.state and task.state == state]
        if state in {"open", "pending"}:
            changed = [task for task in changed if case.tasks[task.id].finished]
        if changed:
            yield _several(f"effect.task-{state}", changed)
    handed = [
        (task, *who)
        for before, task in known
        if not (task.finished or before.finished)
        for who in _handed(before, task)
    ]
    for task, was, becomes in handed[:MOST_ROWS]:
        who = {"before": person(view, was), "after": person(view, becomes)}
        yield ActChange(label="tasks", what=saying("effect.handed", task=task.title), **who)
    if len(handed) > MOST_ROWS:
        yield ActChange(label="tasks", what=saying("effect.more", count=len(handed) - MOST_ROWS))
    for duty in (False, True):
        added = [task for task in new if task.obligation is duty]
        if added:
            yield _several("effect.task-new", added)


def _moved(moved: Sequence[tuple[Task, Task]], *, duty: bool) -> Iterator[ActChange]:
    label = "statutory" if duty else "dates"
    for before, task in moved[:MOST_ROWS]:
        what = saying("effect.due", task=task.title)
        yield ActChange(label=label, what=what, before=_day(before), after=_day(task))
    if len(moved) > MOST_ROWS:
        yield ActChange(label=label, what=saying("effect.more", count=len(moved) - MOST_ROWS))


def _accused(view: View, case: Case, effects: Sequence[Effect]) -> Iterator[ActChange]:
    """Yield whether a claim comes of what is told against the leaver, and whether they learn of it."""
    leaver = person(view, case.employee)
    if not any(isinstance(effect, ClaimEffect) for effect in effects):
        yield ActChange(label="claims", what=saying("effect.no-claim"))
    told = any(isinstance(effect, NoticeEffect) and effect.to == case.employee for effect in effects)
    yield ActChange(label="people", what=saying("effect.heard" if told else "effect.unheard", who=leaver))


def _spared(view: View, case: Case, effects: Sequence[Effect]) -> Iterator[ActChange]:
    """Yield who would have had to do something in tasks that are waived."""
    waived = [each.task for each in effects if isinstance(each, TaskEffect) and each.task.state == "waived"]
    steps = [step for task in waived for step in case.tasks[task.id].steps if step.done is None]
    people = tuple(person(view, each) for each in dict.fromkeys(step.person for step in steps) if each is not None)
    if people:
        yield ActChange(label="people", what=saying("effect.spared", people=people))


def _several(key: str, tasks: Sequence[Task]) -> ActChange:
    titles = tuple(task.title for task in tasks[:MOST_ROWS])
    duty = all(task.obligation for task in tasks)
    what = saying(key if len(titles) == len(tasks) else f"{key}-more", tasks=titles, count=len(tasks))
    return ActChange(label="statutory" if duty else "tasks", what=what)


def _gates(case: Case, effects: Sequence[Effect]) -> Iterator[ActChange]:
    for effect in effects:
        if not isinstance(effect, GateEffect):
            continue
        gate, before = effect.gate, case.gates.get(effect.gate.id)
        if before is not None and before.state != gate.state:
            states = (saying(f"gate-states.{before.state}"), saying(f"gate-states.{gate.state}"))
            yield ActChange(
                label="gates", what=saying("effect.gate", gate=gate.title), before=states[0], after=states[1]
            )
        elif before is not None and before.release_by != gate.release_by and gate.release_by is not None:
            was = saying("undated") if before.release_by is None else before.release_by
            yield ActChange(
                label="gates", what=saying("effect.release", gate=gate.title), before=was, after=gate.release_by
            )


def _claims(case: Case, effects: Sequence[Effect]) -> Iterator[ActChange]:
    for effect in effects:
        if isinstance(effect, ClaimEffect):
            claim, before = effect.claim, case.claims.get(effect.claim.clause)
            amount = saying("no-amount") if claim.amount is None else saying("amount", amount=str(claim.amount))
            what = saying(f"effect.claim-{'new' if before is None else 'changed'}", claim=claim.title, amount=amount)
            state = saying(f"claim-states.{claim.state}")
            old = None if before is None or before.state == claim.state else saying(f"claim-states.{before.state}")
            yield ActChange(label="claims", what=what, before=old, after=state if old is not None else None)


def _sheet(effects: Sequence[Effect]) -> Iterator[ActChange]:
    for effect in effects:
        if isinstance(effect, SheetEffect):
            key = "effect.sheet-voided" if effect.voided else "effect.sheet"
            yield ActChange(label="sheet", what=saying(key, version=effect.version, count=len(effect.voided)))


def _messages(view: View, effects: Sequence[Effect]) -> Iterator[ActChange]:
    counted = Counter(effect.to for effect in effects if isinstance(effect, NoticeEffect))
    if counted:
        people = tuple(saying("effect.message", who=person(view, who), count=count) for who, count in counted.items())
        yield ActChange(label="messages", what=saying("effect.messages", people=people))
    else:
        yield ActChange(label="messages", what=saying("effect.no-messages"))


def _handed(before: Task, task: Task) -> list[tuple[str | None, str | None]]:
    """Return whose steps of a task become whose: the one at hand first, each pair once."""
    old = {step.index: step.person for step in before.steps if step.done is None}
    left = [step for step in task.steps if step.done is None and step.index in old]
    pairs = [(old[step.index], step.person) for step in left if old[step.index] != step.person]
    return list(dict.fromkeys(pairs))


def _day(task: Task) -> object:
    return saying("undated") if task.due == NOT_YET else task.due
