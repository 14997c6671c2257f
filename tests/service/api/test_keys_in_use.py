"""Keys as requests use them: signatures, limits, keys taken back."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from handover_policy.ledger.keys import NewKey, revoke_key
from handover_policy.web.access import FRESH_SECONDS, RateLimit
from tests.service.api.serving import BATCH, STRUCTURED, Served, bearer, hired, serving


def signed(
    served: Served, key: NewKey, told: object, moment: datetime, media: str = STRUCTURED, **changed: str
) -> httpx.Response:
    body = json.dumps(told, ensure_ascii=False)
    assert key.signing is not None
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(key.signing).sign("msg_1", moment, body),
        "x-handover-key": key.id,
        "content-type": media,
    }
    more = {name.replace("_", "-"): value for name, value in changed.items()}
    return served.client.post("/v1/events", content=body.encode(), headers={**headers, **more})


def test_a_body_signed_with_the_secret_is_taken(served: Served) -> None:
    key = served.new_key("events:write", signing=True)
    assert signed(served, key, hired("E1"), served.clock()).json()["results"][0]["outcome"] == "applied"
    assert signed(served, key, [hired("E1"), hired("E2")], served.clock(), BATCH).status_code == 200
    late = served.clock() - timedelta(minutes=4)
    assert signed(served, key, hired("E3"), late, x_handover_key=key.text).status_code == 200


def test_what_the_secret_did_not_sign_now_is_not_taken(served: Served) -> None:
    key = served.new_key("events:write", signing=True)
    other = served.new_key("events:write", signing=True)
    plain = served.new_key("events:write")
    now = served.clock()
    wrong = [
        signed(served, key, hired("E1"), now - timedelta(minutes=6)),
        signed(served, key, hired("E1"), now + timedelta(minutes=6)),
        signed(served, key, hired("E1"), now, webhook_id="msg_2"),
        signed(served, key, hired("E1"), now, webhook_id=""),
        signed(served, key, hired("E1"), now, webhook_timestamp="soon"),
        signed(served, key, hired("E1"), now, webhook_timestamp="9" * 400),
        signed(served, key, hired("E1"), now, webhook_signature="v1,x v2,x nonsense"),
        signed(served, key, hired("E1"), now, x_handover_key=other.id),
        signed(served, key, hired("E1"), now, x_handover_key=plain.id),
        signed(served, key, hired("E1"), now, x_handover_key=""),
        signed(served, key, hired("E1"), now, x_handover_key="hk_000000000000"),
    ]
    assert [each.status_code for each in wrong] == [401] * len(wrong)
    assert {each.headers["www-authenticate"] for each in wrong} == {'Bearer realm="handover"'}
    assert all(each.json()["errors"][0]["detail"] for each in wrong)
    assert served.get("/v1/decisions").json()["decisions"] == []


def test_a_signature_opens_no_door_to_who_only_names_the_key(served: Served) -> None:
    key = served.new_key("all", signing=True)
    for told in (key.id, f"x-handover-key:{key.id}", f"x-handover-key: {key.id}", f"{key.id}."):
        assert signed(served, key, hired("E1"), served.clock()).status_code == 200
        assert served.get("/v1/cases", key=told).status_code == 401


def test_one_right_signature_of_several_is_enough(served: Served) -> None:
    key = served.new_key("events:write", signing=True)
    assert key.signing is not None
    right = Webhook(key.signing).sign("msg_1", served.clock(), json.dumps(hired("E1"), ensure_ascii=False))
    answer = signed(served, key, hired("E1"), served.clock(), webhook_signature=f"v2,x v1,AAAA {right}")
    assert answer.status_code == 200


def test_what_a_signature_does_not_cover_is_not_taken(served: Served) -> None:
    key = served.new_key("all", signing=True)
    headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "a", "ce_type": "x.y"}
    answer = signed(served, key, {}, served.clock(), "application/json", **headers)
    assert (answer.status_code, "the body alone" in answer.json()["errors"][0]["detail"]) == (401, True)
    signature = {"webhook-signature": "v1,x", "x-handover-key": key.id}
    assert served.client.get("/v1/decisions", headers=signature).status_code == 401


def test_a_signed_body_is_taken_by_the_limits_of_its_key(served: Served) -> None:
    key = served.new_key("events:write", signing=True, types=("x.*",))
    assert signed(served, key, hired("E1"), served.clock()).status_code == 403
    reader = served.new_key("events:read", signing=True)
    assert signed(served, reader, hired("E1"), served.clock()).status_code == 403


def test_a_key_taken_back_counts_no_longer(served: Served) -> None:
    key = served.new_key("all")
    assert served.get("/v1/cases", key=key.text).status_code == 200
    assert revoke_key(served.service.engine, "acme", key.id, datetime.now(UTC))
    assert FRESH_SECONDS < 0.5
    time.sleep(FRESH_SECONDS)
    assert served.get("/v1/cases", key=key.text).status_code == 401


@pytest.mark.parametrize("told", ["", "Bearer", "Basic eDp5", "Bearer x", "Bearer hk_000000000000.x", "hk_1"])
def test_who_shows_no_key_is_told_so(shared: Served, told: str) -> None:
    for answer in (
        shared.client.get("/v1/cases", headers={"authorization": told}),
        shared.client.post("/v1/events", content=b"{}", headers={"authorization": told, "content-type": STRUCTURED}),
    ):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_key_used_too_often_waits_and_others_do_not(tmp_path: Path) -> None:
    with serving(tmp_path / "data", limit=RateLimit(each_second=0.5, at_once=5)) as served:
        answers = [served.get("/v1/cases") for _ in range(7)]
        assert [each.status_code for each in answers] == [200] * 5 + [429] * 2
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert served.post(hired("E1")).status_code == 429
        assert served.get("/v1/cases", key=served.other_key).status_code == 200
        assert served.client.get("/healthz").status_code == 200
        assert served.client.get("/v1/cases", headers=bearer(served.key)).json()["type"].endswith("too-many")
