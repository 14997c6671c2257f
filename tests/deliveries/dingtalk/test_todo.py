"""Todos: one for each task and person, made once, closed when the task is done."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from handover_policy.delivery.dingtalk.todo import DingtalkTodo, DingtalkTodoSettings
from handover_policy.ports.channels import Accepted, Failed, Parcel, Unknown, WorkItem
from tests.deliveries.fakes.dingtalk import FakeDingtalkApp
from tests.deliveries.fakes.loopback import Answers, served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import LINK, NOW, parcel

DUE = datetime(2026, 12, 1, 18, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def fake() -> Iterator[FakeDingtalkApp]:
    with served(FakeDingtalkApp()) as provider:
        yield provider  # type: ignore[misc]


def settings(fake: FakeDingtalkApp, **other: Any) -> DingtalkTodoSettings:
    told = {"app_key": fake.app_key, "app_secret": fake.app_secret, "base_url": fake.address, "seconds": 1}
    return DingtalkTodoSettings(**{**told, **other})


@pytest.fixture
def todo(fake: FakeDingtalkApp) -> Iterator[DingtalkTodo]:
    with closing(DingtalkTodo(settings(fake), KeptTokens())) as channel:
        yield channel


def work(
    *, source: str = "E1001/1/handover/customers", done: bool = False, title: str = "交接客户", **other: Any
) -> Parcel:
    return parcel(item=WorkItem(source=source, title=title, due=DUE, done=done), **other)


def test_a_task_is_a_todo_with_its_day_and_its_link(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    assert todo.send(work(), NOW) == Accepted(provider_id="todo0")
    (made,) = fake.todos.values()
    assert (made["subject"], made["dueTime"]) == ("交接客户", 1796119200000)
    assert made["executorIds"] == ["union-zhangsan"]
    assert made["creatorId"] == "union-zhangsan"
    assert made["detailUrl"] == {"appUrl": LINK, "pcUrl": LINK}


def test_a_task_without_a_day_is_a_todo_without_one(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(parcel(item=WorkItem(source="s", title="t", due=None)), NOW)
    assert "dueTime" not in next(iter(fake.todos.values()))


def test_the_same_task_makes_one_todo_however_often_it_is_told(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    assert todo.send(work(), NOW) == Accepted(provider_id="todo0")
    for number in range(3):
        assert todo.send(work(key=f"{number:032x}"), NOW) == Accepted(provider_id="todo0")
    assert len(fake.todos) == 1
    assert todo.tells_repeats


def test_a_todo_that_was_made_though_the_line_broke_is_found_again(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(work(), NOW)
    fake.mishaps.append(("/v1.0/todo/", "half"))
    assert isinstance(todo.send(work(), NOW), Unknown)
    assert isinstance(todo.send(work(), NOW), Accepted)
    assert len(fake.todos) == 1


def test_a_task_that_goes_on_to_somebody_else_is_a_todo_of_theirs(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(work(), NOW)
    assert todo.send(work(address="lisi"), NOW) == Accepted(provider_id="todo1")
    assert [each["executorIds"] for each in fake.todos.values()] == [["union-zhangsan"], ["union-lisi"]]


def test_a_task_that_is_done_closes_its_todo(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(work(), NOW)
    for _ in range(2):
        assert todo.send(work(done=True, link=None), NOW) == Accepted(provider_id="todo0")
    assert [each["done"] for each in fake.todos.values()] == [True]


def test_a_task_that_never_was_a_todo_has_nothing_to_close(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    assert todo.send(work(done=True), NOW) == Accepted(provider_id=None)
    assert fake.todos == {}


@pytest.mark.parametrize(
    ("status", "told", "gone"),
    [
        (404, {"code": "todo.task.notExist"}, True),
        (400, {"code": "todo.taskUpdate.paramError", "message": "task not exist"}, True),
        (404, {"code": "InvalidAction.NotFound", "message": "Specified api is not found"}, False),
        (400, {"code": "todo.user.notExist", "message": "user not exist"}, False),
        (404, {"code": "NotFound", "message": "task not exist"}, False),
        (404, {}, False),
    ],
)
def test_only_dingtalk_says_that_there_is_nothing_to_close(
    todo: DingtalkTodo, fake: FakeDingtalkApp, status: int, told: dict[str, object], *, gone: bool
) -> None:
    todo.send(work(), NOW)
    fake.mishaps.append(("/v1.0/todo/users/union-zhangsan/tasks/sources/", Answers(status, told)))
    answer = todo.send(work(done=True), NOW)
    assert isinstance(answer, Accepted if gone else Failed)
    assert [each["done"] for each in fake.todos.values()] == [False]


@pytest.mark.parametrize("words", ["task exist", "Task Exist", "task existed sourceId is 34347712"])
def test_a_todo_that_is_there_already_is_a_success(todo: DingtalkTodo, fake: FakeDingtalkApp, words: str) -> None:
    todo.send(work(), NOW)
    told = {"code": "todo.taskCreate.paramError", "message": words}
    fake.mishaps.append(("/v1.0/todo/users/union-zhangsan/tasks", Answers(400, told)))
    assert isinstance(todo.send(work(), NOW), Accepted)


def test_a_todo_that_is_not_closed_is_said(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(work(), NOW)
    (made,) = fake.todos.values()
    fake.mishaps.append((f"/v1.0/todo/users/union-zhangsan/tasks/{made['id']}", {"result": False, "errcode": -1}))
    assert todo.send(work(done=True), NOW) == Failed(code="-1", reason="", lasting=False)
    fake.mishaps.append(("/v1.0/todo/users/union-zhangsan/tasks/sources/", "500"))
    assert isinstance(todo.send(work(done=True), NOW), Unknown)


def test_another_fault_of_a_parameter_is_no_success(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    answer = todo.send(work(title=" "), NOW)
    assert answer == Failed(code="todo.taskCreate.paramError", reason="param error", lasting=True)
    assert fake.todos == {}


def test_a_long_title_is_cut(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(work(title="长" * 2000), NOW)
    todo.send(work(title="👩‍👩‍👧" * 300, source="s"), NOW)
    long, figures = (each["subject"] for each in fake.todos.values())
    assert long == "长" * 1023 + "…"
    assert len(figures.encode("utf-16-le")) // 2 <= 1024  # as DingTalk counts
    assert set(figures.removesuffix("…").split("👩‍👩‍👧")) == {""}


@pytest.mark.parametrize(
    ("told", "code"), [(parcel(), "item-missing"), (work(link=None), "link-missing")], ids=["no item", "no link"]
)
def test_what_is_no_task_or_opens_nothing_is_no_todo(
    todo: DingtalkTodo, fake: FakeDingtalkApp, told: Parcel, code: str
) -> None:
    assert todo.send(told, NOW) == Failed(code=code, reason="", lasting=True)
    assert fake.asked == []


def test_a_person_is_looked_up_once(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    for number in range(3):
        todo.send(work(source=f"s{number}"), NOW)
    assert [each.path for each in fake.asked].count("/topapi/v2/user/get") == 1


def test_a_person_whom_dingtalk_does_not_know_is_a_failure_for_good(todo: DingtalkTodo) -> None:
    assert todo.send(work(address="nobody"), NOW) == Failed(code="33012", reason="无效的USERID", lasting=True)


@pytest.mark.parametrize("mishap", ["html", "500", "nothing", "half", {"errcode": 0, "result": None}])
def test_a_person_who_could_not_be_looked_up_is_tried_later(
    todo: DingtalkTodo, fake: FakeDingtalkApp, mishap: object
) -> None:
    fake.mishaps.append(("/topapi/v2/user/get", mishap))
    answer = todo.send(work(), NOW)
    assert isinstance(answer, Failed)
    assert not answer.lasting
    assert isinstance(todo.send(work(), NOW), Accepted)


def test_todos_come_from_whom_the_settings_name(fake: FakeDingtalkApp) -> None:
    with closing(DingtalkTodo(settings(fake, creator="lisi"), KeptTokens())) as channel:
        channel.send(work(), NOW)
        assert channel.send(work(done=True), NOW) == Accepted(provider_id="todo0")
    (made,) = fake.todos.values()
    assert (made["creatorId"], made["executorIds"], made["done"]) == ("union-lisi", ["union-zhangsan"], True)


def test_a_creator_whom_dingtalk_does_not_know_is_a_failure_for_good(fake: FakeDingtalkApp) -> None:
    with closing(DingtalkTodo(settings(fake, creator="nobody"), KeptTokens())) as channel:
        assert channel.send(work(), NOW) == Failed(code="33012", reason="无效的USERID", lasting=True)


def test_a_todo_that_is_there_is_brought_up_to_date_and_opened_again(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(work(), NOW)
    (made,) = fake.todos.values()
    made["done"] = True  # ticked off by the person, or closed before the step was sent back
    assert todo.send(work(title="交接客户与合同"), NOW) == Accepted(provider_id="todo0")
    assert (made["subject"], made["done"], len(fake.todos)) == ("交接客户与合同", False, 1)
    before = len(fake.asked)
    assert todo.send(work(title="交接客户与合同"), NOW) == Accepted(provider_id="todo0")
    assert "PUT" not in [each.method for each in fake.asked[before:]]  # it says what it should


def test_a_todo_goes_with_its_person_to_another_account(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    todo.send(work(), NOW)
    item = WorkItem(source="E1001/1/handover/customers", title="交接客户", due=DUE, before=("zhangsan", "gone"))
    assert todo.send(parcel(item=item, address="lisi"), NOW) == Accepted(provider_id="todo1")
    assert [(each["executorIds"], each["done"]) for each in fake.todos.values()] == [
        (["union-zhangsan"], True),
        (["union-lisi"], False),
    ]


def test_who_is_not_in_dingtalk_any_more_has_nothing_to_close(todo: DingtalkTodo, fake: FakeDingtalkApp) -> None:
    assert todo.send(work(done=True, address="gone"), NOW) == Accepted(provider_id=None)
    answer = todo.send(work(address="gone"), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting, fake.todos) == ("33012", True, {})
