"""Git as a merge request may bend it: no repository is chosen by what is reviewed, and nothing of one is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handover_policy.policy.yaml_source.text import LARGEST
from handover_policy.sources.git import process
from handover_policy.sources.git.driver import handed, plain_diff
from handover_policy.sources.git.process import GitFailed, ObjectsMissing
from handover_policy.sources.git.repository import Repository
from handover_policy.sources.sides import SideMissing, find_sides
from tests.edges.cli.command import DEFAULT, EXAMPLE
from tests.edges.cli.test_diff import git, handover

LATE = ("--lang", "en")
LOST = "1" * 40
COMMANDS = {
    "core.fsmonitor": "fsmonitor",
    "core.pager": "pager",
    "core.editor": "editor",
    "core.sshCommand": "ssh",
    "core.gitProxy": "proxy",
    "core.askPass": "askpass",
    "core.alternateRefsCommand": "alternates",
    "diff.external": "external",
    "diff.rules.command": "driver",
    "diff.rules.textconv": "textconv",
    "filter.rules.smudge": "smudge",
    "filter.rules.clean": "clean",
    "filter.rules.process": "process",
    "credential.helper": "credential",
    "uploadpack.packObjectsHook": "packing",
    "gpg.program": "gpg",
    "interactive.diffFilter": "interactive",
    "trailer.x.command": "trailer",
}
"""Settings of a repository that name a command, and the mark each leaves in this test where it is run."""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A work tree with a set on main, in which a merge request has been checked out."""
    place = tmp_path / "work"
    shutil.copytree(DEFAULT, place / "acme")
    git(place, "init", "-q", "-b", "main")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "one")
    (tmp_path / "marks").mkdir()
    return place


def marks(here: Path) -> list[str]:
    """Return what was run."""
    return sorted(each.name for each in (here.parent / "marks").iterdir())


def mark(here: Path, name: str) -> str:
    """Return a command that shows it was run."""
    return f"touch {here.parent / 'marks' / name}"


def config(here: Path, *, bare: bool) -> str:
    """Return the settings of a repository that does all it can to have something run."""
    remote = f"ext::sh -c {mark(here, 'ext').replace(' ', '% ')}"
    lines = ["[core]", "repositoryformatversion = 1", f"bare = {str(bare).lower()}", f"hooksPath = {here.parent}/hooks"]
    lines += ["[extensions]", "partialClone = origin", '[remote "origin"]', f'url = "{remote}"', "promisor = true"]
    lines += [f"uploadpack = {mark(here, 'uploadpack')}", '[protocol "ext"]', "allow = always"]
    lines += ["[include]", f"path = {here.parent}/more"]
    for key, name in COMMANDS.items():
        section, _, last = key.rpartition(".")
        first, _, inner = section.partition(".")
        lines += [f'[{first} "{inner}"]' if inner else f"[{first}]", f'{last} = "{mark(here, name)}"']
    return "\n".join(lines) + "\n"


def traps(here: Path) -> None:
    """Write what settings name: hooks, and more settings."""
    hooks = here.parent / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-checkout", "post-index-change", "pre-auto-gc"):
        (hooks / name).write_text(f"#!/bin/sh\n{mark(here, name)}\n", encoding="utf-8")
        (hooks / name).chmod(0o755)
    (here.parent / "more").write_text('[protocol]\nallow = always\n[protocol "file"]\nallow = always\n', "utf-8")


