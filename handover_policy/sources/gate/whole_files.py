"""write_whole: a file written beside its place and moved there, so that a full disk leaves the old one as it was."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

NOT_BESIDE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV)
"""What says that a file can be written although nothing can be put beside it, as one that a container brings in."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the mode it had, through links to where they lead; raises OSError.

    Devices and pipes are written to as they are. A file in a folder where nothing can be put beside it is written in
    place: only there may a failure leave it in part.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG | (0o666 & ~_umask())
    if not stat.S_ISREG(mode):
        with path.open("wb") as opened:
            opened.write(content)
        return
    try:
        draft = _drafted(target, content, stat.S_IMODE(mode))
        _moved(draft, target)
    except OSError as error:
        if error.errno not in NOT_BESIDE or not target.is_file():
            raise
        with target.open("r+b") as opened:  # no truncation before the new content is on the disk
            opened.write(content)
            opened.truncate()


def _drafted(target: Path, content: bytes, mode: int) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".draft", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        draft.chmod(mode)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    return draft


def _moved(draft: Path, target: Path) -> None:
    try:
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _umask() -> int:
    """Return the mask of new files; there is no way to ask for it but to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
