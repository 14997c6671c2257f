"""What examples/operations/ shows: settings, compose file and systemd unit that fit the product they are for."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml

from tests.edges.cli.command import handover
from tests.edges.packaging.test_image import STAGES

OPERATIONS = Path(__file__).parents[3] / "examples" / "operations"
COMPOSE = yaml.safe_load((OPERATIONS / "compose.yaml").read_text("utf-8"))
UNIT = (OPERATIONS / "handover.service").read_text("utf-8")
SERVING = ("one", "two")


def options_of(command: str) -> set[str]:
    return set(re.findall(r"--[a-z-]+", handover(command, "--help").out.decode()))


def test_the_settings_have_no_finding() -> None:
    password = {"HANDOVER_DB_PASSWORD": "x"}
    checked = handover("validate", OPERATIONS / "service.yaml", "--fail-on", "info", settings=password)
    assert (checked.code, checked.out) == (0, b"")


def test_the_compose_file_builds_a_stage_there_is_and_calls_the_command_as_it_is() -> None:
    known = options_of("serve")
    for name in SERVING:
        service = COMPOSE["services"][name]
        assert service["build"]["target"] in STAGES
        assert service["command"][0] == "serve"
        assert {each for each in service["command"] if each.startswith("--")} <= known
        mounted = [each.split(":")[-2 if each.endswith(":ro") else -1] for each in service["volumes"]]
        assert service["command"][service["command"].index("--settings") + 1] in mounted


def test_both_processes_share_one_database_and_the_key_of_the_installation() -> None:
    settings = yaml.safe_load((OPERATIONS / "service.yaml").read_text("utf-8"))
    assert "@database/" in settings["database"]
    assert "database" in COMPOSE["services"]
    for name in SERVING:
        assert f"data:{settings['data']}" in COMPOSE["services"][name]["volumes"]


def test_the_unit_calls_the_command_as_it_is() -> None:
    known = options_of("serve")
    calls = [shlex.split(line.partition("=")[2]) for line in UNIT.splitlines() if line.startswith("ExecStart")]
    assert [call[1] for call in calls] == ["serve", "serve"]
    assert {each for call in calls for each in call if each.startswith("--")} <= known
