"""Random versions of a small policy set, and what the engine itself makes of every person under each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random
from typing import Any

from handover_policy.decide.decide import decide_event
from handover_policy.decide.intake.reader import EventReader, Unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.diff.compare import Version
from handover_policy.model.condition import FactValue
from handover_policy.model.decision import Decision
from handover_policy.model.written.effect_json import decision_json
from tests.unit.diff.reading import altered, schemas, texts, version

VOCABULARY = {
    "employee.track": ("frontline", "office"),
    "employee.stage": ("probation", "regular"),
    "employee.location": ("shanghai", "chengdu", "xian"),
}
DAYS = ("2026-07-01", "2027-01-01", "2027-07-01")
"""The first days of the spans in which a random set may have other numbers."""
SITUATIONS = tuple(
    {"tasks.unfinished": unfinished, "sheet.signed": signed, "case.successor_assigned": assigned}
    for unfinished, signed, assigned in product((0, 1), (True, False), (True, False))
)
SITUATED = ("tasks.unfinished: 0", "sheet.signed: true", "case.successor_assigned: true")
MODELINE = "# yaml-language-server: $schema=s/{}.schema.json\n"

Person = Mapping[str, str]


def persons() -> tuple[Person, ...]:
    """Return everybody the vocabulary tells apart."""
    return tuple(dict(zip(VOCABULARY, values, strict=True)) for values in product(*VOCABULARY.values()))


def _about_people(chance: Random) -> str:
    asked = []
    for name, words in VOCABULARY.items():
        if chance.random() < 0.5:
            word = chance.choice(words)
            asked.append(f"{name}: {chance.choice([word, f'[{word}]', f'{{is_not: {word}}}'])}")
    condition = f"{{{', '.join(asked)}}}"
    return f"{{not: {condition}}}" if asked and chance.random() < 0.2 else condition


def _number(chance: Random) -> str:
    days = chance.sample(DAYS, chance.randint(1, 3))
    if len(days) == 1:
        return str(chance.choice((3, 7, 15, 30)))
    return f"{{{', '.join(f'{day}: {chance.choice((3, 7, 15, 30))}' for day in sorted(days))}}}"


def written(chance: Random) -> dict[str, str]:
    """Return the files of a random version."""
    rows = [
        f"  - {{id: row.{number}, title: t, when: {_about_people(chance)}, days: {_number(chance)}}}\n"
        for number in chance.sample(range(5), chance.randint(1, 4))
    ]
    table = f"kind: notice_days\nhit: {chance.choice(('unique', 'first'))}\nfallback_days: {chance.choice((15, 30))}\n"
    gates = []
    for number in chance.sample(range(3), chance.randint(1, 3)):
        opens = ", ".join(chance.sample(SITUATED, chance.randint(1, 3)))
        when = _about_people(chance)
        gates.append(
            f"  - {{id: gate.{number}, title: t, controls: severance, opens_when: {{{opens}}}, when: {when}}}\n"
        )
    more = altered("policy.yaml", "chengdu: 成都", "chengdu: 成都, xian: 西安")
    files = {"policy.yaml": more["policy.yaml"], "archive.yaml": texts()["archive.yaml"]}
    for number in chance.sample(range(3), chance.randint(1, 3)):
        step = "{party: leaver, do: 移交, due: last_day}"
        files[f"tasks/{number}.yaml"] = (
            MODELINE.format("tasks")
            + f"kind: tasks\nid: list.{number}\ntitle: t\nwhen: {_about_people(chance)}\n"
            + f"tasks: [{{id: task.{number}, title: t, start: arrival, steps: [{step}]}}]\n"
        )
    files["notice_days.yaml"] = MODELINE.format("notice_days") + table + "rules:\n" + "".join(rows)
    files["gates.yaml"] = MODELINE.format("gates") + "kind: gates\ngates:\n" + "".join(gates)
    return files


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A version and what the engine says: days by person and day, tasks by person, gates held in a situation."""

    version: Version
    days: Mapping[tuple[int, str], float]
    tasks: Mapping[int, frozenset[str]]
    held: Mapping[tuple[int, int], frozenset[str]]


@cache
def _reader() -> EventReader:
    types = {name[7:]: schema for name, schema in schemas().items() if name.startswith("events/")}
    return EventReader(schemas()["event"], types)


def _decisions(books: Rulebooks, person: Person, day: str) -> Iterator[Decision]:
    register = Register(books.zone_owner.manifest.timezone)
    traits = {name.removeprefix("employee."): value for name, value in person.items()}
    hired = {"name": "王", "role": "sales", "manager": "M1", "hired_on": "2020-01-01", **traits}
    month = day[:-2] + "10"
    for number, (kind, time, content) in enumerate(
        (("employee.hired", "2020-01-01", hired), ("resignation.submitted", month, {"form": "written"}))
    ):
        event = {"id": str(number), "source": "t", "type": kind, "subject": "E1", "time": f"{time}T09:00:00+08:00"}
        told = _reader().read(json.dumps({**event, "data": content}).encode(), 1)
        assert not isinstance(told, Unreadable), told.reasons
        decision = decide_event(register, books, told).decision
        assert decision.outcome == "applied", decision
        yield decision


def decided(seed: int) -> Decided:
    """Return a random version, judged for everybody by the engine."""
    made = version(written(Random(seed)))  # noqa: S311 - a seed makes the trial repeatable
    assert made.policy is not None
    books = Rulebooks((made.policy,))
    days: dict[tuple[int, str], float] = {}
    tasks: dict[int, frozenset[str]] = {}
    held: dict[tuple[int, int], frozenset[str]] = {}
    for place, person in enumerate(persons()):
        for day in DAYS:
            *_, decision = _decisions(books, person, day)
            effects: list[dict[str, Any]] = json.loads(json.dumps(decision_json(decision), default=dict))["effects"]
            days[place, day] = next(each["notice_days"] for each in effects if each["effect"] == "case")
            tasks[place] = frozenset(str(each["task"]) for each in effects if each["effect"] == "task")
        for number, situation in enumerate(SITUATIONS):
            rules = books.on(made.policy.manifest.effective_from)
            facts: dict[str, FactValue] = {**person, **situation}
            applying = {*rules.unconditional.get("gates_apply", ()), *rules.rules.evaluate("gates_apply", facts).fired}
            opened = {*rules.unconditional.get("gates", ()), *rules.rules.evaluate("gates", facts).fired}
            held[place, number] = frozenset(applying - opened)
    return Decided(version=made, days=days, tasks=tasks, held=held)
