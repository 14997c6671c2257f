"""tell: one sample departure, event by event, each answering to what the decisions so far have asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import TypeAlias

from handover_policy.decide.handover.tasks.imagined import imagined_act
from handover_policy.model.case import Task
from handover_policy.model.decision import Decision
from handover_policy.model.effects import CaseEffect, SheetEffect, TaskEffect
from handover_policy.render.sampling.cast import MORNING, Cast, Json, digest

Decide: TypeAlias = Callable[[Json], Decision]

STORIES = ("complete", "silent", "withdrawn", "absent", "changed")
"""Everybody does their part, mostly in time · nobody does anything · notice withdrawn · the leaver stays away · the
successor is replaced, the leaver asks to stay, the last day is moved, severance is owed, somebody objects to the sheet,
and a task is opened again once all have signed."""

ONE_DAY = timedelta(days=1)
AFTER = timedelta(days=21)
REPLACED_AFTER = timedelta(days=3)
STAY_AFTER = timedelta(days=6)
WITHDRAWN_AFTER = timedelta(days=8)
ABSENT_AFTER = timedelta(days=9)
WAIVED_AFTER = timedelta(days=7)
MOVED_AFTER = timedelta(days=12)
MOVED_BY = timedelta(days=3)
EARLY = timedelta(days=10)
FEWEST_TO_WAIVE = 4
SILENT, LATE, PUNCTUAL, RETURNED = range(4)
"""What happens to the first tasks, in this order; the others are done in time, the last of several is waived."""


def tell(cast: Cast, decide: Decide, *, story: str = "complete", until: float = 1) -> None:
    """Tell one of STORIES to a decider that knows nobody yet.

    `decide` evaluates one event (CloudEvents JSON) after the other and returns the decision. `until` is the part of the
    time from the notice to the last day after which the story breaks off; 1 tells it to its end.
    """
    stage = _Stage(cast, decide, story)
    for event in cast.opening():
        decide(event)
    stage.take("resignation.submitted", cast.day, time(10), {"form": "written", "reason": cast.told["reason"]})
    day = cast.day
    while not stage.closed and day <= stage.end(until):
        stage.live(day)
        day += ONE_DAY


class _Stage:
    """What the decisions so far say is still to be done, and who does it how."""

    def __init__(self, cast: Cast, decide: Decide, story: str) -> None:
        self.last_day = cast.day + timedelta(days=30)
        self.closed = False
        self._cast, self._decide, self._story = cast, decide, story
        self._tasks: dict[str, Task] = {}
        self._sheet: str | None = None
        self._tried: set[tuple[str, int, bool]] = set()
        self._minutes = 0
        self._reopened = False

    def end(self, until: float) -> date:
        """Return the day with which a part of the story is told."""
        first = self._cast.day
        return self.last_day + AFTER if until >= 1 else first + (self.last_day - first) * until

    def take(self, kind: str, day: date, at: time, content: Json) -> None:
        subject = "*" if kind == "clock.ticked" else self._cast.leaver
        for effect in self._decide(self._cast.event(kind, day, at, subject, content)).effects:
            if isinstance(effect, TaskEffect):
                self._tasks[effect.task.id] = effect.task
            elif isinstance(effect, CaseEffect):
                self.last_day = effect.last_day or self.last_day
                self.closed = effect.state != "open"
            elif isinstance(effect, SheetEffect):
                self._sheet = effect.sha256

    def live(self, day: date) -> None:
        """Tell one day: what the calendar brings, then who does what."""
        self._minutes = 0
        people, since = self._cast.people, day - self._cast.day
        self.take("clock.ticked", day, self._cast.policy.manifest.send_at, {})
        changed = self._story == "changed"
        if since == ONE_DAY or (changed and since == REPLACED_AFTER):
            first = "team_leader" if changed and since == ONE_DAY else "successor"
            by = {"successor": people[first]["id"], "by": people["manager"]["id"]}
            self.take("successor.assigned", day, self._next(), by)
        if changed and since == STAY_AFTER:
            self.take("withdrawal.requested", day, self._next(), {"reason": self._cast.told["stay"]})
        if changed and since == STAY_AFTER + ONE_DAY:
            declined = {"by": people["manager"]["id"], "reason": self._cast.told["declined"]}
            self.take("withdrawal.declined", day, self._next(), declined)
        if self._story == "withdrawn" and since == WITHDRAWN_AFTER:
            self.take("resignation.withdrawn", day, self._next(), {"accepted_by": people["manager"]["id"]})
        elif self._story == "absent" and since == ABSENT_AFTER:
            self.take("employee.absent", day, self._next(), {"since": day.isoformat()})
        elif self._story in {"complete", "changed"}:
            if self._story == "changed" and since == MOVED_AFTER:
                moved = {"last_day": (self.last_day + MOVED_BY).isoformat(), "reason": self._cast.told["moved"]}
                self.take("last_day.changed", day, self._next(), {**moved, "agreed_by": people["manager"]["id"]})
                self.take("severance.owed", day, self._next(), {})
            self._acting(day, since)

    def _next(self) -> time:
        """Return a time of this day after all others: some half an hour later, as work goes."""
        self._minutes += 34 + 7 * (self._minutes % 3)
        return time(MORNING.hour + self._minutes // 60 % 14, self._minutes % 60)

    def _acting(self, day: date, since: timedelta) -> None:
        handover = [task for task in self._tasks.values() if not task.obligation]
        if since == WAIVED_AFTER and len(handover) >= FEWEST_TO_WAIVE:
            by = {"by": self._cast.people["manager"]["id"], "reason": self._cast.told["waived"]}
            self.take("task.waived", day, self._next(), {"task": handover[-1].id, **by})
        again = True
        while again:
            acted = [self._step(task, number, day) for number, task in enumerate(tuple(self._tasks.values()))]
            again = any(acted)
        if self._sheet is not None:
            self._sign(day)

    def _step(self, task: Task, number: int, day: date) -> bool:
        """Do a step of a task whose turn it is if its time has come; return whether anything was done."""
        task = self._tasks[task.id]
        step = next((each for each in task.turns if each.person is not None), None)
        if step is None or step.person is None or task.waits_for:
            return False
        index = task.steps.index(step)
        back = number == RETURNED and index == 1 and (task.id, 1, True) not in self._tried
        key = (task.id, index, back or task.state == "returned")
        last = step is task.steps[-1]
        if key in self._tried or (number == SILENT and index) or day < _when(step.due, number, last=last):
            return False
        self._tried.add(key)
        told: Json = {"task": task.id, "by": step.person}
        if back:
            self.take("task.returned", day, self._next(), {**told, "reason": self._cast.told["returned"]})
            return True
        files = self._cast.told["files"].get(task.rule) or [self._cast.told["usual_file"].format(title=task.title)]
        evidence = [
            {"kind": kind, "path": path, "sha256": digest(path, str(day))} for kind in step.evidence for path in files
        ]
        told |= {"evidence": evidence} if evidence else {}
        kind, things = imagined_act(task, step)
        told |= {"remark": self._remark(task, index), **things}
        self.take(kind, day, self._next(), told)
        return True

    def _remark(self, task: Task, index: int) -> str:
        told = self._cast.told
        if not index:
            return str(told["resubmitted" if task.state == "returned" else "submitted"])
        remarks: list[str] = told["remarks"].get(task.rule) or told["usual_remarks"]
        return remarks[min(index, len(remarks)) - 1]

    def _sign(self, day: date) -> None:
        sha256, self._sheet = self._sheet, None
        manifest = self._cast.policy.manifest
        if self._story == "changed" and not self._reopened and "manager" in manifest.sheet_parties:
            by = self._cast.people["manager"]["id"]
            objection = {"party": "manager", "by": by, "reason": self._cast.told["reopened"]}
            self.take("sheet.objected", day, self._next(), objection)
        for party in manifest.sheet_parties:
            known = self._cast.people.get(party)
            by = known["id"] if known is not None else next(iter(manifest.contact_ids(party)), party)
            opinion = self._cast.told["opinions"].get(party)
            content = {"party": party, "by": by, "method": "reliable", "sha256": sha256}
            self.take("sheet.signed", day, self._next(), content | ({"opinion": opinion} if opinion else {}))
        if self._story == "changed" and not self._reopened:
            self._open_again(day)

    def _open_again(self, day: date) -> None:
        """Open a task again whose last step somebody did; its steps are done anew on the days that follow."""
        self._reopened = True
        handover = (task for task in self._tasks.values() if task.state == "done" and not task.obligation)
        named = ((task, done.by) for task in handover if (done := task.steps[-1].done) is not None and done.by)
        for task, by in tuple(named)[:1]:
            content = {"task": task.id, "by": by, "reason": self._cast.told["reopened"]}
            self.take("task.reopened", day, self._next(), content)
            self._tried = {key for key in self._tried if key[0] != task.id}


def _when(due: date, number: int, *, last: bool) -> date:
    """Return the day on which a step of the task with this number is done."""
    if number == SILENT:
        return due - EARLY
    if number == LATE:
        return due + ONE_DAY if last else due
    return due if last else due - ONE_DAY
