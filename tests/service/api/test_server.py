"""The server as clients of every kind meet it: slow, too loud, half gone, two at once."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from handover_policy.web import doors, server
from handover_policy.web.telling import bodies
from tests.service.api.serving import STRUCTURED, Served, bearer, event, hired, salesman, serving

MIB = 1024 * 1024


@contextmanager
def connected(served: Served) -> Iterator[socket.socket]:
    with socket.create_connection(served.address, timeout=20) as made:
        yield made


def request_of(served: Served, told: object, *, length: int | None = None, more: str = "") -> bytes:
    body = json.dumps(told).encode()
    head = (
        f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.key}\r\n"
        f"Content-Type: {STRUCTURED}\r\nContent-Length: {len(body) if length is None else length}\r\n{more}\r\n"
    )
    return head.encode() + body


def answer_on(made: socket.socket) -> bytes:
    found = b""
    while part := made.recv(65536):
        found += part
    return found


def test_a_body_of_100_mb_is_refused_and_never_held(served: Served) -> None:
    chunk = b"x" * MIB

    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield chunk

    before = memory_peak()
    headers = {**bearer(served.key), "content-type": STRUCTURED}
    streamed = served.client.post("/v1/events", content=parts(), headers=headers)
    assert memory_peak() - before < 20 * 1024
    declared = served.client.post("/v1/events", content=chunk * 100, headers=headers)
    assert [streamed.status_code, declared.status_code] == [413, 413]
    assert served.post(hired("E1")).status_code == 200


def memory_peak() -> int:
    """Return the most memory this process has had, in KiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def test_who_asks_before_sending_too_much_is_told_at_once(served: Served) -> None:
    with connected(served) as made:
        made.sendall(request_of(served, "", length=100 * MIB, more="Expect: 100-continue\r\n")[:-2])
        assert answer_on(made).startswith(b"HTTP/1.1 413 ")


def test_just_a_mebibyte_is_read_and_a_byte_more_is_not(served: Served) -> None:
    told = event("x.y", "E1", "1", "2026-03-02T09:00:00+08:00", "")
    size = len(json.dumps(told, ensure_ascii=False).encode())
    whole = {**told, "data": "x" * (MIB - size)}
    assert served.post(whole).status_code == 200
    assert served.post({**whole, "id": "11"}).status_code == 413


def test_a_client_that_is_slow_to_send_is_told_so(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies.whole_body, "__kwdefaults__", {"most": MIB, "seconds": 0.3})
    with connected(served) as made:
        made.sendall(request_of(served, hired("E1"))[:-10])
        assert answer_on(made).startswith(b"HTTP/1.1 408 ")
    assert served.get("/v1/decisions").json()["decisions"] == []


def test_a_client_that_has_closed_its_side_is_answered(served: Served) -> None:
    with connected(served) as made:
        made.sendall(request_of(served, hired("E1")))
        made.shutdown(socket.SHUT_WR)
        head, _, body = answer_on(made).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(body)["results"][0]["outcome"] == "applied"


def test_a_client_that_goes_before_its_body_is_whole_leaves_nothing(served: Served) -> None:
    before = served.post(hired("E0")).json()["results"][0]["position"]
    with connected(served) as made:
        made.sendall(request_of(served, hired("E1"))[:-10])
    assert served.post(hired("E2")).json()["results"][0]["position"] == before + 1


def test_a_client_that_goes_before_its_answer_loses_nothing(served: Served) -> None:
    with connected(served) as made:
        made.sendall(request_of(served, hired("E1")))
    told = served.get("/v1/decisions", wait=10).json()["decisions"]
    assert [each["decision"]["event"]["id"] for each in told] == ["hired-E1"]
    assert served.post(hired("E1")).json()["results"][0]["replayed"]


def test_what_is_no_http_is_told_as_a_problem(served: Served) -> None:
    for told in (b"hello\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET /\xff\0 HTTP/1.1\r\nHost: x\r\n\r\n"):
        with connected(served) as made:
            made.sendall(told)
            head, _, body = answer_on(made).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert b"x-request-id: " in head
        assert json.loads(body)["type"].endswith("no-http")


