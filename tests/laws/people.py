"""The people of random sequences: who is hired, who leaves and how, and what is known of their cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeAlias

PEOPLE = ("E1", "E2", "E3", "E4", "E5:ü/%", "U-HR", "U-IT")
SHA = "0" * 64
ROLES = ("sales", "sales", "engineer", "office", "operator", "unheard-of")
STAGES = ("probation", "regular", "regular", "part_time", "unheard-of")
CAUSES = ("dismissal", "mutual", "expiry", "retirement", "death", "abandonment", "transfer", "transfer", "resignation")
DECISIONS = ("dropped", "agreed", "disputed")
CLAUSES = ("clause.handover", "clause.loss", "clause.penalty", "clause.bonus", "clause.unheard-of")
Happening: TypeAlias = tuple[str, str, Mapping[str, object]]


class World:
    """What a teller knows: from its own events, and from the decisions on them."""

    def __init__(self) -> None:
        """Know nobody."""
        self.hired: dict[str, dict[str, object]] = {}
        self.cases: dict[str, Mapping[str, Any]] = {}
        self.tasks: dict[str, Mapping[str, Any]] = {}
        self.sheets: dict[str, str] = {}
        self.delegates: dict[str, list[str]] = {}
        self.claims: dict[str, list[str]] = {}

    def see(self, decision: Mapping[str, Any]) -> None:
        """Take in the effects of a decision."""
        for effect in decision.get("effects", ()):
            case = effect["case"]
            if effect["effect"] == "case":
                self.cases[case] = effect
            elif effect["effect"] == "task":
                self.tasks[effect["id"]] = effect
            elif effect["effect"] == "sheet":
                self.sheets[case] = effect["sha256"]
            elif effect["effect"] == "claim":
                self.claims.setdefault(case, []).append(effect["clause"])

    def employee_of(self, case: str) -> str:
        """Return whose case it is."""
        shown = case.rsplit("/", 1)[0]
        return next(
            (
                person
                for person in PEOPLE
                if person.replace("%", "%25").replace(":", "%3A").replace("/", "%2F") == shown
            ),
            shown,
        )

    def open_cases(self) -> list[str]:
        """Return the employees with an open case."""
        return sorted({self.employee_of(name) for name, case in self.cases.items() if case["state"] == "open"})

    def cases_of(self, employee: str) -> list[str]:
        """Return the cases of an employee, the oldest first."""
        return [name for name in self.cases if self.employee_of(name) == employee]

    def ended(self, now: datetime) -> list[str]:
        """Return the employees of whom some departure is over, or past its last day."""
        day = now.date().isoformat()
        over = [
            name for name, case in self.cases.items() if case["state"] == "closed" or (case["last_day"] or "9") < day
        ]
        return sorted({self.employee_of(name) for name in over})

    def tasks_of(self, employee: str, case: str | None = None) -> list[Mapping[str, Any]]:
        """Return the tasks of a case, of an employee's newest where none is named, handover before obligations."""
        names = self.cases_of(employee)
        meant = case or (names[-1] if names else "")
        return [task for task in self.tasks.values() if task["case"] == meant]

    def stands_for(self, employee: str, party: str) -> str | None:
        """Return who may stand for a party, as far as the tasks tell."""
        for task in self.tasks_of(employee):
            for step in task["steps"]:
                if party in step.get("parties", (step["party"],)) and step["person"]:
                    return str(step["person"])
        manager = self.hired.get(employee, {}).get("manager")
        return str(manager) if manager else None


