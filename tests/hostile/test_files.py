"""A policy set from a merge request reads and writes nothing but its own files, whatever its links and names say."""

from __future__ import annotations

import json
import os
import socket
import threading
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover_policy.app.library import load_messages
from handover_policy.app.load import open_policies
from handover_policy.cli.main import handover
from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.yaml_source.text import LARGEST
from handover_policy.sources.gate.gate import FolderGate
from handover_policy.sources.policy_folders import case_files
from handover_policy.sources.policy_places import places_of
from handover_policy.sources.policy_repair import find_repairs, write_repair
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.scaffold.repository import InTheWay, write_repository
from tests.hostile.hostile_sets import GATES, MANIFEST, SECRET, SECRET_YAML, Repository, hard_ways, linked, repository

EXAMPLE = Path(__file__).parents[2] / "examples" / "salesman.jsonl"
MODELINE = "# yaml-language-server: $schema=x/clauses.schema.json\n"
PLACES = {
    "rule": "{}.yaml",
    "rule-in-a-folder": "more/{}.yml",
    "message": "notifications/{}/notification.yaml",
    "wording": "notifications/task.assigned/{}/message.yaml",
    "layout": "notifications/_layouts/{}.j2",
    "style": "notifications/_documents/{}.css",
}
COMMANDS = (
    ("validate", "{}", "--format", "text"),
    ("validate", "{}", "--format", "json"),
    ("validate", "{}", "--format", "sarif"),
    ("validate", "{}", "--format", "markdown"),
    ("validate", "{}", "--fix"),
    ("lint", "{}"),
    ("lint", "{}", "--fix"),
    ("check", "{}", "--format", "junit"),
    ("check", "{}/.."),
    ("test", "{}"),
    ("run", "--policy", "{}", str(EXAMPLE)),
    ("render", "task.assigned", "--sample", "--policy", "{}"),
    ("explain", "--policy", "{}", str(EXAMPLE)),
    ("simulate", "--on", "2026-03-02", "--policy", "{}"),
    ("simulate", "--on", "2026-03-02", "--policy", "builtin:default", "--compare", "{}"),
    ("diff", "builtin:default", "{}"),
    ("diff", "{}", "builtin:default", "--format", "markdown"),
    ("plan", "--cases", str(EXAMPLE), "--against", "builtin:default", "--policy", "{}"),
)


def ended(*arguments: object) -> tuple[int, str]:
    """Return the exit code of a command and all that it says."""
    runner = CliRunner(env={"GITHUB_TOKEN": SECRET, "LC_ALL": "en_US.UTF-8"})
    result = runner.invoke(handover, list(map(str, arguments)))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def codes(place: Path) -> dict[str, str]:
    """Return the code of each finding by its file."""
    return {finding.location.file: finding.code for finding in open_policies([place]).findings}


def links_everywhere(where: Repository) -> set[str]:
    """Put links of every way into every place of a set; return their paths."""
    planted = set()
    for place in (*PLACES.values(), "tests/{}.yaml"):
        for way, target in hard_ways(where).items():
            planted.add(place.format(way))
            linked(where.place / place.format(way), target)
    for name in ("sub", "notifications/sub", "tests/sub"):
        linked(where.place / name, where.outside)
        planted.add(name)
    return planted


@pytest.mark.parametrize("asked", COMMANDS, ids=lambda each: " ".join(each[:1] + each[2:])[:40])
def test_no_command_quotes_what_lies_outside(tmp_path: Path, monkeypatch, asked: tuple[str, ...]) -> None:
    where = repository(tmp_path)
    links_everywhere(where)
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    code, said = ended(*(each.format(where.place) for each in asked))
    assert SECRET not in said
    assert code in {1, 3}, said


def test_each_link_is_a_finding_with_its_place_and_its_fix_in_both_languages(tmp_path: Path) -> None:
    where = repository(tmp_path)
    planted = links_everywhere(where)
    for language, fix in (("zh", "改法：把文件"), ("en", "fix: ")):
        code, said = ended("check", where.place, "--lang", language)
        assert code == 1
        told = {line.split(":1:1:")[0] for line in said.splitlines() if "[link-" in line}
        assert told == planted
        assert said.count(fix) >= len(planted)


