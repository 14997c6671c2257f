"""Events told over HTTP: all of a request or none, each answered once it is decided and on disk."""

import json
from datetime import timedelta
from typing import Any

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.ledger.database import reading
from handover_policy.ledger.reading.told import row_at
from handover_policy.render.line import decision_line
from handover_policy.sources.shipped import policy_place
from tests.service.api.serving import BATCH, STRUCTURED, Served, bearer, event, hired, salesman

TEXT = "text/plain"


def decided(*texts: str) -> list[Any]:
    """Return what `run` decides of events."""
    run = Run(open_policies([policy_place("builtin:default")]))
    events = [run.read_line(text.encode(), place) for place, text in enumerate(texts, 1)]
    return [json.loads(decision_line(run.decided(each).decision)) for each in events]


def stored(served: Served) -> list[dict[str, Any]]:
    """Return the feed from its beginning."""
    decisions: list[dict[str, Any]] = served.get("/v1/decisions", limit=1000).json()["decisions"]
    return decisions


def test_the_salesman_s_events_are_decided_as_run_decides_them(served: Served) -> None:
    events = salesman()
    results = served.tell(*events)
    assert [each["decision"] for each in results] == decided(*[json.dumps(each) for each in events])
    assert {each["outcome"] for each in results} == {"applied"}
    assert [(each["source"], each["id"]) for each in results] == [("hr/core", each["id"]) for each in events]
    first = results[0]["position"]  # behind the rows of the product's version and of the policy
    assert [each["position"] for each in results] == list(range(first, first + len(events)))
    assert not any(each["replayed"] for each in results)


def test_an_event_told_again_is_answered_from_what_is_stored(served: Served) -> None:
    first = served.post(hired("E1")).json()["results"]
    again = served.post({**hired("E1"), "time": "2026-03-02T01:00:00Z"}).json()["results"]
    assert again == [{**first[0], "replayed": True}]
    assert len(stored(served)) == 1


def test_a_refusal_by_the_rules_is_an_answer_and_stores_the_rest(served: Served) -> None:
    left = event("employee.left", "E9", "left", "2026-03-03T09:00:00+08:00", {"on": "2026-03-03"})
    results = served.tell(left, hired("E1"))
    assert [each["outcome"] for each in results] == ["refused", "applied"]
    assert results[0]["decision"]["refusal"]["code"] == "unknown-employee"
    assert served.tell(left)[0] == {**results[0], "replayed": True}


def test_the_ledger_keeps_the_very_text_of_an_event_alone_and_in_a_batch(served: Served) -> None:
    written = ' {"specversion": "1.0", "id":"1", "source":"a",\n "type":"x.y", "data":{"n": 1.0, "r": "\\u00e9 ]},{"}} '
    second = written.replace('"1"', '"2"', 1)
    for body, media in ((written, STRUCTURED), (f"[ {second} ,{written}]", BATCH)):
        for result in served.post(body, media).json()["results"]:
            with reading(served.service.engine) as connection:
                row = row_at(connection, "acme", result["position"])
            assert row is not None
            assert row.body == {"1": written, "2": second}[result["id"]].strip()


def test_an_event_in_headers_is_the_event_in_its_body(served: Served) -> None:
    told = hired("E1")
    headers = {f"ce_{name}": value for name, value in told.items() if name != "data"}
    first = served.post(told["data"], "application/json; charset=utf-8", **headers)
    assert first.status_code == 200
    assert served.post(told).json()["results"] == [{**first.json()["results"][0], "replayed": True}]


def test_headers_are_percent_decoded_and_unquoted(served: Served) -> None:
    headers = {"ce_specversion": "1.0", "ce_id": '"a %22\\"b"', "ce_source": "%E4%BA%BA%E4%BA%8B", "ce_type": "x.y"}
    result = served.post(b"", "application/json", **headers).json()["results"][0]
    assert (result["source"], result["id"]) == ("人事", 'a ""b')


