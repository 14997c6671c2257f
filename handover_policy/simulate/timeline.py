"""Timeline: what an imagined departure brings, folded from the decisions on its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handover_policy.decide.wording import problem_sentence, refusal_sentence
from handover_policy.model.case import NOT_YET
from handover_policy.model.decision import Decision, Refusal
from handover_policy.model.effects import (
    NO_TEXTS,
    Because,
    CaseEffect,
    ClaimEffect,
    DutyEffect,
    Effect,
    GateEffect,
    NoticeEffect,
    ProblemEffect,
    TaskEffect,
)
from handover_policy.model.employee import Record
from handover_policy.model.items import Cells, ItemList
from handover_policy.simulate.scenario import LEAVER
from handover_policy.texts.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpan:
    """A step of a task: by whom, what, by when; `done` tells whether it was done in the end."""

    party: str
    person: str
    do: str
    due: date
    due_time: time | None = None
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSpan:
    """A task from its start to the due day of its last step; `done_on` is None where it was not done.

    `waits_for` are the titles of tasks that it still waits for, `record` the one it is for, `items` its list of things
    and `rows` what stands in it.
    """

    id: str
    rule: str
    title: str
    start: date
    end: date
    state: str
    steps: tuple[StepSpan, ...]
    obligation: bool
    done_on: date | None
    place: str
    waits_for: tuple[str, ...] = ()
    record: Record | None = None
    items: ItemList | None = None
    rows: tuple[Cells, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A message that went out on a day."""

    day: date
    rule: str
    to: str
    party: str
    channels: tuple[str, ...]
    subject: str
    tasks: tuple[str, ...]
    bodies: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """A gate and the days on which its state became another, oldest first, with what was unmet then."""

    id: str
    title: str
    controls: str
    states: tuple[tuple[date, str], ...]
    released: bool
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A duty that was missed, a claim or a problem, on a day; `text` is in the words of the policy."""

    day: date
    kind: str
    text: str
    problem: ProblemEffect | None = None

    def told(self, language: str) -> str:
        """Return what people read of it; a problem is told in their language."""
        return self.text if self.problem is None else problem_sentence(self.problem, texts(language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One departure under one version of a policy, up to and including `end`."""

    policy: str
    version: str
    arrival: date
    notice_days: int
    last_day: date | None
    shortfall_days: int
    notice_binding: bool = True
    end: date
    tasks: tuple[TaskSpan, ...]
    notices: tuple[NoticeLine, ...]
    gates: tuple[GateLine, ...]
    remarks: tuple[Remark, ...]
    closed_on: date | None


class DepartureRefused(ValueError):
    """No case was opened, because the departure was refused or its events tell of none."""

    def __init__(self, refusals: tuple[tuple[str, Refusal], ...]) -> None:
        """Take what was refused: types of events and why."""
        super().__init__(", ".join(f"{kind}: {refusal.code}" for kind, refusal in refusals))
        self._refusals = refusals

    def sentence(self, language: str) -> str:
        """Return why there is no case to show."""
        words = texts(language)
        told = (f"{kind}: {refusal_sentence(refusal, words)}" for kind, refusal in self._refusals)
        return words.say("reports.semicolon").join(told) or words.say("simulate.no-case")


def fold(decisions: Iterable[Decision], zone: ZoneInfo, *, title: str) -> Timeline:
    """Return the timeline that decisions (contract section 4, oldest first) tell of one case.

    Raises DepartureRefused where no case was opened.
    """
    folding = _Folding(zone)
    for decision in decisions:
        folding.take(decision)
    return folding.timeline(title)


