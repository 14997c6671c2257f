"""`handover diff` and `handover git-diff-driver` as processes of their own, on folders and real git repositories."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from handover_policy.app.library import load_schemas
from tests.edges.cli.command import DEFAULT, Ended
from tests.edges.cli.command import handover as command

AS_OF = ("--as-of", "2026-11-25", "--lang", "en")
RAISED = "days: 3, law"
LENGTHENED = "days: 7, law"

Change = Callable[[str, str, str], None]


def handover(here: Path, *arguments: object) -> Ended:
    """Run the command in a folder."""
    return command(*arguments, here=here)


def diff(here: Path, *arguments: object) -> Ended:
    return handover(here, "diff", *arguments, *AS_OF)


def ids(ended: Ended) -> set[tuple[str, str]]:
    return {(change["id"], change["direction"]) for change in json.loads(ended.out)["changes"]}


def git(here: Path, *arguments: str) -> str:
    """Run git as nobody in particular, without the settings of the one who tests."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C"}
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
    ended = subprocess.run(command, cwd=here, env={**os.environ, **settings}, capture_output=True, check=True)
    return ended.stdout.decode()


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose folder policies/acme holds the default set, with one commit on main."""
    place = tmp_path / "repository"
    shutil.copytree(DEFAULT, place / "policies" / "acme")
    git(place, "init", "-q", "-b", "main")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "one")
    return place


@pytest.fixture
def changed(repository: Path) -> Path:
    """The repository with a longer notice period in the working tree."""
    replace(repository / "policies" / "acme" / "notice_days.yaml", RAISED, LENGTHENED)
    return repository


WORSE = {("notice-days-increased", "worse")}


def test_two_folders_are_compared(tmp_path: Path) -> None:
    shutil.copytree(DEFAULT, tmp_path / "new")
    assert diff(tmp_path, DEFAULT, "new").code == 0
    replace(tmp_path / "new" / "notice_days.yaml", RAISED, LENGTHENED)
    told = diff(tmp_path, DEFAULT, "new")
    assert told.code == 1
    assert "worse notice-days-increased" in told.out.decode()
    assert "for: probation, all roles, all tracks" in told.out.decode()
    assert "This is no legal advice." in told.err
    assert diff(tmp_path, "builtin:default", "new").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("main",),
        ("HEAD", "policies/acme"),
        ("main:policies/acme",),
        (":policies/acme",),
        ("main", "--policy", "policies/acme"),
    ],
)
def test_a_revision_is_compared_with_the_working_tree(changed: Path, arguments) -> None:
    assert ids(diff(changed, *arguments, "--format", "json")) == WORSE


def test_the_current_folder_says_which_set_is_meant(changed: Path) -> None:
    here = changed / "policies" / "acme" / "tasks"
    assert ids(diff(here, "main", "--format", "json")) == WORSE
    assert ids(diff(here, "main:./..", "--format", "json")) == WORSE


def test_two_revisions_are_compared_without_a_checkout(changed: Path) -> None:
    git(changed, "commit", "-q", "-a", "-m", "two")
    assert ids(diff(changed, "HEAD~1", "HEAD", "--format", "json")) == WORSE
    assert ids(diff(changed, "HEAD", "HEAD~1", "--format", "json")) == {("notice-days-decreased", "better")}
    assert git(changed, "status", "--porcelain") == ""


def test_a_bare_repository_and_a_file_that_is_not_in_git_yet(changed: Path, tmp_path: Path) -> None:
    git(changed, "commit", "-q", "-a", "-m", "two")
    git(tmp_path, "clone", "-q", "--bare", str(changed), "bare.git")
    assert ids(diff(tmp_path / "bare.git", "HEAD~1", "--format", "json")) == WORSE
    assert ids(diff(tmp_path / "bare.git", "main~1", "main", "--policy", "policies/acme", "--format", "json")) == WORSE
    new = changed / "policies" / "acme" / "more.yaml"
    new.write_text(
        "# yaml-language-server: $schema=s/gates.schema.json\nkind: gates\n"
        "gates: [{id: gate.letter, title: 推荐信, controls: reference_letter, opens_when: {tasks.unfinished: 0}}]\n",
        encoding="utf-8",
    )
    assert ids(diff(changed, "HEAD", "--format", "json")) == {("gate-added", "worse")}


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize(
    "base",
    ["HEAD~2", "main", "origin/main", "main~1", "origin/main~1", "v1.0.0", "{sha}", "refs/heads/main", "主线/七天"],
)
def test_a_shallow_clone_advises_a_command_that_brings_the_revision(
    changed: Path, tmp_path: Path, base: str, depth: int
) -> None:
    git(changed, "commit", "-q", "-a", "-m", "two")
    git(changed, "branch", "主线/七天")
    git(changed, "tag", "-a", "-m", "tag", "v1.0.0")
    sha = git(changed, "rev-parse", "HEAD").strip()
    git(changed, "switch", "-q", "-c", "feature")
    git(changed, "commit", "-q", "--allow-empty", "-m", "three")
    git(changed, "commit", "-q", "--allow-empty", "-m", "four")
    git(tmp_path, "clone", "-q", "--depth", str(depth), "--branch", "feature", f"file://{changed}", "shallow")
    base = base.format(sha=sha)
    told = diff(tmp_path / "shallow", base)
    assert told.code == 3
    command = re.fullmatch(
        rf"base {base} is not in this shallow clone; run (git fetch .+) \(in CI: fetch-depth: 0\)\n", told.err
    )
    assert command is not None, told.err
    git(tmp_path / "shallow", *shlex.split(command[1])[1:])
    assert diff(tmp_path / "shallow", base).code < 3


def test_a_clone_that_lacks_a_branch_advises_to_fetch_it_and_without_a_remote_nothing(
    repository: Path, tmp_path: Path
) -> None:
    git(repository, "branch", "other")
    git(tmp_path, "clone", "-q", "--single-branch", str(repository), "clone")
    told = diff(tmp_path / "clone", "other")
    assert told.err.endswith("check the spelling, or run git fetch origin other:other\n")
    git(tmp_path / "clone", "fetch", "-q", "origin", "other:other")
    assert diff(tmp_path / "clone", "other").code == 0
    assert diff(tmp_path / "clone", "HEAD~9").err.endswith("check the spelling\n")
    assert diff(tmp_path / "clone", "x;touch y").err.endswith("check the spelling\n")
    assert diff(repository, "nowhere").err.endswith("check the spelling\n")


def test_renamed_files_and_a_moved_folder_are_no_change(repository: Path) -> None:
    git(repository, "mv", "policies/acme/gates.yaml", "policies/acme/held.yaml")
    git(repository, "mv", "policies/acme", "rules")
    told = diff(repository, "main")
    assert told.code == 0
    assert "Nothing changed in meaning." in told.out.decode()


def test_an_extended_set_is_resolved_within_its_own_revision(repository: Path) -> None:
    child = repository / "policies" / "child"
    child.mkdir()
    (child / "policy.yaml").write_text(
        "# yaml-language-server: $schema=s/policy.schema.json\nkind: policy\nid: child\ntitle: 子公司\n"
        "version: 1.0.0\neffective: {from: 2026-01-01}\nextends: ../acme\n",
        encoding="utf-8",
    )
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "child")
    replace(repository / "policies" / "acme" / "notice_days.yaml", RAISED, LENGTHENED)
    assert ids(diff(repository, "HEAD", "policies/child", "--format", "json")) == WORSE
    assert diff(repository, "HEAD:policies/child", "HEAD:policies/child").code == 0


def test_an_empty_base_makes_everything_new(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    told = diff(tmp_path, "empty", repository / "policies" / "acme", "--format", "json")
    assert {change["direction"] for change in json.loads(told.out)["changes"]} == {"neutral"}
    assert {"policy-added", "gate-added", "task-added", "notice-row-added"} <= {each for each, _ in ids(told)}
    shutil.copytree(repository / "policies" / "acme", repository / "policies" / "new")
    for base in ("main:policies/new", "main"):
        new = diff(repository, base, "policies/new", "--format", "json")
        assert ("policy-added", "neutral") in ids(new)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "base nowhere is neither a folder nor a revision git knows"),
        (("main", "nowhere"), "head nowhere is neither a folder nor a revision git knows"),
        (("main:nix",), "base main:nix: the revision has no such folder; policy sets in it: policies/acme"),
        (("main", "main:nix"), "head main:nix: the revision has no such folder"),
        (("builtin:defalt",), "base builtin:defalt is no set that ships; did you mean builtin:default?"),
        (("policies/acme/policy.yaml",), "base policies/acme/policy.yaml is a file"),
        (("builtin:nothing-like-it", "main"), "base builtin:nothing-like-it is no set that ships"),
    ],
)
def test_a_side_that_is_not_there_is_named(repository: Path, arguments, said: str) -> None:
    told = diff(repository, *arguments)
    assert (told.code, told.out) == (3, b"")
    assert told.err.startswith(said), told.err


def test_a_side_that_does_not_parse_is_named_with_its_findings(repository: Path, tmp_path: Path) -> None:
    replace(repository / "policies" / "acme" / "gates.yaml", "controls: severance", "controls: severence")
    told = diff(repository, "main")
    assert told.code == 3
    assert told.err.startswith("head ")
    assert "gates.yaml" in told.err
    git(repository, "commit", "-q", "-a", "-m", "broken")
    replace(repository / "policies" / "acme" / "gates.yaml", "controls: severence", "controls: severance")
    told = diff(repository, "HEAD")
    assert told.err.startswith("base HEAD:policies/acme")
    outside = diff(tmp_path, "main")
    assert outside.code == 3
    (tmp_path / "none").mkdir()
    assert "\nhead " in diff(repository, "main", tmp_path / "none").err


def test_several_sets_in_a_bare_repository_have_to_be_named(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(DEFAULT, repository / "policies" / "other")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "two sets")
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    told = diff(tmp_path / "bare.git", "main~1")
    assert told.code == 3
    assert "holds several policy sets" in told.err
    assert "policies/acme, policies/other" in told.err
    assert diff(tmp_path / "bare.git", "main~1", "--policy", "policies/acme").code == 0


def test_a_folder_named_like_a_branch_is_read_as_a_folder_and_said(changed: Path) -> None:
    shutil.copytree(changed / "policies" / "acme", changed / "main")
    told = diff(changed, "main", "policies/acme")
    assert told.code == 0
    assert "main is a folder and a git revision" in told.err


def test_names_in_chinese_with_blanks_and_a_set_elsewhere_are_found(tmp_path: Path) -> None:
    place = tmp_path / "仓 库" / "制度 集"
    shutil.copytree(DEFAULT, place)
    git(place.parent, "init", "-q", "-b", "主线/七天")
    git(place.parent, "add", "-A")
    git(place.parent, "commit", "-q", "-m", "一")
    replace(place / "notice_days.yaml", RAISED, LENGTHENED)
    for arguments in (("主线/七天", place), ("主线/七天", "--policy", place), ("主线/七天:制度 集", place)):
        assert ids(diff(place.parent, *arguments, "--format", "json")) == WORSE
    told = diff(place.parent, "主线/七天", "--format", "github").out.decode()
    assert "file=制度 集/notice_days.yaml,line=12" in told


def test_without_git_a_revision_cannot_be_read_and_folders_can(changed: Path) -> None:
    settings = {**os.environ, "PATH": str(changed)}
    command = [sys.executable, "-m", "handover_policy", "diff", *AS_OF]
    revision = subprocess.run([*command, "main"], cwd=changed, env=settings, capture_output=True, check=False)
    assert revision.returncode == 3
    assert b"base main is no folder, and no git repository can be read: git: " in revision.stderr
    folders = [*command, str(DEFAULT), "policies/acme"]
    assert subprocess.run(folders, cwd=changed, env=settings, capture_output=True, check=False).returncode == 1


def test_an_approval_carries_a_change_until_its_content_changes(changed: Path) -> None:
    place = changed / "policies" / "acme"
    found = json.loads(diff(changed, "main", "--format", "json").out)["changes"]
    (place / "approvals.yaml").write_text(
        "# yaml-language-server: $schema=s/approvals.schema.json\nkind: approvals\napprovals:\n"
        f"  - {{fingerprint: '{found[0]['fingerprint']}', approver: 法务 李敏, reason: 已公示, on: 2026-11-20}}\n",
        encoding="utf-8",
    )
    replace(place / "notice_days.yaml", "kind: notice_days", "# 一行注释\nkind: notice_days")
    told = json.loads(diff(changed, "main", "--format", "json").out)
    assert told["changes"][0]["approval"] == {"approver": "法务 李敏", "reason": "已公示", "on": "2026-11-20"}
    assert "notice-days-increased" not in {finding["code"] for finding in told["findings"]}
    assert "worse [approved] notice-days-increased" in diff(changed, "main").out.decode()
    replace(place / "notice_days.yaml", LENGTHENED, "days: 8, law")
    codes = {finding["code"] for finding in json.loads(diff(changed, "main", "--format", "json").out)["findings"]}
    assert {"notice-days-increased", "approval-of-nothing"} <= codes
    (place / "approvals.yaml").write_text("kind: approvals\napprovals: [{fingerprint: x, who: y}]\n", encoding="utf-8")
    told_wrong = handover(changed, "validate", place, "--lang", "en")
    assert told_wrong.code == 1
    assert "unknown key who" in told_wrong.out.decode()


def test_fail_on_decides_what_fails(repository: Path) -> None:
    replace(repository / "policies" / "acme" / "clauses.yaml", "办理工作交接。\n", "办理全部工作交接。\n")
    replace(repository / "policies" / "acme" / "policy.yaml", "version: 1.0.0", "version: 1.1.0")
    assert [diff(repository, "main", "--fail-on", least).code for least in ("error", "warning", "info")] == [0, 1, 1]


@pytest.mark.parametrize(
    ("form", "language"),
    [
        ("text", "zh"),
        ("json", "en"),
        ("jsonl", "zh"),
        ("markdown", "en"),
        ("html", "zh"),
        ("sarif", "en"),
        ("github", "zh"),
        ("junit", "en"),
    ],
)
def test_every_form_is_written(changed: Path, form: str, language: str) -> None:
    told = handover(changed, "diff", "main", "--format", form, "--lang", language, "--as-of", "2026-11-25")
    assert told.code == 1
    assert "notice-days-increased" in told.out.decode()


def test_the_json_follows_its_schema(changed: Path) -> None:
    import jsonschema  # noqa: PLC0415 - slow to import, and needed here only

    told = json.loads(diff(changed, "main", "--format", "json").out)
    jsonschema.validate(told, load_schemas()["diff"])
    assert told["summary"] == {
        "worse": 1, "unclear": 0, "better": 0, "neutral": 0, "total": 1, "approved": 0, "needed": "major",
    }  # fmt: skip


def driven(here: Path) -> None:
    """Make `git diff` speak of meaning, as docs/reviewing-a-change.md says."""
    git(here, "config", "diff.handover.command", f"{sys.executable} -m handover_policy git-diff-driver")
    (here / ".gitattributes").write_text("*.yaml diff=handover\n", encoding="utf-8")


def test_git_diff_speaks_of_meaning(changed: Path) -> None:
    driven(changed)
    place = changed / "policies" / "acme"
    replace(place / "gates.yaml", "# 闸门只控制", "# 只控制")
    (changed / "notes.yaml").write_text("a: 1\n", encoding="utf-8")
    git(changed, "add", "-N", "notes.yaml")
    told = git(changed, "diff")
    assert "worse notice-days-increased" in told or "不利 notice-days-increased" in told
    assert "含义没有变化。" in told or "Nothing changed in meaning." in told
    assert "+++ b/notes.yaml\n@@ -0,0 +1 @@\n+a: 1\n" in told
    assert "-  - {id: days.probation" not in told


def test_git_diff_always_shows_id_and_version(repository: Path) -> None:
    driven(repository)
    place = repository / "policies" / "acme"
    replace(place / "gates.yaml", "# 闸门只控制", "# 只控制")
    told = git(repository, "diff")
    assert re.search(r"^(制度 default，版本 1\.0\.0|policy set default, version 1\.0\.0)$", told, re.MULTILINE)
    assert "\n--- a/policies/acme/gates.yaml\n+++ b/policies/acme/gates.yaml\n@@ " in told
    assert "\n-# 闸门只控制" in told
    assert "\n+# 只控制" in told
    git(repository, "checkout", "-q", "policies")
    replace(place / "policy.yaml", "version: 1.0.0", "version: 9.9.9")
    told = git(repository, "diff")
    assert "default，版本 1.0.0 → 9.9.9\n" in told or "default, version 1.0.0 → 9.9.9\n" in told
    assert "-version: 1.0.0\n+version: 9.9.9\n" in told
    replace(place / "policy.yaml", "id: default", "id: other")
    told = git(repository, "diff")
    assert "default → other" in told


def test_git_diff_shows_every_line_beside_those_whose_meaning_is_told(changed: Path) -> None:
    driven(changed)
    table = changed / "policies" / "acme" / "notice_days.yaml"
    table.write_text("# 经法务批准\n" + table.read_text("utf-8") + "# 以上均已公示\n", "utf-8")
    told = git(changed, "diff")
    assert "notice-days-increased" in told
    assert "\n+# 经法务批准\n" in told
    assert "\n+# 以上均已公示\n" in told
    assert "-  - {id: days.probation" not in told
    text = table.read_text("utf-8")
    line = next(each for each in text.splitlines() if LENGTHENED in each)
    table.write_text(text.replace(line, f"{line}  # 法务已同意"), "utf-8")
    assert "# 法务已同意\n" in git(changed, "diff")


def test_git_diff_of_a_link_or_of_what_attributes_hide_shows_lines(repository: Path) -> None:
    driven(repository)
    place = repository / "policies" / "acme"
    (place / "gates.yaml").unlink()
    (place / "gates.yaml").symlink_to("/etc/hostname")
    assert "+/etc/hostname\n" in git(repository, "diff")
    git(repository, "checkout", "-q", "policies")
    (repository / "notes.yaml").write_text("a: 1\n", "utf-8")
    git(repository, "add", "-A")
    (repository / "notes.yaml").write_text("a: 2\n", "utf-8")
    (repository / ".git" / "info" / "attributes").write_text(
        "*.yaml -diff -text binary\n*.yaml diff=handover\n", "utf-8"
    )
    assert "-a: 1\n+a: 2\n" in git(repository, "diff")


def test_git_diff_shows_lines_where_there_is_no_meaning_to_tell(changed: Path) -> None:
    driven(changed)
    place = changed / "policies" / "acme"
    replace(place / "clauses.yaml", "kind: clauses", "kind: [")
    git(changed, "rm", "-q", "--cached", "policies/acme/tasks/office.yaml")
    told = git(changed, "diff")
    assert "-kind: clauses\n+kind: [" in told
    assert f"+  - {{id: days.probation, title: 试用期, when: {{employee.stage: probation}}, {LENGTHENED}" in told
    staged = git(changed, "diff", "--cached")
    assert "deleted file mode 100644\n--- a/policies/acme/tasks/office.yaml\n+++ /dev/null\n" in staged
    git(changed, "mv", "policies/acme/tasks/sales.yaml", "policies/sold.txt")
    (changed / ".gitattributes").write_text("* diff=handover\n", encoding="utf-8")
    assert "rename to policies/sold.txt" in git(changed, "diff", "--cached", "-M", "HEAD")
    (changed / "picture.png").write_bytes(b"\x89PNG\0\1")
    git(changed, "add", "-N", "picture.png")
    assert "Binary files" in git(changed, "diff")


def test_an_unmerged_file_is_named(tmp_path: Path) -> None:
    told = handover(tmp_path, "git-diff-driver", "policies/acme/gates.yaml")
    assert told.code == 0
    assert "policies/acme/gates.yaml" in told.out.decode()
