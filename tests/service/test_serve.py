"""`handover serve` as a process: it says where it is, ends in order, and lets nobody else at its data."""

from __future__ import annotations

import json
import os
import pty
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.service.served import SECONDS, called, served

HIRED = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "hr/core",
    "type": "employee.hired",
    "subject": "E1",
    "time": "2026-01-05T09:00:00+08:00",
    "data": {"name": "王晓敏", "role": "sales", "stage": "regular", "hired_on": "2026-01-05"},
}
SETTINGS = "# yaml-language-server: $schema=schemas/service.schema.json\nkind: service\n"
MANIFEST = """\
# yaml-language-server: $schema=schemas/policy.schema.json
kind: policy
id: acme
title: 交接制度
version: {version}
effective: {{from: {since}}}
extends: builtin:default
"""


def settings_in(place: Path, text: str) -> Path:
    file = place / "service.yaml"
    file.write_text(SETTINGS + text, encoding="utf-8")
    return file


def policy_in(place: Path, version: str = "1.0.0", since: str = "2026-01-01", more: str = "") -> None:
    place.mkdir(parents=True, exist_ok=True)
    (place / "policy.yaml").write_text(MANIFEST.format(version=version, since=since) + more, encoding="utf-8")


def key_in(place: Path, *arguments: str) -> str:
    made = called("keys", "add", "--name", "test", "--scope", "all", *arguments, here=place)
    assert made.code == 0, made.err
    return made.out.splitlines()[-1]


def told(address: str, key: str, event: object = HIRED) -> httpx.Response:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/cloudevents+json"}
    return httpx.post(f"{address}/v1/events", content=json.dumps(event).encode(), headers=headers, timeout=SECONDS)


def test_without_settings_it_serves_the_default_set_and_keeps_what_it_is_told(tmp_path: Path) -> None:
    key = key_in(tmp_path)
    with served(here=tmp_path) as service:
        assert told(service.address, key).json()["results"][0]["outcome"] == "applied"
        assert service.end()[0] == 0
    data = tmp_path / "handover-data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    with served(here=tmp_path) as again:
        assert told(again.address, key).json()["results"][0]["replayed"] is True


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_0_within_5_seconds(by: signal.Signals, tmp_path: Path) -> None:
    with served(here=tmp_path) as service:
        assert service.get("/healthz").status_code == 200
        code, seconds = service.end(by)
    assert code == 0, service.log
    assert seconds < 5


def test_what_is_told_while_it_ends_is_answered_or_not_stored(tmp_path: Path) -> None:
    key = key_in(tmp_path)
    answered: list[str] = []

    def tell(address: str, first: int) -> None:
        for number in range(first, 4000, 4):
            name = f"e-{number}"
            event = {**HIRED, "id": name, "subject": f"E{number}"}
            try:
                answer = told(address, key, event)
            except httpx.HTTPError:
                return
            if answer.status_code != 200:
                return
            answered.append(name)

    with served(here=tmp_path) as service:
        tellers = [threading.Thread(target=tell, args=(service.address, first)) for first in range(4)]
        for each in tellers:
            each.start()
        while len(answered) < 40:
            assert service.process.poll() is None
        code, seconds = service.end()
        for each in tellers:
            each.join()
    assert (code, seconds < 5) == (0, True), service.log
    with served(here=tmp_path) as again:
        feed = httpx.get(
            f"{again.address}/v1/decisions?limit=1000", headers={"authorization": f"Bearer {key}"}, timeout=SECONDS
        ).json()
    kept = {each["decision"]["event"]["id"] for each in feed["decisions"]}
    assert set(answered) <= kept


def test_an_answer_waits_for_no_acknowledgement_of_its_head(tmp_path: Path) -> None:
    seconds: list[float] = []
    with served(here=tmp_path) as service, httpx.Client(base_url=service.address, timeout=SECONDS) as client:
        for _ in range(31):
            began = time.perf_counter()
            assert client.get("/healthz").status_code == 200
            seconds.append(time.perf_counter() - began)
    assert sorted(seconds)[15] < 0.03


def test_who_waits_for_decisions_is_answered_when_it_ends(tmp_path: Path) -> None:
    key = key_in(tmp_path)
    answers: list[httpx.Response] = []

    def wait(address: str) -> None:
        headers = {"authorization": f"Bearer {key}"}
        answers.append(httpx.get(f"{address}/v1/decisions?after=99&wait=30", headers=headers, timeout=SECONDS))

    with served(here=tmp_path) as service:
        waiting = threading.Thread(target=wait, args=(service.address,))
        waiting.start()
        time.sleep(1.5)
        code, seconds = service.end()
        waiting.join()
    assert (code, seconds < 5) == (0, True), service.log
    assert [each.status_code for each in answers] == [200]


