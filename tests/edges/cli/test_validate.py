"""validate: findings with their places, and the exit code, as a process of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.edges.cli.command import DEFAULT, handover


def broken_set(tmp_path: Path) -> Path:
    """Return a copy of the default set with a wrong value and a wrong key, in two files."""
    place = tmp_path / "broken"
    shutil.copytree(DEFAULT, place)
    for file, old, new in (
        ("gates.yaml", "controls: severance", "controls: severence"),
        ("notices.yaml", "to:", "two:"),
    ):
        text = (place / file).read_text(encoding="utf-8")
        assert old in text
        (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return place


def test_the_set_that_ships_is_clean_by_name_by_option_and_by_default() -> None:
    for arguments in ((), (DEFAULT,), ("--policy", DEFAULT)):
        ended = handover("validate", *arguments)
        assert (ended.code, ended.out) == (0, b"")


def test_all_findings_of_all_files_come_in_one_pass_with_place_and_fix(tmp_path: Path) -> None:
    ended = handover("validate", broken_set(tmp_path), "--lang", "en")
    told = ended.out.decode()
    assert ended.code == 1
    assert "gates.yaml:12:15: error[unknown-value]" in told
    assert "notices.yaml:6:73: error[unknown-key]" in told
    assert "fix: " in told


def test_json_findings_have_the_keys_of_the_contract(tmp_path: Path) -> None:
    ended = handover("validate", broken_set(tmp_path), "--format", "json")
    findings = json.loads(ended.out)["findings"]
    keys = {"code", "severity", "file", "line", "column", "message", "fix", "law", "fingerprint"}
    assert {finding["file"] for finding in findings} == {"gates.yaml", "notices.yaml"}
    assert all(set(finding) == keys for finding in findings)


def test_a_fingerprint_stays_when_lines_move(tmp_path: Path) -> None:
    place = broken_set(tmp_path)
    before = json.loads(handover("validate", place, "--format", "json").out)["findings"]
    text = (place / "gates.yaml").read_text(encoding="utf-8")
    (place / "gates.yaml").write_text(text.replace("gates:\n", "gates:\n\n\n", 1), encoding="utf-8")
    after = json.loads(handover("validate", place, "--format", "json").out)["findings"]
    assert [finding["fingerprint"] for finding in after] == [finding["fingerprint"] for finding in before]
    assert [finding["line"] for finding in after] != [finding["line"] for finding in before]


def test_a_folder_that_is_not_there_leaves_with_three(tmp_path: Path) -> None:
    ended = handover("validate", tmp_path / "missing")
    assert (ended.code, ended.out) == (3, b"")
    assert str(tmp_path / "missing") in ended.err


def test_two_different_sets_are_wrong_usage(tmp_path: Path) -> None:
    assert handover("validate", DEFAULT, "--policy", tmp_path).code == 2


def test_titles_are_hints_and_written_as_ids_where_they_are_to_be_mended(tmp_path: Path) -> None:
    place = tmp_path / "titled"
    place.mkdir()
    line = "# yaml-language-server: $schema=../schemas/{}.schema.json\n"
    manifest = (
        "kind: policy\nid: own\ntitle: 制度\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
    )
    tasks = "kind: tasks\nid: own\ntitle: 清单\nwhen: {employee.role：[销售, 研发]}  # 两种岗位\ntasks:\n"
    tasks += '  - {id: own.a, title: 甲, start: arrival, steps: [{party: "部门负责人", do: 做, due: last_day}]}\n'
    (place / "policy.yaml").write_text(line.format("policy") + manifest, encoding="utf-8")
    (place / "tasks.yaml").write_text(line.format("tasks") + tasks, encoding="utf-8")
    mended = handover("validate", place, "--fix", "--format", "json")
    assert (mended.code, json.loads(mended.out)["findings"]) == (0, [])
    written = (place / "tasks.yaml").read_text(encoding="utf-8")
    assert "when: {employee.role: [sales, engineer]}  # 两种岗位\n" in written
    assert "{party: manager, do: 做" in written
