"""Whatever JSON a provider answers, with whatever status: one of the three answers, and nothing is raised."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover_policy.delivery.dingtalk.todo import DingtalkTodo
from handover_policy.delivery.inspected import InspectedChannel
from handover_policy.delivery.wire import Wire, WireAnswer
from handover_policy.ports.channels import Accepted, Failed, MessageChannel, SentParcel, Unknown
from tests.deliveries.fakes.loopback import Answers
from tests.deliveries.fakes.loopback import Asked as FakeAsked
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.parcels import NOW, parcel
from tests.deliveries.rigs import RIGS, Rig

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "0", "-1", "40014", "zhangsan"])
    | st.text(alphabet="a0\n", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["userid", "code", "id"]), inner),
    max_leaves=4,
)
SUCCESS = st.fixed_dictionaries({"errcode": st.just(0), "code": st.just(0)})
NAMES = (
    *("errcode", "errmsg", "sub_code", "sub_msg", "code", "msg", "message", "data", "result", "id", "msgid"),
    *("task_id", "invaliduser", "unlicenseduser", "message_id", "send_result", "access_token", "expires_in"),
    *("accessToken", "expireIn", "tenant_access_token", "expire", "StatusCode"),
)
ANY = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)
ANSWERS = st.builds(lambda first, more: more | first, SUCCESS, ANY) | ANY
STATUSES = st.sampled_from([200, 200, 201, 400, 401, 403, 404, 409, 500, 502])
RESULTS = ("read", "unread", "failed", "forbidden", "invalid")
RESULT = st.dictionaries(st.sampled_from([*(f"{each}_user_id_list" for each in RESULTS), "forbidden_list"]), VALUES)


@dataclass
class Within:
    """A channel whose requests reach its fake without a network, so that many can be tried."""

    rig: Rig
    channel: MessageChannel
    fake: Any
    tokens: KeptTokens

    def request(self, method: str, path: str, **told: Any) -> WireAnswer:
        headers = {name.lower(): value for name, value in told.get("headers", {}).items()}
        asked = FakeAsked(method, path, told.get("params", {}), headers, told.get("content", b""))
        mishap = self.fake.mishap(path)
        status, answer = (mishap.status, mishap.told) if mishap is not None else self.fake.answer(asked)
        return WireAnswer(status=status, headers={}, body=json.dumps(answer).encode())

    def send(self) -> Any:
        return self.channel.send(parcel(**self.rig.parcel), NOW)


@pytest.fixture
def within(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    rig: Rig = RIGS[request.param]
    fake, tokens = rig.fake(), KeptTokens()
    fake.address = "http://127.0.0.1:9"
    with closing(rig.channel(fake, tokens)) as channel:
        made = Within(rig, channel, fake, tokens)
        monkeypatch.setattr(Wire, "request", lambda _, method, path, **told: made.request(method, path, **told))
        yield made


def of_kinds(*kinds: str) -> Any:
    return pytest.mark.parametrize("within", kinds, indirect=True)


unshaken = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@of_kinds(*RIGS)
@unshaken
@given(told=ANSWERS, status=STATUSES)
def test_every_answer_to_a_message_is_one_of_three(within: Within, told: dict[str, Any], status: int) -> None:
    within.fake.mishaps[:] = [(within.rig.path, Answers(status, told))]
    answer = within.send()
    assert isinstance(answer, Accepted | Failed | Unknown)
    if status >= 500:
        assert isinstance(answer, Unknown)


@of_kinds(*(name for name, rig in RIGS.items() if hasattr(rig.fake(), "tokens")))
@unshaken
@given(told=ANSWERS, status=STATUSES)
def test_no_answer_to_a_request_for_a_token_is_unknown(within: Within, told: dict[str, Any], status: int) -> None:
    within.tokens.kept.clear()
    within.fake.mishaps[:] = [Answers(status, told)]
    assert isinstance(within.send(), Accepted | Failed)


@of_kinds("dingtalk_todo")
@unshaken
@given(told=ANSWERS, status=STATUSES)
def test_no_answer_about_a_person_is_unknown(within: Within, told: dict[str, Any], status: int) -> None:
    cast("DingtalkTodo", cast("InspectedChannel", within.channel).channel)._known.clear()
    within.fake.mishaps[:] = [("/topapi/v2/user/get", Answers(status, told))]
    assert isinstance(within.send(), Accepted | Failed)


@of_kinds("dingtalk_work")
@unshaken
@given(told=st.builds(lambda result, more: more | {"send_result": result, "errcode": 0}, RESULT | VALUES, ANY))
def test_every_result_of_a_notice_can_be_read(within: Within, told: dict[str, Any]) -> None:
    within.fake.mishaps[:] = [("/topapi/message/corpconversation/getsendresult", Answers(200, told))]
    sent = SentParcel(key="k", provider_id="4711", address="zhangsan", at=NOW - timedelta(minutes=1))
    answer = within.channel.ask([sent], NOW)
    assert {each.state for each in answer.receipts} <= {"delivered", "read", "failed"}