def test_who_never_ends_the_head_of_a_request_is_cut_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.3)
    with connected(served) as silent, connected(served) as dripping:
        dripping.sendall(b"GET /healthz HTTP/1.1\r\n")
        began = time.monotonic()
        while time.monotonic() - began < 10:
            time.sleep(0.05)
            try:
                dripping.sendall(b"x: y\r\n")
            except OSError:
                break
        assert time.monotonic() - began < 10
        assert answer_on(silent) == b""
    assert served.client.get("/healthz").status_code == 200


MUCH = 40


def much_asked(served: Served, room: int) -> socket.socket:
    """Return a connection on which more is asked than any buffer holds; of the client's own so many bytes."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    made.connect(served.address)
    made.settimeout(20)
    made.sendall(b"GET /v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n" * MUCH)
    return made


def test_who_never_reads_an_answer_is_cut_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "READING_SECONDS", 0.5)
    connections = served.server.server_state.connections
    before = len(connections)
    with much_asked(served, 4096):
        end = time.monotonic() + 10
        while len(connections) <= before:
            assert time.monotonic() < end
            time.sleep(0.01)
        while len(connections) > before:
            assert time.monotonic() < end, "an answer that nobody reads is held for ever"
            time.sleep(0.05)


def test_who_reads_slowly_gets_all_of_it(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "READING_SECONDS", 0.5)
    one = len(served.client.get("/v1/openapi.json").content)
    read, began = 0, time.monotonic()
    with much_asked(served, 2**17) as made:
        while read < MUCH * one and (told := made.recv(2**16)):
            read += len(told)
            time.sleep(0.02)
    assert read >= MUCH * one
    assert time.monotonic() - began > 0.5


def test_many_slow_clients_keep_nobody_from_the_door(served: Served) -> None:
    waiting = [socket.create_connection(served.address) for _ in range(200)]
    try:
        for each in waiting:
            each.sendall(b"POST /v1/events HTTP/1.1\r\nHost: x\r\n")
        assert served.post(hired("E1")).status_code == 200
    finally:
        for each in waiting:
            each.close()


def at_once(served: Served, told: list[dict[str, Any]]) -> list[httpx.Response]:
    start = threading.Barrier(len(told))

    def post(one: dict[str, Any]) -> httpx.Response:
        with httpx.Client(base_url=served.server.address, timeout=30) as client:
            start.wait()
            return client.post("/v1/events", json=one, headers={**bearer(served.key), "content-type": STRUCTURED})

    with ThreadPoolExecutor(len(told)) as threads:
        return list(threads.map(post, told))


def test_of_one_event_told_at_the_same_moment_one_is_stored_and_all_are_answered_alike(served: Served) -> None:
    answers = [each.json()["results"][0] for each in at_once(served, [hired("E1")] * 8)]
    assert sorted(each.pop("replayed") for each in answers) == [False] + [True] * 7
    assert answers == [answers[0]] * 8
    assert len(served.get("/v1/decisions").json()["decisions"]) == 1


def test_of_two_events_of_one_id_at_the_same_moment_one_is_in_conflict(served: Served) -> None:
    for turn in range(5):
        answers = at_once(served, [hired(f"E{turn}", "张三"), hired(f"E{turn}", "李四")])
        assert sorted(each.status_code for each in answers) == [200, 409]


def test_every_answer_has_a_name_and_what_there_is_not_is_told_as_a_problem(shared: Served) -> None:
    for method, path, status in (
        ("GET", "/nothing", 404),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/events/", 404),
        ("GET", "/v1//events", 404),
        ("GET", "/%FF%00", 404),
        ("DELETE", "/v1/events", 405),
        ("GET", "/v1/events", 405),
        ("POST", "/v1/decisions", 405),
        ("OPTIONS", "/v1/cases", 405),
        ("BREW", "/healthz", 405),
        ("POST", "/demo/clock", 404),
    ):
        answer = shared.client.request(method, path, headers=bearer(shared.key))
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status
        assert answer.json()["errors"] == []
        assert answer.headers["x-request-id"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert ("allow" in answer.headers) == (status == 405)
    named = shared.client.get("/healthz", headers={"x-request-id": "mine-1"})
    assert named.headers["x-request-id"] == "mine-1"
    assert (
        shared.client.get("/healthz", headers={"x-request-id": "no name\tof mine"}).headers["x-request-id"] != "no name"
    )


def test_head_answers_as_get_without_a_body(shared: Served) -> None:
    for path in ("/healthz", "/v1/cases", "/v1/nothing"):
        got, head = (shared.client.request(each, path, headers=bearer(shared.key)) for each in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-length"] == got.headers["content-length"]


def test_reads_are_shed_before_writes_and_health_never(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "BUSY_WRITER", -1)
    shed = served.get("/v1/cases")
    assert (shed.status_code, shed.headers["retry-after"]) == (503, "1")
    assert served.post(hired("E1")).status_code == 200
    assert served.client.get("/healthz").json() == {"status": "alive"}
    assert served.client.get("/readyz").status_code == 200


def test_readyz_tells_of_database_writers_clocks_and_policies(served: Served) -> None:
    ready = served.client.get("/readyz")
    told = ready.json()
    assert (ready.status_code, told["status"], told["database"]) == (200, "ready", "there")
    assert told["companies"]["acme"] == {"writer": "here", "waiting": 0, "clock_lag_seconds": 0.0}
    assert (told["policies"]["acme"]["state"], told["policies"]["acme"]["findings"]) == ("current", [])
    served.clock.moment += timedelta(days=2, seconds=1)
    assert served.client.get("/readyz").json()["companies"]["acme"]["checkpoint"]["state"] == "old"
    assert 'handover_notes_waiting{company="acme"} 0.0' in served.client.get("/metrics").text
    lane = served.service.companies["acme"].lane
    lane.lose()
    lost = served.client.get("/readyz")
    assert (lost.status_code, lost.json()["companies"]["acme"]["writer"]) == (503, "missing")
    lane.held = True
    lane.schedule.at = served.clock().timestamp() - 299
    assert served.client.get("/readyz").status_code == 200
    lane.schedule.at = served.clock().timestamp() - 301
    assert served.client.get("/readyz").status_code in {200, 503}


def test_a_database_that_is_gone_is_told(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as served:
        assert served.post(hired("E1")).status_code == 200
        served.service.engine.dispose()
        place = tmp_path / "data" / "handover.db"
        place.rename(place.with_suffix(".away"))
        (tmp_path / "data" / "handover.db").mkdir()
        time.sleep(0.3)
        assert served.client.get("/readyz").status_code == 503
        answer = served.post(hired("E2"))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert served.client.get("/healthz").status_code == 200
        place.rmdir()
        place.with_suffix(".away").rename(place)
        assert served.post(hired("E2")).json()["results"][0]["outcome"] == "applied"


def test_who_waits_is_answered_at_once_when_the_server_ends(tmp_path: Path) -> None:
    found: list[httpx.Response] = []
    with serving(tmp_path / "data") as served:
        asking = threading.Thread(target=lambda: found.append(served.get("/v1/decisions", wait=30)))
        asking.start()
        time.sleep(1)
        began = time.monotonic()
        served.server.should_exit = True
        asking.join()
        assert time.monotonic() - began < 2.5
    assert (found[0].status_code, found[0].json()["decisions"]) == (200, [])


def test_figures_are_told_in_the_format_of_prometheus(served: Served) -> None:
    served.tell(hired("E1"), hired("E2"))
    served.get("/v1/nothing")
    answer = served.client.get("/metrics")
    figures = {
        (sample.name, *dict(sorted(sample.labels.items())).values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert figures["handover_events_total", "acme"] == 2
    assert figures["handover_events_total", "other"] == 0
    assert figures["handover_events_waiting", "acme"] == 0
    assert figures["handover_decisions_total", "acme", "applied"] == 2
    assert not [name for name in figures if name[0] == "handover_outbox"]
    served.post(hired("E1"))
    served.tell(*salesman())
    told = served.client.get("/metrics").text
    assert 'handover_outbox{channel="sms",company="acme",state="undeliverable"} ' in told
    assert f'handover_decisions_total{{company="acme",outcome="applied"}} {2.0 + len(salesman())}' in told
    assert figures["handover_requests_total", "200", "POST", "/v1/events"] == 1
    assert figures["handover_requests_total", "404", "other", "other"] == 1
