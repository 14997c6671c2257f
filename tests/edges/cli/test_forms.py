"""Findings for services, as the commands write them: paths that hold from where the command was called."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sarif_kit import validation_errors

from tests.edges.cli.command import handover

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
    ended = handover(*arguments, here=here)
    assert ended.code == 1
    return ended.out.decode()


@pytest.mark.parametrize("command", ["validate", "lint"])
def test_paths_hold_from_the_current_directory(repository: Path, command: str) -> None:
    assert told(repository, command, "制度/acme", "--format", "github", "--lang", "en").startswith(
        "::error file=制度/acme/gates.yaml,line=4,col=18,endColumn=23,title=unknown-key::"
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


def test_paths_hold_from_the_root_of_the_work_tree_wherever_the_command_is_called(repository: Path) -> None:
    (repository / ".git").mkdir()
    elsewhere = repository.parent / "elsewhere"
    elsewhere.mkdir()
    place = repository / "制度" / "acme"
    for here, typed in (
        (repository, "制度/acme"),
        (repository / "制度", "acme"),
        (place, "."),
        (elsewhere, str(place)),
    ):
        assert told(here, "lint", typed, "--format", "github").startswith("::error file=制度/acme/gates.yaml,line=4,")
        log = json.loads(told(here, "lint", typed, "--format", "sarif"))
        assert validation_errors(log) == []
        (run,) = log["runs"]
        assert run["automationDetails"] == {"id": "handover/lint/"}
        assert set(run["originalUriBaseIds"]) == {"%SRCROOT%"}
        (result, *_) = run["results"]
        place_told = result["locations"][0]["physicalLocation"]
        assert place_told["artifactLocation"]["uri"] == "%E5%88%B6%E5%BA%A6/acme/gates.yaml"
        assert place_told["region"] == {"startLine": 4, "startColumn": 18, "endColumn": 23}
        assert result["partialFingerprints"]["primaryLocationLineHash"].endswith(":1")


def test_no_rule_has_a_title_without_a_word_and_no_change_for_the_better_is_an_alert(repository: Path) -> None:
    place = repository / "制度" / "acme"
    (place / "gates.yaml").write_text(MODELINE.format("gates") + GATE.replace("titel", "title"), encoding="utf-8")
    base = ["diff", "builtin:default", "制度/acme", "--fail-on", "info", "--lang", "zh"]
    changes = json.loads(told(repository, *base, "--format", "json"))["changes"]
    known = {each["fingerprint"] for each in changes if each["direction"] in {"better", "neutral"}}
    assert known
    (run,) = json.loads(told(repository, *base, "--format", "sarif"))["runs"]
    assert run["automationDetails"] == {"id": "handover/diff/"}
    assert not known & {each["partialFingerprints"]["handover/v1"] for each in run["results"]}
    for rule in run["tool"]["driver"]["rules"]:
        assert re.search(r"\w", rule["shortDescription"]["text"])


def test_names_of_junit_cases_are_unique_and_stay_when_lines_move(repository: Path) -> None:
    gates = repository / "制度" / "acme" / "gates.yaml"

    def names() -> list[str]:
        document = ET.fromstring(told(repository, "validate", "制度/acme", "--format", "junit"))  # noqa: S314 - ours
        return [str(case.get("name")) for case in document.iter("testcase")]

    gates.write_text(f"{MODELINE.format('gates')}{GATE}  - {GATE.partition('- ')[2]}", encoding="utf-8")
    before = names()
    assert len(before) == len(set(before)) > 2
    gates.write_text(
        f"{MODELINE.format('gates')}# 甲\n\n{gates.read_text('utf-8').partition(chr(10))[2]}", encoding="utf-8"
    )
    assert names() == before
