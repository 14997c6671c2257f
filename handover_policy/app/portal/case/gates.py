"""gates_shown: the decisions of a case, those that wait for no handover first, each with who it still waits for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handover_policy.app.asking.gates import OBLIGATIONS
from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.facts_said import FactsSaid
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.app.portal.case.waiting import signer, unsigned
from handover_policy.decide.casework import CaseWork
from handover_policy.model.case import NOT_YET, Case, Gate, Task
from handover_policy.model.condition import ALWAYS, AnyOf, Condition, comparisons
from handover_policy.policy.called import party_title
from handover_policy.texts.texts import Texts

SEVERANCE = "severance"
OF_THEIR_OWN = frozenset({"resignation", "abandonment"})
"""The causes for which the law knows no severance."""
TOLD_OTHERWISE = ("tasks.unfinished", "tasks.total", "sheet.signed", "case.last_day_reached", "case.handover")
"""Facts of which it is told by name who they wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateShown:
    """A decision as the page shows it: `kind` is open, held, dated (its date alone opens it) or ended."""

    id: str
    title: str
    kind: str
    waits: Sequence[Saying]
    explained: tuple[str, str]


def gates_shown(view: View, case: Case, work: CaseWork, words: Texts) -> Sequence[GateShown]:
    """Return the gates of a case and the employer's own duties that no gate controls, the statutory ones first."""
    controlled = {gate.controls for gate in case.gates.values()}
    duties = (task for task in case.tasks.values() if task.obligation and task.state != "cancelled")
    own = [task for task in duties if _shown_as_gate(case, task, controlled)]
    shown = [_gate(view, case, work, gate, words) for gate in case.gates.values()]
    shown += [_duty(view, task) for task in own]
    return sorted(shown, key=lambda each: each.kind != "dated")


def is_owed(case: Case, gate: Gate) -> bool:
    """Return whether a departure can have what a gate controls at all."""
    return gate.controls != SEVERANCE or case.cause not in OF_THEIR_OWN or case.severance_owed


def statutory(gate: Gate) -> bool:
    """Return whether a gate opens by its date, whatever the handover has come to."""
    return gate.release_by is not None or (gate.controls in OBLIGATIONS and gate.controls != SEVERANCE)


def _shown_as_gate(case: Case, task: Task, controlled: set[str]) -> bool:
    control = next((name for name, duty in OBLIGATIONS.items() if task.id == f"{case.id}:{duty}"), None)
    return control in {"leaving_certificate", "final_pay"} and control not in controlled


def _gate(view: View, case: Case, work: CaseWork, gate: Gate, words: Texts) -> GateShown:
    explained = ("gate", gate.id)
    if not is_owed(case, gate):
        why = [saying("gate.no-severance")]
        return GateShown(id=gate.id, title=gate.title, kind="ended", waits=why, explained=("", gate.id))
    duty = case.tasks.get(f"{case.id}:{OBLIGATIONS.get(gate.controls, '')}")
    if gate.state == "open" and duty is not None and duty.state == "done":
        kind, told = ("dated", "gate.paid") if statutory(gate) else ("open", "gate.done")
        return GateShown(id=gate.id, title=gate.title, kind=kind, waits=[saying(told)], explained=explained)
    if gate.state == "open":
        opened = saying("gate.released" if gate.released_by or statutory(gate) else "gate.opened")
        kind = "dated" if statutory(gate) else "open"
        return GateShown(id=gate.id, title=gate.title, kind=kind, waits=[opened], explained=explained)
    if gate.state == "ended":
        return GateShown(id=gate.id, title=gate.title, kind="ended", waits=[saying("gate.ended")], explained=explained)
    if statutory(gate):
        return GateShown(
            id=gate.id, title=gate.title, kind="dated", waits=[_dated(gate.release_by)], explained=explained
        )
    waits = list(_waits(view, case, work, gate, words))
    return GateShown(id=gate.id, title=gate.title, kind="held", waits=waits, explained=explained)


def _dated(day: date | None) -> Saying:
    return saying("gate.undated") if day is None else saying("gate.dated", day=day)


def _duty(view: View, task: Task) -> GateShown:
    if task.state == "done":
        told = saying("gate.paid")
    elif task.due == NOT_YET:
        told = saying("gate.undated")
    else:
        told = saying("gate.due-by" if task.due >= view.today else "gate.due-since", day=task.due)
    return GateShown(id=task.id, title=task.title, kind="dated", waits=[told], explained=("task", task.id))


def _waits(view: View, case: Case, work: CaseWork, gate: Gate, words: Texts) -> Iterator[Saying]:
    """Yield who a held gate waits for by name, with what of theirs and until when."""
    unmet = {each.fact for each in gate.unmet}
    people: dict[str | None, list[Task]] = {}
    for name in gate.tasks:
        task = case.tasks[name]
        for step in task.turns:
            people.setdefault(step.person, []).append(task)
    for who, tasks in sorted(people.items(), key=lambda each: (min(task.due for task in each[1]), each[0] or "")):
        days = [task.due for task in tasks if task.due != NOT_YET]
        titles = tuple(task.title for task in tasks[:3])
        key = "gate.waits-many" if len(tasks) > len(titles) else "gate.waits"
        told = {"who": person(view, who), "tasks": titles, "count": len(tasks)}
        yield saying(key, **told, day=max(days)) if days else saying("gate.waits-undated", **told)
    if "sheet.signed" in unmet:
        parties = unsigned(case, work)
        if case.sheet is None:
            yield saying("gate.no-sheet")
        elif parties:
            yield saying("gate.unsigned", who=tuple(_called(view, case, work, party) for party in parties))
    if "case.last_day_reached" in unmet and case.last_day is not None:
        yield saying("gate.last-day", day=case.last_day)
    if "tasks.total" in unmet:
        yield saying("gate.no-tasks")
    yield from _others(view, work, gate, words)


def _others(view: View, work: CaseWork, gate: Gate, words: Texts) -> Iterator[Saying]:
    """Yield what else a held gate lacks: by another way that it may open as a sentence, else fact by fact."""
    said, told_of = FactsSaid(view.policy, words), False
    asked = next((rule.opens_when for rule in work.book.policy.gates if rule.id == gate.id), ALWAYS)
    for way in _ways(asked):
        facts = {each.fact for each in comparisons(way)}
        others = [each for each in gate.unmet if each.fact in facts and each.fact not in TOLD_OTHERWISE]
        if others and told_of:
            yield saying("gate.another-way", what=said.holds(way))
        elif others:
            lacking = [said.unmet(each) for each in others]
            told = (saying("gate.lacking", what=each.title, value=each.value, asked=each.asked) for each in lacking)
            yield saying("gate.other", what=tuple(told))
        told_of = told_of or bool(facts & {each.fact for each in gate.unmet})


def _ways(condition: Condition) -> Sequence[Condition]:
    """Return the several ways in which a condition may hold; itself where it has one."""
    return condition.parts if isinstance(condition, AnyOf) else (condition,)


def _called(view: View, case: Case, work: CaseWork, party: str) -> object:
    who = signer(case, work, party)
    return party_title(view.policy, party) if who is None else person(view, who)
