"""SigningStanding: from which row on a company's signatures are put into documents, and up to which all are."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

PLACE = Path("keys") / "signing"
NAME = "standing.json"
FOLDER_MODE, FILE_MODE = 0o700, 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningStanding:
    """Positions of a company's ledger: `since` is the first whose signature counts, `settled` the last looked at.

    What was signed before there was anything to sign with stays as it was told: nobody signs it afterwards.
    """

    since: int
    settled: int

    @classmethod
    def of(cls, data: Path, company: str, end: int) -> SigningStanding:
        """Return how it stands, `end` being the newest position; begun there where it was never noted."""
        try:
            told = json.loads((data / PLACE / company / NAME).read_text("ascii"))
            found = cls(since=int(told["since"]), settled=int(told["settled"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            found = cls(since=end + 1, settled=end)
            found.keep(data, company)
        if found.settled > end:  # of another ledger, or of a later one than this
            return cls(since=min(found.since, end + 1), settled=min(found.since - 1, end))
        return found

    def keep(self, data: Path, company: str) -> None:
        """Note it, whole or not at all."""
        folder = data / PLACE / company
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        coming = folder / f"{secrets.token_hex(8)}.coming"
        with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "w") as written:
            json.dump({"since": self.since, "settled": self.settled}, written)
        coming.replace(folder / NAME)
