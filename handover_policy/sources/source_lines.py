"""SourceLines: the lines of policy files that findings point at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from handover_policy.findings.finding import Location
from handover_policy.sources.policy_folders import MOST_BYTES
from handover_policy.sources.shipped import BUILTIN, shipped_folder


class SourceLines:
    """Finds the file of a location in the policy folders, or among what ships; reads each file once."""

    def __init__(self, places: Iterable[Path]) -> None:
        """Take the policy folders, the likeliest first."""
        self._places = tuple(places)
        self._files: dict[str, list[str] | None] = {}

    def line(self, location: Location) -> str | None:
        """Return the line that a location names; None where there is no such file or line."""
        if location.file not in self._files:
            self._files[location.file] = self._read(location.file)
        lines = self._files[location.file]
        return lines[location.line - 1] if lines is not None and 0 < location.line <= len(lines) else None

    def _read(self, file: str) -> list[str] | None:
        name, builtin, inside = file.partition(BUILTIN)
        found = [shipped_folder("rules") / inside] if builtin and not name else [place / file for place in self._places]
        if file.startswith("notifications/"):
            found.append(shipped_folder("notifications") / file.removeprefix("notifications/"))
        for path in found:
            try:
                with path.open("rb") as opened:
                    content = opened.read(MOST_BYTES)
            except (OSError, ValueError):
                continue
            return _decoded(content).removeprefix("\ufeff").split("\n")
        return None


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
