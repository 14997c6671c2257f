"""mark_of_file: what happened to a file, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import orjson

from handover_policy.ledger.files.whose import Whose
from handover_policy.ledger.notes.marks import LedgerMark

FileState: TypeAlias = Literal["brought", "restored", "held", "released", "erased"]
"""What happens to files; `file.<state>` is the type of the row."""


def mark_of_file(state: FileState, whose: Whose, told: Mapping[str, object]) -> LedgerMark:
    """Return what happened to a file, or to all of a place, person or case, for the ledger.

    Args:
        state: what happened.
        whose: whose the file is.
        told: what the ledger keeps of it beside that.

    """
    about = {"state": state, "person": whose.person, **({} if whose.case is None else {"case": whose.case})}
    body = orjson.dumps({**about, **told}).decode()
    return LedgerMark(kind="file", type=f"file.{state}", subject=whose.person, case=whose.case, body=body)
