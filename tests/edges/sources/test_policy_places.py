"""places_of: which policy sets are meant by the files and folders that pre-commit and people name."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover_policy.sources.policy_places import places_of

FILES = {
    "rules/acme/policy.yaml": "# c\nkind: policy\n",
    "rules/acme/tasks/sales.yaml": "kind: tasks\n",
    "rules/acme/tests/a.yaml": "kind: test\n",
    "rules/acme/notifications/x/zh-CN/message.yaml": "title: x\n",
    "rules/group/beta/制度.yml": "kind: 'policy' # 首页\r\n",
    "rules/group/.hidden/policy.yaml": "kind: policy\n",
    "rules/statutes/cn.yaml": "kind: statutes\n",
    "rules/README.md": "kind: policy\n",
    "loose/tasks.yaml": "kind: tasks\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*named: str) -> tuple[list[str], list[str]]:
    places, strays = places_of([Path(name) for name in named])
    return [str(place) for place in places], [str(stray) for stray in strays]


def test_a_file_stands_for_the_nearest_set_above_it(root: Path) -> None:
    assert found(*(name for name in FILES if "acme" in name)) == (["rules/acme"], [])
    assert found("rules/group/beta/制度.yml", "rules/acme/policy.yaml") == (["rules/group/beta", "rules/acme"], [])
    assert found(str(root / "rules/acme/policy.yaml")) == ([str(root / "rules/acme")], [])


def test_a_file_of_no_set_is_told(root: Path) -> None:
    assert found("loose/tasks.yaml", "rules/README.md") == ([], ["loose/tasks.yaml", "rules/README.md"])
    assert root.is_dir()


def test_within_a_set_its_files_are_found_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "rules/acme/tasks")
    (place,) = places_of([Path("sales.yaml")])[0]
    assert place.resolve() == root / "rules/acme"


def test_a_folder_of_sets_stands_for_those_below_it(root: Path) -> None:
    assert found("rules") == (["rules/acme", "rules/group/beta"], [])
    assert found(".") == (["rules/acme", "rules/group/beta"], [])
    assert root.is_dir()


def test_any_other_folder_and_what_is_not_there_stand_for_themselves(root: Path) -> None:
    (root / "empty").mkdir()
    assert found("rules/acme", "loose", "empty", "gone") == (["rules/acme", "loose", "empty", "gone"], [])


def test_each_set_is_named_once_however_it_is_named(root: Path) -> None:
    assert found("rules/acme", "rules", str(root / "rules/acme"))[0] == ["rules/acme", "rules/group/beta"]


def test_a_link_to_a_folder_is_not_followed(root: Path) -> None:
    (root / "rules" / "again").symlink_to(root / "rules")
    assert found("rules")[0] == ["rules/acme", "rules/group/beta"]


def test_a_folder_with_the_settings_of_a_service_stands_for_the_sets_beside_them(root: Path) -> None:
    (root / "rules" / "service.yaml").write_text("kind: service\n", encoding="utf-8")
    assert places_of([Path("rules")])[0] == (Path("rules/acme"), Path("rules/group/beta"))
    (root / "rules" / "other.yaml").write_text("kind: tasks\n", encoding="utf-8")
    assert places_of([Path("rules")])[0] == (Path("rules"),)