def employment(chance: Random, world: World, now: datetime) -> Happening:
    """Return somebody hired, changed, signing, telling of customers, uploading, delegating."""
    unknown = [person for person in PEOPLE if person not in world.hired]
    if len(world.hired) < 3 or (unknown and chance.random() < 0.2):
        return _hire(chance, world, chance.choice(unknown), now)
    person = (
        chance.choice(world.open_cases() or sorted(world.hired)) if chance.random() < 0.5 else chance.choice(PEOPLE)
    )
    roll = chance.random()
    gone = world.ended(now)
    if gone and roll < 0.2:
        return _hire(chance, world, chance.choice(gone), now, again=True)
    if roll < 0.1:
        return _hire(chance, world, person, now)
    if roll < 0.32:
        told = {name: value for name, value in _attributes(chance, world).items() if chance.random() < 0.4}
        world.hired.get(person, {}).update(told)
        return "employee.changed", person, told
    if roll < 0.5:
        clauses = chance.sample(CLAUSES, chance.randrange(1, 4))
        return "agreement.signed", person, {"clauses": clauses, "policy_version": "1", "sha256": SHA, "method": "click"}
    if roll < 0.75:
        return "profile.updated", person, _profile(chance)
    if roll < 0.85:
        duty = chance.choice(("upload.code", "upload.tenure", "upload.all", "upload.unheard-of"))
        return "document.uploaded", person, {"path": "a", "sha256": SHA, "size": 1, "duty": duty}
    principal, delegate = chance.choice(PEOPLE), chance.choice(PEOPLE)
    world.delegates.setdefault(principal, []).append(delegate)
    by = principal if chance.random() < 0.7 else chance.choice(("U-HR", *PEOPLE))
    content: dict[str, object] = {"from": principal, "to": delegate, "by": by}
    if chance.random() < 0.3:
        content["until"] = _day(chance, now, 30)
    return "delegation.recorded", person, content


def departure(chance: Random, world: World, now: datetime) -> Happening:
    """Return somebody resigning, declared to depart, absent or gone."""
    person = chance.choice(world.ended(now) or sorted(world.hired)) if chance.random() < 0.2 else None
    person = person or chance.choice(sorted(world.hired))
    roll = chance.random()
    if roll < 0.6:
        content: dict[str, object] = {"form": chance.choice(("written", "system", "chat", "oral"))}
        if chance.random() < 0.1:
            content["cause"] = "employer_fault"
        if chance.random() < 0.4:
            content["requested_last_day"] = _day(chance, now, 40)
        if chance.random() < 0.5:
            content["unsettled_wages"] = chance.choice((0, 1234.56, 8000, 0.1))
        return "resignation.submitted", person, content
    if roll < 0.85:
        return (
            "departure.declared",
            person,
            {"cause": chance.choice(CAUSES), "last_day": _day(chance, now, 40), "by": _employer(chance, world, person)},
        )
    if roll < 0.93:
        return "employee.absent", person, {"since": _day(chance, now, 3)}
    return "employee.left", person, {"on": _day(chance, now, chance.choice((1, 3, 12)))}


def happening(chance: Random, world: World, now: datetime) -> Happening:
    """Return something that happens to an open case, now and then to one that it names, or that is over."""
    person = chance.choice(world.open_cases() or sorted(world.hired))
    if chance.random() < 0.1:
        person = chance.choice(world.ended(now) or [person])
    employer = _employer(chance, world, person)
    weights = HAPPENINGS | _fitting(world, person)
    kind = chance.choices(list(weights), list(weights.values()))[0]
    content = _contents(chance, world, now, person, employer)[kind]
    cases = world.cases_of(person)
    if cases and chance.random() < 0.15:
        content |= {"case": chance.choice(cases)}
    return kind, person, content


def _fitting(world: World, person: str) -> dict[str, int]:
    """Return what fits a case as it stands, with how often it then happens: most ways back fit few cases."""
    names = world.cases_of(person)
    case = world.cases[names[-1]] if names else {}
    fitting: dict[str, int] = {}
    if case.get("absent") or case.get("cause") in {"death", "abandonment"}:
        fitting["employee.returned"] = 8
    if case.get("cause") in {"resignation", "employer_fault"}:
        fitting["resignation.withdrawn"] = 3
    elif case:
        fitting["departure.withdrawn"] = 6
    if any(world.claims.get(name) for name in names):
        fitting["claim.decided"] = 8
    return fitting


HAPPENINGS: dict[str, int] = {
    "successor.assigned": 8,
    "last_day.changed": 7,
    "employee.absent": 2,
    "employee.left": 3,
    "resignation.withdrawn": 2,
    "departure.withdrawn": 2,
    "employee.returned": 3,
    "withdrawal.requested": 1,
    "withdrawal.declined": 1,
    "departure.declared": 3,
    "loss.recorded": 4,
    "breach.recorded": 2,
    "claim.decided": 3,
    "severance.owed": 4,
    "coffee.spilled": 1,
}
"""What may happen to an open case, and how often."""


def _employer(chance: Random, world: World, person: str) -> str:
    """Return who speaks for the employer in somebody's case, mostly."""
    manager = world.stands_for(person, "manager") or "U-HR"
    return chance.choice(("U-HR", "E1", manager, manager))