@pytest.mark.parametrize("reference", ["{outside}", "../../home", "../.cache", "../far", "../.git", "..//..//home/."])
def test_a_parent_outside_is_a_finding(tmp_path: Path, reference: str) -> None:
    where = repository(tmp_path)
    hard_ways(where)
    text = MANIFEST.replace("builtin:default", reference.format(outside=where.outside))
    (where.place / "policy.yaml").write_text(text, encoding="utf-8")
    assert codes(where.place) == {"policy.yaml": "extends-outside"}
    assert SECRET not in ended("validate", where.place)[1]
    assert ended("diff", "builtin:default", where.place)[0] == 3


@pytest.mark.parametrize(
    "reference", ['"\\0"', '"\\ud800"', "a" * 5000, "/".join(["a"] * 2000), '"\\e]0;x\\a"', "~", "builtin:../x"]
)
def test_a_parent_of_an_impossible_name_is_a_finding(tmp_path: Path, reference: str) -> None:
    where = repository(tmp_path)
    (where.place / "policy.yaml").write_text(MANIFEST.replace("builtin:default", reference), encoding="utf-8")
    assert ended("validate", where.place)[0] == 1


def test_a_folder_that_is_called_like_a_shipped_set_is_none(tmp_path: Path, monkeypatch) -> None:
    where = repository(tmp_path, manifest=MANIFEST.replace("builtin:default", "builtin:mine"))
    monkeypatch.chdir(where.root)
    (where.root / "builtin:mine").mkdir()
    assert codes(where.place) == {"policy.yaml": "extends-not-found"}


def test_what_lies_within_the_work_tree_is_read_through_links(tmp_path: Path) -> None:
    where = repository(tmp_path)
    shared = where.root / "shared"
    (shared / "deep").mkdir(parents=True)
    (shared / "deep" / "gates.yaml").write_text(GATES, encoding="utf-8")
    clauses = "kind: clauses\nclauses:\n  - {id: clause.one, title: 保密, text: 照旧, sign: never}\n"
    (where.root / "one.yaml").write_text(MODELINE + clauses, encoding="utf-8")
    linked(where.place / "linked", Path("..") / "shared")
    linked(where.place / "again" / "one.yaml", where.root / "one.yaml")
    opened = open_policies([where.place])
    assert [each.code for each in opened.findings] == []
    (policy,) = opened.policies
    assert "证明" in {gate.title for gate in policy.gates}
    assert "clause.one" in {clause.id for clause in policy.clauses}
    (shared / "deep" / "gates.yaml").write_text("kind: gates\ngates: 3\n", encoding="utf-8")
    assert "linked/deep/gates.yaml" in codes(where.place)
    assert "2 | gates: 3" in ended("validate", where.place)[1]


def test_a_linked_parent_and_one_beside_the_set_are_read(tmp_path: Path) -> None:
    where = repository(tmp_path, manifest=MANIFEST.replace("builtin:default", "../group"))
    group = where.root / "central"
    group.mkdir()
    (group / "policy.yaml").write_text(MANIFEST.replace("acme", "group"), encoding="utf-8")
    linked(where.root / "group", group)
    assert codes(where.place) == {}


def test_links_that_lead_round_end_and_nothing_is_read_twice(tmp_path: Path) -> None:
    where = repository(tmp_path)
    (where.place / "gates.yaml").write_text(GATES, encoding="utf-8")
    linked(where.place / "self", ".")
    linked(where.place / "up", "..")
    linked(where.place / "a", "b")
    linked(where.place / "b", "a")
    linked(where.place / "same.yaml", "gates.yaml")
    linked(where.place / "deep" / "er" / "back", "../..")
    linked(where.place / "gone.yaml", "nowhere.yaml")
    found = codes(where.place)
    broken = {"a": "link-broken", "b": "link-broken", "gone.yaml": "link-broken"}
    again = dict.fromkeys(("self", "same.yaml", "deep/er/back"), "read-twice")
    assert {**broken, **again}.items() <= found.items()
    assert found["up/rules"] == "read-twice"
    assert set(found.values()) == {"link-broken", "read-twice"}


