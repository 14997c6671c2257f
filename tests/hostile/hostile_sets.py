"""Policy sets in a repository as a merge request brings them, with a secret beside them that nobody may read."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

SECRET = "tok-8f2c-geheim"  # noqa: S105 - bait
MANIFEST = """\
# yaml-language-server: $schema=x/policy.schema.json
kind: policy
id: acme
title: 交接制度
version: 1.0.0
effective: {from: 2026-01-01}
extends: builtin:default
"""
SECRET_YAML = f"kind: gates\ngates:\n  - id: {SECRET}\n    {SECRET}\n"
"""A file that gives findings in every line, each with the line it stands in, where it is read as a rule."""
GATES = """\
# yaml-language-server: $schema=x/gates.schema.json
kind: gates
gates:
  - {id: gate.certificate, title: 证明}
"""


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree with a policy set, and a folder outside of it."""

    root: Path
    place: Path
    outside: Path


def repository(tmp_path: Path, *, manifest: str = MANIFEST) -> Repository:
    """Return a repository under git with a set in `rules/`; its configuration and the outside hold the secret."""
    root, outside = tmp_path / "checkout", tmp_path / "home"
    place = root / "rules"
    place.mkdir(parents=True)
    outside.mkdir()
    (outside / "token.yaml").write_text(SECRET_YAML, encoding="utf-8")
    (place / "policy.yaml").write_text(manifest, encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True, capture_output=True)
    with (root / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write(f'[http "https://example.org/"]\n\textraheader = AUTHORIZATION: basic {SECRET}\n')
    return Repository(root, place, outside)


def linked(path: Path, target: Path | str) -> Path:
    """Return a link, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    return path


def hard_ways(where: Repository) -> dict[str, Path | str]:
    """Return what a link may lead to that nobody may read, each holding the secret, by a name for the way."""
    (where.root / ".cache").mkdir(exist_ok=True)
    (where.root / ".cache" / "kept.yaml").write_text(SECRET_YAML, encoding="utf-8")
    far = where.root / "far"
    if not far.is_symlink():
        far.symlink_to(where.outside)
        (where.root / "step.yaml").symlink_to("far/token.yaml")
    return {
        "absolute": where.outside / "token.yaml",
        "through-a-link": where.root / "far" / "token.yaml",
        "through-two-links": where.root / "step.yaml",
        "git": where.root / ".git" / "config",
        "hidden": where.root / ".cache" / "kept.yaml",
        "environment": "/proc/self/environ",
        "out-and-in-again": f"/proc/self/cwd/{where.outside}/token.yaml",
    }
