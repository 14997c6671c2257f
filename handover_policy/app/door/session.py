"""Session: events decided one after the other, and what stands after them: cases, tasks, gates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal, overload

import orjson

from handover_policy.app.door.event_forms import EventLike, event_bytes
from handover_policy.app.door.policy import Policy
from handover_policy.app.library import Library
from handover_policy.app.run import CaseUnknown
from handover_policy.decide.evaluating.choosing import book_of_case
from handover_policy.decide.identifiers import by_number
from handover_policy.decide.state.nouns import noun_from_json, noun_json
from handover_policy.decide.state.saved import StateUnfit, state_from_json, state_json
from handover_policy.engine.ruleset import EngineName
from handover_policy.model.case import Case, Gate, Task
from handover_policy.model.decision import Decision
from handover_policy.model.events import Event
from handover_policy.render.documents.casefile import CaseFile, Dossier

NO_DOSSIER = Dossier()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTask:
    """A task with the case that it belongs to."""

    case: Case
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGate:
    """A gate with the case that it belongs to."""

    case: Case
    gate: Gate


class Session:
    """A policy at work: takes events in their order, and knows every person and case they have told of.

    Example:
        >>> session = Session(load("builtin:default"))
        >>> session.decide({"type": "employee.left"}).outcome
        'refused'

    """

    def __init__(self, policy: Policy, *, engine: EngineName = "durable") -> None:
        """Start knowing nobody; `engine` evaluates the conditions: both give the same answers.

        Raises:
            TypeError: the policy is none, but for instance its path.

        """
        if not isinstance(policy, Policy):
            raise TypeError(f"a session takes a Policy, from load(…), not {type(policy).__name__}")
        self.policy = policy
        self._run = policy.run(engine)
        self._dossiers: dict[str, Dossier] = {}
        self._told = 0

    def __repr__(self) -> str:
        known, unfinished = self.cases(), self.cases(state="open")
        return f"<Session of {self.policy!r}, cases: {len(known)}, open: {len(unfinished)}>"

    def decide(self, event: EventLike) -> Decision:
        """Return what follows from an event, and remember it.

        An event that is none, or that may not do what it says, gives a decision with the outcome `refused` and changes
        nothing. The same event told again gives `duplicate`.

        Args:
            event: JSON as bytes or text, a mapping, or an event of the SDK `cloudevents`.

        Raises:
            TypeError: the event, or a value in it, has no form as JSON.

        """
        self._told += 1
        read = self._run.read_line(event_bytes(event), self._told)
        decision = self._run.decided(read).decision
        if decision.outcome == "applied" and isinstance(read, Event):
            before = self._dossiers.get(read.subject, NO_DOSSIER)
            after = before.told(read.type, read.time, read.data)
            if after is not before:
                self._dossiers[read.subject] = after
        return decision

    def decide_all(self, events: Iterable[EventLike]) -> list[Decision]:
        """Return the decisions on events, in their order.

        Raises:
            TypeError: as `decide` does; or this is one event, or a whole file as text, instead of several events.

        """
        if isinstance(events, str | bytes | Mapping):
            raise TypeError("decide_all takes several events, such as a list or the lines of a file; decide takes one")
        return [self.decide(event) for event in events]

    def cases(self, *, state: str | None = None, employee: str | None = None) -> tuple[Case, ...]:
        """Return every case, by employee id and number.

        Args:
            state: `open`, `withdrawn` or `closed`.
            employee: only the cases of this person.

        """
        if employee is not None:
            found: Iterable[Case] = self._run.register.cases_of(employee)
        elif state == "open":
            found = self._run.register.open_cases()
        else:
            register = self._run.register
            found = sorted(chain(register.open_cases(), register.case_table.over()), key=by_number)
        return tuple(case for case in found if state is None or case.state == state)

    def tasks(
        self,
        *,
        case: str | None = None,
        person: str | None = None,
        state: str | None = None,
        due_by: date | None = None,
        unfinished: bool = False,
    ) -> tuple[CaseTask, ...]:
        """Return tasks, by case and in the order of the policy.

        Args:
            case: only those of a case, by its id.
            person: only those of which this person is to do a step whose turn it is.
            state: `pending`, `open`, `submitted`, `confirmed`, `done`, `returned`, `waived` or `cancelled`.
            due_by: only those whose current step is due by this day.
            unfinished: leaves out what is done, waived or cancelled.

        """

        def wanted(task: Task) -> bool:
            return (
                (person is None or person in {step.person for step in task.turns})
                and (state is None or task.state == state)
                and (due_by is None or task.due <= due_by)
                and not (unfinished and task.finished)
            )

        return tuple(
            CaseTask(case=each, task=task) for each in self._of(case) for task in each.tasks.values() if wanted(task)
        )

    def gates(
        self, *, case: str | None = None, state: str | None = None, controls: str | None = None
    ) -> tuple[CaseGate, ...]:
        """Return gates, by case and in the order of the policy.

        Args:
            case: only those of a case, by its id.
            state: `held` or `open`.
            controls: only those on this control, such as `severance`.

        """
        return tuple(
            CaseGate(case=each, gate=gate)
            for each in self._of(case)
            for gate in each.gates.values()
            if (state is None or gate.state == state) and (controls is None or gate.controls == controls)
        )

    @overload
    def render(
        self, document: str, case: str, *, form: Literal["text", "html"] = "text", language: str | None = None
    ) -> str: ...

    @overload
    def render(self, document: str, case: str, *, form: Literal["pdf"], language: str | None = None) -> bytes: ...

    def render(
        self,
        document: str,
        case: str,
        *,
        form: Literal["text", "html", "pdf"] = "text",
        language: str | None = None,
    ) -> str | bytes:
        """Return a document of a case as it stands, such as `task-list` or `leaving-certificate`.

        Args:
            document: its name; those there are stand in docs/documents.md.
            case: the id of the newest case of a person.
            form: `text` as a terminal shows it, `html`, or `pdf`, which needs the extra `pdf`.
            language: such as `en`; the policy's where None.

        Raises:
            CaseUnknown: no such case is known; `cases` are those that are.
            LookupError: there is no such document.
            DocumentDenied: the case gives no such document; its text says why.

        """
        from handover_policy.app.render import prepare_document

        prepared = prepare_document(document, self._file(case), self.policy.opened, language)
        written = prepared.written(form)
        return written if form == "pdf" else written.decode()

    def save(self) -> bytes:
        """Return all that the session knows as canonical JSON, with the digest of every version of its policy.

        Equal sessions give equal bytes. Keep them as they are: the order of some keys counts.
        """
        dossiers = {person: noun_json(dossier) for person, dossier in sorted(self._dossiers.items())}
        state = state_json(self._run.register, self._run.books)
        return b'{"dossiers":' + orjson.dumps(dossiers) + b',"state":' + state + b"}"

    @classmethod
    def restore(cls, policy: Policy, saved: bytes, *, engine: EngineName = "durable") -> Session:
        """Return the session that `save` wrote; it goes on as if nothing had come between.

        Raises:
            StateUnfit: this is no saved session, or the policy is not the one it was saved with.

        """
        session = cls(policy, engine=engine)
        try:
            content = orjson.loads(saved)
            rows = content["dossiers"].items()
            session._dossiers = {person: noun_from_json(Dossier, row) for person, row in rows}
            state = orjson.dumps(content["state"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StateUnfit("unreadable", saved=str(error)) from None
        session._run.register = state_from_json(state, session._run.books)
        return session

    def _of(self, case: str | None) -> Iterator[Case]:
        """Yield the case of this id, where it is the newest of its person; without an id every case."""
        if case is None:
            yield from self.cases()
        else:
            yield from (each for each in self.cases(employee=case.rpartition("/")[0]) if each.id == case)

    def _file(self, case: str) -> CaseFile:
        """Return what a document of a case is made from."""
        register, books = self._run.register, self._run.books
        known = next(self._of(case), None)
        employee = register.employee(known.employee) if known is not None else None
        if known is None or employee is None:
            raise CaseUnknown(tuple(each.id for each in self.cases()))
        book = book_of_case(books.book(known.policy, known.arrival), known, employee)
        return CaseFile(
            case=known,
            employee=employee,
            policy=book.policy,
            digest=book.digest,
            at=register.reached(known) if known.state == "open" else known.now,
            people=register.people(),
            dossier=self._dossiers.get(known.employee, NO_DOSSIER),
            versions={policy.manifest.version: policy for policy in self.policy.opened.policies},
            laws=Library().citations,
        )
