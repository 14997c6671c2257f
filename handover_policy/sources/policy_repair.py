"""Repair: typing slips of Chinese keyboards and encodings mended in policy files, shown first, written whole."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from handover_policy.findings.lines import LINE_END
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.line_difference import line_difference
from handover_policy.policy.yaml_source.slips import mend_file
from handover_policy.policy.yaml_source.text import LARGEST, readable
from handover_policy.sources.policy_folders import ENDINGS

ENCODING = "（改存为 UTF-8，不带字节序标记 / saved as UTF-8 without byte order mark）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A file that can be mended: where it lies, what it would hold, and the difference line by line."""

    path: Path
    content: bytes
    difference: str


def find_repairs(place: Path) -> Iterator[Repair]:
    """Yield the policy files below a folder that can be mended, by path; comments and layout stay as they are.

    Files that are too large to be policy files are left alone. Raises OSError where one cannot be read.
    """
    for path in sorted(place.rglob("*")):
        if path.suffix not in ENDINGS or not path.is_file() or path.stat().st_size > LARGEST:
            continue
        before = path.read_bytes()
        after = mend_file(before)
        if after != before:
            yield repair_of(place, path, before, after)


def repair_of(place: Path, path: Path, before: bytes, after: bytes) -> Repair:
    """Return the repair that gives a file below the folder `place` new content."""
    name = path.relative_to(place).as_posix()
    return Repair(path=path, content=after, difference=_difference(name, before, after))


def write_repair(repair: Repair) -> None:
    """Write a mended file whole or not at all, with the mode and through the link it had; raises OSError.

    A file that nobody may write stays as it is, even where the folder, or the superuser's rights, would allow it.
    """
    path = repair.path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EACCES, "只读文件 / read-only file", str(path))
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".draft", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(repair.content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(draft).chmod(mode)
        Path(draft).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(draft).unlink()
        raise


def _difference(name: str, before: bytes, after: bytes) -> str:
    old, new = (LINE_END.split(readable(content) or "") for content in (before, after))
    lines = list(line_difference(name, old, new))
    if not lines:
        lines = [f"--- {name}", f"+++ {name}"]
    if before != (readable(before) or "").encode():
        lines.append(ENCODING)
    return "\n".join(map(escaped, lines))