def test_a_second_start_says_who_holds_the_data_and_ends_with_2(tmp_path: Path) -> None:
    with served(here=tmp_path) as service:
        second = called("serve", "--port", "0", "--lang", "en", here=tmp_path)
        ticked = called("tick", here=tmp_path)
        assert (second.code, ticked.code) == (2, 2)
        assert f"PID {service.process.pid}" in second.err
        service.process.kill()
        service.process.wait()
    with served(here=tmp_path) as third:
        assert third.get("/readyz").status_code == 200


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with served("--data", "one", here=tmp_path) as service:
        port = service.address.rpartition(":")[2]
        ended = called("serve", "--data", "two", "--port", port, "--lang", "en", here=tmp_path)
    assert ended.code == 3
    assert f"cannot listen at 127.0.0.1:{port}" in ended.err


def test_check_tells_everything_and_starts_nothing(tmp_path: Path) -> None:
    policy_in(tmp_path / "acme")
    file = settings_in(tmp_path, "encryption: {key: x}\ncompanies:\n  - {id: acme, policy: acme, hr: [U-LI]}\n")
    ended = called("serve", "--check", "--settings", file, "--lang", "en", here=tmp_path)
    assert ended.code == 1
    assert "secret-short" in ended.out
    assert "hr-no-contact" in ended.out
    assert not (tmp_path / "handover-data").exists()
    settings_in(tmp_path, "companies:\n  - {id: acme, policy: acme}\n")
    assert called("serve", "--check", "--settings", file, here=tmp_path).code == 0
    assert not (tmp_path / "handover-data").exists()


def test_a_policy_with_errors_keeps_it_from_starting(tmp_path: Path) -> None:
    policy_in(tmp_path / "acme", more="parties: {x: {title: 一, is: contact:nobody}}\n")
    file = settings_in(tmp_path, "companies:\n  - {id: acme, policy: acme}\n")
    ended = called("serve", "--port", "0", "--settings", file, "--lang", "en", here=tmp_path)
    assert ended.code == 1
    assert "unknown-contact" in ended.err
    assert "the policy of acme has errors" in ended.err


def test_no_secret_is_printed_or_logged(tmp_path: Path) -> None:
    text = "database: postgresql+psycopg://u:${ENV:PASSWORD}@127.0.0.1:1/x\ncompanies:\n  - id: acme\n"
    file = settings_in(tmp_path, text)
    secret = {"PASSWORD": "hunter2hunter2"}
    ended = called("serve", "--port", "0", "--settings", file, here=tmp_path, settings=secret)
    assert ended.code == 3
    assert "hunter2" not in ended.out + ended.err
    missing = called("serve", "--port", "0", "--settings", file, here=tmp_path)
    assert (missing.code, "variable-missing" in missing.err) == (1, True)


def test_roles_are_split_on_postgresql_alone(tmp_path: Path) -> None:
    ended = called("serve", "--roles", "web", "--lang", "en", here=tmp_path)
    assert (ended.code, "on SQLite one process plays all roles" in ended.err) == (2, True)
    assert called("serve", "--roles", "wep", here=tmp_path).code == 2


def test_the_address_in_the_settings_is_the_one_that_is_told(tmp_path: Path) -> None:
    file = settings_in(tmp_path, "public_url: http://handover.example.com/\ncompanies:\n  - id: acme\n")
    with served("--settings", file, here=tmp_path) as service:
        assert service.address == "http://handover.example.com"
        link = called("link", "--settings", file, "--person", "U-HR", here=tmp_path)
    assert link.out.startswith("http://handover.example.com/enter/")


def test_the_log_has_a_line_of_json_for_each_request_with_its_id(tmp_path: Path) -> None:
    with served(here=tmp_path) as service:
        name = httpx.get(f"{service.address}/readyz", headers={"x-request-id": "mine-1"}).headers["x-request-id"]
        service.end()
        lines = [json.loads(line) for line in service.log.splitlines()]
    assert name == "mine-1"
    assert [each["path"] for each in lines if each.get("request") == "mine-1"] == ["/readyz"]


def test_a_key_of_the_installation_that_is_empty_is_told(tmp_path: Path) -> None:
    (tmp_path / "handover-data" / "keys").mkdir(parents=True)
    (tmp_path / "handover-data" / "keys" / "envelope").write_bytes(b"")
    ended = called("serve", "--port", "0", "--lang", "en", here=tmp_path)
    assert (ended.code, "envelope is empty" in ended.err) == (3, True)


def test_on_a_terminal_it_prints_a_link_for_hr_while_nobody_ever_signed_in(tmp_path: Path) -> None:
    terminal, side = pty.openpty()
    command = [sys.executable, "-m", "handover_policy", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=side, stderr=subprocess.DEVNULL)
    os.close(side)
    shown = b""
    while b"/enter/" not in shown:
        shown += os.read(terminal, 4096)
    process.terminate()
    assert process.wait(SECONDS) == 0
    os.close(terminal)
    assert b"U-HR" in shown
    with served(here=tmp_path) as service:
        assert "/enter/" not in service.out