def test_a_body_in_binary_mode_adds_no_attributes(served: Served) -> None:
    headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "a", "ce_type": "x.y"}
    answer = served.post('1,"subject":"E1"', "application/json", **headers)
    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (400, "not a whole JSON value (column 2)")


def test_minimal_answers_leave_the_decisions_out(served: Served) -> None:
    answer = served.post(hired("E1"), prefer="respond-async, return=minimal")
    assert set(answer.json()["results"][0]) == {"source", "id", "receipt", "position", "outcome", "replayed"}
    assert answer.headers["preference-applied"] == "return=minimal"


def test_an_empty_batch_tells_nothing(served: Served) -> None:
    assert served.post("[]", BATCH).json() == {"results": []}


def test_an_event_is_read_back_by_its_receipt(served: Served) -> None:
    [result] = served.tell(hired("E1"))
    told = served.get(f"/v1/events/{result['receipt']}").json()
    assert told["event"] == hired("E1")
    assert (told["position"], told["decision"]) == (result["position"], result["decision"])
    position, _, mark = result["receipt"].partition("-")
    for wrong in (f"{position}-{mark[:-1]}0", f"9{position}-{mark}", "x", f"{position}", "1-%2F", "0-" + mark):
        if wrong != result["receipt"]:
            assert served.get(f"/v1/events/{wrong}").status_code == 404, wrong
    assert served.get(f"/v1/events/{result['receipt']}", key=served.other_key).status_code == 404


