"""stamps: what tells that the files of policy sets have changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handover_policy.sources.gate.gate import FolderGate


def stamps(places: tuple[Path, ...]) -> Iterator[tuple[str, int, int]]:
    """Yield what tells that a set has changed: of each file that it is read from, and of what is refused."""
    for place in places:
        try:
            listing = FolderGate(place).listing
        except OSError:
            continue  # gone, or not readable just now
        for path, listed in listing.files.items():
            try:
                state = listed.target.stat()
            except OSError:
                continue  # gone between the listing and the look
            yield f"{place}/{path}", state.st_mtime_ns, state.st_size
        yield from ((f"{place}/{each.path} {each.code}", 0, 0) for each in listing.refused)
