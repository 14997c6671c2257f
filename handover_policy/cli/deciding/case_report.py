"""CaseReport: a run told for people, a case a block, in the words of texts/<language>/cases.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from handover_policy.cli.deciding.case_words import CaseWords
from handover_policy.decide.evaluating.standing import deemed, last_day_reached
from handover_policy.findings.reporting.cells import cells, escaped
from handover_policy.model.case import NOT_YET, Case, Task
from handover_policy.model.effects import (
    ClaimEffect,
    DutyEffect,
    Effect,
    GateEffect,
    NoticeEffect,
    ProblemEffect,
    SheetEffect,
    TaskEffect,
)
from handover_policy.model.words.states import BEGUN
from handover_policy.model.written.scalars import number

if TYPE_CHECKING:
    from handover_policy.app.run import Run
    from handover_policy.decide.casework import CaseWork
    from handover_policy.decide.decided import Decided
    from handover_policy.model.decision import Decision


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal; Chinese characters take two."""
    return sum(cell.width for cell in cells(text))


def padded(text: str, columns: int) -> str:
    """Return a text filled with spaces to so many columns."""
    return text + " " * max(0, columns - width(text))


def clean(text: object) -> str:
    """Return a text as a terminal shows it, so that it can be padded."""
    return escaped(str(text))


