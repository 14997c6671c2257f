"""is_settings_file: whether a file holds the settings of a service, by the kind that it names."""

from __future__ import annotations

import re
from pathlib import Path

KIND = "service"
OF_THIS_KIND = re.compile(rb"^[\"']?kind[\"']?[ \t]*(:|\xef\xbc\x9a)[ \t]*[\"']?service\b", re.MULTILINE)
AT_MOST = 1_100_000
"""Bytes: a little more than a file may have, so that a longer one is found to be too long."""


def is_settings_file(file: Path) -> bool:
    """Return whether a path leads to a settings file; raises OSError."""
    return file.is_file() and OF_THIS_KIND.search(content_of(file)) is not None


def content_of(file: Path) -> bytes:
    """Return what a file holds, no more than shows that it is too long; raises OSError."""
    with file.open("rb") as opened:
        return opened.read(AT_MOST)
