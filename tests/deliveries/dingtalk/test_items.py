"""Tasks as todos: whatever happens, who has something to do has one open todo of it, and nobody else has any."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.event import listen, remove

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.packed.items import END_OF_DAY
from handover_policy.app.sending.turns import SendingMoment, take_turn
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.delivery.dingtalk.todo import DingtalkTodo, DingtalkTodoSettings, source_id
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.outbox.troubled import troubled
from handover_policy.model.case import Task
from tests.deliveries.fakes.dingtalk import FakeDingtalkApp
from tests.deliveries.fakes.loopback import served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.office import BEGIN, Office, Remembering, event, hired, office, resigns
from tests.service.test_ticks import read

PEOPLE = ("E1", "E2", "E9")
MISHAPS = ("half", "500", "nothing", "429", "html")


@contextmanager
def listing(folder: Path, database: str | None = None) -> Iterator[tuple[Office, FakeDingtalkApp]]:
    """Give a company whose tasks are todos, with three people, of whom one leaves."""
    fake = FakeDingtalkApp(people={f"d{person}": f"u{person}" for person in (*PEOPLE, "E1new")})
    with served(fake):
        told = DingtalkTodoSettings(
            app_key=fake.app_key, app_secret=fake.app_secret, base_url=fake.address, seconds=0.2
        )
        with (
            closing(DingtalkTodo(told, KeptTokens())) as todo,
            office(folder, database, todo=todo, dingtalk=Remembering("dingtalk")) as here,
        ):
            here.tell(hired("E9"), hired("E2"), hired("E1", manager="E9"), resigns("E1"))
            yield here, fake


def tasks_of(here: Office) -> dict[str, Task]:
    with reading(here.service.engine) as connection:
        view = view_of(connection, here.company, here.clock[0])
        case = view.state.case("E1/1")
        assert case is not None
        return dict(case.tasks)


def owed(here: Office, addresses: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Return by the id of a todo what it is to be called and when it is due, of all that are to be open."""
    found: dict[str, tuple[str, int]] = {}
    zone = here.company.lane.ledger.zone
    for name, task in tasks_of(here).items():
        for step in () if task.waits_for else task.turns:
            if step.person in addresses:
                at = f"{step.due}T{step.due_time or END_OF_DAY}"
                due = int(here.clock[0].fromisoformat(at).replace(tzinfo=zone).timestamp() * 1000)
                title = task.title if step.person == "E1" else f"{task.title}（员工E1）"
                found[source_id(f"acme/{name}", addresses[step.person])] = (title, due)
    return found


def open_at(fake: FakeDingtalkApp) -> dict[str, tuple[str, int]]:
    return {name: (each["subject"], each["dueTime"]) for name, each in fake.todos.items() if not each["done"]}


