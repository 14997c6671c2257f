"""PolicyFolders: policy sets read from folders, with the sets they extend."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.read import SourceFile, SourceFolder
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.gate.gate import FolderGate
from handover_policy.sources.gate.walk import YAML, Listed
from handover_policy.sources.shipped import BUILTIN, shipped_folder, shipped_place
from handover_policy.sources.shipped_meant import shipped_meant

ENDINGS = YAML
MESSAGES: Literal["notifications"] = "notifications"
TESTS = "tests"
LEFT_OUT = (TESTS, MESSAGES)
MESSAGE_ENDINGS = (".yaml", ".j2", ".css")
MOST_BYTES = 1_100_000
"""A little more than a policy file may have, so that a longer one is found to be too long without being read whole."""


class PolicyFolders:
    """Reads policy folders and remembers where each lies, so that a relative `extends` can be followed."""

    def __init__(self) -> None:
        """Start knowing no folder."""
        self._gates: dict[str, FolderGate] = {}

    def read(self, place: Path, name: str = "") -> SourceFolder:
        """Return the YAML files below a folder, by path; raises OSError where it cannot be read."""
        return self._read(FolderGate(place), name)

    def _read(self, gate: FolderGate, name: str) -> SourceFolder:
        self._gates[name] = gate
        files = []
        refused = [each for each in gate.listing.refused if _counts(each.path, of_parent=bool(name))]
        refused += [each for each in gate.listing.strays if not name and _first(each.path) != TESTS]
        for listed in gate.listing.files.values():
            if not listed.path.endswith(ENDINGS) or _first(listed.path) in LEFT_OUT:
                continue
            content = gate.read(listed)
            if isinstance(content, FileRefusal):
                refused.append(content)
            else:
                files.append(SourceFile(path=listed.path, content=content))
        return SourceFolder(name=name, files=tuple(files), refused=tuple(refused))

    def fixable(self) -> frozenset[str]:
        """Return the paths of the files of the set that no link leads to: what lies elsewhere is not written."""
        return frozenset(path for path, each in self._gates[""].listing.files.items() if not each.linked)

    def text_of(self, file: str) -> str | None:
        """Return the text of a file as findings name it, unreadable bytes replaced; None where there is none to show.

        What the gate does not let through has none.
        """
        for name in self._names_of(file):
            listed = self._gates[name].listing.files.get(file.removeprefix(name))
            if listed is not None:
                return _text(self._gates[name], listed)
        if file.startswith(f"{MESSAGES}/") and not self.is_refused(file):
            gate = FolderGate(shipped_folder(MESSAGES))
            listed = gate.listing.files.get(file.removeprefix(f"{MESSAGES}/"))
            return None if listed is None else _text(gate, listed)
        return None

    def is_refused(self, file: str) -> bool:
        """Return whether the set has a file of this path that is not read."""
        gate = self._gates.get("")
        return gate is not None and any(each.path == file for each in gate.listing.refused)

    def path_of(self, file: str) -> Path | None:
        """Return where a file lies that findings name, which may be one that is missing; None where nobody knows."""
        places = [self._gates[name].place / file.removeprefix(name) for name in self._names_of(file)]
        if file.startswith(f"{MESSAGES}/"):
            places.append(shipped_folder(MESSAGES) / file.removeprefix(f"{MESSAGES}/"))
        return next((path for path in places if path.is_file()), places[0] if places else None)

    def _names_of(self, file: str) -> list[str]:
        """Return the names of the folders that a file may lie in, the closest first."""
        known = [name for name in sorted(self._gates, key=len, reverse=True) if file.startswith(name)]
        return [name for name in known if name or BUILTIN not in file]

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | FileRefusal | None:
        """Return the folder that `extends` names, `builtin:<set>` or a path relative to the child.

        Why it is not read, where there is none or it lies outside of what the child may reach.
        """
        if reference.startswith(BUILTIN):
            shipped = shipped_place(reference)
            return shipped_meant(reference) if shipped is None else self._read(FolderGate(shipped), f"{reference}/")
        gate = self._gates[child.name]
        place = gate.parent(reference)
        if place is None:
            return shipped_meant(reference)
        if isinstance(place, FileRefusal):
            return place
        return self._read(FolderGate(place, gate.root), f"{reference.rstrip('/')}/")


def case_files(place: Path) -> tuple[SourceFile | FileRefusal, ...]:
    """Return the policy tests of a set, the YAML files below its `tests/`, and those not read; raises OSError."""
    gate = FolderGate(place)
    closed = (*gate.listing.refused, *gate.listing.strays)
    found: list[SourceFile | FileRefusal] = [each for each in closed if _first(each.path) == TESTS]
    for listed in gate.listing.files.values():
        if _first(listed.path) == TESTS and "/" in listed.path and listed.path.endswith(ENDINGS):
            content = gate.read(listed)
            found.append(content if isinstance(content, FileRefusal) else SourceFile(listed.path, content))
    return tuple(found)


def messages_of(place: Path) -> dict[str, str]:
    """Return the files of a set's own messages by path below `notifications/`; raises OSError.

    Those that are not read are told of where the set itself is read.
    """
    gate = FolderGate(place)
    found = {}
    for listed in gate.listing.files.values():
        wanted = _first(listed.path) == MESSAGES and listed.path.endswith(MESSAGE_ENDINGS)
        content = gate.read(listed) if wanted else None
        if isinstance(content, bytes):
            found[listed.path.removeprefix(f"{MESSAGES}/")] = content.decode("utf-8", "replace")
    return found


def _counts(path: str, *, of_parent: bool) -> bool:
    """Return whether what is refused belongs to the rules; a set's messages do, its tests are told of by themselves."""
    return _first(path) not in (LEFT_OUT if of_parent else (TESTS,))


def _first(path: str) -> str:
    return path.partition("/")[0]


def _text(gate: FolderGate, listed: Listed) -> str | None:
    try:
        content = gate.read(listed)
    except OSError:
        return None  # it could be read a moment ago; a finding without its line is still a finding
    return None if isinstance(content, FileRefusal) else readable(content) or content.decode("utf-8", "replace")
