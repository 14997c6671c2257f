"""What is asked of a service: the feed, cases, tasks, gates; nothing of another company."""

import threading
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from tests.service.api.serving import Served, event, hired, salesman

CASE = "/v1/cases/E1001/1"
LEFT = datetime(2026, 4, 13, 2, tzinfo=UTC)
MIDWAY = "2026-03-24T18:00:00+08:00"


@pytest.fixture(scope="module")
def handed_over(shared: Served) -> Served:
    """Give a service that was told the salesman's events."""
    shared.tell(*salesman())
    return shared


def resigned(person: str, at: str = "2026-04-10T09:00:00+08:00") -> dict[str, Any]:
    return event("resignation.submitted", person, f"resigned-{person}", at, {"form": "written"})


def test_the_feed_gives_every_decision_once_in_the_order_of_acceptance(handed_over: Served) -> None:
    whole = handed_over.get("/v1/decisions", limit=1000).json()
    assert [each["decision"]["event"]["id"] for each in whole["decisions"]] == [each["id"] for each in salesman()]
    after, found = 0, []
    while page := (told := handed_over.get("/v1/decisions", after=after, limit=7).json())["decisions"]:
        found += page
        assert told["next"] >= page[-1]["position"]
        after = told["next"]
    assert found == whole["decisions"]
    assert whole["next"] == after


def test_the_feed_is_filtered_by_effect_and_case_and_says_how_far_it_looked(handed_over: Served) -> None:
    whole = handed_over.get("/v1/decisions", limit=1000).json()
    for effect in ("gate", "claim", "sheet", "task"):
        wanted = [
            each for each in whole["decisions"] if any(one["effect"] == effect for one in each["decision"]["effects"])
        ]
        told = handed_over.get("/v1/decisions", effect=effect, limit=1000).json()
        assert told == {"decisions": wanted, "next": whole["next"]}
    ours = handed_over.get("/v1/decisions", case="E1001/1", limit=1000).json()["decisions"]
    assert {each["decision"]["case"] for each in ours} == {"E1001/1"}
    assert handed_over.get("/v1/decisions", case="E9/1").json() == {"decisions": [], "next": whole["next"]}


def test_who_waits_for_decisions_is_answered_when_there_is_one(served: Served) -> None:
    found: list[Any] = []

    def ask() -> None:
        began = time.monotonic()
        found.extend((served.get("/v1/decisions", wait=20).json(), time.monotonic() - began))

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    served.tell(hired("E1"))
    asking.join()
    assert [each["decision"]["event"]["id"] for each in found[0]["decisions"]] == ["hired-E1"]
    assert 0.4 < found[1] < 5


def test_many_wait_at_once_and_all_are_answered(served: Served) -> None:
    found: list[Any] = []
    asking = [threading.Thread(target=lambda: found.append(served.get("/v1/decisions", wait=20))) for _ in range(60)]
    for each in asking:
        each.start()
    time.sleep(1.5)
    assert served.get("/v1/cases").status_code == 200
    served.tell(hired("E1"))
    for each in asking:
        each.join()
    assert [len(each.json()["decisions"]) for each in found] == [1] * 60


def test_who_waits_in_vain_is_answered_in_time(shared: Served) -> None:
    began = time.monotonic()
    assert shared.get("/v1/decisions", after=10**6, wait=1).json() == {"decisions": [], "next": 10**6}
    assert 0.9 < time.monotonic() - began < 5


def test_a_case_as_it_stands(handed_over: Served) -> None:
    told = handed_over.get(CASE).json()
    assert (told["employee"]["name"], told["state"], told["last_day"]) == ("王晓敏", "closed", "2026-04-01")
    assert {task["state"] for task in told["tasks"]} <= {"done", "cancelled", "waived", "open", "pending"}
    assert {"leaver", "successor", "manager"} <= {each["party"] for each in told["sheet"]["signatures"]}
    assert told["as_of"].startswith("2026-04-13T10:00:00+08:00")
    assert told["sheet"]["signatures"][0]["name"] == "王晓敏"


