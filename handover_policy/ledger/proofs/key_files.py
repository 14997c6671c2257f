"""log_keys_in, add_log_key: the keys that sign for logs, in files of a service's folder that its owner alone reads.

Beside them lies what was signed last: who writes to the database, and not to the folder, cannot let another log be
signed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from handover_policy.evidence.keys import KEY_BYTES, KeyUnfit, SigningKey, signing_key

PLACE = Path("keys") / "log"
"""The folder of the keys within that of a service; a file a company, a key a line, the newest last."""
SIGNED = Path("checkpoints")
"""The folder of what was signed last; no backup holds it, for what is restored is older, and goes on."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS = 0o077


def log_keys_in(data: Path, company: str, name: str) -> tuple[SigningKey, ...]:
    """Return the keys of a log, the newest last; none where none was made.

    Args:
        data: the folder of the service.
        company: whose log it is.
        name: of the log, as its checkpoints have it: of another log that once was here nothing is taken.

    Raises:
        KeyUnfit: a line of the file is no key.
        OSError: the file cannot be read.

    """
    try:
        lines = (data / PLACE / company).read_text("ascii").split()
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise KeyUnfit("the file holds something else") from None
    return tuple(key for key in map(signing_key, lines) if key.name == name)


def is_open_to_others(data: Path, company: str) -> bool:
    """Return whether others than its owner may read or write the file of a log's keys: they could sign as well.

    Raises:
        OSError: the file cannot be looked at.

    """
    place = data / PLACE / company
    return os.name == "posix" and place.exists() and bool(place.stat().st_mode & OTHERS)


def add_log_key(data: Path, company: str, name: str) -> SigningKey:
    """Make a key for a log, the newest of its file; return that of another process where it was first to make a file.

    Raises:
        OSError: the file cannot be written.

    """
    made = SigningKey(name, os.urandom(KEY_BYTES))
    place = data / PLACE / company
    if place.exists():
        _write_whole(place, f"{place.read_text('ascii')}{made.text}\n")
        return made
    _write_whole(place, f"{made.text}\n", first=True)
    found = log_keys_in(data, company, name)
    return found[-1] if found else made


def signed_last(data: Path, company: str) -> str | None:
    """Return the checkpoint that was signed last here; None where none was.

    Raises:
        OSError: the file cannot be read.

    """
    try:
        return (data / SIGNED / company).read_text("utf-8", "replace")
    except FileNotFoundError:
        return None


def keep_signed(data: Path, company: str, note: str) -> None:
    """Keep what was signed last.

    Raises:
        OSError: the file cannot be written.

    """
    _write_whole(data / SIGNED / company, note)


def _write_whole(place: Path, content: str, *, first: bool = False) -> None:
    """Write a file for its owner alone; whoever reads it meanwhile sees all of it, or the old one.

    `first` leaves one that has come to be meanwhile.
    """
    place.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    coming = place.with_name(f"{place.name}.{os.urandom(4).hex()}.coming")
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb") as written:
        written.write(content.encode())
        written.flush()
        os.fsync(written.fileno())
    if not first:
        coming.replace(place)
        return
    with suppress(FileExistsError):
        os.link(coming, place)
    coming.unlink()
