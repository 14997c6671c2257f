"""write_repository: a policy repository written at once, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from handover_policy import __version__
from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.sources.gate.strays import stray
from handover_policy.sources.page_texts import page_texts
from handover_policy.sources.policy_folders import PolicyFolders, case_files
from handover_policy.sources.scaffold.extended_set import ExtendedSet
from handover_policy.sources.scaffold.places import TitledPlace
from handover_policy.sources.scaffold.todo import todo
from handover_policy.sources.shipped import shipped_folder
from handover_policy.texts.texts import texts

FILES = {
    "policy.yaml": "policy.yaml.j2",
    "notices.yaml": "notices.yaml.j2",
    "tests/reminders.yaml": "reminders.yaml.j2",
    "README.md": "README.md.j2",
    ".vscode/settings.json": "settings.json",
    ".vscode/extensions.json": "extensions.json",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/policy.yml": "github.yml.j2",
    ".gitlab-ci.yml": "gitlab-ci.yml.j2",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
}
MANIFEST = "policy.yaml"
CLEARANCE = "tasks/clearance.yaml"
SCHEMAS = ".handover/schemas"


class InTheWay(FileExistsError):
    """Files stand where the repository would be written; `paths` names all of them, nothing was changed."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        """Take the paths, relative to the folder."""
        super().__init__(", ".join(paths))
        self.paths = paths


def repository(
    name: str, title: str, base: ExtendedSet, departments: Sequence[TitledPlace] = (), towns: Sequence[TitledPlace] = ()
) -> dict[str, str]:
    """Return the texts of a new repository by path: a set that extends `base`, a test, editor and CI settings.

    `departments` confirm that nothing is left open with them, `towns` are the places of work.
    """
    files = {**FILES, CLEARANCE: "clearance.yaml.j2"} if departments else FILES
    pages = page_texts("handover_policy.sources.scaffold", tuple(files.values()))
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - YAML and Markdown, no HTML
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    values = {
        "id": name,
        "title": title,
        "extends": base.extends,
        "contacts": base.contacts,
        "escalates": base.escalates,
        "say": lambda key, /, **told: texts(base.language).say(f"init.{key}", **told),
        "handover": __version__,
        "departments": departments,
        "towns": towns,
        "todo": [(each.file, each.told(base.language)) for each in todo(base, departments, towns)],
    }
    written = {
        path: environment.from_string(pages[file]).render(values) if file.endswith(".j2") else pages[file]
        for path, file in files.items()
    }
    for schema in sorted(shipped_folder("schemas").glob("*.schema.json")):
        written[f"{SCHEMAS}/{schema.name}"] = schema.read_text(encoding="utf-8")
    return written


def write_repository(place: Path, texts: dict[str, str]) -> tuple[str, ...]:
    """Write texts into a folder, which may be new; return the paths written, those that stood there equal left out.

    Links are never written through. Raises InTheWay where something else stands there, or YAML that would become part
    of the new set, and OSError where the folder cannot be written; in both cases everything is as it was before.
    """
    _check_folder(place)
    new = tuple(path for path in texts if not _holds(place / path, texts[path]))
    blocked = {part for path in new for part in _in_the_way(place, path)}
    if MANIFEST in new and place.is_dir() and not blocked:
        blocked.update(_foreign_rules(place) - texts.keys())
    if blocked:
        raise InTheWay(tuple(sorted(blocked)))
    _place_all(place, {path: texts[path] for path in new})
    return new


def _check_folder(place: Path) -> None:
    """Raise InTheWay where the folder, or one it is to lie in, is something else."""
    standing = next(each for each in (place, *place.absolute().parents) if os.path.lexists(each))
    if not standing.is_dir():
        raise InTheWay((str(standing),))


def _in_the_way(place: Path, path: str) -> list[str]:
    """Return what stands where a file is to lie, or where one of its folders is to be."""
    folders = [each for each in Path(path).parents if each != Path()]
    taken = [each.as_posix() for each in folders if _is_no_folder(place / each)]
    return taken or ([path] if os.path.lexists(place / path) else [])


def _is_no_folder(path: Path) -> bool:
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())


def _foreign_rules(place: Path) -> set[str]:
    """Return the YAML files that a set in this folder would be made of, tests and those not read included."""
    folder = PolicyFolders().read(place)
    found = (*folder.files, *folder.refused, *case_files(place))
    return {file.path for file in found if not isinstance(file, FileRefusal) or file != stray(file.path)}


def _place_all(place: Path, texts: dict[str, str]) -> None:
    """Write every file beside its place, then move all of them; where one cannot be moved, take all back."""
    parent = next(each for each in (place, *place.absolute().parents) if each.is_dir())
    staged = Path(tempfile.mkdtemp(prefix=".handover-init-", dir=parent))
    made: list[Path] = []
    try:
        for path, text in texts.items():
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).write_text(text, encoding="utf-8", newline="\n")
        for path in texts:
            _make_folders((place / path).parent, made)
            (staged / path).rename(place / path)
            made.append(place / path)
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink()
        raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _make_folders(folder: Path, made: list[Path]) -> None:
    for each in reversed((folder, *folder.parents)):
        if not each.is_dir():
            each.mkdir()
            made.append(each)


def _holds(path: Path, text: str) -> bool:
    try:
        return not path.is_symlink() and path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False