def test_links_to_each_other_take_no_more_than_their_number(tmp_path: Path) -> None:
    where = repository(tmp_path)
    for level in range(30):
        for side in "xy":
            linked(where.place / f"l{level}" / side, f"../l{level + 1}")
    assert len(FolderGate(where.place).listing.refused) <= 60


def test_a_message_in_two_languages_may_share_a_file_by_a_link(tmp_path: Path) -> None:
    where = repository(tmp_path)
    own = where.place / "notifications" / "_layouts"
    own.mkdir(parents=True)
    (own / "chat.j2").write_text("x", encoding="utf-8")
    linked(own / "mail.j2", "chat.j2")
    messages = FolderSource(where.place).messages()
    assert messages == {"_layouts/chat.j2": "x", "_layouts/mail.j2": "x"}


def test_pipes_sockets_and_devices_are_named_and_nothing_waits_for_them(tmp_path: Path) -> None:
    where = repository(tmp_path)
    for name in ("pipe.yaml", "tests/pipe.yaml", "notifications/pipe.j2"):
        (where.place / name).parent.mkdir(exist_ok=True)
        os.mkfifo(where.place / name)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(where.place / "socket.yaml"))
    linked(where.place / "device.yaml", "/dev/zero")
    linked(where.place / "to-a-pipe.yaml", "pipe.yaml")
    done: list[tuple[int, str]] = []
    for asked in (("check", where.place), ("validate", where.place, "--fix"), ("diff", "builtin:default", where.place)):
        worker = threading.Thread(target=lambda asked=asked: done.append(ended(*asked)), daemon=True)
        worker.start()
        worker.join(60)
        assert not worker.is_alive()
    found = {
        **codes(where.place),
        **{each.path: each.code for each in case_files(where.place) if isinstance(each, FileRefusal)},
    }
    assert found.pop("device.yaml") == "link-outside"
    assert found == dict.fromkeys(
        ("pipe.yaml", "socket.yaml", "to-a-pipe.yaml", "tests/pipe.yaml", "notifications/pipe.j2"), "not-a-file"
    )


def test_a_pipe_in_the_place_of_the_manifest_stops_no_search_for_sets(tmp_path: Path) -> None:
    where = repository(tmp_path)
    os.mkfifo(where.root / "policy.yaml")
    assert places_of([where.root])[0] == (where.root,)
    assert places_of([where.place / "policy.yaml"])[0] == (where.place,)


@pytest.mark.parametrize("name", ["big.yaml", "tests/big.yaml", "notifications/big/notification.yaml", "big/x.yml"])
def test_a_huge_file_is_refused_by_its_size_and_never_loaded(tmp_path: Path, name: str) -> None:
    where = repository(tmp_path)
    load_messages()
    path = where.place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as opened:
        opened.truncate(500_000_000)
    tracemalloc.start()
    try:
        code, said = ended("check", where.place)
        list(find_repairs(where.place))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert code == 1
    assert f"{name}:1:1: error[file-too-large] the file has 500000000 bytes" in said
    assert peak < 100_000_000


def test_a_set_of_many_large_files_is_read_up_to_a_limit(tmp_path: Path) -> None:
    where = repository(tmp_path)
    for number in range(60):
        path = where.place / "tests" / f"{number:02}.yaml"
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as opened:
            opened.truncate(LARGEST)
    found = case_files(where.place)
    assert [each.code for each in found if isinstance(each, FileRefusal)] == ["set-too-large"]
    assert len(found) == 20


def test_a_file_that_says_it_is_empty_is_read_up_to_the_limit(tmp_path: Path, monkeypatch) -> None:
    where = repository(tmp_path)
    (where.place / "grown.yaml").write_bytes(b"#" * (LARGEST + 5))
    gate = FolderGate(where.place)
    monkeypatch.setattr("handover_policy.sources.gate.walk.LARGEST", LARGEST * 2)
    monkeypatch.setattr("handover_policy.sources.gate.gate.os.fstat", lambda _: os.stat_result((0o100644, *[0] * 9)))
    refused = gate.read(gate.listing.files["grown.yaml"])
    assert isinstance(refused, FileRefusal)
    assert refused.code == "file-too-large"


