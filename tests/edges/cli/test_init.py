"""`handover init`: a repository that is sound from the first moment, written whole or not at all."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from handover_policy.app.init import shipped_base
from handover_policy.sources.scaffold.repository import repository, write_repository
from handover_policy.sources.shipped import shipped_sets
from tests.edges.cli.command import ROOT, handover

OFFERED = [name for name in shipped_sets() if "/" not in name]
CHINESE = re.compile("[\u2e80-\u9fff]")


def files_below(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir()}


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_written_validates_without_warnings_and_its_test_passes(name: str, tmp_path: Path) -> None:
    place = tmp_path / "acme"
    signing = ("--department", "HR", "--department", "Information Technology", "--department", "图书馆")
    assert handover("init", place, "--extends", name, "--title", "某某公司“离职”制度", *signing).code == 0
    told = handover("validate", place, "--format", "json")
    assert (told.code, json.loads(told.out)["findings"]) == (0, [])
    assert (handover("lint", place).code, handover("test", place).code) == (0, 0)
    (place / "notices.yaml").unlink()
    assert handover("test", place).code == 4


@pytest.mark.parametrize("name", OFFERED)
def test_a_set_is_written_in_the_language_of_the_set_that_it_extends(name: str, tmp_path: Path) -> None:
    place, base = tmp_path / "acme", shipped_base(name)
    signing = ("Information Technology", "Environmental Health") if base.language == "en" else ("信息技术部", "党群部")
    assert handover("init", place, "--extends", name, *(f"--department={each}" for each in signing)).code == 0
    for file in ("policy.yaml", "notices.yaml", "tasks/clearance.yaml", "tests/reminders.yaml", "README.md"):
        assert bool(CHINESE.search((place / file).read_text("utf-8"))) is (base.language == "zh"), file


def test_the_language_asked_for_is_written_whatever_is_extended(tmp_path: Path) -> None:
    assert handover("init", tmp_path / "one", "--lang", "en").code == 0
    assert yaml.safe_load((tmp_path / "one" / "policy.yaml").read_text("utf-8"))["title"] == "Leaving and handing over"
    assert handover("init", tmp_path / "two", "--extends", "california", "--lang", "zh").code == 0
    assert yaml.safe_load((tmp_path / "two" / "policy.yaml").read_text("utf-8"))["title"] == "离职与工作交接制度"


def test_a_set_that_extends_no_countrys_law_has_its_place_to_decide(tmp_path: Path) -> None:
    told = handover("init", tmp_path / "one", "--extends", "international", "--lang", "en").out.decode()
    assert "policy.yaml: where people work: jurisdiction" in told
    assert "where people work" not in handover("init", tmp_path / "two", "--extends", "japan").out.decode()


def test_departments_are_those_of_the_set_that_is_extended_and_nobody_else_is_asked_for(tmp_path: Path) -> None:
    place = tmp_path / "acme"
    asked = ("Information Technology", "hr", "Library", "Environmental Health", "Manager", "!!", "null")
    told = handover("init", place, "--extends", "california", *(f"--department={each}" for each in asked), "--lang=en")
    assert told.code == 0
    manifest = yaml.safe_load((place / "policy.yaml").read_text("utf-8"))
    own = ["library", "environmental_health", "department_5", "department_6", "department_7"]
    assert list(manifest["parties"]) == own
    assert list(manifest["contacts"]) == ["it", "hr", *own]
    listed = yaml.safe_load((place / "tasks" / "clearance.yaml").read_text("utf-8"))["tasks"]
    assert [task["steps"][0]["party"] for task in listed] == ["it", "hr", *own]
    assert f"contacts: it, hr, {', '.join(own)}\n" in told.out.decode()
    assert handover("validate", place).code == 0


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
        (("--id", ""), "(empty)"),
        (("--id", "\x1b[31mred"), "\\u001b[31mred"),
        (("--title", "  "), "must not be empty"),
        (("--extends", "\x1b[31mred"), "\\u001b[31mred"),
        (("--extends", "../default"), f"one of: {', '.join(OFFERED)}\n"),
        (("--title", "a\nb"), "no line ends or control characters"),
        (("--title", "长" * 121), "120 at most"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_written(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    wrong = handover("init", tmp_path / "acme", *arguments)
    assert wrong.code == 2
    assert told in wrong.err
    assert "\x1b" not in wrong.err
    assert not (tmp_path / "acme").exists()


@pytest.mark.parametrize("title", ["😀" * 40, "a'b\"c", "{{ 7*7 }}", "# x: y", "<b>"])
def test_hostile_titles_stay_text(title: str, tmp_path: Path) -> None:
    assert handover("init", tmp_path / "我的 制度", "--title", title).code == 0
    assert yaml.safe_load((tmp_path / "我的 制度" / "policy.yaml").read_text("utf-8"))["title"] == title
    assert handover("validate", tmp_path / "我的 制度").code == 0


@pytest.mark.parametrize("name", ["2026", "2026-07-01", "true", "null", "1.0", "0x1F", "-x"])
def test_a_folder_whose_name_yaml_takes_for_something_else_gives_a_sound_set(name: str, tmp_path: Path) -> None:
    assert handover("init", tmp_path / name, "--id", name).code == 0
    assert yaml.safe_load((tmp_path / name / "policy.yaml").read_text("utf-8"))["id"] == name
    told = handover("validate", tmp_path / name, "--format", "json")
    assert (told.code, json.loads(told.out)["findings"]) == (0, [])


def test_the_id_is_the_name_of_the_folder_as_far_as_it_goes(tmp_path: Path) -> None:
    for folder, name in (("acme 2026!", "acme-2026"), ("制度's", "company"), ("a" * 200, "a" * 120)):
        assert handover("init", tmp_path / folder).code == 0
        assert yaml.safe_load((tmp_path / folder / "policy.yaml").read_text("utf-8"))["id"] == name


def test_an_article_company_can_be_extended_though_it_is_not_offered(tmp_path: Path) -> None:
    assert handover("init", tmp_path / "acme", "--extends", "builtin:seed_cases/logistics").code == 0
    assert handover("validate", tmp_path / "acme").code == 0
    assert handover("test", tmp_path / "acme").code == 0


@pytest.mark.parametrize("link", ["policy.yaml", "tests", ".github"])
@pytest.mark.parametrize("dangling", [True, False])
def test_links_are_in_the_way_and_nothing_is_written_through_them(link: str, dangling: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest passes it by name
    place, elsewhere = tmp_path / "acme", tmp_path / "elsewhere"
    place.mkdir()
    if not dangling:
        elsewhere.mkdir()
    (place / link).symlink_to(elsewhere)
    blocked = handover("init", place)
    assert blocked.code == 2
    assert f"  {link}\n" in blocked.err
    assert [path.name for path in place.iterdir()] == [link]
    assert (place / link).is_symlink()
    assert dangling or files_below(elsewhere) == set()


@pytest.mark.parametrize("file", ["docker-compose.yml", "rules/manifest.yaml", "tests/other.yaml"])
def test_yaml_that_would_become_part_of_the_set_is_in_the_way(file: str, tmp_path: Path) -> None:
    place = tmp_path / "acme"
    (place / file).parent.mkdir(parents=True)
    (place / file).write_text("services: {}\n", "utf-8")
    blocked = handover("init", place)
    assert (blocked.code, files_below(place)) == (2, {file})
    assert f"  {file}\n" in blocked.err


def test_other_files_stay_beside_the_set_and_an_own_rule_file_does_not_block_a_second_call(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "LICENSE").write_text("mine", "utf-8")
    assert handover("init", tmp_path).code == 0
    (tmp_path / "gates.yaml").write_text("# later", "utf-8")
    (tmp_path / ".handover" / "schemas" / "gates.schema.json").unlink()
    assert handover("init", tmp_path).code == 0
    assert (tmp_path / ".handover" / "schemas" / "gates.schema.json").exists()
    assert (tmp_path / "LICENSE").read_text("utf-8") == "mine"


def test_a_folder_below_a_file_is_told_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    blocked = handover("init", tmp_path / "file" / "deep" / "acme")
    assert blocked.code == 2
    assert f"  {tmp_path / 'file'}\n" in blocked.err


def test_a_name_that_is_too_long_leaves_nothing(tmp_path: Path) -> None:
    assert handover("init", tmp_path / "new" / ("d" * 300)).code == 3
    assert list(tmp_path.iterdir()) == []


def test_where_one_file_cannot_be_moved_all_are_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "LICENSE").write_text("mine", "utf-8")
    move = Path.rename

    def full(self: Path, target: Path) -> Path:
        if target.name == ".gitlab-ci.yml":
            raise OSError(28, "No space left on device")
        return move(self, target)

    monkeypatch.setattr(Path, "rename", full)
    for place in (tmp_path, tmp_path / "deep" / "acme"):
        with pytest.raises(OSError, match="No space left"):
            write_repository(place, repository("acme", "制度", shipped_base("default")))
        assert [path.name for path in tmp_path.iterdir()] == ["LICENSE"]


def test_a_folder_nobody_may_write_is_told() -> None:
    nowhere = Path("/proc/acme")  # not even the superuser makes a folder there
    assert handover("init", nowhere).code == 3
    assert not nowhere.exists()


def on_a_terminal(typed: str, *arguments: object) -> tuple[int, str]:
    """Run `init` on a terminal of its own; all answers are typed ahead."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "handover_policy", "init", *map(str, arguments)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.STDOUT, cwd=ROOT) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        while True:
            try:
                read = os.read(ours, 4096)
            except OSError:  # Linux ends a terminal that nobody holds any more like this
                break
            if not read:
                break
            shown += read
        code = process.wait(timeout=60)
    os.close(ours)
    return code, shown.decode().replace("\r\n", "\n")


