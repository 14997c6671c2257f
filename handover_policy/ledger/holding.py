"""hold: one process at a time works on a SQLite database, and a second one learns who that is."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from handover_policy.ledger.database import SQLITE

ENDING = ".lock"
FILE_MODE = 0o600
MOST_BYTES = 1000
TAKEN = (errno.EAGAIN, errno.EACCES)


class Held(RuntimeError):
    """Another process works on the database; `who` is what it said of itself."""

    def __init__(self, who: str, place: Path) -> None:
        """Take what the process said, and the file by which it holds the database."""
        super().__init__(f"{who} holds {place}")
        self.who, self.place = who, place


@contextmanager
def hold(address: str, who: str) -> Iterator[None]:
    """Hold a SQLite database while the block runs; of PostgreSQL each company has a lease, and nothing is held here.

    The lock ends with the process, however it ends. The file stays: taking it away would let two hold one name.

    Args:
        address: of the database.
        who: what a second process is told of this one.

    Raises:
        Held: another process has it.
        OSError: the file beside the database cannot be made.

    """
    place = _place(address)
    if place is None:
        yield
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE), "r+b") as file:
        if not _locked(file.fileno()):
            raise Held(file.read(MOST_BYTES).decode("utf-8", "replace").strip() or "?", place)
        file.truncate(0)
        file.write(f"{who}\n".encode()[:MOST_BYTES])
        file.flush()
        yield


def _locked(handle: int) -> bool:
    """Return whether this process has a file for itself now; where there are no such locks, the lease has to do."""
    try:
        import fcntl  # noqa: PLC0415 - Unix alone has it
    except ImportError:  # pragma: no cover - Windows
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in TAKEN:
            raise
        return False
    return True


def _place(address: str) -> Path | None:
    """Return the file by which a database is held; None for one on a server, or in memory alone."""
    url = make_url(address)
    if url.get_backend_name() != SQLITE or not url.database or url.database == ":memory:":
        return None
    file = Path(url.database)
    return file.with_name(file.name + ENDING)
