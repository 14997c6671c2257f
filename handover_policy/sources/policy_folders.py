"""PolicyFolders: policy sets read from folders, with the sets they extend."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from handover_policy.policy.read import SourceFile, SourceFolder
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.shipped import BUILTIN, policy_place, shipped_folder

ENDINGS = (".yaml", ".yml")
MESSAGES: Literal["notifications"] = "notifications"
LEFT_OUT = ("tests", MESSAGES)
MOST_BYTES = 1_100_000
"""A little more than a policy file may have, so that a longer one is found to be too long without being read whole."""


class PolicyFolders:
    """Reads policy folders and remembers where each lies, so that a relative `extends` can be followed."""

    def __init__(self, instead: Mapping[Path, bytes] = MappingProxyType({})) -> None:
        """Start knowing no folder; `instead` are contents to take in the place of what files hold."""
        self._places: dict[str, Path] = {}
        self._instead = instead

    def read(self, place: Path, name: str = "") -> SourceFolder:
        """Return the YAML files below a folder, by path; raises OSError where it cannot be read."""
        if not place.is_dir():
            code = errno.ENOTDIR if place.exists() else errno.ENOENT
            raise OSError(code, os.strerror(code), str(place))
        self._places[name] = place
        files = []
        for path in sorted(place.rglob("*")):
            inside = path.relative_to(place)
            hidden = any(part.startswith(".") for part in inside.parts)  # what git, editors and CI keep there
            if path.suffix in ENDINGS and not hidden and inside.parts[0] not in LEFT_OUT and path.is_file():
                files.append(SourceFile(path=inside.as_posix(), content=self._content(path)))
        return SourceFolder(name=name, files=tuple(files))

    def _content(self, path: Path) -> bytes:
        if path in self._instead:
            return self._instead[path]
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES)

    def text_of(self, file: str) -> str | None:
        """Return the text of a file as findings name it, unreadable bytes replaced; None where there is none."""
        path = self.path_of(file)
        try:
            if path is None or not path.is_file():
                return None
            with path.open("rb") as opened:
                content = opened.read(MOST_BYTES)
        except OSError:
            return None  # it could be read a moment ago; a finding without its line is still a finding
        return readable(content) or content.decode("utf-8", "replace")

    def path_of(self, file: str) -> Path | None:
        """Return where a file lies that findings name, which may be one that is missing; None where nobody knows."""
        known = [name for name in sorted(self._places, key=len, reverse=True) if file.startswith(name)]
        places = [self._places[name] / file.removeprefix(name) for name in known if name or BUILTIN not in file]
        if file.startswith(f"{MESSAGES}/"):
            places.append(shipped_folder(MESSAGES) / file.removeprefix(f"{MESSAGES}/"))
        return next((path for path in places if path.is_file()), places[0] if places else None)

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | None:
        """Return the folder that `extends` names, `builtin:<set>` or a path relative to the child; None without one."""
        place = policy_place(reference) if reference.startswith(BUILTIN) else self._places[child.name] / reference
        if not place.is_dir():
            return None
        return self.read(place, f"{reference.rstrip('/')}/")


def case_files(place: Path) -> tuple[SourceFile, ...]:
    """Return the policy tests of a set, the YAML files below its `tests/`; raises OSError."""
    files = []
    for path in sorted((place / "tests").rglob("*")):
        if path.suffix in ENDINGS and path.is_file():
            with path.open("rb") as opened:
                files.append(SourceFile(path=path.relative_to(place).as_posix(), content=opened.read(MOST_BYTES)))
    return tuple(files)