def test_cases_are_listed_filtered_and_paged(served: Served) -> None:
    people = {"E1": "研发", "E2": "销售", "E3": "研发", "甲/乙": "研发"}
    served.tell(*[hired(person, f"人{person}", department=room) for person, room in people.items()])
    served.tell(*[resigned(person) for person in people])

    def ids(**asked: Any) -> list[str]:
        return [each["id"] for each in served.get("/v1/cases", **asked).json()["cases"]]

    assert ids() == ["E1/1", "E2/1", "E3/1", "甲%2F乙/1"]
    assert ids(department="研发") == ["E1/1", "E3/1", "甲%2F乙/1"]
    assert ids(state="closed") == []
    assert ids(q="人e2") == ["E2/1"]
    assert ids(overdue="true") == []
    first = served.get("/v1/cases", limit=2, department="研发").json()
    assert [each["id"] for each in first["cases"]] == ["E1/1", "E3/1"]
    rest = served.get("/v1/cases", limit=2, department="研发", after=first["next"]).json()
    assert ([each["id"] for each in rest["cases"]], rest["next"]) == (["甲%2F乙/1"], None)
    served.clock.moment = datetime(2026, 5, 20, 2, tzinfo=UTC)
    assert ids(overdue="true") == ["E1/1", "E2/1", "E3/1", "甲%2F乙/1"]
    [short, *_] = served.get("/v1/cases").json()["cases"]
    assert short["tasks"]["total"] >= short["tasks"]["overdue"] > 0
    assert sum(each["tasks"] for each in short["blocking"]) >= short["tasks"]["overdue"]
    assert short["blocking"][0]["overdue"] >= short["blocking"][-1]["overdue"]


def test_ids_with_slashes_are_encoded_once_more_in_paths(served: Served) -> None:
    person = "甲/乙 100%2F"
    [_, result] = served.tell(hired(person), resigned(person))
    case = result["decision"]["case"]
    part = case.removesuffix("/1")
    assert "/" not in part
    told = served.get(f"/v1/cases/{quote(part, safe='')}/1").json()
    assert (told["id"], told["employee"]["id"]) == (case, person)
    history = served.get(f"/v1/cases/{quote(part, safe='')}/1/history").json()["history"]
    assert history[0]["event"]["subject"] == person
    assert served.get(f"/v1/cases/{quote(part, safe='')}/01").status_code == 404
    assert served.get(f"/v1/cases/{quote(person, safe='')}/1").json()["id"] == case
    assert served.get("/v1/cases/%FF/1").status_code == 404
    assert served.get("/v1/gates", control="severance", employee=person).json()["case"] == case


def test_the_history_of_a_case_tells_each_event_with_its_effects_and_deliveries(handed_over: Served) -> None:
    told = handed_over.get(f"{CASE}/history", limit=500).json()
    assert told["next"] is None
    first = told["history"][0]
    assert (first["kind"], first["event"]["type"], first["outcome"]) == ("event", "resignation.submitted", "applied")
    notices = [each for entry in told["history"] for each in entry["effects"] if each["effect"] == "notice"]
    assert notices
    assert all(
        {sent["channel"] for sent in each["deliveries"]} == set(each["channels"])
        and {sent["state"] for sent in each["deliveries"]} <= {"delivered", "read", "undeliverable"}
        for each in notices
    )
    page = handed_over.get(f"{CASE}/history", limit=3).json()
    rest = handed_over.get(f"{CASE}/history", limit=500, after=page["next"]).json()
    assert page["history"] + rest["history"] == told["history"]


def test_the_history_shows_of_an_event_of_others_only_what_it_did_here(served: Served) -> None:
    successor, leaver = hired("S1", "小赵"), hired("E1")
    served.tell(successor, leaver, resigned("E1"))
    assigned = {"successor": "S1", "by": "U-HR"}
    served.tell(event("successor.assigned", "E1", "assigned", "2026-04-11T09:00:00+08:00", assigned))
    dismissed = {"cause": "dismissal", "last_day": "2026-04-12", "by": "U-HR"}
    served.tell(event("departure.declared", "S1", "dismissed", "2026-04-12T09:00:00+08:00", dismissed))
    [result] = served.tell(event("employee.left", "S1", "gone", "2026-04-12T18:00:00+08:00", {"on": "2026-04-12"}))
    assert {each["case"] for each in result["decision"]["effects"]} > {"E1/1"}
    last = served.get("/v1/cases/E1/1/history", limit=500).json()["history"][-1]
    assert (last["event"]["id"], last["event"].get("data")) == ("gone", None)
    assert {each["case"] for each in last["effects"]} == {"E1/1"}


