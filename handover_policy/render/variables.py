"""notice_variables: the closed set of values that the texts of a message may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from handover_policy.conditions.waiting import may_stay_held, speaks_of_handover, waits_for_handover
from handover_policy.decide.handover.acts import silence_counts
from handover_policy.model.case import Case, Step, Task
from handover_policy.model.employee import Employee
from handover_policy.model.words.controls import CONTROLS, NEGOTIABLE, ONCE_OWED, OWN
from handover_policy.model.words.states import FINISHED
from handover_policy.policy import called
from handover_policy.policy.policy_set import GateRule, PolicySet, TaskRule
from handover_policy.render.attributes import attribute_views
from handover_policy.render.subjects import NOTHING_ELSE, SUBJECTS, About, change_view, duty_view, sheet_view
from handover_policy.render.timed import timed
from handover_policy.render.views import CaseView, ConsequenceView, LeaverView, PersonView, TaskView
from handover_policy.texts.texts import texts


class LazyVariables(dict[str, object]):
    """Values that are worked out when first asked for: most messages name a few of them only."""

    def __init__(self, makers: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self._makers = makers

    def __missing__(self, name: str) -> object:
        value = self[name] = self._makers[name]()
        return value


def notice_variables(
    *,
    policy: PolicySet,
    case: Case | None,
    employee: Employee | None,
    people: Mapping[str, Employee],
    to: str,
    party: str,
    day: date,
    about: About = NOTHING_ELSE,
) -> dict[str, object]:
    """Return the values for one message; what it is not about (a case, a task, a gate …) is missing.

    `employee` is the leaver and `case` stands as it is after the event; names are taken from `people` (by id). It goes
    to the person `to` as `party`, on the local day `day`; `about` is what it speaks of besides the case.
    """
    naming = _Naming(policy, people, case)
    makers: dict[str, Callable[[], object]] = {
        "recipient": lambda: naming.called(to, party),
        "party": lambda: party,
        "plain": lambda: about.plain,
        "actor": lambda: naming.name(about.actor) if about.actor else "",
        "company": lambda: policy.manifest.company or policy.manifest.title,
        "policy": lambda: policy.manifest.title,
        "country": lambda: policy.manifest.jurisdiction.partition("-")[0],
        "contact": lambda: naming.contact("hr", to),
        "consequences": lambda: consequences(policy, case),
        "reassurances": lambda: reassurances(policy, case),
    }
    if employee is not None:
        makers["leaver"] = lambda: _leaver(policy, employee)
        makers["attributes"] = lambda: attribute_views(policy.manifest, employee)
    if case is not None:
        makers["case"] = lambda: _case(case, day)
        makers["tasks"] = lambda: _tasks(case, party, naming, day)
    if about.tasks:
        makers["task"] = lambda: _first_of(about, to, naming, day)
        makers["together"] = lambda: tuple(_own(task, to, naming, day) for task in about.together)
    makers |= _subjects(case, policy, naming, about)
    return LazyVariables(makers)


def _subjects(case: Case | None, policy: PolicySet, naming: _Naming, about: About) -> dict[str, Callable[[], object]]:
    several = about.duties if len(about.duties) > 1 else ()
    makers: dict[str, Callable[[], object]] = {"duties": lambda: tuple(map(duty_view, several))}
    if about.kind:
        makers[about.kind] = lambda: SUBJECTS[about.kind](about.described)
    sheet = case.sheet if case is not None else None
    if case is not None and sheet is not None:
        absent = ("leaver",) if case.leaver_gone else ()
        makers["sheet"] = lambda: sheet_view(sheet, policy.manifest.sheet_parties, naming.title, absent)
    before = about.before
    if case is not None and before is not None:
        makers["change"] = lambda: change_view(before, case, about.reason)
    return makers


class _Naming:
    """How persons and parties are called in one policy."""

    __slots__ = ("_case", "_contacts", "_people", "_persons", "_policy")

    def __init__(self, policy: PolicySet, people: Mapping[str, Employee], case: Case | None) -> None:
        self._policy = policy
        self._case = case
        self._people = people
        self._contacts = policy.manifest.contact_people
        self._persons: dict[tuple[str | None, str], PersonView] = {}

    def name(self, person: str) -> str:
        leaves = self._case is not None and person == self._case.employee
        contact = None if leaves else self._contacts.get(person)
        if contact is not None and contact.name:
            return contact.name
        known = self._people.get(person)
        return known.name if known is not None else person

    def called(self, person: str, party: str) -> str:
        """Return the name of a person, the title of the party where nobody has told of one."""
        name = self.name(person)
        return self.title(party) if name == person and party in self._policy.manifest.parties else name

    def contact(self, name: str, reader: str) -> PersonView:
        """Return whom a reader may ask: the first of a contact, by the name and phone that it gives.

        For the contact itself it is the name alone, as the message calls its reader.
        """
        first = next(iter(self._policy.manifest.contacts.get(name, ())), None)
        shown = self.person(first.id if first is not None else None, name)
        if first is None or first.id == reader:
            return shown
        called = f"{first.name or shown.name} {first.phone}".strip()
        return PersonView(name=called, title=called if first.name else shown.title)

    def rule(self, task: Task) -> TaskRule | None:
        return next((rule for rule in self._policy.tasks if rule.id == task.rule), None)

    def title(self, party: str) -> str:
        return party_title(self._policy, party, self._case)

    def person(self, person: str | None, party: str) -> PersonView:
        """Return a person as party; nobody known by name is called by the title alone."""
        found = self._persons.get((person, party))
        if found is None:
            title = self.title(party)
            found = PersonView(name=self.called(person, party) if person is not None else title, title=title)
            self._persons[person, party] = found
        return found


def party_title(policy: PolicySet, party: str, case: Case | None) -> str:
    """Return what a party is called in a case; who takes another post is none that leaves."""
    if party == "leaver" and case is not None and case.cause == "transfer":
        return texts(policy.manifest.language).say("effects.transferred")
    return called.party_title(policy, party)


def _leaver(policy: PolicySet, employee: Employee) -> LeaverView:
    role = str(employee.attributes.get("role") or "")
    words = policy.manifest.vocabulary.get("employee.role", {})
    return LeaverView(id=employee.id, name=employee.name, role=words.get(role, role))


def _case(case: Case, day: date) -> CaseView:
    left = None if case.last_day is None else max((case.last_day - day).days, 0)
    return CaseView(
        id=case.id,
        arrival=case.arrival,
        last_day=case.last_day,
        notice_days=case.notice_days,
        days_left=left,
        absent_since=case.absent_since,
        transfer=case.cause == "transfer",
        notice_binding=case.notice_binding,
    )


def _tasks(case: Case, party: str, naming: _Naming, day: date) -> tuple[TaskView, ...]:
    """Return the party's part of every unfinished handover task: the step it has to do next, else the current one.

    The leaver sees the tasks they have a part in, everyone else all of them.
    """
    views = []
    for task in case.handover_tasks:
        if task.state in FINISHED:
            continue
        own = [step for step in task.steps if party == step.party or party in step.parties]
        if not own and party == "leaver":
            continue
        ahead = next((step for step in own if step.done is None), None)
        views.append(_task(task, ahead or task.current or task.steps[-1], naming, day))
    return tuple(views)


def _task(task: Task, step: Step, naming: _Naming, day: date) -> TaskView:
    receiver = _counterpart(task, step)
    who, done = next(((other, other.done) for other in reversed(task.steps) if other.done is not None), (None, None))
    return TaskView(
        id=task.id,
        title=task.title,
        start=task.start,
        due=timed(step.due, step.due_time),
        days_left=max((step.due - day).days, 0),
        overdue_days=max((day - step.due).days, 0),
        step=step.do,
        where=step.where or "",
        person=naming.person(step.person, step.party),
        counterpart=naming.person(receiver.person, receiver.party) if receiver is not None else None,
        obligation=task.obligation,
        reason=task.reason or "",
        remark=(done.remark or "") if done is not None else "",
        done_by=naming.person(done.by or who.person, who.party) if who is not None and done is not None else None,
        silence_accepts=step.accepted_after is not None and silence_counts(naming.rule(task), task, step),
        asked=_was_asked(task),
    )


def _own(task: Task, to: str, naming: _Naming, day: date) -> TaskView:
    """Return the task that a message speaks of: of steps side by side the reader's own, else the current one."""
    own = next((step for step in task.turns if step.person == to), None)
    return _task(task, own or task.current or task.steps[-1], naming, day)


