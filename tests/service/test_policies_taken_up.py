"""Policies that change while the service runs: taken up where they are sound, refused and told where they are not."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from tests.service.served import SECONDS, Served, served
from tests.service.test_serve import HIRED, MANIFEST, key_in, policy_in, settings_in, told

WAIT = 30.0
RESIGNED = {
    "specversion": "1.0",
    "id": "r-1",
    "source": "hr/core",
    "type": "resignation.submitted",
    "subject": "E1",
    "time": "2026-02-02T09:00:00+08:00",
    "data": {"form": "written"},
}


def standing(service: Served) -> dict[str, Any]:
    answer = httpx.get(f"{service.address}/readyz", timeout=SECONDS)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()["policies"]["acme"]
    return found


def awaited(service: Served, state: str, *versions: str) -> dict[str, Any]:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        found = standing(service)
        if found["state"] == state and (not versions or found["versions"] == list(versions)):
            return found
        time.sleep(0.2)
    raise AssertionError((standing(service), service.log))


def version_of(service: Served, key: str, number: int) -> str:
    """Return the version by which somebody just hired was decided."""
    day = f"2026-0{3 + number}-01"
    event = {**HIRED, "id": f"h-{number}", "subject": f"X{number}", "time": f"{day}T09:00:00+08:00"}
    event["data"] = {**HIRED["data"], "hired_on": day}  # type: ignore[dict-item]
    version: str = told(service.address, key, event).json()["results"][0]["decision"]["policy"]["version"]
    return version


def test_a_sound_change_is_taken_up_and_one_with_errors_is_refused_with_its_findings(tmp_path: Path) -> None:
    policy_in(tmp_path / "acme")
    file = settings_in(tmp_path, "companies:\n  - {id: acme, policy: acme}\n")
    with served("--settings", file, here=tmp_path) as service:
        key = key_in(tmp_path, "--settings", str(file))
        assert version_of(service, key, 1) == "1.0.0"
        policy_in(tmp_path / "acme", version="1.1.0")
        awaited(service, "current", "1.1.0")
        assert version_of(service, key, 2) == "1.1.0"
        policy_in(tmp_path / "acme", version="1.2.0", more="notices_: 1\n")
        refused = awaited(service, "refused")
        assert [each["code"] for each in refused["findings"]] == ["unknown-key"]
        assert version_of(service, key, 3) == "1.1.0"
        policy_in(tmp_path / "acme", version="1.2.0")
        awaited(service, "current", "1.2.0")
        service.end()
        logged = [json.loads(line) for line in service.log.splitlines()]
    assert [each["event"] for each in logged if each["event"].startswith("policy-")] == [
        "policy-taken-up",
        "policy-refused",
        "policy-taken-up",
    ]


def test_an_error_of_lint_is_refused_and_a_set_that_is_extended_is_watched(tmp_path: Path) -> None:
    policy_in(tmp_path / "base")
    own = MANIFEST.format(version="1.0.0", since="2026-01-01").replace("builtin:default", "../base")
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "policy.yaml").write_text(own, encoding="utf-8")
    file = settings_in(tmp_path, "companies:\n  - {id: acme, policy: acme}\n")
    with served("--settings", file, here=tmp_path) as service:
        key = key_in(tmp_path, "--settings", str(file))
        assert version_of(service, key, 1) == "1.0.0"
        long = "kind: notice_days\nrules:\n  - {id: days.regular, days: 45}\n"
        (tmp_path / "base" / "notice_days.yaml").write_text(long, encoding="utf-8")
        found = awaited(service, "refused")
        assert "CN-NOT-01" in {each["code"] for each in found["findings"] if each["severity"] == "error"}
        (tmp_path / "base" / "notice_days.yaml").unlink()
        awaited(service, "current", "1.0.0")


def test_a_version_by_which_a_case_goes_stays(tmp_path: Path) -> None:
    policy_in(tmp_path / "acme")
    file = settings_in(tmp_path, "companies:\n  - {id: acme, policy: acme}\n")
    with served("--settings", file, here=tmp_path) as service:
        key = key_in(tmp_path, "--settings", str(file))
        told(service.address, key)
        assert told(service.address, key, RESIGNED).json()["results"][0]["outcome"] == "applied"
        policy_in(tmp_path / "acme", version="1.1.0")
        found = awaited(service, "refused")
        assert [each["code"] for each in found["findings"]] == ["version-missing"]
        policy_in(tmp_path / "acme", version="1.0.0", more="send_at: '10:00'\n")
        end = time.monotonic() + WAIT
        while [each["code"] for each in standing(service)["findings"]] != ["version-altered"]:
            assert time.monotonic() < end, standing(service)
            time.sleep(0.2)
        policy_in(tmp_path / "acme")
        awaited(service, "current", "1.0.0")


def test_a_reference_of_git_is_followed(tmp_path: Path) -> None:
    repository = tmp_path / "policies"
    policy_in(repository / "acme")
    git(repository, "init", "--quiet", "--initial-branch=main")
    commit(repository)
    file = settings_in(
        tmp_path,
        "companies:\n  - {id: acme, policy: [{git: policies, ref: main, path: acme}]}\n",
    )
    with served("--settings", file, here=tmp_path) as service:
        key = key_in(tmp_path, "--settings", str(file))
        assert version_of(service, key, 1) == "1.0.0"
        policy_in(repository / "acme", version="1.1.0")
        commit(repository)
        awaited(service, "current", "1.1.0")
        assert version_of(service, key, 2) == "1.1.0"


def test_a_repository_elsewhere_is_fetched_and_its_last_state_counts_while_it_is_away(tmp_path: Path) -> None:
    repository = tmp_path / "elsewhere"
    policy_in(repository)
    git(repository, "init", "--quiet", "--initial-branch=main")
    commit(repository)
    file = settings_in(tmp_path, f"companies:\n  - {{id: acme, policy: {{git: 'file://{repository}'}}}}\n")
    with served("--settings", file, here=tmp_path) as service:
        assert standing(service)["versions"] == ["1.0.0"]
        service.end()
    repository.rename(tmp_path / "gone")
    with served("--settings", file, here=tmp_path) as service:
        assert standing(service)["versions"] == ["1.0.0"]


def git(place: Path, *arguments: str) -> None:
    named = ("-c", "user.name=t", "-c", "user.email=t@t.example")
    subprocess.run(["git", *named, *arguments], cwd=place, check=True, capture_output=True)


def commit(place: Path) -> None:
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "a version")
