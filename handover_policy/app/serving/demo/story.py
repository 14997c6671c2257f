"""demo_story: the events that led to a demo as it stands, told day by day to the moment it begins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

import orjson

from handover_policy.app.run import Run
from handover_policy.app.serving.clock import tick_event
from handover_policy.app.serving.demo.cast import (
    CLAUSES,
    DEPARTURES,
    EMPLOYEES,
    NEWCOMER,
    CastMember,
    StagedDeparture,
)
from handover_policy.app.serving.demo.files import staged_file
from handover_policy.app.serving.demo.folder import ADDRESSES, COMPANY, HR, demo_address
from handover_policy.decide.handover.tasks.imagined import imagined_act
from handover_policy.model.case import Case, Task
from handover_policy.sources.event_files import EventText
from handover_policy.texts.texts import FIRST, Texts, texts

Json: TypeAlias = dict[str, Any]

SOURCE = "demo/hr"
BEFORE = 70
"""Days of which the story tells; whoever was hired earlier is told of on the first of them."""
NOTICE, MORNING, EVENING = time(10), time(9), time(17, 30)
ACTS_AFTER = timedelta(days=2)
"""How long those who do what is due take to begin."""


def demo_story(run: Run, words: Texts | None = None, *, now: datetime) -> Iterator[bytes]:
    """Yield the events of a demo, each as a line of JSON, in the order of their times; clock events among them.

    Args:
        run: by whose policy people act; its own state is left alone.
        words: in which names are said.
        now: the moment to which it is told.

    """
    return _Story(run.again(), words or texts(FIRST), now).lines()


class _Story:
    """Tells a story to a run of its own, for what people do follows from what was decided."""

    def __init__(self, run: Run, words: Texts, now: datetime) -> None:
        self._run, self._words = run, words
        self._zone = run.books.zone_owner.manifest.timezone
        self._now = now.astimezone(self._zone)
        self._today = self._now.date()
        self._number = 0
        self._tried: set[tuple[str, int, int]] = set()

    def lines(self) -> Iterator[bytes]:
        for back in range(BEFORE, -1, -1):
            day = self._today - timedelta(days=back)
            for told in self._of_day(day, first=back == BEFORE):
                if datetime.fromisoformat(told["time"]) > self._now:
                    return
                line = orjson.dumps(told)
                self._run.decide(EventText(line=1, content=line))
                yield line

    def _of_day(self, day: date, *, first: bool) -> Iterator[Json]:
        for member in EMPLOYEES:
            hired = self._today - timedelta(days=member.since)
            if hired == day or (first and hired < day):
                yield from self._hired(member, day, hired)
        yield tick_event(COMPANY, datetime.combine(day, MORNING, self._zone))
        for departure in DEPARTURES:
            if day == self._today - timedelta(days=departure.before):
                yield from self._begun(departure, day)
        for departure in DEPARTURES:
            begun = self._today - timedelta(days=departure.before)
            if departure.doing != "nothing" and day >= begun + ACTS_AFTER:
                yield from self._done(departure, day)

    def _hired(self, member: CastMember, day: date, hired: date) -> Iterator[Json]:
        data: Json = {
            "name": self._words.say(f"demo.people.{member.id}"),
            "role": member.role,
            "stage": member.stage,
            "track": member.track,
            "hired_on": hired.isoformat(),
            "addresses": {kind: demo_address(member.id, kind) for kind in ADDRESSES},
            "department": self._words.say(f"demo.departments.{member.department}"),
        }
        if member.manager:
            data["manager"] = member.manager
        yield self._event("employee.hired", member.id, day, time(8), data)
        if member.id != NEWCOMER:
            digest = hashlib.sha256(member.id.encode()).hexdigest()
            signed = {"clauses": list(CLAUSES), "policy_version": "1.0.0", "sha256": digest, "method": "reliable"}
            yield self._event("agreement.signed", member.id, day, time(8, 5), signed)
        section, records = self._profile(member)
        yield self._event("profile.updated", member.id, day, time(8, 10), {"section": section, "records": records})

    def _profile(self, member: CastMember) -> tuple[str, list[Json]]:
        """Return a section of somebody's work profile, and its records."""
        if member.role == "sales":
            return "customers", [{"name": self._words.say(f"demo.customers.{number}")} for number in (1, 2)]
        return "assets", [{"number": f"NB-{member.id}"}]

    def _begun(self, departure: StagedDeparture, day: date) -> Iterator[Json]:
        data: Json = {}
        if departure.type == "resignation.submitted":
            data = {"form": "written"}
        elif departure.type == "employee.absent":
            data = {"since": day.isoformat()}
        else:
            last_day = self._today + timedelta(days=departure.last_day or 0)
            data = {"cause": departure.cause, "last_day": last_day.isoformat(), "by": HR}
        yield self._event(departure.type, departure.employee, day, NOTICE, data)
        if departure.successor:
            by = next(each.manager for each in EMPLOYEES if each.id == departure.employee)
            given = {"successor": departure.successor, "by": by}
            yield self._event("successor.assigned", departure.employee, day, time(10, 30), given)

    def _done(self, departure: StagedDeparture, day: date) -> Iterator[Json]:
        """Yield what is done about a departure on a day: every step whose turn it is, then the signatures."""
        at = datetime.combine(day, EVENING)
        while (act := self._step(departure.employee, at)) is not None:
            at += timedelta(minutes=1)
            yield act
        case = self._run.register.case_of(departure.employee)
        if case is None or departure.doing != "all":
            return
        for party in self._unsigned(case):
            at += timedelta(minutes=1)
            data = {"party": party, "by": self._signer(case, party), "method": "reliable"}
            yield self._event("sheet.signed", departure.employee, at.date(), at.time(), data)
        if case.last_day == day:
            yield self._event("employee.left", departure.employee, day, time(18, 30), {"on": day.isoformat()})

    def _step(self, employee: str, at: datetime) -> Json | None:
        case = self._run.register.case_of(employee)
        for task in () if case is None else case.tasks.values():
            step = None if task.waits_for else next((each for each in task.turns if each.person is not None), None)
            if step is None or task.start > at.date() or _too_early(case, task, at.date()):
                continue
            if self._is_tried(task, step.index):
                continue
            evidence = [_evidence(kind, task.title) for kind in step.evidence]
            kind, things = imagined_act(task, step)
            data = {"task": task.id, "by": step.person, **({"evidence": evidence} if evidence else {}), **things}
            return self._event(kind, employee, at.date(), at.time(), data)
        return None

    def _is_tried(self, task: Task, index: int) -> bool:
        """Return whether a step was tried before, and note that it is now: what is refused once is refused again."""
        key = (task.id, index, task.rounds)
        known = key in self._tried
        self._tried.add(key)
        return known

    def _unsigned(self, case: Case) -> list[str]:
        sheet = case.sheet
        parties = self._run.books.zone_owner.manifest.sheet_parties
        return [] if sheet is None else [party for party in parties if not sheet.stands_for(party)]

    def _signer(self, case: Case, party: str) -> str:
        manager = next((each.manager for each in EMPLOYEES if each.id == case.employee), HR)
        successor = next((each.successor for each in DEPARTURES if each.employee == case.employee), manager)
        return {"leaver": case.employee, "successor": successor, "manager": manager}.get(party, HR)

    def _event(self, kind: str, subject: str, day: date, at: time, data: Json) -> Json:
        self._number += 1
        return {
            "specversion": "1.0",
            "id": f"demo-{self._number}",
            "source": SOURCE,
            "type": kind,
            "subject": subject,
            "time": datetime.combine(day, at, self._zone).isoformat(),
            "data": data,
        }


def _too_early(case: Case | None, task: Task, day: date) -> bool:
    """Return whether a duty of the employer would be done while somebody still works: certificate, pay, transfers."""
    return task.obligation and (case is None or case.last_day is None or day < case.last_day)


def _evidence(kind: str, title: str) -> Json:
    """Return what somebody brings, as an event tells of it."""
    name, content = staged_file(kind, title)
    return {"kind": kind, "path": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
