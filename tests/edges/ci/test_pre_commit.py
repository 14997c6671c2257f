"""pre-commit itself, run over a repository: what it passes to `handover check`, and what a commit meets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from handover_policy.app.init import shipped_base
from handover_policy.sources.scaffold.repository import repository, write_repository

ROOT = Path(__file__).parents[3]
TOOLS = Path(sys.executable).parent
AUTHOR = {f"GIT_{who}_{what}": f"{what}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def run(here: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    settings = {
        **os.environ,
        **AUTHOR,
        "LC_ALL": "en_US.UTF-8",
        "PATH": f"{TOOLS}:{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(here.parent / "hooks-cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(command, cwd=here, env=settings, capture_output=True, text=True, check=False)


def git(here: Path, *arguments: str) -> None:
    ended = run(here, "git", *arguments)
    assert ended.returncode == 0, ended.stderr


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a repository as `handover init` writes it, its hooks installed."""
    place = tmp_path / "acme"
    write_repository(place, repository("acme", "制度", shipped_base("default")))
    git(tmp_path, "init", "--quiet", "acme")
    git(place, "add", ".")
    assert run(place, "pre-commit", "install").returncode == 0
    return place


def spoil(place: Path) -> None:
    """Give the set a gate that may not wait for the handover (CN-PAY-01)."""
    gate = "kind: gates\ngates:\n  - {id: gate.x, title: x, controls: final_pay, opens_when: {tasks.unfinished: 0}}\n"
    (place / "gates.yaml").write_text(gate, encoding="utf-8")


def test_a_sound_policy_is_committed_and_an_unlawful_one_is_not(place: Path) -> None:
    assert run(place, "git", "commit", "--quiet", "-m", "first").returncode == 0
    spoil(place)
    git(place, "add", ".")
    refused = run(place, "git", "commit", "--quiet", "-m", "second")
    assert refused.returncode == 1
    assert "CN-PAY-01" in refused.stdout + refused.stderr


def delete_a_tested_rule(place: Path) -> None:
    """Commit what stands there, then stage nothing but the deletion of rules that a test of the set is about."""
    git(place, "add", ".")
    git(place, "commit", "--quiet", "--no-verify", "-m", "before")
    git(place, "rm", "--quiet", "notices.yaml")


def test_a_commit_that_only_deletes_is_checked_too(place: Path) -> None:
    delete_a_tested_rule(place)
    refused = run(place, "git", "commit", "--quiet", "-m", "less")
    assert refused.returncode == 1
    assert "policy-test-failed" in refused.stdout + refused.stderr


def test_the_hook_of_this_repository_checks_the_sets_whatever_changed(place: Path, tmp_path: Path) -> None:
    """The hook's manifest as it is, but for the language: installing from PyPI is pre-commit's own business."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["language"] == "python"
    (hooks / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump([{**hook, "language": "system"}]), encoding="utf-8")
    git(tmp_path, "init", "--quiet", "hooks")
    git(hooks, "add", ".")
    git(hooks, "commit", "--quiet", "-m", "hooks")
    git(hooks, "tag", "v1")
    config = {"repos": [{"repo": str(hooks), "rev": "v1", "hooks": [{"id": "handover-check"}]}]}
    (place / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(place, "add", ".")
    sound = run(place, "pre-commit", "run", "--all-files", "--verbose")
    assert sound.returncode == 0, sound.stdout
    assert sound.stdout.count(" 0 failed") == 1
    spoil(place)
    git(place, "add", ".")
    refused = run(place, "pre-commit", "run", "--all-files")
    assert refused.returncode == 1
    assert refused.stdout.count("CN-PAY-01") == 1
    (place / "gates.yaml").unlink()
    delete_a_tested_rule(place)
    deleting = run(place, "pre-commit", "run")
    assert deleting.returncode == 1
    assert "policy-test-failed" in deleting.stdout