def _contents(
    chance: Random, world: World, now: datetime, person: str, employer: str
) -> Mapping[str, dict[str, object]]:
    tasks = world.tasks_of(person)
    successor: dict[str, object] = {"successor": chance.choice((*PEOPLE, person)), "by": employer}
    if tasks and chance.random() < 0.3:
        named = chance.sample(tasks, min(len(tasks), 2))
        successor["tasks"] = [chance.choice((task["id"], task["task"])) for task in named]
    known = [clause for case in world.cases_of(person) for clause in world.claims.get(case, ())]
    return {
        "successor.assigned": successor,
        "last_day.changed": {"last_day": _day(chance, now, 30), "agreed_by": employer, "reason": "agreed"},
        "employee.absent": {"since": _day(chance, now, 3)},
        "employee.left": {"on": _day(chance, now, chance.choice((1, 3, 12)))},
        "resignation.withdrawn": {"accepted_by": employer},
        "departure.withdrawn": {"by": employer, "reason": "renewed"},
        "employee.returned": {"on": _day(chance, now, 2), "by": employer},
        "withdrawal.requested": {},
        "withdrawal.declined": {"by": employer, "reason": "replaced"},
        "departure.declared": {"cause": chance.choice(CAUSES), "last_day": _day(chance, now, 20), "by": employer},
        "loss.recorded": {"amount": chance.choice((0, 5, 99.99)), "description": "a", "proven": chance.random() < 0.6},
        "breach.recorded": {
            "clause": chance.choice(CLAUSES),
            "by": employer,
            "description": "works elsewhere",
            "proven": chance.random() < 0.6,
        },
        "claim.decided": _claim_decided(chance, chance.choice(known or CLAUSES), employer),
        "severance.owed": {} if chance.random() < 0.4 else {"amount": chance.choice((1000, 2500.5))},
        "coffee.spilled": {"cup": 1},
    }


def _claim_decided(chance: Random, clause: str, employer: str) -> dict[str, object]:
    told: dict[str, object] = {"clause": clause, "decision": chance.choice(DECISIONS), "by": employer, "reason": "a"}
    if chance.random() < 0.6:
        told["evidence"] = [record_of("file")]
    if chance.random() < 0.5:
        told["amount"] = 7.5
    return told


def record_of(kind: str) -> dict[str, object]:
    """Return a piece of evidence of a kind."""
    return {"kind": kind, "path": f"{kind}.pdf", "sha256": SHA}


def _hire(chance: Random, world: World, person: str, now: datetime, *, again: bool = False) -> Happening:
    attributes = _attributes(chance, world)
    hired_on = (now - timedelta(days=chance.choice((0, 0, 1, 5) if again else (0, 5, 80, 400)))).date()
    told = {"name": f"Name of {person}", **attributes, "hired_on": hired_on.isoformat()}
    if chance.random() < 0.2:
        told["known_since"] = _day(chance, now, 5)
    if chance.random() < 0.1:
        told.pop("manager")
    world.hired[person] = told
    return "employee.hired", person, told


def _attributes(chance: Random, world: World) -> dict[str, object]:
    told: dict[str, object] = {"role": chance.choice(ROLES), "stage": chance.choice(STAGES)}
    known = sorted(world.hired) or ["E1"]
    told["manager"] = chance.choice(known if chance.random() < 0.8 else PEOPLE)
    if chance.random() < 0.5:
        told["team_leader"] = chance.choice(known if chance.random() < 0.8 else PEOPLE)
    return told


def _profile(chance: Random) -> dict[str, object]:
    section = chance.choice(("customers", "customers", "assets", "assets", "projects", "unheard-of"))
    key = "number" if section == "assets" else "name"
    names = chance.choices(("A", "B/1", "C:%", "小"), k=chance.randrange(4))
    if chance.random() < 0.9:
        names = list(dict.fromkeys(names))
    records: list[dict[str, object]] = [{key: name, "contact": "x"} for name in names]
    if records and chance.random() < 0.05:
        records[0].pop(key)
    return {"section": section, "records": records}


def _day(chance: Random, now: datetime, ahead: int) -> str:
    day: date = (now + timedelta(days=chance.randrange(-5, ahead))).date()
    return day.isoformat()
