"""What goes wrong inside: told as a problem, logged with its reason and without what was told, and got over."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import structlog

from handover_policy.app.serving import service as service_module
from handover_policy.app.serving import watching
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.app.serving.told import Unwritten
from handover_policy.decide.state.seen_events import event_key
from handover_policy.web.log import log_lines
from handover_policy.web.paths import shown
from handover_policy.web.telling import events
from tests.service.api.serving import STRUCTURED, Served, bearer, hired

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
        awaited(tried, 2)
    assert "clock-not-told" in kept.getvalue()
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
    keeper = threading.Thread(target=service._keep, daemon=True)
    with logged() as told:
        keeper.start()
        awaited(kept, 4)
    assert "company-not-kept" in told.getvalue()
    service._ended.set()
    keeper.join(SECONDS)
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