BROKEN = {
    "not JSON": ("{", STRUCTURED, 400, [""]),
    "no UTF-8": (b"\xff", STRUCTURED, 400, [""]),
    "a key twice": ('{"id":"1","id":"1"}', STRUCTURED, 400, [""]),
    "NaN": ('{"id":NaN}', STRUCTURED, 400, [""]),
    "no object": ("[]", STRUCTURED, 400, [""]),
    "no id": ({**hired("E1"), "id": None}, STRUCTURED, 400, [""]),
    "version 0.3": ({**hired("E1"), "specversion": "0.3"}, STRUCTURED, 400, ["/specversion"]),
    "an unfit extension": ({**hired("E1"), "no_name": "x"}, STRUCTURED, 400, ["/no_name"]),
    "a type with a null": ({**hired("E1"), "type": "x\0y"}, STRUCTURED, 400, ["/type"]),
    "a subject with a null": ({**hired("E\0")}, STRUCTURED, 400, ["/subject"]),
    "a long subject of no known type": ({**hired("E" * 300), "id": "1", "type": "x.y"}, STRUCTURED, 400, ["/subject"]),
    "deep": ("[" * 100_000, STRUCTURED, 400, [""]),
    "deep in a batch": ("[" * 100_000, BATCH, 400, [""]),
    "no array": (hired("E1"), BATCH, 400, [""]),
    "a batch cut short": ("[{},", BATCH, 400, [""]),
    "a batch without a comma": ("[{}{}]", BATCH, 400, [""]),
    "something behind a batch": ("[]]", BATCH, 400, [""]),
    "a comma too many": ("[{},]", BATCH, 400, [""]),
    "a hundred and one": ([hired("E1")] * 101, BATCH, 413, [""]),
    "JSON of no event": (hired("E1"), "application/json", 400, [""]),
    "text": ("x", TEXT, 415, [""]),
    "XML": ("<x/>", "application/cloudevents+xml", 415, [""]),
    "another charset": (hired("E1"), f"{STRUCTURED}; charset=gbk", 415, [""]),
    "data of another shape": ({**hired("E1"), "data": {"name": 1}}, STRUCTURED, 422, ["/data/name", "/data"]),
    "data that is none": ({**hired("E1"), "data": "x"}, STRUCTURED, 422, ["/data"]),
    "a clock": (event("clock.ticked", "*", "1", "2026-03-02T09:00:00Z", {}), STRUCTURED, 403, ["/type"]),
    "a source of our own": ({**hired("E1"), "source": "portal"}, STRUCTURED, 403, ["/source"]),
    "a source below our own": ({**hired("E1"), "source": "handover/clock"}, STRUCTURED, 403, ["/source"]),
    "what came in elsewhere": ({**hired("E1"), "source": "inbound/ding"}, STRUCTURED, 403, ["/source"]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_taken_is_named_and_nothing_is_stored(shared: Served, name: str) -> None:
    content, media, status, pointers = BROKEN[name]
    answer = shared.post(content, media)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"]) == (status, status)
    assert set(pointers) <= {each["pointer"] for each in problem["errors"]}
    assert all(each["detail"] for each in problem["errors"])
    assert stored(shared) == []


def test_a_time_six_minutes_ahead_is_unfit_and_four_are_not(served: Served) -> None:
    times = {minutes: (served.clock() + timedelta(minutes=minutes)).isoformat() for minutes in (4, 6)}
    ahead = served.post({**hired("E1"), "time": times[6]})
    assert (ahead.status_code, ahead.json()["errors"][0]["pointer"]) == (422, "/time")
    assert served.post({**hired("E1"), "time": times[4]}).status_code == 200


def test_one_event_that_is_not_taken_stops_all_and_the_first_gives_the_status(served: Served) -> None:
    served.tell(hired("E1"))
    conflicting = hired("E1", "李四")
    unfit = {**hired("E2"), "data": {"name": 1}}
    forbidden = {**hired("E3"), "source": "portal"}
    bad = {**hired("E4"), "type": ""}
    for order, status in (
        ([hired("E5"), conflicting, unfit, forbidden, bad], 409),
        ([hired("E5"), unfit, conflicting], 422),
        ([forbidden, bad, conflicting], 403),
        ([bad, conflicting], 400),
        ([hired("E5"), conflicting], 409),
        ([hired("E5"), hired("E5", "李四"), bad], 409),
        ([hired("E5"), hired("E5", "李四")], 409),
    ):
        answer = served.post(order, BATCH)
        wrong = [place for place, each in enumerate(order) if each["subject"] != "E5"] or [1]
        assert answer.status_code == status
        assert {int(each["pointer"].split("/")[1]) for each in answer.json()["errors"]} >= set(wrong)
    assert len(stored(served)) == 1


def test_a_conflict_names_the_id(served: Served) -> None:
    served.tell(hired("E1"))
    answer = served.post(hired("E1", "李四"))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "/id")


def test_problems_are_told_in_the_reader_s_language(shared: Served) -> None:
    told = [shared.post("{", accept_language=language).json()["title"] for language in ("", "zh-CN,en", "fr")]
    assert told == ["No CloudEvents", "不是 CloudEvents", "No CloudEvents"]


def test_a_key_tells_only_what_it_may(served: Served) -> None:
    limited = served.new_key("events:write", sources=("hr/*",), types=("employee.*",)).text
    reads = served.new_key("decisions:read").text
    for key, told, status in (
        (limited, hired("E1"), 200),
        (limited, {**hired("E2"), "source": "it/core"}, 403),
        (limited, {**hired("E2"), "type": "x.y"}, 403),
        (reads, hired("E2"), 403),
        ("hk_000000000000.x", hired("E2"), 401),
    ):
        answer = served.client.post("/v1/events", json=told, headers={**bearer(key), "content-type": STRUCTURED})
        assert answer.status_code == status
    assert len(stored(served)) == 1


def test_each_company_has_events_of_its_own(served: Served) -> None:
    served.tell(hired("E1"))
    headers = {"authorization": f"Bearer {served.other_key}"}
    assert served.post(hired("E1", "李四"), **headers).status_code == 200
    assert [each["decision"]["event"]["id"] for each in stored(served)] == ["hired-E1"]
    ours = served.client.post(
        "/v1/events?company=other", json=hired("E2"), headers={**bearer(served.key), "content-type": STRUCTURED}
    )
    assert ours.status_code == 404
