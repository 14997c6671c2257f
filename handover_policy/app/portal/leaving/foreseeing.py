"""Departing: what a departure would bring, evaluated before anybody is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import PageAct, event_of, foreseen
from handover_policy.app.portal.acts.consequences import ActConsequences, changes_of
from handover_policy.app.portal.case.gates import is_owed
from handover_policy.app.portal.case.sayings import saying
from handover_policy.app.portal.inbox import names_of
from handover_policy.app.portal.leaving.dates import LeavingDate, foreseen_reasons, leaving_dates
from handover_policy.app.portal.leaving.declaring import standing
from handover_policy.decide.decided import Decided
from handover_policy.model.case import NOT_YET, Case, Gate, Task
from handover_policy.model.condition import Unmet
from handover_policy.model.decision import Refusal
from handover_policy.model.effects import NoticeEffect, ProblemEffect
from handover_policy.texts.texts import Texts

GateKind: TypeAlias = Literal["dated", "held", "open", "none"]
NOTED = "absence-noted"
UNFINISHED, SIGNED = "tasks.unfinished", "sheet.signed"
FIRST = ("obligation.certificate", "obligation.final_pay")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAhead:
    """A decision that waits for something: for so many tasks, for signatures, for what else is unmet.

    `dated`: its day alone opens it; `none`: for this departure there is none.
    """

    kind: GateKind
    title: str
    day: date | None = None
    tasks: int = 0
    signed: bool = False
    others: tuple[Unmet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Departing:
    """What a departure would bring; `refusal` says why there would be none, `case` is None then.

    `opens` is the day on which an absence becomes a departure whose days have to pass first: there is no case either.
    `effect` is what would become of a departure that is open already, where the act takes it over. `told` names
    everybody who would get a message, but for whoever resigns.
    """

    refusal: Refusal | None = None
    opens: date | None = None
    case: Case | None = None
    tasks: Sequence[Task] = ()
    duties: Sequence[Task] = ()
    gates: Sequence[GateAhead] = ()
    told: Sequence[str] = ()
    dates: Sequence[LeavingDate] = ()
    names: Mapping[str, str]
    effect: ActConsequences | None = None

    @property
    def begins(self) -> date | None:
        """The day on which the first task begins."""
        return min((task.start for task in self.tasks), default=None)


def departing(view: View, act: PageAct, words: Texts) -> Departing:
    """Return what an act that begins a departure would bring; raises ActUnfit where it makes no event."""
    before = standing(view.state.open_case(act.subject))
    decided = foreseen(view, event_of(view.company, act, view.now).event)
    if decided.decision.refusal is not None:
        return Departing(refusal=decided.decision.refusal, names={})
    case = _case(decided)
    if case is None:
        problems = (each for each in decided.decision.effects if isinstance(each, ProblemEffect))
        days = [date.fromisoformat(str(each.params["day"])) for each in problems if each.code == NOTED]
        return Departing(opens=next(iter(days), None), names={})
    shown = sorted(case.handover_tasks, key=lambda task: (task.steps[-1].due, task.id))
    duties = sorted((task for task in case.tasks.values() if task.obligation), key=_first)
    return Departing(
        case=case,
        tasks=shown,
        duties=[task for task in duties if task.due != NOT_YET],
        gates=list(_gates(case)),
        told=_told(decided, act.subject if act.by.id == act.subject else ""),
        effect=None if before is None else _taking_over(view, before, decided, words),
        dates=leaving_dates(case, foreseen_reasons(view, decided, case, words)),
        names={**names_of(view, (case,)), **{each: view.called(each) or each for each in _told(decided, "")}},
    )


def _taking_over(view: View, case: Case, decided: Decided, words: Texts) -> ActConsequences:
    changes = changes_of(view, case, decided, words)
    return ActConsequences(changes=changes, stays=saying("effect.stays-departure"), undone=False)


def _case(decided: Decided) -> Case | None:
    name = decided.decision.case
    work = None if name is None else decided.works.get(name)
    return None if work is None else work.case


def _first(task: Task) -> tuple[int, date, str]:
    place = FIRST.index(task.rule) if task.rule in FIRST else len(FIRST)
    return place, task.due, task.id


def _gates(case: Case) -> Sequence[GateAhead]:
    """Return the gates that the employer's duties do not tell of already."""
    return [_gate(case, gate) for gate in case.gates.values() if gate.release_by is None]


def _gate(case: Case, gate: Gate) -> GateAhead:
    if not is_owed(case, gate):
        return GateAhead(kind="none", title=gate.title)
    if gate.state == "open":
        return GateAhead(kind="open", title=gate.title)
    others = tuple(each for each in gate.unmet if each.fact not in {UNFINISHED, SIGNED})
    signed = any(each.fact == SIGNED for each in gate.unmet)
    return GateAhead(kind="held", title=gate.title, tasks=len(gate.tasks), signed=signed, others=others)


def _told(decided: Decided, but: str) -> Sequence[str]:
    """Return the ids of everybody who would get a message, but for one."""
    notices = (each for each in decided.decision.effects if isinstance(each, NoticeEffect))
    return tuple(dict.fromkeys(each.to for each in notices if each.to != but))
