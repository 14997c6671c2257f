"""SourceLines: the lines that findings stand in, where a finding ends in its line, and a hash that knows the line."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from handover_policy.findings.finding import Finding, Location
from handover_policy.findings.lines import LINE_END
from handover_policy.findings.reporting.report import MANIFEST, Report, TextOf

WORD = re.compile(r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s,\uff0c\u3001:\uff1a\[\]{}#]+)""")
DIGITS = 16


class SourceLines:
    """The lines of the files that findings stand in, each file split once."""

    __slots__ = ("_files", "_hashes", "_text_of")

    def __init__(self, text_of: TextOf) -> None:
        """Take what gives the text of a file."""
        self._text_of = text_of
        self._files: dict[str, list[str]] = {}
        self._hashes: dict[str, list[str]] = {}

    def at(self, place: Location) -> str:
        """Return a line, empty where there is none."""
        lines = self._of(place.file)
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    def end_column(self, finding: Finding, place: Location) -> int | None:
        """Return the column behind what a finding is about: its subject or the word there; None past the line's end."""
        line, begin = self.at(place), place.column - 1
        if begin < 0 or begin >= len(line):
            return None
        if finding.subject and line.startswith(finding.subject, begin):
            return place.column + len(finding.subject)
        word = WORD.match(line, begin)
        return (word.end() if word else begin + 1) + 1

    def hash_of(self, place: Location) -> str:
        """Return a hash of a line's text, with the number of this line among those that read alike; "" for no line.

        It stays when lines above are added or removed, as code scanning asks of `primaryLocationLineHash`.
        """
        if place.file not in self._hashes:
            self._hashes[place.file] = list(_hashes(self._of(place.file)))
        hashes = self._hashes[place.file]
        return hashes[place.line - 1] if self.at(place) else ""

    def _of(self, file: str) -> list[str]:
        if file not in self._files:
            self._files[file] = LINE_END.split(self._text_of(file) or "")
        return self._files[file]


def _hashes(lines: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    told = []
    for line in lines:
        digest = hashlib.sha256("".join(line.split()).encode("utf-8", "replace")).hexdigest()[:DIGITS]
        seen[digest] += 1
        told.append(f"{digest}:{seen[digest]}")
    return told


def stands_at(report: Report, finding: Finding) -> Location:
    """Return the place a finding is told at, its file by the name that gives its text: see `seen_from_here`."""
    return finding.location if report.path_of(finding.location.file) is not None else Location(MANIFEST)