class CaseReport:
    """Gathers decisions and tells each case in a block when all are in."""

    def __init__(self, run: Run, language: str) -> None:
        """Start without a case."""
        self._run = run
        self._words = CaseWords(language)
        self._works: dict[str, CaseWork] = {}
        self._called: dict[str, str] = {}
        self._story: dict[str, list[str]] = {}
        self._refused: list[str] = []
        self._duties: list[str] = []

    def take(self, decided: Decided) -> None:
        """Take in one decision."""
        decision = decided.decision
        if decision.outcome == "refused":
            self._refused.append(self._words.refusal(decision))
            return
        self._works.update(decided.works)
        told: set[str] = set()
        for effect in decision.effects:
            self._learn_names(effect)
            line = self._effect_line(effect)
            if line is None:
                continue
            if effect.case is None:
                self._duties.append(f"  {str(decision.event['time'])[:10]}  {line}")
                continue
            story = self._story.setdefault(effect.case, [])
            if effect.case not in told:
                told.add(effect.case)
                story.append(f"  {_moment(decision)}  {self._words.happened(decision, effect.case)}")
            story.append(f"      {line}")

    def lines(self) -> Iterator[str]:
        """Yield the report: a block a case, then duties missed outside of cases, then refusals."""
        for name in sorted(self._works):
            yield from self._block(self._works[name])
            yield ""
        if self._duties:
            yield self._say("duties")
            yield from self._duties
            yield ""
        if self._refused:
            yield self._say("refused", events=len(self._refused))
            yield from self._refused

    def _say(self, key: str, **values: object) -> str:
        return self._words.say(key, **values)

    def _name(self, person: str | None) -> str:
        if person is None:
            return self._say("nobody")
        known = self._run.register.employee(person)
        return clean(known.name if known else self._called.get(person, person))

    def _learn_names(self, effect: Effect) -> None:
        """Keep how decisions call people whom nobody hired: the contacts of a set."""
        if isinstance(effect, TaskEffect):
            self._called.update(effect.names)
        elif isinstance(effect, NoticeEffect):
            self._called[effect.to] = effect.recipient.name

    def _effect_line(self, effect: Effect) -> str | None:
        match effect:
            case NoticeEffect():
                subject = clean((effect.message.subject if effect.message else "") or effect.notification)
                skipped = self._say("skipped", missed=len(effect.skipped)) if effect.skipped else ""
                channels = self._words.channels(effect.channels)
                person = self._name(effect.to)
                return self._say("notice", channels=channels, person=person, subject=subject, skipped=skipped)
            case GateEffect(case=str(case), gate=gate):
                state = self._words.gate_state(gate, self._works[case].book.policy)
                return self._say("gate", title=clean(gate.title), state=state)
            case ProblemEffect():
                return f"⚠ {clean(self._words.problem(effect))}"
            case ClaimEffect(claim=claim):
                amount = self._words.amount(claim)
                return self._say(f"claim.{claim.state}", title=clean(claim.title), amount=amount)
            case DutyEffect():
                person, title = self._name(effect.person), clean(effect.title)
                return self._say(
                    "duty-met" if effect.state == "met" else "duty", person=person, title=title, due=effect.due
                )
            case TaskEffect(task=task) if task.state in BEGUN:
                deemed_so = self._say("deemed") if deemed(task) else ""
                state = self._words.called("task_states", task.state)
                return self._say("task", title=clean(task.title), state=f"{state}{deemed_so}")
            case SheetEffect():
                return self._sheet(effect)
        return None

    def _sheet(self, effect: SheetEffect) -> str:
        if not effect.deemed:
            return self._say("sheet", version=effect.version, digest=effect.sha256[:12])
        work = self._works.get(effect.case or "")
        known = work.book.policy.manifest.parties if work is not None else {}
        titles = [clean(known[name].title if name in known else name) for name in effect.deemed]
        return self._say("sheet-deemed", version=effect.version, parties=self._words.joined(titles))

    def _block(self, work: CaseWork) -> Iterator[str]:
        case = work.case
        yield self._heading(work)
        last = case.last_day.isoformat() if case.last_day else self._say("no-day")
        shortfall = self._say("shortfall", short=case.shortfall_days) if case.shortfall_days else ""
        shortfall = shortfall if case.notice_binding else self._say("asked")
        notice = {"arrival": case.arrival, "notice": case.notice_days, "shortfall": shortfall}
        yield f"  {self._say('dates', cause=self._words.called('causes', case.cause), last=last, **notice)}"
        yield f"  {self._say('policy', title=work.book.policy.manifest.title, version=case.policy)}"
        handover = case.handover_tasks
        finished = sum(task.finished for task in handover)
        yield f"  {self._say('tasks', finished=finished, all=len(handover))}"
        for task in handover:
            yield self._task_line(task, case)
        duties = [task for task in case.tasks.values() if task.obligation]
        if duties:
            yield f"  {self._say('obligations')}"
            for task in duties:
                yield self._task_line(task, case)
        yield f"  {self._say('decisions')}"
        for gate in case.gates.values():
            yield f"    {padded(clean(gate.title), 20)} {self._words.gate_state(gate, work.book.policy)}"
        if last_day_reached(case, work.day) and case.claims:
            yield from self._claims(case)
        yield f"  {self._say('story')}"
        yield from (f"  {line}" for line in self._story.get(case.id, []))

    def _heading(self, work: CaseWork) -> str:
        case = work.case
        roles = work.book.policy.manifest.vocabulary.get("employee.role", {})
        role = str(work.employee.attributes.get("role", ""))
        name, known = clean(work.employee.name), clean(roles.get(role, role))
        person = self._say("person", name=name, id=clean(case.employee), role=known)
        return self._say(
            "heading", person=person, case=clean(case.id), state=self._words.called("case_states", case.state)
        )

    def _claims(self, case: Case) -> Iterator[str]:
        yield f"  {self._say('claims')}"
        for claim in case.claims.values():
            amount = self._say("amount", amount=number(claim.amount))
            yield f"    {clean(claim.title)}  {amount}  {self._words.called('claim_states', claim.state)}"

    def _task_line(self, task: Task, case: Case) -> str:
        mark = "✓" if task.state == "done" else "○" if not task.finished else "–"
        waits = "".join(self._say("waits", person=self._name(each.person), do=clean(each.do)) for each in task.turns)
        if task.waits_for and not task.finished:
            waits = self._say(
                "after", tasks=self._words.joined(clean(case.tasks[name].title) for name in task.waits_for)
            )
        due = self._say("no-due") if task.due == NOT_YET else self._say("due", due=task.due)
        state = self._words.called("task_states", task.state)
        return f"    {mark} {padded(clean(task.title), 26)} {due}  {state}{waits}"


def _moment(decision: Decision) -> str:
    return str(decision.event["time"])[:16].replace("T", " ")