def test_a_link_put_in_the_place_of_a_listed_file_is_not_followed(tmp_path: Path) -> None:
    where = repository(tmp_path)
    (where.place / "gates.yaml").write_text(GATES, encoding="utf-8")
    gate = FolderGate(where.place)
    listed = gate.listing.files["gates.yaml"]
    listed.target.unlink()
    linked(listed.target, where.outside / "token.yaml")
    with pytest.raises(OSError, match="symbolic links"):
        gate.read(listed)
    listed.target.unlink()
    os.mkfifo(listed.target)
    assert gate.read(listed) == FileRefusal("gates.yaml", "not-a-file")


SPOILT = "kind：gates\ngates: []\n"


def test_fix_writes_neither_through_links_nor_into_hidden_folders(tmp_path: Path) -> None:
    where = repository(tmp_path)
    own = where.place / "own.yaml"
    kept = {
        where.outside / "out.yaml": "out.yaml",
        where.root / "beside.yaml": "beside.yaml",
        where.root / "shared" / "in.yaml": "sub",
        where.root / ".github" / "workflows" / "ci.yaml": "ci.yaml",
    }
    for path, link in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SPOILT, encoding="utf-8")
        linked(where.place / link, path.parent if link == "sub" else path)
    hidden = where.place / ".drafts" / "own.yaml"
    hidden.parent.mkdir()
    for path in (own, hidden):
        path.write_text(SPOILT, encoding="utf-8")
    own.chmod(0o640)
    linked(where.place / "z-own.yaml", "own.yaml")
    _, said = ended("validate", where.place, "--fix")
    assert own.read_text(encoding="utf-8") == SPOILT.replace("：", ": ")
    assert own.stat().st_mode & 0o777 == 0o640
    assert {path.read_text(encoding="utf-8") for path in (*kept, hidden)} == {SPOILT}
    assert {
        name for name in ("beside.yaml", "sub/in.yaml") if f"{where.place / name} " in said and "left as it is" in said
    }
    assert "1 of 1 file mended" in said
    assert list(tmp_path.rglob("*.draft")) == []


def test_lint_fix_leaves_what_links_lead_to(tmp_path: Path) -> None:
    where = repository(tmp_path)
    text = "kind: notice_days\nrules:\n  - {id: notice.probation, when: {employee.stage: probation}, days: 30}\n"
    (where.root / "days.yaml").write_text(text, encoding="utf-8")
    linked(where.place / "notice_days.yaml", where.root / "days.yaml")
    before = ended("lint", where.place)[0]
    assert ended("lint", where.place, "--fix")[0] == before
    assert (where.root / "days.yaml").read_text(encoding="utf-8") == text


def test_a_file_that_became_a_link_is_not_written(tmp_path: Path) -> None:
    where = repository(tmp_path)
    (where.place / "own.yaml").write_text(SPOILT, encoding="utf-8")
    (repair,) = find_repairs(where.place)
    repair.path.unlink()
    linked(repair.path, where.outside / "token.yaml")
    with pytest.raises(OSError, match="link"):
        write_repair(repair)
    assert (where.outside / "token.yaml").read_text(encoding="utf-8") == SECRET_YAML


def test_init_takes_no_link_for_a_rule_of_its_own(tmp_path: Path) -> None:
    where = repository(tmp_path)
    linked(where.root / "new" / "x.yaml", where.outside / "token.yaml")
    with pytest.raises(InTheWay, match=r"x\.yaml"):
        write_repository(where.root / "new", {"policy.yaml": MANIFEST})
    assert not (where.root / "new" / "policy.yaml").exists()


