"""gates_shown: the decisions of a case, those that wait for no handover first, each with who it still waits for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handover_policy.app.asking.gates import OBLIGATIONS
from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.app.portal.case.waiting import signer, unsigned
from handover_policy.conditions.alternatives import ways_unmet
from handover_policy.decide.casework import CaseWork
from handover_policy.explain.words import unmet_in_words
from handover_policy.model.case import NOT_YET, Case, Gate, Task
from handover_policy.model.condition import ALWAYS
from handover_policy.policy.called import party_title
from handover_policy.texts.texts import Texts

SEVERANCE = "severance"
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
    own = [task for task in case.tasks.values() if task.obligation and _shown_as_gate(case, task, controlled)]
    shown = [_gate(view, case, work, gate, words) for gate in case.gates.values()]
    shown += [_duty(view, task) for task in own]
    return sorted(shown, key=lambda each: each.kind != "dated")


def statutory(gate: Gate) -> bool:
    """Return whether a gate opens by its date, whatever the handover has come to."""
    return gate.release_by is not None or (gate.controls in OBLIGATIONS and gate.controls != SEVERANCE)


def _shown_as_gate(case: Case, task: Task, controlled: set[str]) -> bool:
    control = next((name for name, duty in OBLIGATIONS.items() if task.id == f"{case.id}:{duty}"), None)
    return control in {"leaving_certificate", "final_pay"} and control not in controlled


def _gate(view: View, case: Case, work: CaseWork, gate: Gate, words: Texts) -> GateShown:
    explained = ("gate", gate.id)
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
    others = tuple(each for each in gate.unmet if each.fact not in TOLD_OTHERWISE)
    if others:
        others_told = [unmet_in_words(each, lambda party: party_title(view.policy, party), words) for each in others]
        another = len(others) < len(gate.unmet) and _has_ways(work, gate)
        yield saying(
            "gate.another-way" if another else "gate.other", what=words.say("reports.semicolon").join(others_told)
        )


def _has_ways(work: CaseWork, gate: Gate) -> bool:
    """Return whether a gate opens in one of several ways."""
    asked = next((rule.opens_when for rule in work.book.policy.gates if rule.id == gate.id), ALWAYS)
    return len(ways_unmet(asked, gate.unmet)) > 1


def _called(view: View, case: Case, work: CaseWork, party: str) -> object:
    who = signer(case, work, party)
    return party_title(view.policy, party) if who is None else person(view, who)