def as_bare(here: Path, folder: Path) -> None:
    """Make a folder look like a bare repository, by files that any commit can bring."""
    (folder / "objects").mkdir(parents=True)
    (folder / "objects" / "keep").touch()
    (folder / "refs" / "heads").mkdir(parents=True)
    (folder / "refs" / "heads" / "main").write_text(f"{LOST}\n", "utf-8")
    (folder / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (folder / "config").write_text(config(here, bare=True), "utf-8")


def as_link(here: Path, folder: Path) -> None:
    """Let a `.git` file name such a repository."""
    as_bare(here, folder / "hidden")
    (folder / ".git").write_text("gitdir: hidden\n", "utf-8")


def as_real(here: Path, folder: Path) -> None:
    """Put a repository with a commit of its own into a folder."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "theirs")
    (folder / ".git" / "config").write_text(config(here, bare=False), "utf-8")


KINDS = {"bare": as_bare, "link": as_link, "real": as_real}


@pytest.fixture(params=KINDS)
def evil(here: Path, request: pytest.FixtureRequest) -> Path:
    """A policy folder of the work tree that is also a repository of its own."""
    place = here / "evil"
    shutil.copytree(DEFAULT, place)
    (place / ".gitattributes").write_text("* diff=rules filter=rules -text\n", "utf-8")
    traps(here)
    KINDS[request.param](here, place)
    return place


def read_all(base: str, head: str | None, policy: Path | None, here: Path) -> None:
    """Find and read both sides; whatever is wrong with them is no matter here."""
    try:
        sides = find_sides(base, head, policy, here)
        for side in (sides.base, sides.head):
            folder = side.read()
            side.messages()
            side.parent("../acme", folder)
            side.text_of("policy.yaml")
    except (SideMissing, GitFailed):
        return


def test_the_traps_go_off_where_git_is_run_as_it_comes(here: Path) -> None:
    traps(here)
    as_bare(here, here / "evil")
    subprocess.run(["git", "rev-parse", "main^{tree}"], cwd=here / "evil", check=False, capture_output=True)
    assert marks(here) == ["ext"]
    shutil.copytree(DEFAULT, here / "nested")
    as_real(here, here / "nested")
    (here / "nested" / ".gitattributes").write_text("* diff=rules filter=rules -text\n", "utf-8")
    (here / "nested" / "policy.yaml").write_text("kind: policy\n", "utf-8")
    for command in (("status",), ("diff",), ("update-ref", "refs/heads/other", "HEAD")):
        subprocess.run(["git", *command], cwd=here / "nested", check=False, capture_output=True)
    assert {"ext", "fsmonitor", "process", "reference-transaction"} <= set(marks(here))


@pytest.mark.parametrize(
    ("base", "head", "policy"),
    [
        ("main", None, "evil"),
        ("main", "evil", None),
        ("evil", "main", None),
        ("evil", None, "acme"),
        ("HEAD:evil", "main:evil", None),
        ("main:./evil", "evil", "evil"),
        ("HEAD~1", "evil/.", "evil"),
        (LOST, "evil", None),
        (f"{LOST}:acme", None, "evil"),
        ("evil/hidden", "main", "evil"),
    ],
)
def test_a_folder_under_review_never_chooses_the_repository(here: Path, evil: Path, base, head, policy) -> None:
    read_all(base, head, here / policy if policy else None, here)
    read_all(base, head, Path(policy) if policy else None, here)
    assert evil.is_dir()
    assert marks(here) == []


@pytest.mark.parametrize("revision", ["main", "HEAD", LOST, "main~1", "main@{1}", ":/x"])
def test_nothing_of_a_repository_is_run_even_where_the_working_directory_is_one(
    here: Path, evil: Path, revision
) -> None:
    read_all(revision, None, None, evil)
    read_all(revision, str(evil), None, evil)
    shutil.rmtree(here / ".git")
    read_all(revision, None, None, evil)
    assert marks(here) == []


def test_an_older_git_runs_nothing_either(here: Path, evil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before git 2.38 it knows no `safe.bareRepository`, before 2.45 no `GIT_NO_LAZY_FETCH`."""
    known = {name: value for name, value in process.SURROUNDINGS.items() if name != "GIT_NO_LAZY_FETCH"}
    monkeypatch.setattr(process, "SURROUNDINGS", known)
    monkeypatch.setattr(process, "SETTINGS", tuple(each for each in process.SETTINGS if "bare" not in each))
    read_all("main", None, evil, here)
    read_all("main", None, None, evil)
    shutil.rmtree(here / ".git")
    read_all("main", None, None, evil)
    assert marks(here) == []


@pytest.mark.parametrize("command", ["diff", "plan"])
def test_diff_and_plan_run_no_command_of_the_merge_request(here: Path, command: str) -> None:
    shutil.copytree(DEFAULT, here / "evil")
    traps(here)
    as_bare(here, here / "evil")
    asked = ("diff", "main:acme", "--policy", "evil") if command == "diff" else ("plan", "--against", "main:acme")
    told = handover(here, *asked, *(() if command == "diff" else ("--policy", "evil", EXAMPLE)), *LATE)
    assert told.code == (0 if command == "diff" else 5), told.err  # the plan knows of no open case
    assert marks(here) == []
    assert command == "plan" or b"Nothing changed in meaning." in told.out


ASKED_FOR = {
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "diff.external=",
}


def test_every_call_names_the_repository_and_turns_off_what_runs(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, listening = here.parent / "log", here.parent / "listening" / "git"
    listening.parent.mkdir()
    listening.write_text(
        f'#!/bin/sh\nprintf "%s|" "$@" "$GIT_ALLOW_PROTOCOL$GIT_NO_LAZY_FETCH$GIT_TERMINAL_PROMPT" >> "{log}"\n'
        f'echo >> "{log}"\nexec "{process.git_program()}" "$@"\n',
        "utf-8",
    )
    listening.chmod(0o755)
    monkeypatch.setenv("PATH", f"{listening.parent}:{os.environ['PATH']}")
    sides = find_sides("main", "HEAD:acme", None, here / "acme")
    sides.base.read()
    sides.head.messages()
    calls = log.read_text("utf-8").splitlines()
    assert len(calls) > 6
    assert set(process.SETTINGS) >= ASKED_FOR
    for each in calls:
        assert all(f"|-c|{setting}|" in each for setting in process.SETTINGS)
        assert each.endswith("|none10|")
    looking = [each for each in calls if "--git-dir=" not in each]
    assert all("|rev-parse|--" in each for each in looking)
    assert len(looking) == 2
    assert {each.split("|")[1] for each in calls if each not in looking} == {f"--git-dir={here / '.git'}"}


def test_git_diff_with_the_driver_runs_no_command_either(here: Path) -> None:
    traps(here)
    (here / "notes.yaml").write_text("a: 1\n", "utf-8")
    (here / ".gitattributes").write_text("*.yaml diff=handover\n", "utf-8")
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "two")
    (here / "notes.yaml").write_text("a: 2\n", "utf-8")
    git(here, "config", "diff.handover.command", f"{sys.executable} -m handover_policy git-diff-driver")
    git(here, "config", "diff.external", mark(here, "external"))
    git(here, "config", "diff.rules.textconv", mark(here, "textconv"))
    (here / ".gitattributes").write_text("notes.yaml diff=rules\n", "utf-8")  # read by the git that the driver starts
    git(here, "config", "diff.rules.command", f"{sys.executable} -m handover_policy git-diff-driver")
    told = git(here, "diff", "--", "notes.yaml")
    assert "-a: 1\n+a: 2\n" in told
    assert marks(here) == []


def test_the_driver_does_not_compare_huge_files_line_by_line(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).write_bytes(f"{name}\n".encode() * 5_000_000)
    paths = (str(tmp_path / "old"), "0", "100644", str(tmp_path / "new"), "0", "100644")
    change = handed(("x.yaml", *paths))
    assert change is not None
    assert plain_diff(change).endswith(b"+++ b/x.yaml\nFiles differ, and are too large to be compared line by line\n")
    assert [len(each or b"") for each in change.contents()] == [LARGEST + 1] * 2


def environment(here: Path) -> Iterator[tuple[str, str]]:
    """Yield variables that tell git where to look or what to run."""
    for name in ("EXTERNAL_DIFF", "SSH_COMMAND", "SSH", "ASKPASS", "PAGER", "EDITOR", "PROXY_COMMAND"):
        yield f"GIT_{name}", mark(here, name)
    yield "GIT_CONFIG_COUNT", "2"
    yield "GIT_CONFIG_KEY_0", "core.fsmonitor"
    yield "GIT_CONFIG_VALUE_0", mark(here, "count")
    yield "GIT_CONFIG_KEY_1", "core.worktree"
    yield "GIT_CONFIG_VALUE_1", str(here.parent)
    yield "GIT_CONFIG_PARAMETERS", f"'core.fsmonitor={mark(here, 'parameters')}'"
    yield "GIT_DIR", str(here / "evil")
    yield "GIT_COMMON_DIR", str(here / "evil")
    yield "GIT_WORK_TREE", str(here.parent)
    yield "GIT_INDEX_FILE", str(here / "none")
    yield "GIT_OBJECT_DIRECTORY", str(here / "evil" / "objects")
    yield "GIT_NAMESPACE", "evil"
    yield "GIT_NO_LAZY_FETCH", "0"
    yield "GIT_ALLOW_PROTOCOL", "ext:file"
    yield "GIT_EXEC_PATH", str(here)
    yield "GIT_CEILING_DIRECTORIES", f"{here}:{here.parent}"
    yield "GIT_TRACE", str(here.parent / "marks" / "trace")
    yield "GIT_TRACE2_EVENT", str(here.parent / "marks" / "trace2")
    yield "GIT_REPLACE_REF_BASE", "refs/heads"
    yield "GIT_SHALLOW_FILE", str(here / "none")
    yield "GIT_DEFAULT_HASH", "sha256"
    yield "GIT_PREFIX", "evil/"
    yield "GIT_ATTR_SOURCE", LOST


def test_the_environment_changes_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DEFAULT, here / "evil")
    traps(here)
    as_bare(here, here / "evil")
    before = find_sides("main", None, here / "acme", here)
    files, label = before.base.read(), before.base.label
    for name, value in environment(here):
        monkeypatch.setenv(name, value)
    after = find_sides("main", None, here / "acme", here)
    assert (after.base.read(), after.base.label) == (files, label)
    assert marks(here) == []


