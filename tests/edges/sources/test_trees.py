"""Tree, TreeWalk: links of a revision are followed inside its tree, once, and what leads elsewhere is named."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.policy.inherit.folder import FileRefusal, SourceFolder
from handover_policy.sources.git.repository import Repository
from handover_policy.sources.git.tree import Tree, TreeWalk
from handover_policy.sources.sides import find_sides
from tests.edges.cli.command import DEFAULT
from tests.edges.cli.test_diff import git

ENDINGS = (".yaml", ".j2")


def walked(links: dict[str, str], *files: str, modules: tuple[str, ...] = (), place: str = "acme") -> TreeWalk:
    return TreeWalk(Tree({each: each for each in files}, links, frozenset(modules)), place, ENDINGS, "notifications/")


def shut(walk: TreeWalk) -> dict[str, str]:
    return {each.path: each.code for each in walk.refused}


def test_a_link_is_read_by_its_target_under_its_own_name() -> None:
    links = {"acme/gates.yaml": "../shared/gates.yaml", "acme/tasks": "../shared/tasks", "shared/tasks": "all/tasks"}
    walk = walked(links, "acme/policy.yaml", "shared/gates.yaml", "shared/all/tasks/sales.yaml")
    assert walk.files == {
        "policy.yaml": "acme/policy.yaml",
        "gates.yaml": "shared/gates.yaml",
        "tasks/sales.yaml": "shared/all/tasks/sales.yaml",
    }
    assert walk.refused == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/etc/passwd", "link-outside"),
        ("../../x.yaml", "link-outside"),
        ("../../../../proc/self/environ", "link-outside"),
        ("../inner/x.yaml", "link-outside"),
        ("../.git/config", "link-hidden"),
        ("../.github/x.yaml", "link-hidden"),
        (".hidden/x.yaml", "link-hidden"),
        ("nowhere.yaml", "link-broken"),
        ("x.yaml", "link-broken"),
        ("circle.yaml", "link-broken"),
        ("", "link-broken"),
        ("policy.yaml", "read-twice"),
    ],
)
def test_a_link_elsewhere_is_named_and_not_read(target: str, code: str) -> None:
    links = {"acme/x.yaml": target, "acme/circle.yaml": "./circle.yaml"}
    files = ("acme/policy.yaml", ".github/x.yaml", "acme/.hidden/x.yaml")
    walk = walked(links, *files, modules=("inner",))
    assert walk.files == {"policy.yaml": "acme/policy.yaml"}
    assert shut(walk) == {"x.yaml": code, "circle.yaml": "link-broken"}


def test_folders_that_link_to_each_other_end() -> None:
    links = {"acme/self": ".", "acme/up": "..", "acme/down/again": "../../acme", "other/back": "../acme"}
    walk = walked(links, "acme/policy.yaml", "acme/down/x.yaml", "other/y.yaml")
    assert walk.files == {
        "policy.yaml": "acme/policy.yaml",
        "down/x.yaml": "acme/down/x.yaml",
        "up/other/y.yaml": "other/y.yaml",
    }
    assert set(shut(walk).values()) == {"read-twice"}


def test_a_submodule_is_no_part_of_the_tree() -> None:
    walk = walked({"acme/more": "inner/rules"}, "acme/policy.yaml", modules=("acme/inner",))
    assert shut(walk) == {"inner": "link-outside", "more": "link-outside"}


def test_two_messages_may_share_a_layout_and_what_is_not_wanted_is_not_named() -> None:
    links = {
        "acme/notifications/_layout/en/chat.j2": "../zh/chat.j2",
        "acme/README.md": "/etc/passwd",
        "acme/notes.txt": "nowhere",
    }
    walk = walked(links, "acme/notifications/_layout/zh/chat.j2")
    assert walk.files == {
        "notifications/_layout/zh/chat.j2": "acme/notifications/_layout/zh/chat.j2",
        "notifications/_layout/en/chat.j2": "acme/notifications/_layout/zh/chat.j2",
    }
    assert walk.refused == []


def test_links_that_multiply_and_paths_of_any_length_take_no_time() -> None:
    links = {f"acme/l{number}": f"l{number + 1}/" + "a/../" * 800 for number in range(2000)}
    links |= {f"acme/m{number}.yaml": "a/" * 2000 + "x" for number in range(2000)}
    started = perf_counter()
    walk = walked(links, "acme/policy.yaml", "acme/a/a/x.yaml", modules=tuple(f"m{number}" for number in range(2000)))
    assert len(walk.refused) == len(links)
    assert perf_counter() - started < 20


NAMES = st.sampled_from(["a", "b", ".c", "d.yaml"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
TARGETS = st.lists(st.sampled_from(["a", "b", ".c", "d.yaml", "..", ".", ""]), max_size=6).map("/".join)


@given(links=st.dictionaries(PATHS, TARGETS, max_size=12), files=st.lists(PATHS, max_size=6), place=PATHS)
def test_every_walk_ends_and_reads_only_files_of_the_tree_once(links, files, place: str) -> None:
    files = [each for each in files if each not in links]
    walk = walked(links, *files, place=place)
    assert set(walk.files.values()) <= set(files)
    assert len(set(walk.files.values())) == len(walk.files)


def refused(folder: SourceFolder) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in folder.refused]


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("../shared", ""),
        ("../shared/.", ""),
        ("../nowhere", None),
        ("../../acme", "extends-outside"),
        ("/etc", "extends-outside"),
        ("../.hidden", "extends-outside"),
        ("../out", "extends-outside"),
        ("../linked", ""),
    ],
)
def test_a_parent_lies_in_the_same_tree_and_is_not_hidden(tmp_path: Path, reference: str, code: str | None) -> None:
    for name in ("acme", "shared", ".hidden"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "policy.yaml").write_text("kind: policy\n", "utf-8")
    (tmp_path / "out").symlink_to("/etc")
    (tmp_path / "linked").symlink_to("shared")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "one")
    source = find_sides("main:acme", None, tmp_path / "acme", tmp_path).base
    parent = source.parent(reference, source.read())
    told = parent.code if isinstance(parent, FileRefusal) else "" if parent is not None else None
    assert told == code


def test_a_set_in_git_reads_its_links_as_the_work_tree_does(tmp_path: Path) -> None:
    shutil.copytree(DEFAULT, tmp_path / "acme")
    (tmp_path / "shared").mkdir()
    (tmp_path / "acme" / "gates.yaml").rename(tmp_path / "shared" / "gates.yaml")
    (tmp_path / "acme" / "gates.yaml").symlink_to("../shared/gates.yaml")
    (tmp_path / "acme" / "tasks").rename(tmp_path / "shared" / "tasks")
    (tmp_path / "acme" / "tasks").symlink_to("../shared/tasks")
    (tmp_path / "current").symlink_to("acme")
    (tmp_path / "acme" / "environment.yaml").symlink_to("/proc/self/environ")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "one")
    sides = find_sides("main:acme", "main:current", None, tmp_path)
    read = {each.path: each.content for each in sides.base.read().files}
    assert read == {each.path: each.content for each in sides.head.read().files}
    assert read["gates.yaml"] == (tmp_path / "shared" / "gates.yaml").read_bytes()
    assert "tasks/sales.yaml" in read
    assert "environment.yaml" not in read
    assert refused(sides.base.read()) == [("environment.yaml", "link-outside")]
    long = os.fsencode("x/" * 3000)
    (tmp_path / "target").write_bytes(long)
    name = git(tmp_path, "hash-object", "-w", "target").strip()
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"120000,{name},acme/long.yaml")
    git(tmp_path, "commit", "-q", "-m", "two")
    found = Repository(tmp_path)
    revision = found.revision("main")
    assert revision is not None
    assert found.tree(revision).resolved("acme/long.yaml") is None