def _first_of(about: About, to: str, naming: _Naming, day: date) -> TaskView:
    """Return the first task that a message speaks of; of several it was asked for only where all of them were."""
    first = _own(about.tasks[0], to, naming, day)
    return replace(first, asked=first.asked and all(map(_was_asked, about.together)))


def _was_asked(task: Task) -> bool:
    """Return whether silence has done the first step, and none after it: it was asked, and gave nothing."""
    done = next((step for step in reversed(task.steps) if step.done is not None), None)
    return done is not None and done.done is not None and done.done.deemed and task.begins_with(done)


def _counterpart(task: Task, step: Step) -> Step | None:
    """Return the step of the person who takes over from this one; of the last step, of the person before."""
    after = (other for other in task.steps if other.index > step.index and other.person != step.person)
    before = (other for other in reversed(task.steps) if other.index < step.index and other.person != step.person)
    return next(after, None) or next(before, None)


def _waits(gate: GateRule, case: Case) -> bool:
    stands = case.gates.get(gate.id)
    return stands is not None and stands.state == "held" and (gate.controls not in ONCE_OWED or case.severance_owed)


def consequences(policy: PolicySet, case: Case | None) -> tuple[ConsequenceView, ...]:
    """Return what truly depends on the handover: gates that stay held for it, clauses that speak of it.

    With a case, only the gates that apply to it and are held count. What is the leaver's by law never stands here, nor
    severance that nobody owes.
    """
    gates = (
        ConsequenceView(kind="gate", title=gate.title)
        for gate in policy.gates
        if (gate.controls in NEGOTIABLE or gate.controls.startswith(OWN))
        and waits_for_handover(gate, policy.manifest.vocabulary)
        and (case is None or _waits(gate, case))
    )
    clauses = (
        ConsequenceView(kind=clause.consequence.kind, title=clause.title)
        for clause in policy.clauses
        if clause.consequence is not None and speaks_of_handover(clause.consequence.when)
    )
    return (*gates, *clauses)


def reassurances(policy: PolicySet, case: Case | None = None) -> tuple[ConsequenceView, ...]:
    """Return what people fear for and need not: what the policy promises, and no gate may hold past the last day.

    A transfer ends no employment: there is nothing to fear for.
    """
    if case is not None and case.cause == "transfer":
        return ()
    found = []
    for control in CONTROLS.values():
        if not control.reassures:
            continue
        gates = [gate for gate in policy.gates if gate.controls == control.name]
        promised = bool(gates) or any(rule.name == control.reassures for rule in policy.obligations)
        waits = any(may_stay_held(gate, policy.manifest.vocabulary) for gate in gates)
        if promised and not waits:
            found.append(ConsequenceView(kind=control.reassures, title=""))
    return tuple(found)