def test_a_hook_of_a_server_sees_what_is_being_pushed(here: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "server.git")
    hook = tmp_path / "server.git" / "hooks" / "pre-receive"
    ask = "from handover_policy.sources.git.repository import Repository as R; from pathlib import Path; import sys; "
    ask += f"print(R(Path.cwd()).revision(sys.argv[1]), file=open('{tmp_path / 'seen'}', 'w'))"
    hook.write_text(f'#!/bin/sh\nread old new name\nexec "{sys.executable}" -c "{ask}" "$new"\n', "utf-8")
    hook.chmod(0o755)
    git(here, "push", "-q", str(tmp_path / "server.git"), "main")
    assert (tmp_path / "seen").read_text("utf-8").startswith("Revision(tree=")


@pytest.mark.parametrize("path", ["{here}:.:{bin}", ":{bin}", "bin:{bin}:", "./:{bin}", ".:bin:", ""])
def test_a_git_of_the_working_directory_is_never_run(here: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = str(Path(process.git_program()).parent)
    for place in (here / "git", here / "bin" / "git"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\n{mark(here, 'git')}\n", "utf-8")
        place.chmod(0o755)
    monkeypatch.chdir(here)
    monkeypatch.setenv("PATH", path.format(here=here.parent, bin=installed))
    if installed in os.environ["PATH"]:
        assert Repository(here).revision("main") is not None
    else:
        with pytest.raises(GitFailed, match="not found"):
            Repository(here)
    assert marks(here) == []


@pytest.mark.parametrize(
    "name",
    ["--help", "-h", "--all", "--git-dir", "--local-env-vars", "--output=x", "--upload-pack=touch x", "--", "-", "",
     "main\nHEAD", "main\n--help", "HEAD\0", "^{", "main^{/x}", "@{", "x" * 5000, "\udcff", "main tree 5"],
)  # fmt: skip
def test_a_revision_is_a_name_and_never_an_option(here: Path, name: str) -> None:
    assert Repository(here).revision(name) is None
    if "\0" not in name and len(name) < 100 and name:
        with pytest.raises(SideMissing) as missing:
            find_sides(name, None, here / "acme", here)
        assert missing.value.reason in {"unknown", "no-set"}
    assert not (here / "x").exists()


def test_an_option_in_the_place_of_a_revision_is_told_as_unknown(here: Path) -> None:
    told = handover(here, "diff", "--lang", "en", "--", "--output=x", "main")
    assert (told.code, told.out) == (3, b"")
    assert told.err.startswith("base --output=x is neither a folder nor a revision git knows")


def test_a_revision_holds_what_its_name_was_made_of(here: Path) -> None:
    theirs = git(here, "rev-parse", "HEAD").strip()
    (here / "acme" / "policy.yaml").write_text("kind: policy\n", "utf-8")
    git(here, "commit", "-q", "-a", "-m", "two")
    before = Repository(here).revision(theirs), Repository(here).revision("main~1")
    git(here, "replace", theirs, "main")
    (here / ".git" / "info" / "grafts").write_text(git(here, "rev-parse", "main"), "utf-8")
    assert (Repository(here).revision(theirs), Repository(here).revision("main~1")) == before
    assert None not in before


def test_work_trees_and_submodules_have_their_own_repository(here: Path, tmp_path: Path) -> None:
    git(here, "worktree", "add", "-q", str(tmp_path / "other"), "-b", "other")
    found = Repository(tmp_path / "other" / "acme")
    assert (found.root, found.bare) == (tmp_path / "other", False)
    assert found.revision("other") == Repository(here).revision("main")
    git(here, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(here), "inner")
    assert Repository(here / "inner" / "acme").root == here / "inner"
    assert Repository(here / ".git" / "hooks").root == here


def test_a_bare_repository_that_a_git_file_names_is_found_and_so_is_one_alone(here: Path, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    git(tmp_path, "clone", "-q", "--bare", str(here), "project/.bare")
    (tmp_path / "project" / ".git").write_text("gitdir: ./.bare\n", "utf-8")
    git(tmp_path / "project", "worktree", "add", "-q", "tree", "main")
    assert (Repository(tmp_path / "project").bare, Repository(tmp_path / "project" / "tree").bare) == (True, False)
    shutil.move(tmp_path / "project" / ".bare", tmp_path / "alone.git")
    alone = Repository(tmp_path / "alone.git" / "refs" / "heads")
    assert (alone.bare, alone.revision("main")) == (True, Repository(here).revision("main"))


def test_a_bare_repository_in_a_work_tree_does_not_speak_for_it(here: Path) -> None:
    git(here, "clone", "-q", "--bare", str(here), "inner.git")
    assert Repository(here / "inner.git").root == here


def test_a_repository_of_somebody_else_is_refused_with_what_to_do(here: Path) -> None:
    if os.name == "nt" or os.getuid() != 0:
        pytest.skip("only root can give files away")
    for each in (here, here / ".git"):
        os.chown(each, 12345, 12345)
    with pytest.raises(GitFailed, match=r"dubious ownership.*; git config --global --add safe.directory"):
        Repository(here)


def test_a_folder_that_is_no_repository_is_never_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "x" / ".git").mkdir(parents=True)
    for each in ("objects", "refs"):
        (tmp_path / "x" / each).mkdir()
    (tmp_path / "x" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    with pytest.raises(GitFailed):
        Repository(tmp_path / "x")


def lossy(tmp_path: Path, here: Path, what: str) -> Path:
    """Return a partial clone."""
    git(here, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", f"--filter={what}", f"file://{here}", "lossy")
    return tmp_path / "lossy"


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_a_partial_clone_says_that_objects_are_missing_and_what_helps(here: Path, tmp_path: Path, what: str) -> None:
    clone = lossy(tmp_path, here, what)
    held = git(clone, "count-objects", "-v")
    told = handover(clone, "diff", "main", "main", "--lang", "en")
    assert (told.code, told.out) == (3, b"")
    assert "partial clone, and handover never fetches; run git fetch --refetch --no-filter" in told.err
    assert handover(clone, "plan", "--against", "main", "--policy", "main", EXAMPLE).code == 3
    assert git(clone, "count-objects", "-v") == held
    git(clone, "fetch", "-q", "--refetch", "--no-filter")
    assert handover(clone, "diff", "main", "main").code == 0


def test_an_object_that_is_lost_is_missing_too(here: Path) -> None:
    name = git(here, "rev-parse", "main:acme/policy.yaml").strip()
    (here / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(ObjectsMissing):
        find_sides("main", None, here / "acme", here).base.read()


def test_a_tree_without_end_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handover_policy.sources.git.repository.MOST_OUTPUT", 1_000_000)
    git(here, "rm", "-q", "-r", "--cached", ".")
    tree = git(here, "write-tree").strip()
    for _ in range(12):
        listing = "".join(f"040000 tree {tree}\ta{number}\0" for number in range(12))
        blob = f"100644 blob {git(here, 'hash-object', '-w', 'acme/policy.yaml').strip()}\tb.yaml\0"
        given = (listing + blob).encode()
        made = subprocess.run(["git", "mktree", "-z"], cwd=here, input=given, capture_output=True, check=True)
        tree = made.stdout.decode().strip()
    commit = git(here, "commit-tree", "-m", "bomb", tree).strip()
    with pytest.raises(SideMissing) as missing:
        find_sides(commit, None, here / "acme", here)
    assert "more than" in missing.value.hint


def test_a_huge_file_is_never_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "acme" / "huge.yaml").write_bytes(b"a" * 3_000_000)
    message = here / "acme" / "notifications" / "x" / "zh-CN"
    message.mkdir(parents=True)
    (message / "message.yaml").write_bytes(b"a" * 2_000_000)
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "huge")
    monkeypatch.setattr("handover_policy.sources.git.repository.MOST_CONTENTS", 1_000_000)
    folder = find_sides("main", None, here / "acme", here).base.read()
    sizes = {each.path: len(each.content) for each in folder.files}
    assert sizes["policy.yaml"] == (here / "acme" / "policy.yaml").stat().st_size
    assert [(each.path, each.code, each.details["size"]) for each in folder.refused] == [
        ("huge.yaml", "file-too-large", 3_000_000),
        ("notifications/x/zh-CN/message.yaml", "file-too-large", 2_000_000),
    ]


def test_what_a_revision_links_to_elsewhere_is_a_finding_and_never_quoted(here: Path) -> None:
    (here.parent / "secret.yaml").write_text("kind: gates\nsecret: geheim\n", "utf-8")
    (here / "acme" / "environment.yaml").symlink_to("/proc/self/environ")
    (here / "acme" / "more.yaml").symlink_to("../../secret.yaml")
    (here / "acme" / "config.yaml").symlink_to("../.git/config")
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "links")
    told = handover(here, "diff", "main~1", "main", *LATE)
    assert (told.code, told.out) == (3, b"")
    for name, code in (("environment", "outside"), ("more", "outside"), ("config", "hidden")):
        assert f"{name}.yaml:1:1: error[link-{code}]" in told.err
    assert "geheim" not in told.err
    assert "PATH=" not in told.err
