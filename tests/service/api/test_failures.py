"""What goes wrong inside: told as a problem, logged with its reason and without what was told, and got over."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from sqlalchemy.exc import DataError

from handover_policy.app.run import Run
from handover_policy.app.serving import lane as lanes
from handover_policy.app.serving import service as service_module
from handover_policy.app.serving import watching
from handover_policy.app.serving.ahead import ClockState
from handover_policy.app.serving.deciding import decide_batch
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.told import Unwritten
from handover_policy.decide.decided import Decided
from handover_policy.decide.state.seen_events import event_key
from handover_policy.model.events import Event
from handover_policy.web.log import log_lines
from handover_policy.web.paths import shown
from handover_policy.web.telling import events
from tests.service.api.serving import BATCH, STRUCTURED, Served, bearer, hired

SECONDS = 20.0


@contextmanager
def logged() -> Iterator[StringIO]:
    """Give what is logged."""
    kept = StringIO()
    log_lines(kept)
    try:
        yield kept
    finally:
        structlog.reset_defaults()


def awaited(seen: list[Any], count: int) -> None:
    end = time.monotonic() + SECONDS
    while len(seen) < count:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_fault_of_ours_is_a_problem_and_its_traceback_tells_no_key_and_nobody(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(events, "event_texts", broken)
    with logged() as kept:
        answer = served.post(hired("E1"), accept_language="zh")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["type"].endswith(":internal")
    assert answer.headers["x-request-id"]
    failed = next(json.loads(line) for line in kept.getvalue().splitlines() if '"failed"' in line)
    assert (failed["request"], failed["exception"][0]["exc_value"]) == (answer.headers["x-request-id"], "broken")
    assert served.key not in kept.getvalue()
    assert "张三" not in kept.getvalue()
    monkeypatch.undo()
    assert served.post(hired("E1")).status_code == 200


def test_why_nothing_was_written_stands_in_the_log(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> Future[object]:
        answer = Future[object]()
        answer.set_exception(Unwritten("disk full", 2))
        return answer

    monkeypatch.setattr(served.service.companies["acme"].lane, "tell", full)
    with logged() as kept:
        assert served.post(hired("E1")).status_code == 503
    told = [json.loads(line) for line in kept.getvalue().splitlines()]
    assert [(each["company"], each["why"]) for each in told if each["event"] == "unwritten"] == [("acme", "disk full")]


def test_an_event_that_nobody_can_decide_is_named_and_stands_in_nobodys_way(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Run.decided

    def broken(self: Run, event: Event) -> Decided:
        if event.subject == "E2":
            raise ValueError(event.data["name"])
        return whole(self, event)

    monkeypatch.setattr(Run, "decided", broken)
    bad = hired("E2", "王小敏")
    with logged() as kept:
        alone = served.post(bad)
        batch = served.post([hired("E1"), bad, hired("E3")], BATCH)
    for answer, pointer in ((alone, ""), (batch, "/1")):
        told = answer.json()
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
        assert (told["type"].rpartition(":")[2], told["errors"][0]["pointer"]) == ("undecidable", pointer)
        assert "retry-after" not in answer.headers
    lines = [json.loads(line) for line in kept.getvalue().splitlines()]
    logs = [each for each in lines if each["event"] == "undecidable"]
    assert [each["request"] for each in logs] == [answer.headers["x-request-id"] for answer in (alone, batch)]
    read = served.service.companies["acme"].run.read_line(json.dumps(bad).encode(), 1)
    assert isinstance(read, Event)
    assert [each["events"] for each in logs] == [[read.digest.hex()]] * 2
    assert any("broken" in place for place in logs[0]["why"])
    assert "王小敏" not in kept.getvalue()
    assert served.post([hired("E1"), hired("E3")], BATCH).json()["results"][0]["replayed"] is False
    monkeypatch.undo()
    assert served.post(bad).json()["results"][0]["outcome"] == "applied"


def test_a_value_that_no_database_takes_is_the_events_own_fault_of_ours(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = served.service.companies["acme"].lane

    def broken(*given: Any) -> Any:
        if any(told.event.subject == "E2" for request in given[3] for told in request):
            raise DataError("INSERT", {}, ValueError("too large"))
        return decide_batch(*given)

    monkeypatch.setattr(f"{lanes.__name__}.decide_batch", broken)
    answer = served.post(hired("E2"))
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (500, "undecidable")
    both = served.post([hired("E1"), hired("E2")], BATCH)
    assert (both.status_code, both.json()["errors"][0]["pointer"]) == (500, "")
    assert served.post(hired("E1")).status_code == 200
    assert lane.held


def test_a_clock_that_is_not_believed_is_told_wherever_it_matters(served: Served) -> None:
    assert served.post(hired("E1")).status_code == 200
    served.clock.moment += timedelta(days=2000)
    answer = served.post(hired("E2"))
    told = answer.json()
    assert (answer.status_code, told["type"].rpartition(":")[2]) == (503, "clock-ahead")
    assert int(answer.headers["retry-after"])
    assert all(each in told["detail"] for each in ("acme", "handover tick --ahead"))
    assert served.get("/v1/cases").status_code == 200
    ready = served.client.get("/readyz")
    acme, other = (ready.json()["companies"][each] for each in ("acme", "other"))
    assert (ready.status_code, acme["state"], "state" in other) == (503, "clock-ahead", False)
    assert "handover tick --ahead" in acme["reason"]
    assert served.post(hired("E9"), authorization=f"Bearer {served.other_key}").status_code == 200


def test_a_company_that_is_not_taken_or_whose_clock_fails_is_named(served: Served) -> None:
    acme, other = (served.service.companies[each] for each in ("acme", "other"))
    acme.not_taken, other.lane.telling.standing = KeyError("E1"), ClockState.CLOCK_FAILED
    acme.lane.lose()
    with acme.alone:  # nobody takes it again meanwhile
        ready = served.client.get("/readyz")
    states = {name: each["state"] for name, each in ready.json()["companies"].items()}
    assert (ready.status_code, states) == (503, {"acme": "not-taken", "other": "clock-failed"})
    assert "E1" not in ready.text
    other.lane.telling.standing = None


def test_nobody_unknown_sends_a_body(served: Served) -> None:
    key = served.new_key("events:write", signing=True)
    now = str(int(served.clock().timestamp()))
    old = str(int(served.clock().timestamp()) - 301)
    for name, moment in (("hk_000000000000", now), ("", now), (key.id, old)):
        head = (
            f"POST /v1/events HTTP/1.1\r\nhost: x\r\nwebhook-signature: v1,x\r\nwebhook-id: m\r\nx-handover-key: {name}"
        )
        with socket.create_connection(served.address, timeout=SECONDS / 2) as made:
            made.sendall(f"{head}\r\nx-handover-key: {name}\r\nwebhook-timestamp: {moment}\r\n".encode())
            made.sendall(b"content-length: 100000\r\n\r\n{")
            assert made.recv(12) == b"HTTP/1.1 401"


def test_more_bodies_than_there_is_room_for_are_told_to_come_again(served: Served) -> None:
    room = served.server._app.state.doors.room
    before = room.left
    for content, status in ((json.dumps(hired("E1")), 200), ("[", 400), ("x" * 2_000_000, 413)):
        assert served.post(content).status_code == status
    assert room.left == before
    room.left = 10
    full = served.post(hired("E2"))
    assert (full.status_code, full.headers["retry-after"], full.json()["type"][-4:]) == (503, "1", "busy")
    chunked = served.client.post(
        "/v1/events", content=iter([b"{}"]), headers={**bearer(served.key), "content-type": STRUCTURED}
    )
    assert chunked.status_code == 503
    room.left = before
    assert served.post(hired("E2")).status_code == 200


def test_a_receipt_names_an_event_and_no_other_row(served: Served) -> None:
    served.post(hired("E1"))
    nameless = event_key("None", "None").hex()[:16]
    assert {served.get(f"/v1/events/{place}-{nameless}").status_code for place in range(1, 5)} == {404}


@pytest.mark.parametrize("told", ["\x1b[2J", "\x9b2J", "\n", "\x85", "\u2028", "\u202e"])
def test_a_path_in_the_log_moves_no_terminal(told: str) -> None:
    assert shown(f"/v1/{quote(told)}") == f"/v1/\ufffd{told[1:]}"


def test_a_clock_that_cannot_be_told_leaves_nobody_without_an_answer(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane, tried = served.service.companies["acme"].lane, list[int]()

    def broken(_: object) -> int:
        tried.append(1)
        raise KeyError("E1")

    monkeypatch.setattr(lane, "_tell_time", broken)
    with logged() as kept:
        lane.schedule.at = served.clock().timestamp() - 1
        awaited(tried, 1)
        served.clock.moment += timedelta(minutes=2)
        awaited(tried, 2)
    assert "clock-failed" in kept.getvalue()
    assert served.post(hired("E1")).status_code == 200


def test_a_look_at_policies_that_fails_is_not_the_last_one(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def broken(company: Any, _: object) -> None:
        looked.append(company.id)
        raise KeyError(company.id)

    monkeypatch.setattr(watching, "look_again", broken)
    monkeypatch.setattr(watching.PolicyWatch, "_stamps", lambda self, company: (company.id, len(self._seen) > 1))
    watch = watching.PolicyWatch(served.service, folders=0.02)
    with logged() as kept:
        watch.start()
        awaited(looked, 6)
        watch.stop()
    assert {"acme", "other"} <= set(looked)
    assert "policy-not-looked-at" in kept.getvalue()


def test_what_stands_in_the_way_of_one_company_costs_no_other_its_lease(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []

    def keep(company: Any, *_: object) -> None:
        kept.append(company.id)
        if company.id == "acme":
            raise KeyError(company.id)

    companies = (CompanySettings(id="acme"), CompanySettings(id="other"))
    settings = Settings(data=tmp_path, database=f"sqlite:///{tmp_path / 'handover.db'}", companies=companies)
    service = Service(settings, lease=0.1)
    service.start()
    monkeypatch.setattr(service_module, "keep_company", keep)
    with logged() as told:
        service._leased = True
        awaited(kept, 4)
    assert "company-not-kept" in told.getvalue()
    service.stop()
    assert kept[:4] == ["acme", "other", "acme", "other"]


def test_a_client_that_goes_before_its_body_is_whole_is_no_fault_of_ours(served: Served) -> None:
    head = f"POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {served.key}\r\ncontent-length: 9\r\n\r\n["
    with logged() as kept:
        with socket.create_connection(served.address) as made:
            made.sendall(head.encode())
            time.sleep(0.5)
        end = time.monotonic() + SECONDS
        while '"request"' not in kept.getvalue() and time.monotonic() < end:
            time.sleep(0.02)
    lines = [json.loads(line) for line in kept.getvalue().splitlines()]
    assert [(each["event"], each["status"]) for each in lines] == [("request", 499)]
