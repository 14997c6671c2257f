"""`handover init`: a repository that is sound from the first moment, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.edges.cli.command import handover

SETS = ("default", "manufacturing", "retail", "internet", "logistics")


@pytest.mark.parametrize("name", SETS)
def test_what_is_written_validates_without_warnings_and_its_test_passes(name: str, tmp_path: Path) -> None:
    place = tmp_path / "acme"
    assert handover("init", place, "--extends", name, "--title", "某某公司“离职”制度").code == 0
    told = handover("validate", place, "--format", "json")
    assert (told.code, json.loads(told.out)["findings"]) == (0, [])
    assert handover("test", place).code == 0
    assert handover("lint", place).code == 0


def test_modelines_name_schemas_that_lie_in_the_repository(tmp_path: Path) -> None:
    handover("init", tmp_path / "acme")
    for file in ("policy.yaml", "notices.yaml", "tests/reminders.yaml"):
        path = tmp_path / "acme" / file
        named = path.read_text("utf-8").splitlines()[0].partition("$schema=")[2]
        assert json.loads((path.parent / named).read_text("utf-8"))["$schema"]


def test_settings_of_editor_hooks_and_jobs_can_be_read(tmp_path: Path) -> None:
    handover("init", tmp_path / "acme")
    for file in (".pre-commit-config.yaml", ".gitlab-ci.yml", ".github/workflows/policy.yml"):
        assert yaml.safe_load((tmp_path / "acme" / file).read_text("utf-8"))
    for file in (".vscode/settings.json", ".vscode/extensions.json"):
        assert json.loads((tmp_path / "acme" / file).read_text("utf-8"))


def test_nothing_is_overwritten_and_twice_the_same_is_fine(tmp_path: Path) -> None:
    place = tmp_path / "acme"
    assert handover("init", place).code == 0
    assert handover("init", place).code == 0
    (place / "policy.yaml").write_text("mine", "utf-8")
    (place / "README.md").unlink()
    blocked = handover("init", place)
    assert (blocked.code, (place / "policy.yaml").read_text("utf-8")) == (2, "mine")
    assert "policy.yaml" in blocked.err
    assert not (place / "README.md").exists()


def test_a_file_in_the_place_of_the_folder_or_of_a_part_of_it_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    assert handover("init", tmp_path / "file").code == 2
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "tests").write_text("x", "utf-8")
    blocked = handover("init", tmp_path / "acme")
    assert blocked.code == 2
    assert sorted(path.name for path in (tmp_path / "acme").iterdir()) == ["tests"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--extends", "manufactoring"), "did you mean manufacturing?"),
        (("--id", "../x"), "letters, digits"),
        (("--id", "编号"), "letters, digits"),
        (("--title", "a\nb"), "no control characters"),
        (("--title", "长" * 121), "120 at most"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_written(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    wrong = handover("init", tmp_path / "acme", *arguments)
    assert wrong.code == 2
    assert told in wrong.err
    assert not (tmp_path / "acme").exists()


@pytest.mark.parametrize("title", ["😀" * 40, "a'b\"c", "{{ 7*7 }}", "# x: y", "<b>"])
def test_hostile_titles_stay_text(title: str, tmp_path: Path) -> None:
    assert handover("init", tmp_path / "我的 制度", "--title", title).code == 0
    assert yaml.safe_load((tmp_path / "我的 制度" / "policy.yaml").read_text("utf-8"))["title"] == title
    assert handover("validate", tmp_path / "我的 制度").code == 0