class _Folding:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._case: CaseEffect | None = None
        self._version = ""
        self._end = date.min
        self._closed: date | None = None
        self._tasks: dict[str, TaskEffect] = {}
        self._done: dict[str, date] = {}
        self._notices: list[NoticeLine] = []
        self._gates: dict[str, GateEffect] = {}
        self._states: dict[str, list[tuple[date, str]]] = {}
        self._remarks: list[Remark] = []
        self._refusals: list[tuple[str, Refusal]] = []

    def take(self, decision: Decision) -> None:
        day = datetime.fromisoformat(str(decision.event["time"])).astimezone(self._zone).date()
        self._end = max(self._end, day)
        if decision.policy:
            self._version = str(decision.policy["version"])
        if decision.refusal is not None:
            self._refusals.append((str(decision.event["type"]), decision.refusal))
        for effect in decision.effects:
            self._effect(effect, day)

    def _effect(self, effect: Effect, day: date) -> None:
        match effect:
            case CaseEffect():
                self._case = effect
                if effect.state == "closed":
                    self._closed = day
            case TaskEffect(task=task):
                self._tasks[task.id] = effect
                if task.state == "done":
                    self._done.setdefault(task.id, day)
            case GateEffect(gate=gate):
                self._gates[gate.id] = effect
                states = self._states.setdefault(gate.id, [])
                if not states or states[-1][1] != gate.state:
                    states.append((day, gate.state))
            case NoticeEffect() if effect.case is not None or effect.to == LEAVER:
                self._notices.append(_notice(effect, day))
            case DutyEffect(person=person, title=title, state="missed") if person == LEAVER:
                self._remarks.append(Remark(day=day, kind=effect.kind, text=title))
            case ProblemEffect(message=message):
                self._remarks.append(Remark(day=day, kind=effect.kind, text=message, problem=effect))
            case ClaimEffect(claim=claim):
                self._remarks.append(Remark(day=day, kind=effect.kind, text=claim.title))

    def timeline(self, title: str) -> Timeline:
        if self._case is None:
            raise DepartureRefused(tuple(self._refusals))
        case, titles = self._case, {name: effect.task.title for name, effect in self._tasks.items()}
        return Timeline(
            policy=title,
            version=self._version,
            arrival=case.arrival,
            notice_days=case.notice_days,
            last_day=case.last_day,
            shortfall_days=case.shortfall_days,
            notice_binding=case.notice_binding,
            end=self._end,
            tasks=tuple(
                _task(effect, self._done.get(name), titles)
                for name, effect in self._tasks.items()
                if effect.task.due != NOT_YET
            ),
            notices=tuple(self._notices),
            gates=tuple(_gate(effect, self._states[name]) for name, effect in self._gates.items()),
            remarks=tuple(self._remarks),
            closed_on=self._closed,
        )


def _task(effect: TaskEffect, done_on: date | None, titles: Mapping[str, str]) -> TaskSpan:
    task = effect.task
    steps = tuple(
        StepSpan(
            party=step.party,
            person=step.person or "",
            do=step.do,
            due=step.due,
            due_time=step.due_time,
            done=step.done is not None,
        )
        for step in task.steps
    )
    return TaskSpan(
        id=task.id,
        rule=task.rule,
        title=task.title,
        start=task.start,
        end=max(step.due for step in steps),
        state=task.state,
        steps=steps,
        obligation=task.obligation,
        done_on=done_on,
        place=_place(effect.because),
        waits_for=() if task.finished else tuple(titles.get(name, name) for name in task.waits_for),
        record=task.record,
        items=task.items,
        rows=task.rows,
    )


def _notice(effect: NoticeEffect, day: date) -> NoticeLine:
    message = effect.message
    return NoticeLine(
        day=day,
        rule=effect.notice,
        to=effect.to,
        party=effect.party,
        channels=effect.channels,
        subject=message.subject if message is not None else "",
        tasks=effect.concerned,
        bodies=message.bodies if message is not None else NO_TEXTS,
    )


def _gate(effect: GateEffect, states: list[tuple[date, str]]) -> GateLine:
    gate = effect.gate
    return GateLine(
        id=gate.id,
        title=gate.title,
        controls=gate.controls,
        states=tuple(states),
        released=gate.released_by is not None,
        place=_place(effect.because),
    )


def _place(because: Because) -> str:
    return f"{because.file}:{because.line}"
