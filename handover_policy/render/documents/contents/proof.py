"""ShownProof: by what a sheet of paper can be checked later, as whoever renders it knows it; no part of its content."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProof:
    """Where the digest of a document is looked up, and what the ledger was when it was rendered.

    `way` is code (`address` leads to the page that looks it up), unaddressed (nobody has told where that page is) or
    empty: it was rendered without a ledger. `log`, `size`, `root` and `at` are those of the newest checkpoint; the
    size is 0 where there is none.
    """

    way: str = ""
    address: str = ""
    log: str = ""
    size: int = 0
    root: str = ""
    at: str = ""


NO_PROOF = ShownProof()