def test_a_terminal_is_asked_five_questions_and_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    code, shown = on_a_terminal("a b\nacme.hr\nretial\nretail\n某公司制度\n财务部，图书馆\n\n", tmp_path / "acme")
    assert code == 0
    assert [shown.count(asked) for asked in ("制度编号 / id [", "制度名称 / title [", "extend (")] == [
        2,
        1,
        2,
    ]
    assert "did you mean retail?" in shown
    manifest = yaml.safe_load((tmp_path / "acme" / "policy.yaml").read_text("utf-8"))
    assert [manifest[key] for key in ("id", "title", "extends")] == ["acme.hr", "某公司制度", "builtin:retail"]
    assert [party["title"] for party in manifest["parties"].values()] == ["财务部", "图书馆"]
    assert "vocabulary" not in manifest


def test_what_an_option_says_is_not_asked_and_empty_answers_take_the_defaults(tmp_path: Path) -> None:
    code, shown = on_a_terminal("\n\n\n\n", tmp_path / "one", "--extends", "retail")
    assert (code, "继承哪一套" in shown) == (0, False)
    assert on_a_terminal("\n\n\n\n\n", tmp_path / "two")[0] == 0
    assert yaml.safe_load((tmp_path / "two" / "policy.yaml").read_text("utf-8"))["extends"] == "builtin:default"


