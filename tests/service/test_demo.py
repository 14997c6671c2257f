"""`handover serve --demo`: a company around today with a clock of its own, kept apart from real ones."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from handover_policy.app.asking.masked import masked
from tests.service.served import SECONDS, Served, called, served

PARTS = ("leaver", "successor", "manager", "hr", "administration", "technology", "newcomer", "frontline", "auditor")


def entries(service: Served) -> dict[str, list[str]]:
    end = time.monotonic() + SECONDS
    while "api-key" not in service.out and time.monotonic() < end:
        time.sleep(0.05)
    return {line.split("\t")[0]: line.split("\t") for line in service.out.splitlines() if "\t" in line}


def asked(service: Served, path: str) -> httpx.Response:
    key = entries(service)["api-key"][1]
    return httpx.get(service.address + path, headers={"authorization": f"Bearer {key}"}, timeout=SECONDS)


def moved(service: Served, to: datetime) -> httpx.Response:
    return httpx.post(f"{service.address}/demo/clock", json={"to": to.isoformat()}, timeout=SECONDS)


def history_of(service: Served, case: str) -> list[dict[str, Any]]:
    """Return the history of a case from its beginning."""
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        told = asked(service, f"/v1/cases/{case}/history?limit=200&after={after}").json()
        found += told["history"]
        if not told["history"] or told["next"] in {None, after}:
            return found
        after = told["next"]


def deliveries_of(history: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return what became of each message on each channel, in the order of the ledger."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for told in (each["delivery"] for each in history if each["kind"] == "delivery"):
        found.setdefault((told["notice"], told["channel"]), []).append(told)
    return found


def story_that_arrived(service: Served, case: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return what became of each message of a case on each channel but the portal, once all of it has arrived."""
    end = time.monotonic() + SECONDS
    while True:
        history = history_of(service, case)
        effects = [effect for each in history for effect in each.get("effects") or ()]
        notices = [(each["key"], each["channels"]) for each in effects if each["effect"] == "notice"]
        wanted = {(key, channel) for key, channels in notices for channel in channels} - {
            (key, "portal") for key, _ in notices
        }
        found = deliveries_of(history)
        if all(found.get(each, [{}])[-1].get("state") == "delivered" for each in wanted):
            assert len(wanted) > 4
            return found
        assert time.monotonic() < end, wanted - found.keys()
        time.sleep(0.2)


def test_it_prints_a_link_for_each_part_and_a_key_and_departures_are_in_every_state(tmp_path: Path) -> None:
    with served("--demo", "--data", "demo", here=tmp_path) as service:
        told = entries(service)
        assert tuple(told) == (*PARTS, "api-key")
        assert all(told[part][2].startswith(f"{service.address}/enter/") for part in PARTS)
        decisions = asked(service, "/v1/decisions?limit=1000").json()["decisions"]
        outcomes = {each["decision"]["outcome"] for each in decisions}
        effects = [effect for each in decisions for effect in each["decision"].get("effects", ())]
        states = {effect["case"]: effect["state"] for effect in effects if effect["effect"] == "case"}
        tasks = {effect["task"]: effect for effect in effects if effect["effect"] == "task"}
        history = asked(service, "/v1/cases/E3001/1/history?limit=200").json()["history"]
        arrived = [*story_that_arrived(service, "E1001/1").items(), *story_that_arrived(service, "E1003/1").items()]
        files = [each["stored"] for entry in history for each in entry.get("files", ())]
        with httpx.Client(timeout=SECONDS, follow_redirects=True) as worker:
            home = worker.post(told["frontline"][2]).text
    for (_, channel), (accepted, delivered) in arrived:
        assert (accepted["state"], accepted["attempt"]) == ("accepted", 1)
        assert (delivered["state"], delivered["receipt"]) == ("delivered", True)
        lies = json.loads((tmp_path / "demo" / "sink" / channel / accepted["provider_id"]).read_bytes())
        assert (lies["channel"], lies["key"], lies["to"]) == (channel, accepted["parcel"], accepted["to"])
        assert masked(lies["address"]) == accepted["address"]
    assert files
    assert all(files)
    assert 'class="plain-mode"' in home
    assert 'href="tel:8001"' in home
    assert outcomes <= {"applied", "ignored"}
    assert states["E1003/1"] == "closed"
    assert {state for case, state in states.items() if case != "E1003/1"} == {"open"}
    assert len(states) == 7
    fresh = [each["state"] for name, each in tasks.items() if name.startswith("E1001/1:")]
    assert {*fresh} <= {"open", "pending"}
    assert all(each["state"] == "done" for name, each in tasks.items() if name.startswith("E3001/1:everyone"))


def test_its_clock_goes_forward_alone_and_survives_a_restart_with_its_key(tmp_path: Path) -> None:
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=6)
    with served("--demo", "--data", "demo", here=tmp_path) as service:
        before = asked(service, "/v1/decisions?limit=1000").json()["next"]
        assert moved(service, later).status_code == 200
        assert asked(service, "/v1/decisions?limit=1000").json()["next"] > before
        back = moved(service, later - timedelta(days=1))
        assert (back.status_code, back.headers["content-type"]) == (422, "application/problem+json")
        assert httpx.post(f"{service.address}/demo/clock", content=b"{", timeout=SECONDS).status_code == 400
        assert httpx.post(f"{service.address}/demo/clock", content=b" " * 2000, timeout=SECONDS).status_code == 413
        assert moved(service, later + timedelta(days=9999)).status_code == 422
        key = entries(service)["api-key"][1]
        service.end()
    with served("--demo", "--data", "demo", here=tmp_path) as again:
        assert entries(again)["api-key"][1] == key
        made = called("keys", "add", "--data", "demo", "--name", "a", "--scope", "all", here=tmp_path).out.split()[-1]
        assert httpx.get(f"{again.address}/v1/cases", headers={"authorization": f"Bearer {made}"}).status_code == 200
        now = datetime.fromisoformat(moved(again, later + timedelta(days=1)).json()["now"])
    assert now >= later + timedelta(days=1)


def test_no_other_service_moves_time(tmp_path: Path) -> None:
    with served(here=tmp_path) as service:
        assert moved(service, datetime.now(UTC) + timedelta(days=1)).status_code == 404


def test_the_data_of_a_demo_and_of_a_company_are_kept_apart(tmp_path: Path) -> None:
    with served("--demo", "--data", "demo", here=tmp_path) as service:
        service.end()
    with served("--data", "real", here=tmp_path) as service:
        service.end()
    as_company = called("serve", "--data", "demo", "--port", "0", "--lang", "en", here=tmp_path)
    as_demo = called("serve", "--demo", "--data", "real", "--port", "0", "--lang", "en", here=tmp_path)
    assert (as_company.code, "add --demo" in as_company.err) == (2, True)
    assert (as_demo.code, "does not hold the data of a demo" in as_demo.err) == (2, True)
    assert called("tick", "--data", "demo", here=tmp_path).code == 2
    assert called("serve", "--demo", "--settings", "x.yaml", here=tmp_path).code == 2