def test_tasks_are_asked_for_by_person_state_and_day(served: Served) -> None:
    served.tell(hired("E1"), hired("E2", "李四"), resigned("E1"), resigned("E2", "2026-04-10T09:00:01+08:00"))
    ours = served.get("/v1/tasks", person="E1", limit=200).json()["tasks"]
    assert ours
    assert {each["case"] for each in ours} == {"E1/1"}
    assert all("E1" in [step["person"] for step in each["at_hand"]] for each in ours)
    everything = served.get("/v1/tasks", limit=200).json()["tasks"]
    found: list[Any] = []
    after: dict[str, Any] = {}
    while True:
        page = served.get("/v1/tasks", limit=3, **after).json()
        found += page["tasks"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == everything
    assert served.get("/v1/tasks", state="done").json()["tasks"] == []
    days = sorted({each["due"] for each in ours})
    early = served.get("/v1/tasks", person="E1", due_before=days[-1], limit=200).json()["tasks"]
    assert [each["id"] for each in early] == [each["id"] for each in ours if each["due"] < days[-1]]


def test_payroll_asks_whether_severance_may_be_paid(served: Served) -> None:
    served.tell(*[each for each in salesman() if each["time"] < MIDWAY])
    held = served.get("/v1/gates", control="severance", employee="E1001").json()
    assert (held["control"], held["case"], held["employee"]["name"]) == ("held", "E1001/1", "王晓敏")
    assert [gate["gate"] for gate in held["gates"]] == ["gate.severance"]
    assert held["gates"][0]["unmet"]
    served.tell(*[each for each in salesman() if each["time"] >= MIDWAY])
    opened = served.get("/v1/gates", control="severance", employee="E1001").json()
    assert (opened["control"], opened["as_of"]) == ("open", "2026-04-13T10:00:00+08:00")
    owed = event("severance.owed", "E1001", "owed", "2026-04-12T09:00:00+08:00", {"amount": 30000})
    served.tell(owed)
    due = served.get("/v1/gates", control="severance", employee="E1001", case="E1001/1").json()["due"]
    assert due is not None


def test_no_gate_on_a_control_is_open_and_no_case_is_no_answer(handed_over: Served) -> None:
    none = handed_over.get("/v1/gates", control="access_removal", employee="E1001").json()
    assert (none["control"], none["gates"]) == ("open", [])
    for asked in ({"employee": "E1002"}, {"employee": "nobody"}, {"employee": "E1002", "case": "E1001/1"}):
        answer = handed_over.get("/v1/gates", control="severance", **asked)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:handover-policy:problem:no-case")


def test_a_departure_taken_back_lets_nothing_happen(served: Served) -> None:
    taken_back = event("resignation.withdrawn", "E1", "back", "2026-04-11T09:00:00+08:00", {"accepted_by": "U-HR"})
    results = served.tell(hired("E1"), resigned("E1"), taken_back)
    assert results[-1]["outcome"] == "applied"
    assert served.get("/v1/gates", control="access_removal", employee="E1").status_code == 404
    named = served.get("/v1/gates", control="access_removal", employee="E1", case="E1/1").json()
    assert (named["control"], named["state"]) == ("held", "withdrawn")


WRONG = (
    "/v1/decisions?after=-1",
    "/v1/decisions?limit=0",
    "/v1/decisions?limit=1001",
    "/v1/decisions?wait=31",
    "/v1/decisions?after=x",
    "/v1/decisions?effect=nothing",
    "/v1/cases?state=done",
    "/v1/cases?overdue=yes",
    f"/v1/cases?q={'x' * 301}",
    "/v1/cases?after=%00",
    "/v1/tasks?state=closed",
    "/v1/tasks?due_before=soon",
    "/v1/tasks?after=x",
    "/v1/gates?control=severance",
    "/v1/gates?employee=E1001",
    "/v1/gates?control=severence&employee=E1001",
)


@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_parameter_is_named(handed_over: Served, path: str) -> None:
    answer = handed_over.get(path)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["pointer"].startswith("?")
    assert error["pointer"][1:] in error["detail"]


READS = (
    ("/v1/decisions", "decisions:read"),
    ("/v1/cases", "cases:read"),
    (CASE, "cases:read"),
    (f"{CASE}/history", "cases:read"),
    ("/v1/tasks", "cases:read"),
    ("/v1/gates?control=severance&employee=E1001", "gates:read"),
    ("/v1/events/1-0000000000000000", "events:read"),
)


@pytest.mark.parametrize(("path", "scope"), READS)
def test_a_read_needs_a_key_of_the_company_with_the_scope(handed_over: Served, path: str, scope: str) -> None:
    assert handed_over.client.get(path).status_code == 401
    every = {"events:write", "events:read", "decisions:read", "cases:read", "gates:read"}
    others = handed_over.new_key(*sorted(every - {scope})).text
    only = handed_over.new_key(scope).text
    assert handed_over.get(path, key=others).status_code == 403
    assert handed_over.get(path, key=only).status_code in {200, 404}
    theirs = handed_over.get(path, key=handed_over.other_key)
    assert theirs.status_code == 404 or "E1001" not in theirs.text
    mark = "&" if "?" in path else "?"
    assert handed_over.get(f"{path}{mark}company=other").status_code == 404