def act(chance: random.Random, here: Office, number: int) -> dict[str, Any]:
    """Return something that happens to a task, or to the departure; the rules may refuse it."""
    task = chance.choice([*tasks_of(here).values()])
    step = task.current or task.steps[-1]
    told: dict[str, Any] = {"task": task.id, "by": step.person or "E9"}
    done = {"evidence": [{"kind": kind, "path": "a", "sha256": "0" * 64} for kind in step.evidence]}
    does = "task.submitted" if step is task.steps[0] else "task.confirmed"
    events = [
        (does, told | done),
        (does, told | done),
        ("task.returned" if task.current else "task.reopened", told | {"reason": "r"}),
        ("task.waived", {"task": task.id, "by": "E9", "reason": "r"}),
        ("successor.assigned", {"successor": chance.choice(["E2", "E9"]), "by": "E9"}),
        ("last_day.changed", {"last_day": f"2026-04-{chance.randint(2, 28):02d}", "agreed_by": "E9", "reason": "r"}),
    ]
    kind, data = chance.choice(events)
    return event(kind, "E1", number, **data) | {"time": here.clock[0].isoformat()}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_goes_wrong_each_task_is_one_open_todo_of_whoever_has_it_to_do(
    tmp_path: Path, database: str, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's
    addresses = {person: f"d{person}" for person in PEOPLE}
    with listing(tmp_path, database) as (here, fake):
        for number in range(30):
            lane = here.company.lane
            lane.tell([read(lane.run, act(chance, here, number))]).result(30)
            if number == 15:  # what the address was before is somebody else's, or nobody's
                addresses["E1"] = "dE1new"
                here.tell(event("employee.changed", "E1", 1, addresses={"dingtalk": "dE1new"}))
            if chance.random() < 0.5:
                fake.mishaps.append(("/v1.0/todo/users/", chance.choice(MISHAPS)))
            if chance.random() < 0.2:  # a sender takes something, and dies
                desk, long_ago = here.sender.desks["acme"], SendingMoment(here.clock[0], time.time() - 1000)
                with writing(here.service.engine) as connection:
                    take_turn(connection, desk, {"todo": 2}, 2, long_ago)
            here.send()
            here.later(seconds=chance.choice([1, 30, 600]))
        fake.mishaps.clear()
        for _ in range(7):
            here.later(hours=7)
            here.send()
        assert {row["state"] for row in here.rows(channel="todo", person="E1")} == {"accepted"}
        assert open_at(fake) == owed(here, addresses)
        here.tell(event("resignation.withdrawn", "E1", 1, accepted_by="E9") | {"time": BEGIN.isoformat()})
        here.send()
        assert open_at(fake) == {}
        assert len({each["sourceId"] for each in fake.todos.values()}) == len(fake.todos)


def test_nothing_of_an_item_goes_out_while_some_of_it_is_on_its_way(tmp_path: Path, database: str) -> None:
    with listing(tmp_path, database) as (here, fake):
        desk = here.sender.desks["acme"]
        with writing(here.service.engine) as connection:
            assert take_turn(connection, desk, {"todo": 100}, 100, SendingMoment(here.clock[0], time.time())).count
        here.tell(event("last_day.changed", "E1", 1, last_day="2026-04-20", agreed_by="E9", reason="r"))
        waiting = here.rows(channel="todo", person="E1", state="waiting")
        assert waiting
        here.send()
        here.later(seconds=2)
        here.send()
        assert {each["notice"] for each in here.rows(channel="todo", person="E1", state="waiting")} == {
            each["notice"] for each in waiting
        }
        assert fake.todos == {}


def test_who_has_no_list_is_told_by_messages_and_nobody_has_to_look(tmp_path: Path) -> None:
    with listing(tmp_path) as (here, _):
        here.send()
        rows = here.rows(channel="todo", person="U-HR")
        assert {(each["state"], each["code"]) for each in rows} == {("undeliverable", "no-list")}
        with reading(here.service.engine) as connection:
            found = troubled(connection, "acme", ("channel-not-set-up",), None, 100)
        assert {each.channel for each in found} == {"dingtalk"}
        assert [each for each in here.rows() if each["instead_of"]] == []
        assert verify_ledger(here.service.engine, "acme").differences == []


def test_items_are_found_by_an_index_however_many_messages_there_are(tmp_path: Path) -> None:
    found: dict[str, Any] = {}

    def hear(_: Any, __: Any, statement: str, told: Any, *___: Any) -> None:
        if re.search(r"SELECT outbox.item|outbox.item = ", statement):
            found[statement] = told

    with listing(tmp_path) as (here, _):
        engines = {here.service.engine, here.company.lane.ledger.engine}
        for engine in engines:
            listen(engine, "before_cursor_execute", hear)
        here.tell(event("last_day.changed", "E1", 1, last_day="2026-04-20", agreed_by="E9", reason="r"))
        here.tell(event("employee.changed", "E1", 1, addresses={"dingtalk": "dE1new"}))
        here.send()
        for engine in engines:
            remove(engine, "before_cursor_execute", hear)
        assert len(found) >= 4
        with reading(here.service.engine) as connection:
            plans = [
                connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", told).all() for each, told in found.items()
            ]
        steps = [str(plan[0][-1]) for plan in plans]
        assert [each for each in steps if not re.search(r"\(company=\? AND (item|person)=\?", each)] == []
