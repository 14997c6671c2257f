"""Stage: plays events against a small policy, a line an event, and shows what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from handover_policy.app.library import load_schemas
from handover_policy.decide.decide import decide_event
from handover_policy.decide.decided import decision_on_unreadable
from handover_policy.decide.intake.reader import EventReader, Unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.engine.ruleset import EngineName
from handover_policy.model.case import Case
from handover_policy.model.decision import Decision
from handover_policy.model.events import Event
from handover_policy.model.written.effect_json import decision_json
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import SourceFile, SourceFolder, read_policy_set

BASE = Path(__file__).parent / "policies" / "base"
ZONE = "+08:00"
FILE: dict[str, Any] = {"kind": "file", "path": "handover/list.xlsx", "sha256": "0" * 64}
NOTIFICATIONS = Path(__file__).parents[3] / "notifications"
MESSAGES = tuple(sorted(file.parent.name for file in NOTIFICATIONS.glob("*/notification.yaml")))


@cache
def schemas() -> dict[str, dict[str, Any]]:
    return load_schemas()


@cache
def reader() -> EventReader:
    known = schemas()
    types = {name.removeprefix("events/"): schema for name, schema in known.items() if name.startswith("events/")}
    return EventReader(known["event"], types)


def small(*swaps: tuple[str, str], **texts: str) -> PolicySet:
    """Return the base policy; `gates=text` adds or replaces a file of that kind, `(old, new)` swaps words in all."""
    files = {path.stem: path.read_text("utf-8") for path in sorted(BASE.glob("*.yaml"))}
    for name, text in texts.items():
        kind = name.rstrip("0123456789")
        modeline = f"# yaml-language-server: $schema=../schemas/{kind}.schema.json"
        files[name] = f"{modeline}\nkind: {kind}\n{dedent(text).lstrip()}"
    for old, new in swaps:
        assert any(old in text for text in files.values()), old
        files = {name: text.replace(old, new) for name, text in files.items()}
    sources = tuple(SourceFile(path=f"{name}.yaml", content=text.encode()) for name, text in sorted(files.items()))
    folder = SourceFolder(name="", files=sources)
    reading = read_policy_set(folder, fetch_parent=lambda *_: None, schemas=schemas(), notifications=MESSAGES)
    assert reading.policy is not None, [finding for finding in reading.findings if finding.severity == "error"]
    return reading.policy


@dataclass(frozen=True)
class Told:
    """A decision as it is written out."""

    decision: dict[str, Any]

    def effects(self, kind: str, **fields: object) -> list[dict[str, Any]]:
        return [
            effect
            for effect in self.decision.get("effects", [])
            if effect["effect"] == kind and all(effect.get(name) == value for name, value in fields.items())
        ]

    def one(self, kind: str, **fields: object) -> dict[str, Any]:
        found = self.effects(kind, **fields)
        assert len(found) == 1, self.decision
        return found[0]

    @property
    def outcome(self) -> str:
        return str(self.decision["outcome"])

    @property
    def refusal(self) -> str | None:
        refusal = self.decision.get("refusal")
        return None if refusal is None else str(refusal["code"])

    @property
    def problems(self) -> list[str]:
        return [effect["code"] for effect in self.effects("problem")]

    @property
    def kinds(self) -> list[str]:
        return [effect["effect"] for effect in self.decision["effects"]]


def who_does(task: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    return [(step["party"], step["person"]) for step in task["steps"]]


def written(decision: Decision) -> dict[str, Any]:
    """Return a decision as its JSON is read again."""
    read: dict[str, Any] = json.loads(json.dumps(decision_json(decision), default=dict, ensure_ascii=False))
    return read


class Stage:
    """A register under one policy set; times without an offset are those of Shanghai."""

    def __init__(self, *policies: PolicySet, engine: EngineName = "compiled") -> None:
        self.books = Rulebooks(policies or (small(),), engine=engine)
        self.register = Register(self.books.zone_owner.manifest.timezone)
        self.count = 0

    def tell(self, kind: str, subject: str, at: str, data: Mapping[str, Any] | None = None, **named: Any) -> Told:
        """Tell an event; `id` and `source` may be named, every other name goes into `data`."""
        self.count += 1
        identity = {"id": named.pop("id", f"e{self.count}"), "source": named.pop("source", "test")}
        event: dict[str, Any] = {**identity, "type": kind, "subject": subject, "time": moment(at)}
        event["data"] = {**(data or {}), **named}
        return self.hear(event)

    def hear(self, told: object) -> Told:
        event = reader().check(told, 1)
        if isinstance(event, Unreadable):
            return Told(written(decision_on_unreadable(event, self.books.words)))
        return Told(self.decide(event))

    def decide(self, event: Event) -> dict[str, Any]:
        return written(decide_event(self.register, self.books, event).decision)

    def hire(self, person: str, at: str = "2024-01-02T09:00", **attributes: Any) -> Told:
        told = {"name": person, "role": "sales", "stage": "regular", "manager": "M1", "hired_on": at[:10]}
        return self.tell("employee.hired", person, at, told | attributes)

    def resign(self, person: str = "E1", at: str = "2026-03-02T10:00", **data: Any) -> Told:
        return self.tell("resignation.submitted", person, at, {"form": "written"}, **data)

    def declare(self, person: str, at: str, cause: str, last_day: str) -> Told:
        return self.tell("departure.declared", person, at, cause=cause, last_day=last_day, by="U-HR")

    def assign(self, successor: str, at: str = "2026-03-03T09:00", person: str = "E1") -> Told:
        return self.tell("successor.assigned", person, at, successor=successor, by="M1")

    def act(self, kind: str, by: str, at: str, task: str = "work.papers", **data: Any) -> Told:
        """Tell `task.<kind>` of a task of E1's first case, or of the case that `case` names."""
        case = data.pop("case", "E1/1")
        return self.tell(f"task.{kind}", case.split("/")[0], at, {"task": f"{case}:{task}", "by": by, **data})

    def sign(self, party: str, by: str, at: str, **data: Any) -> Told:
        return self.tell("sheet.signed", "E1", at, {"party": party, "by": by, "method": "reliable", **data})

    def tick(self, at: str) -> Told:
        return self.tell("clock.ticked", "*", at)

    def case(self, person: str = "E1") -> Case:
        case = self.register.case_of(person)
        assert case is not None
        return case

    def hand_over(self, days: Iterable[str] = ("2026-03-10", "2026-03-11", "2026-03-12")) -> Told:
        """Do the three steps of `work.papers`: E1 submits, E2 and M1 confirm."""
        first, second, third = days
        assert self.act("submitted", "E1", f"{first}T10:00").outcome == "applied"
        assert self.act("confirmed", "E2", f"{second}T10:00").outcome == "applied"
        return self.act("confirmed", "M1", f"{third}T10:00")


def moment(at: str) -> str:
    """Return a time with seconds and offset."""
    if at.endswith("Z") or "+" in at:
        return at
    return f"{at}:00{ZONE}" if at.count(":") == 1 else f"{at}{ZONE}"


def ready(*swaps: tuple[str, str], **texts: str) -> Stage:
    """Return a stage with E1, E2 and their manager M1 hired long ago, under the small policy with these changes."""
    stage = Stage(small(*swaps, **texts))
    for person in ("E1", "E2"):
        stage.hire(person)
    stage.hire("M1", manager="M9")
    return stage


def leaving(*swaps: tuple[str, str], **texts: str) -> Stage:
    """Return that stage after E1 resigned on 2026-03-02 (last day 2026-04-01) and E2 was named successor."""
    stage = ready(*swaps, **texts)
    stage.resign()
    stage.assign("E2")
    return stage
