"""The files for CI services: valid by the schemas of those services, and their scripts run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from handover_policy import __version__
from handover_policy.app.init import shipped_base
from handover_policy.sources.scaffold.repository import repository

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "ci"
TOOLS = Path(sys.executable).parent
WRITTEN = repository("acme", "制度", shipped_base("default"))
GITHUB, GITLAB = ".github/workflows/policy.yml", ".gitlab-ci.yml"
AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
STUBS = {
    "handover": 'echo "handover $*" >>calls; echo "| 变化 |"; exit ${DIFFERS:-0}',
    "gh": 'echo "gh $*" >>calls; case "$*" in *--paginate*) printf "%s\\n" "$KNOWN";; *) cp comment.md posted;; esac',
    "curl": 'echo "curl $*" >>calls; case "$*" in *per_page*) printf "%s\\n" "$KNOWN";; *) cp comment.md posted;; esac',
}


def checked(file: Path, *options: str) -> None:
    ended = subprocess.run(
        [str(TOOLS / "check-jsonschema"), *options, str(file)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


def test_workflows_are_valid_by_the_schema_of_github(tmp_path: Path) -> None:
    scaffolded = tmp_path / "policy.yml"
    scaffolded.write_text(WRITTEN[".github/workflows/policy.yml"], encoding="utf-8")
    for file in (scaffolded, EXAMPLES / "github.yml"):
        checked(file, "--builtin-schema", "vendor.github-workflows")


def test_jobs_are_valid_by_the_schema_of_gitlab(tmp_path: Path) -> None:
    scaffolded = tmp_path / ".gitlab-ci.yml"
    scaffolded.write_text(WRITTEN[".gitlab-ci.yml"], encoding="utf-8")
    for file in (scaffolded, EXAMPLES / "gitlab-ci.yml"):
        checked(file, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")


def test_hooks_are_valid_for_pre_commit(tmp_path: Path) -> None:
    scaffolded = tmp_path / "config.yaml"
    scaffolded.write_text(WRITTEN[".pre-commit-config.yaml"], encoding="utf-8")
    for command, file in (("validate-config", scaffolded), ("validate-manifest", ROOT / ".pre-commit-hooks.yaml")):
        subprocess.run([TOOLS / "pre-commit", command, file], check=True)


def test_what_init_writes_checks_as_the_examples_do() -> None:
    github = yaml.safe_load((EXAMPLES / "github.yml").read_text("utf-8"))["jobs"]["check"]["steps"]
    gitlab = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text("utf-8"))
    written = yaml.safe_load(WRITTEN[".github/workflows/policy.yml"])["jobs"]["check"]["steps"]
    assert [str(step).replace('"$POLICY"', ".") for step in github] == [str(step) for step in written]
    job = yaml.safe_load(WRITTEN[".gitlab-ci.yml"])["policy"]
    assert job["script"] == [
        *gitlab["default"]["before_script"],
        *(line.replace('"$POLICY"', ".") for line in gitlab["policy"]["script"]),
    ]
    assert job["artifacts"] == gitlab["policy"]["artifacts"]


def installs() -> list[tuple[str, dict[str, str]]]:
    """Return the command by which each file installs the product, and the variables of that file."""
    github = [yaml.safe_load(text) for text in ((EXAMPLES / "github.yml").read_text("utf-8"), WRITTEN[GITHUB])]
    gitlab = [yaml.safe_load(text) for text in ((EXAMPLES / "gitlab-ci.yml").read_text("utf-8"), WRITTEN[GITLAB])]
    steps = [
        (step.get("run", ""), file["env"]) for file in github for job in file["jobs"].values() for step in job["steps"]
    ]
    scripts = (gitlab[0]["default"]["before_script"], gitlab[1]["policy"]["script"])
    lines = [(line, file["variables"]) for file, script in zip(gitlab, scripts, strict=True) for line in script]
    return [(line, settings) for line, settings in (*steps, *lines) if line.startswith("pip")]


def test_every_file_installs_one_source_that_nobody_else_can_claim() -> None:
    assert len(installs()) == 5
    for line, settings in installs():
        assert line == 'pip install "handover-policy @ git+$HANDOVER_GIT@$HANDOVER_TAG"'
        assert settings["HANDOVER_TAG"] == f"v{__version__}"
        host = settings["HANDOVER_GIT"].removeprefix("https://").partition("/")[0]
        assert host.endswith("example.com")  # RFC 2606: nobody can register it


def test_what_they_install_is_the_tag_and_needs_no_registry(tmp_path: Path) -> None:
    place, target = tmp_path / "origin", tmp_path / "installed"
    (place / "handover_policy").mkdir(parents=True)
    build = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    (place / "pyproject.toml").write_text(f'{build}[project]\nname = "handover-policy"\nversion = "0"\n')
    mark = place / "handover_policy" / "__init__.py"
    for text, after in (("tagged = 1\n", ["tag", f"v{__version__}"]), ("tagged = 0\n", ["status", "--short"])):
        mark.write_text(text)
        for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"], after):
            subprocess.run(["git", *AUTHOR, *arguments], cwd=place, check=True, capture_output=True)
    line, settings = installs()[0]
    instead = {"GIT_CONFIG_KEY_0": f"url.{place.as_uri()}.insteadOf", "GIT_CONFIG_VALUE_0": settings["HANDOVER_GIT"]}
    told = {**settings, **instead, "GIT_CONFIG_COUNT": "1", "PIP_TARGET": str(target), "PIP_NO_INDEX": "1"}
    offline = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}  # 0: no isolation, as pip reads it
    (tmp_path / "bin").mkdir()
    assert run(line, tmp_path, **told, **offline) == 0
    assert (target / "handover_policy" / "__init__.py").read_text() == "tagged = 1\n"


PINNED = re.compile(r"handover-policy @ git\+\S+@\S+")
WHEEL = re.compile(r"handover_policy-(\{\{[^}]*\}\}|[\w.])+-py3-none-any\.whl")
"""A file that somebody has: no index is asked for it."""
BARE = re.compile(r"pip3? install[^\n`]*\bhandover(?!\.)")
TOLD = re.compile(r".*\.(md|ya?ml|j2|py|txt)|Makefile|Dockerfile")


def bare_names(text: str) -> list[str]:
    """Return where people are told to install our name alone: whoever claims it in an index first would run there."""
    return BARE.findall(WHEEL.sub("", PINNED.sub("", text)))


def test_nobody_is_told_to_install_a_name_that_anybody_can_claim() -> None:
    folders = ("docs", "examples", "handover_policy", "notifications", "rules", "release")
    files = [*ROOT.iterdir(), *(each for folder in folders for each in (ROOT / folder).rglob("*"))]
    texts = {each: each.read_text("utf-8") for each in files if each.is_file() and TOLD.fullmatch(each.name)}
    assert sum(PINNED.search(text) is not None for text in texts.values()) >= 4
    assert [each.relative_to(ROOT).as_posix() for each, text in texts.items() if bare_names(text)] == []


@pytest.mark.parametrize("named", ["handover-policy", "'handover-policy[pdf]'", "-U handover_policy==1", "handover"])
def test_a_bare_name_is_noticed(named: str) -> None:
    assert bare_names(f"run `pip install {named}` first") != []


@pytest.mark.parametrize(
    "named", ["'.[pdf]'", '"handover-policy @ git+https://git.example.com/h.git@v1"', "pre-commit"]
)
def test_what_is_ours_or_pinned_is_not(named: str) -> None:
    assert bare_names(f"pip install {named}\nhandover run") == []


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """Return a folder in which scripts run with stubs of the commands they call."""
    (tmp_path / "bin").mkdir()
    for name, text in STUBS.items():
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
    return tmp_path


def run(script: str, here: Path, **settings: str) -> int:
    path = f"{here / 'bin'}:{TOOLS}:{os.environ['PATH']}"
    environment = {**os.environ, "POLICY": "rules", **settings, "PATH": path}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=here, env=environment, check=False
    ).returncode


@pytest.mark.parametrize(("known", "method"), [("", "POST comments"), ("77", "PATCH comment/77")])
@pytest.mark.parametrize("differs", ["0", "1"])
def test_github_comments_once_and_renews_the_comment(runner: Path, known: str, method: str, differs: str) -> None:
    job = yaml.safe_load((EXAMPLES / "github.yml").read_text("utf-8"))["jobs"]["diff"]
    compare, comment, fail = (step["run"] for step in job["steps"][-3:])
    files = {"GITHUB_STEP_SUMMARY": "summary", "GITHUB_OUTPUT": "output"}
    assert run(compare, runner, BASE="abc", DIFFERS=differs, **files) == 0
    assert (runner / "output").read_text() == f"code={differs}\n"
    assert run(comment, runner, COMMENTS="comments", COMMENT="comment", KNOWN=known) == 0
    text = "<!-- handover diff -->\n| 变化 |\n"
    assert [(runner / name).read_text("utf-8") for name in ("posted", "summary")] == [text, text]
    calls = (runner / "calls").read_text().splitlines()
    assert calls[0] == "handover diff abc:rules rules --format markdown"
    assert calls[-1].startswith(f"gh api --method {method} ")
    assert run(fail, runner, CODE=differs) == int(differs)


NOTES = '[{"id": 5, "body": "LGTM"}, {"id": 77, "body": "<!-- handover diff -->\\nold"}]'


@pytest.mark.parametrize(("known", "method"), [("[]", "--request POST"), (NOTES, "--request PUT")])
@pytest.mark.parametrize("differs", ["0", "1"])
def test_gitlab_comments_once_and_renews_the_comment(runner: Path, known: str, method: str, differs: str) -> None:
    job: dict[str, Any] = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text("utf-8"))["policy-diff"]
    settings = {"NOTES": "https://git.example/notes", "HANDOVER_TOKEN": "t", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}
    assert run("\n".join(job["script"]), runner, KNOWN=known, DIFFERS=differs, **settings) == int(differs)
    calls = (runner / "calls").read_text().splitlines()
    assert calls[0] == "handover diff abc:rules rules --format markdown"
    assert method in calls[-1]
    assert calls[-1].endswith("/notes/77" if "PUT" in method else "/notes")
    assert (runner / "posted").read_text("utf-8") == "<!-- handover diff -->\n| 变化 |\n"


def planted(here: Path) -> Path:
    """Put into a checkout what a merge request can hold to run or write something; return what it would leave."""
    outside, ran = here / "outside", here / "ran"
    outside.write_text("ours")
    for name in ("comment.md", "notes.json", "junit.xml"):
        (here / name).symlink_to(outside)
    (here / "json.py").write_text(f"open({str(ran)!r}, 'w')\ndef load(_): return []\n")
    return ran


def test_a_branch_runs_nothing_in_the_jobs_and_nothing_is_written_through_its_links(runner: Path) -> None:
    gitlab = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text("utf-8"))
    github = yaml.safe_load((EXAMPLES / "github.yml").read_text("utf-8"))["jobs"]["diff"]["steps"]
    compare = next(step["run"] for step in github if step.get("id") == "compare")
    scripts = ["\n".join(gitlab[job]["script"]) for job in ("policy", "policy-diff")]
    scripts += [compare, "\n".join(yaml.safe_load(WRITTEN[GITLAB])["policy"]["script"][1:])]
    settings = {"NOTES": "https://git.example/notes", "HANDOVER_TOKEN": "t", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}
    for script in scripts:
        ran = planted(runner)
        files = {"GITHUB_STEP_SUMMARY": "summary", "GITHUB_OUTPUT": "output", "BASE": "abc"}
        assert run(script, runner, KNOWN="[]", **settings, **files) == 0
        assert (runner / "outside").read_text() == "ours"
        assert not ran.exists()
        for name in ("comment.md", "notes.json", "junit.xml"):
            (runner / name).unlink(missing_ok=True)
