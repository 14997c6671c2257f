"""write_repository: a policy repository written at once, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from handover_policy.sources.page_texts import page_texts
from handover_policy.sources.shipped import shipped_folder

FILES = {
    "policy.yaml": "policy.yaml.j2",
    "notices.yaml": "notices.yaml.j2",
    "tests/reminders.yaml": "reminders.yaml.j2",
    "README.md": "README.md.j2",
    ".vscode/settings.json": "settings.json",
    ".vscode/extensions.json": "extensions.json",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/policy.yml": "github.yml",
    ".gitlab-ci.yml": "gitlab-ci.yml",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
}
SCHEMAS = ".handover/schemas"


class InTheWay(FileExistsError):
    """Files stand where the repository would be written; `paths` names all of them, nothing was changed."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        """Take the paths, relative to the folder."""
        super().__init__(", ".join(paths))
        self.paths = paths


def repository(name: str, title: str, extends: str) -> dict[str, str]:
    """Return the texts of a new repository by path: a set that extends another, a test, editor and CI settings."""
    texts = page_texts("handover_policy.sources.scaffold", tuple(FILES.values()))
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - YAML and Markdown, no HTML
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    values = {"id": name, "title": title, "extends": extends}
    written = {
        path: environment.from_string(texts[file]).render(values) if file.endswith(".j2") else texts[file]
        for path, file in FILES.items()
    }
    for schema in sorted(shipped_folder("schemas").glob("*.schema.json")):
        written[f"{SCHEMAS}/{schema.name}"] = schema.read_text(encoding="utf-8")
    return written


def write_repository(place: Path, texts: dict[str, str]) -> tuple[str, ...]:
    """Write texts into a folder, which may be new; return the paths written, those that stood there equal left out.

    Raises InTheWay where files stand there with another content, and OSError where the folder cannot be written; in
    both cases nothing is left half done.
    """
    if place.exists() and not place.is_dir():
        raise InTheWay((str(place),))
    equal = {path for path, text in texts.items() if _holds(place / path, text)}
    blocked = tuple(sorted(path for path in texts if path not in equal and _exists(place, path)))
    if blocked:
        raise InTheWay(blocked)
    new = tuple(path for path in texts if path not in equal)
    parent = next(each for each in (place, *place.absolute().parents) if each.is_dir())
    staged = Path(tempfile.mkdtemp(prefix=".handover-init-", dir=parent))
    try:
        for path in new:
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).write_text(texts[path], encoding="utf-8", newline="\n")
        for path in new:
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged / path, place / path)  # noqa: PTH105 - the one call that never leaves half a file
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return new


def _exists(place: Path, path: str) -> bool:
    return (place / path).exists() or any((place / part).is_file() for part in Path(path).parents)


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False