def test_sets_behind_links_are_found_within_the_work_tree_only(tmp_path: Path) -> None:
    where = repository(tmp_path)
    sets, other = where.root / "sets", where.root / "other"
    for place in (other / "beta", where.outside / "gamma"):
        place.mkdir(parents=True)
        (place / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
    linked(sets / "beta", other / "beta")
    linked(sets / "gamma", where.outside / "gamma")
    linked(sets / "round", sets)
    assert places_of([sets]) == ((sets / "beta",), (sets / "gamma",))
    assert places_of([where.root])[0] == (other / "beta", where.place)


def test_a_set_named_through_a_link_is_read(tmp_path: Path) -> None:
    where = repository(tmp_path)
    linked(tmp_path / "current", where.place)
    assert codes(tmp_path / "current") == {}


def test_what_ships_is_read_where_an_installer_put_links_in_its_place(tmp_path: Path, monkeypatch) -> None:
    where = repository(tmp_path)
    shipped = Path(__file__).parents[2] / "rules" / "default"
    place = tmp_path / "site" / "rules" / "default"
    for path in shipped.rglob("*.yaml"):
        linked(place / path.relative_to(shipped), path)
    assert FolderGate(place).listing.files == {}
    monkeypatch.setattr("handover_policy.sources.shipped.shipped_folder", lambda name: tmp_path / "site" / name)
    assert codes(where.place) == {}
    assert FolderGate(place).listing.refused == ()


def test_without_a_work_tree_a_set_reaches_no_further_than_itself_and_the_sets_it_extends(tmp_path: Path) -> None:
    place, parent, other = tmp_path / "set", tmp_path / "parent", tmp_path / "other"
    for folder, text in ((place, MANIFEST.replace("builtin:default", "../parent")), (parent, MANIFEST)):
        folder.mkdir()
        (folder / "policy.yaml").write_text(text, encoding="utf-8")
    other.mkdir()
    (other / "token.yaml").write_text(SECRET_YAML, encoding="utf-8")
    assert codes(place) == {}
    linked(place / "x.yaml", other / "token.yaml")
    linked(parent / "y.yaml", other / "token.yaml")
    assert codes(place) == {"x.yaml": "link-outside", "../parent/y.yaml": "link-outside"}
    (place / "policy.yaml").write_text(MANIFEST.replace("builtin:default", "../other"), encoding="utf-8")
    assert codes(place)["policy.yaml"] == "extends-not-found"
    assert SECRET not in ended("validate", place)[1]


def test_names_with_signs_of_the_terminal_are_written_out(tmp_path: Path) -> None:
    where = repository(tmp_path)
    for name in ("\x1b[2J.yaml", "a\u202eb.yaml", "c\nd.yaml", os.fsdecode(b"\xff\xfe.yaml")):
        linked(where.place / name, where.outside / "token.yaml")
    for form in ("text", "json", "github", "junit", "sarif", "markdown"):
        code, said = ended("validate", where.place, "--format", form)
        assert code == 1
        assert "\x1b" not in said
        assert form != "text" or "\u202e" not in said
        if form == "json":
            assert [each["code"] for each in json.loads(said)["findings"]] == ["link-outside"] * 4


def test_watching_looks_at_the_files_that_are_read(tmp_path: Path) -> None:
    from handover_policy.sources.watching import stamps  # noqa: PLC0415 - only here

    where = repository(tmp_path)
    linked(where.place / "out", where.outside)
    linked(where.place / "shared", where.root / "shared")
    (where.root / "shared").mkdir()
    before = set(stamps((where.place,)))
    (where.outside / "more.yaml").write_text("x", encoding="utf-8")
    (where.place / ".hidden.yaml").write_text("x", encoding="utf-8")
    assert set(stamps((where.place,))) == before
    (where.root / "shared" / "gates.yaml").write_text(GATES, encoding="utf-8")
    assert set(stamps((where.place,))) > before


STEPS = st.lists(
    st.sampled_from(["..", ".", "sub", "far", "up", ".git", ".cache", "config", "token.yaml", "gates.yaml", "rules"]),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_a_link_says_only_open_files_of_the_work_tree_are_listed(tmp_path_factory, steps: list[str]) -> None:
    where = repository(tmp_path_factory.mktemp("law"))
    hard_ways(where)
    (where.place / "sub").mkdir()
    linked(where.place / "sub" / "up", "../..")
    linked(where.place / "x.yaml", "/".join(steps))
    linked(where.place / "folder", "/".join(steps))
    gate = FolderGate(where.place)
    root = where.root.resolve()
    for listed in gate.listing.files.values():
        real = listed.target.resolve()
        assert real.is_relative_to(root)
        assert not [part for part in real.relative_to(root).parts if part.startswith(".")]
        content = gate.read(listed)
        assert isinstance(content, bytes)
        assert SECRET.encode() not in content
