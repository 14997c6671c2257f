"""Repair: typing slips of Chinese keyboards and encodings mended in policy files, shown first, written whole."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handover_policy.findings.lines import LINE_END
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.line_difference import line_difference
from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.yaml_source.slips import repair_file
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.gate.gate import FolderGate
from handover_policy.sources.gate.walk import YAML
from handover_policy.sources.gate.whole_files import write_whole
from handover_policy.texts.bilingual import slashed


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A file that can be mended: where it lies, what it would hold, and the difference line by line.

    `linked` is true where a link leads to it: it is told of and left alone, as it lies elsewhere.
    """

    path: Path
    content: bytes
    difference: str
    linked: bool = False


def find_repairs(place: Path) -> Iterator[Repair]:
    """Yield the policy files of a folder that can be mended, by path; comments and layout stay as they are.

    They are those that the set is read from, its tests and messages included; files that are too large to be policy
    files are left alone. Raises OSError where one cannot be read.
    """
    gate = FolderGate(place)
    for listed in gate.listing.files.values():
        before = gate.read(listed) if listed.path.endswith(YAML) else b""
        after = b"" if isinstance(before, FileRefusal) else repair_file(before)
        if not isinstance(before, FileRefusal) and after != before:
            yield repair_of(place, listed.path, before, after, linked=listed.linked)


def repair_of(place: Path, path: str, before: bytes, after: bytes, *, linked: bool = False) -> Repair:
    """Return the repair that gives a file, named by its path in the folder `place`, new content."""
    return Repair(path=place / path, content=after, difference=_difference(path, before, after), linked=linked)


def write_repair(repair: Repair) -> None:
    """Write a mended file whole or not at all, with the mode it had; raises OSError.

    A file that nobody may write stays as it is, even where the folder, or the superuser's rights, would allow it; and
    so does one that a link leads to.
    """
    path = repair.path
    state = path.lstat()
    if repair.linked or not stat.S_ISREG(state.st_mode):
        raise OSError(errno.ELOOP, slashed("fixing.link"), str(path))
    if not stat.S_IMODE(state.st_mode) & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EACCES, slashed("fixing.read-only"), str(path))
    write_whole(path, repair.content)


def _difference(name: str, before: bytes, after: bytes) -> str:
    old, new = (LINE_END.split(readable(content) or "") for content in (before, after))
    lines = list(line_difference(name, old, new))
    if not lines:
        lines = [f"--- {name}", f"+++ {name}"]
    if before != (readable(before) or "").encode():
        lines.append(f"({slashed('fixing.encoding')})")
    return "\n".join(map(escaped, lines))
