"""filled: what somebody typed into the form of an act, as the data of its event, or what is wrong with each field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import or_, select

from handover_policy.app.portal.acts.offering import CaseSituation, decidable, reopenable, waivable
from handover_policy.app.portal.acts.table import ActField, CaseAct, FieldKind
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.app.portal.leaving.days_told import DayBounds, day_fault
from handover_policy.ledger.files.versions import FileVersion, versions_at
from handover_policy.ledger.tables import PEOPLE
from handover_policy.model.case import Task
from handover_policy.model.written.scalars import number

KEPT = "case:"
DECISIONS = ("dropped", "agreed", "disputed")
LONGEST_TEXT, MOST_NAMESAKES, MOST_OFFERED = 10_000, 6, 60
AMOUNT = re.compile(r"(?P<amount>([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,2})?)\s*[^\W\d_]{0,3}")
"""Digits, grouped by threes or not at all: a comma in another place may have been meant as a point."""
MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that may be chosen in a field: its value and what people read."""

    value: str
    title: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was typed, what is wrong with each field, and the data of the event where nothing is."""

    typed: Mapping[str, Sequence[str]]
    faults: Mapping[str, Saying]
    data: Mapping[str, object]


class UnfitField(Exception):
    """What was typed into a field cannot be taken; `why` says how to mend it."""

    def __init__(self, why: Saying) -> None:
        """Take the sentence."""
        super().__init__(why.key)
        self.why = why


def filled(met: CaseSituation, act: CaseAct, typed: Mapping[str, Sequence[str]]) -> Filled:
    """Return what was typed as the data of an event."""
    data: dict[str, object] = {"case": met.case.id}
    faults: dict[str, Saying] = {}
    for field in act.fields:
        told = [each.strip() for each in typed.get(field.name, ()) if each.strip()]
        if not told:
            if field.required:
                faults[field.name] = saying(f"faults.missing-{field.kind}")
            continue
        try:
            data[field.name] = READ[field.kind](met, act, told)
        except UnfitField as unfit:
            faults[field.name] = unfit.why
    if act.name == "agree-stay-declared":
        data["reason"] = met.asked_to_stay or met.case.id
    if act.actor:
        data[act.actor] = met.visitor.id
    return Filled(typed=typed, faults=MappingProxyType(faults), data=MappingProxyType(data))


def choices(met: CaseSituation, act: CaseAct, field: ActField) -> Sequence[Choice]:
    """Return what may be chosen in a field; of a field of people the leaver's colleagues."""
    if field.kind in {"task", "tasks"}:
        return [Choice(value=task.id, title=task.title) for task in _tasks(met, act)]
    if field.kind == "clause":
        titles = {clause.id: clause.title for clause in met.work.book.policy.clauses}
        named = decidable(met.case) if act.name == "decide-claim" else list(titles)
        return [Choice(value=each, title=titles.get(each, each)) for each in named]
    if field.kind == "decision":
        return [Choice(value=each, title=saying(f"decisions.{each}")) for each in DECISIONS]
    if field.kind == "proven":
        return [Choice(value="yes", title=saying("proven")), Choice(value="no", title=saying("unproven"))]
    return _colleagues(met) if field.kind == "person" else ()


def _tasks(met: CaseSituation, act: CaseAct) -> Sequence[Task]:
    return reopenable(met) if act.name == "reopen" else waivable(met.case)


def _colleagues(met: CaseSituation) -> Sequence[Choice]:
    """Return those who report to the leaver's manager."""
    employee = met.view.state.employee(met.case.employee)
    manager = None if employee is None else employee.attributes.get("manager")
    if not isinstance(manager, str):
        return ()
    row = PEOPLE.c
    asked = (
        select(row.id, row.name)
        .where(row.company == met.view.company.id, row.manager == manager, row.id != met.case.employee)
        .order_by(row.id)
        .limit(MOST_OFFERED)
    )
    found = met.view.connection.execute(asked).all()
    gone, today = met.work.directory.has_left, met.work.today
    return [Choice(value=name, title=called or name) for name, called in found if not gone(name, today)]


def _day(met: CaseSituation, act: CaseAct, told: Sequence[str]) -> object:
    try:
        day = date.fromisoformat(told[0])
    except ValueError:
        raise UnfitField(saying("faults.day")) from None
    unfit = day_fault(day, day_bounds(met, act))
    if unfit is not None:
        raise UnfitField(saying(f"faults.day-{unfit.why}", day=unfit.other))
    return day.isoformat()