def test_departments_sign_towns_are_declared_and_what_is_still_to_decide_is_told(tmp_path: Path) -> None:
    place = tmp_path / "acme"
    told = [f"--department={each}" for each in ("财务部", "行政部", "党群部", "财务")]
    ended = handover("init", place, *told, "--town", "东莞", "--town", "深圳", "--town", "某镇")
    assert ended.code == 0
    manifest = yaml.safe_load((place / "policy.yaml").read_text("utf-8"))
    assert list(manifest["parties"]) == ["finance", "department_3"]
    assert manifest["vocabulary"] == {"employee.location": {"dongguan": "东莞", "shenzhen": "深圳", "town_3": "某镇"}}
    listed = yaml.safe_load((place / "tasks" / "clearance.yaml").read_text("utf-8"))["tasks"]
    assert [task["steps"][0]["party"] for task in listed] == ["finance", "administration", "department_3"]
    assert json.loads(handover("validate", place, "--format", "json").out)["findings"] == []
    assert (handover("test", place).code, handover("lint", place).code) == (0, 0)
    said = ended.out.decode()
    for asked in ("policy.yaml: 公司名称", "finance, department_3", "tasks/clearance.yaml: ", "东莞, 深圳, 某镇"):
        assert asked in said
    assert "CN-GD" not in said
    assert "- [ ] `tasks/clearance.yaml`" in (place / "README.md").read_text("utf-8")


def test_a_province_that_all_towns_lie_in_is_named(tmp_path: Path) -> None:
    assert "CN-GD" in handover("init", tmp_path / "one", "--town", "东莞", "--town", "深圳").out.decode()
    assert "jurisdiction" not in handover("init", tmp_path / "two", "--town", "成都").out.decode()
    abroad = handover("init", tmp_path / "three", "--town", "东莞", "--town", "New York", "--extends", "germany")
    assert "jurisdiction" not in abroad.out.decode()
    towns = yaml.safe_load((tmp_path / "three" / "policy.yaml").read_text("utf-8"))["vocabulary"]["employee.location"]
    assert towns == {"dongguan": "东莞", "new_york": "New York"}


def test_an_interrupted_question_writes_nothing(tmp_path: Path) -> None:
    assert on_a_terminal("acme\n\x04", tmp_path / "acme")[0] == 130
    assert list(tmp_path.iterdir()) == []
