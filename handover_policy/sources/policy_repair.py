"""Repair: typing slips of Chinese keyboards and encodings mended in policy files, shown first."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handover_policy.policy.yaml_source.slips import mend_file
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.policy_folders import ENDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A file that can be mended: where it lies, what it would hold, and the difference line by line."""

    path: Path
    content: bytes
    difference: str


def find_repairs(place: Path) -> Iterator[Repair]:
    """Yield the policy files below a folder that can be mended, by path; comments and layout stay as they are."""
    for path in sorted(place.rglob("*")):
        if path.suffix not in ENDINGS or not path.is_file():
            continue
        before = path.read_bytes()
        after = mend_file(before)
        if after != before:
            name = path.relative_to(place).as_posix()
            yield Repair(path=path, content=after, difference=_difference(name, before, after))


def _difference(name: str, before: bytes, after: bytes) -> str:
    old, new = (readable(content) or "" for content in (before, after))
    if old == new:
        return f"--- {name}\n+++ {name}\n(编码改为 UTF-8，去掉字节序标记 / becomes UTF-8 without byte order mark)"
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), name, name, lineterm="")
    return "\n".join(lines)
