"""DingTalk's own client beside ours: tokens and todos; the fake takes both, refuses a wrong key, both ask the same."""

import importlib
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from handover_policy.delivery.dingtalk.todo import DingtalkTodo, DingtalkTodoSettings, source_id
from handover_policy.ports.channels import Accepted, WorkItem
from tests.deliveries.fakes.dingtalk import FakeDingtalkApp
from tests.deliveries.fakes.loopback import Asked, served
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import LINK, NOW, parcel

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("default")]
PERSON = "union-zhangsan"


class Vendors:
    """The vendor's client, of the extra `sdks`, before one fake."""

    def __init__(self, fake: FakeDingtalkApp) -> None:
        config = importlib.import_module("alibabacloud_tea_openapi.models").Config(
            protocol="http", region_id="central", endpoint=fake.address.removeprefix("http://")
        )
        self.oauth = importlib.import_module("alibabacloud_dingtalk.oauth2_1_0.models")
        self.models = importlib.import_module("alibabacloud_dingtalk.todo_1_0.models")
        self._oauth = importlib.import_module("alibabacloud_dingtalk.oauth2_1_0.client").Client(config)
        self._todo = importlib.import_module("alibabacloud_dingtalk.todo_1_0.client").Client(config)
        self._runtime = importlib.import_module("alibabacloud_tea_util.models").RuntimeOptions()

    def token(self, key: str, secret: str) -> Any:
        return self._oauth.get_access_token(self.oauth.GetAccessTokenRequest(app_key=key, app_secret=secret)).body

    def make(self, token: str, **told: Any) -> Any:
        headers = self.models.CreateTodoTaskHeaders(x_acs_dingtalk_access_token=token)
        request = self.models.CreateTodoTaskRequest(operator_id=PERSON, **told)
        return self._todo.create_todo_task_with_options(PERSON, request, headers, self._runtime).body

    def find(self, token: str, source: str) -> Any:
        headers = self.models.GetTodoTaskBySourceIdHeaders(x_acs_dingtalk_access_token=token)
        return self._todo.get_todo_task_by_source_id_with_options(PERSON, source, headers, self._runtime).body

    def change(self, token: str, task: str, **told: Any) -> Any:
        headers = self.models.UpdateTodoTaskHeaders(x_acs_dingtalk_access_token=token)
        request = self.models.UpdateTodoTaskRequest(operator_id=PERSON, **told)
        return self._todo.update_todo_task_with_options(PERSON, task, request, headers, self._runtime).body


@pytest.fixture
def fake() -> Any:
    with served(FakeDingtalkApp()) as provider:
        yield provider


def asked(fake: FakeDingtalkApp, method: str, path: str) -> tuple[Asked, Asked]:
    own, vendors = (each for each in fake.asked if each.method == method and each.path.startswith(path))
    return own, vendors


def test_the_fake_takes_the_vendors_client_and_ours_as_the_same_todo(fake: FakeDingtalkApp) -> None:
    settings = DingtalkTodoSettings(app_key=fake.app_key, app_secret=fake.app_secret, base_url=fake.address)
    item = WorkItem(source="E1001/1/customers", title="交接客户", due=NOW)
    with closing(DingtalkTodo(settings, KeptTokens())) as ours:
        assert ours.send(parcel(item=item), NOW) == Accepted(provider_id="todo0")
        done = WorkItem(source=item.source, title=item.title, due=item.due, done=True)
        assert ours.send(parcel(item=done), NOW) == Accepted(provider_id="todo0")

    vendors, source = Vendors(fake), source_id(item.source, "zhangsan")
    token = vendors.token(fake.app_key, fake.app_secret)
    assert token.expire_in == 7200
    models = vendors.models
    with pytest.raises(Exception, match="task exist"):  # the very todo that we made
        vendors.make(
            token.access_token,
            source_id=source,
            subject="交接客户",
            creator_id=PERSON,
            executor_ids=[PERSON],
            detail_url=models.CreateTodoTaskRequestDetailUrl(app_url=LINK, pc_url=LINK),
            is_only_show_executor=True,
            priority=20,
            notify_configs=models.CreateTodoTaskRequestNotifyConfigs(ding_notify="1"),
            due_time=int(NOW.timestamp() * 1000),
        )
    found = vendors.find(token.access_token, source)
    assert (found.id, found.subject, found.done) == ("todo0", "交接客户", True)
    assert vendors.change(token.access_token, found.id, done=True).result is True

    for method, path in (
        ("POST", "/v1.0/oauth2/accessToken"),
        ("POST", f"/v1.0/todo/users/{PERSON}/tasks"),
        ("GET", f"/v1.0/todo/users/{PERSON}/tasks/sources/"),
        ("PUT", f"/v1.0/todo/users/{PERSON}/tasks/todo0"),
    ):
        own, theirs = asked(fake, method, path)
        assert (own.path, own.query) == (theirs.path, theirs.query)
        assert ("x-acs-dingtalk-access-token" in own.headers) is ("x-acs-dingtalk-access-token" in theirs.headers)
        assert (own.json() if own.body else None) == (theirs.json() if theirs.body else None), path


def test_a_todo_is_changed_as_the_vendors_client_changes_it(fake: FakeDingtalkApp) -> None:
    settings = DingtalkTodoSettings(app_key=fake.app_key, app_secret=fake.app_secret, base_url=fake.address)
    later = NOW + timedelta(days=3)
    with closing(DingtalkTodo(settings, KeptTokens())) as ours:
        for title, due in (("交接客户", NOW), ("交接客户与合同", later)):
            item = WorkItem(source="E1001/1/customers", title=title, due=due)
            assert ours.send(parcel(item=item), NOW) == Accepted(provider_id="todo0")
    vendors = Vendors(fake)
    token = vendors.token(fake.app_key, fake.app_secret).access_token
    moment = int(later.timestamp() * 1000)
    assert vendors.change(token, "todo0", subject="交接客户与合同", due_time=moment).result is True
    own, theirs = asked(fake, "PUT", f"/v1.0/todo/users/{PERSON}/tasks/todo0")
    assert (own.path, own.query, own.json()) == (theirs.path, theirs.query, theirs.json())


def test_the_fake_refuses_the_vendors_client_with_a_wrong_key(fake: FakeDingtalkApp) -> None:
    with pytest.raises(Exception, match="invalidClientIdOrSecret"):
        Vendors(fake).token(fake.app_key, "another-secret")
    with pytest.raises(Exception, match="InvalidAuthentication"):
        Vendors(fake).find("another-token", "s")
    assert fake.todos == {}