def day_bounds(met: CaseSituation, act: CaseAct) -> DayBounds:
    """Return between which days the day of an act may lie."""
    case, today = met.case, met.view.today
    employee = case.person or met.view.state.employee(case.employee)
    hired = None if employee is None else employee.hired_on
    away = case.absent_since or case.away_since
    if act.name == "record-absence":
        return DayBounds(today=today, hired=hired, ahead=False, end=case.last_day)
    if act.name == "record-return":
        return DayBounds(today=today, hired=hired, absent=away, ahead=False)
    if act.name == "record-leaving":
        return DayBounds(today=today, hired=hired, absent=away)
    ended = case.last_day is not None and (case.moved_on or case.arrival) <= case.last_day < today
    if ended:  # what was may be corrected, to a day that has come
        return DayBounds(today=today, hired=hired, arrival=case.arrival, ahead=False)
    return DayBounds(today=today, hired=hired, past=False)


def _text(_: CaseSituation, __: CaseAct, told: Sequence[str]) -> object:
    if len(told[0]) > LONGEST_TEXT:
        raise UnfitField(saying("faults.long", most=LONGEST_TEXT))
    return told[0]


def _amount(_: CaseSituation, __: CaseAct, told: Sequence[str]) -> object:
    written = AMOUNT.fullmatch(unicodedata.normalize("NFKC", told[0]))
    amount = Decimal(written["amount"].replace(",", "")) if written is not None else None
    if amount is None or amount > MOST:
        raise UnfitField(saying("faults.amount"))
    return number(amount)


def _person(met: CaseSituation, _: CaseAct, told: Sequence[str]) -> object:
    wanted = told[0]
    inside = unicodedata.normalize("NFKC", wanted).rpartition("(")[2].removesuffix(")").strip()
    row = PEOPLE.c
    asked = select(row.id, row.name).where(
        row.company == met.view.company.id, or_(row.id.in_((wanted, inside)), row.name == wanted)
    )
    rows = met.view.connection.execute(asked.order_by(row.id).limit(MOST_NAMESAKES))
    found = [name for name, _ in rows]
    exact = next((each for each in (wanted, inside) if each in found), None)
    if not found:
        raise UnfitField(saying("faults.person-unknown", who=wanted[:100]))
    if exact is None and len(found) > 1:
        raise UnfitField(saying("faults.person-several", who=wanted[:100], people=tuple(found)))
    return _fit(met, exact or found[0])


def _fit(met: CaseSituation, who: str) -> str:
    """Return who takes over, if they can: neither the leaver nor somebody who has left."""
    if who == met.case.employee:
        raise UnfitField(saying("faults.successor-leaver", who=person(met.view, who)))
    if met.work.directory.has_left(who, met.work.today):
        raise UnfitField(saying("faults.successor-left", who=person(met.view, who)))
    return who


def _task(met: CaseSituation, _: CaseAct, told: Sequence[str]) -> object:
    if told[0] not in met.case.tasks:  # one that is finished meanwhile is for the rules to refuse, who say why
        raise UnfitField(saying("faults.task"))
    return told[0]


def _some_tasks(met: CaseSituation, _: CaseAct, told: Sequence[str]) -> object:
    if any(each not in met.case.tasks for each in told):
        raise UnfitField(saying("faults.task"))
    return list(told)


def _clause(met: CaseSituation, _: CaseAct, told: Sequence[str]) -> object:
    known = {clause.id for clause in met.work.book.policy.clauses} | set(met.case.claims)
    if told[0] not in known:
        raise UnfitField(saying("faults.clause"))
    return told[0]


def _decision(_: CaseSituation, __: CaseAct, told: Sequence[str]) -> object:
    if told[0] not in DECISIONS:
        raise UnfitField(saying("faults.missing-decision"))
    return told[0]


def _proven(_: CaseSituation, __: CaseAct, told: Sequence[str]) -> object:
    if told[0] not in {"yes", "no"}:
        raise UnfitField(saying("faults.missing-proven"))
    return told[0] == "yes"


def kept_place(case: str) -> str:
    """Return the place in the archive of what is brought to acts in a case."""
    return f"{KEPT}{case}"


def kept_for(met: CaseSituation, digests: Collection[str]) -> Sequence[FileVersion]:
    """Return those of the files brought to acts in a case that these digests name, each once."""
    brought = versions_at(met.view.connection, met.view.company.id, kept_place(met.case.id))
    found = {each.file.sha256: each for each in brought if each.file.sha256 in digests}
    return list(found.values())


def _files(met: CaseSituation, _: CaseAct, told: Sequence[str]) -> object:
    kept = kept_for(met, told)
    if len(kept) < len(set(told)):
        raise UnfitField(saying("faults.files"))
    return [{"kind": "file", "path": each.name, "sha256": each.file.sha256, "size": each.file.size} for each in kept]


READ: Mapping[FieldKind, Callable[[CaseSituation, CaseAct, Sequence[str]], object]] = MappingProxyType(
    {
        "day": _day,
        "text": _text,
        "amount": _amount,
        "person": _person,
        "task": _task,
        "tasks": _some_tasks,
        "clause": _clause,
        "decision": _decision,
        "proven": _proven,
        "files": _files,
    }
)
