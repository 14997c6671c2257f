"""sealed, seal_faults: the note that closes a dossier: signed by the key of the log, over the digests of all files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Literal, TypeAlias

from handover_policy.evidence.dossier.case_dossier import FORM
from handover_policy.evidence.keys import SigningKey, VerifierKey
from handover_policy.evidence.notes import NoteUnreadable, read_note, signed, signers_of

SealFault: TypeAlias = Literal["seal-unreadable", "seal-of-another", "seal-wrong", "seal-unknown"]
"""What may be wrong with a seal."""


def sealed(log: str, case: str, sums: bytes, key: SigningKey) -> bytes:
    """Return the seal of a dossier.

    Args:
        log: the name of the log.
        case: whose evidence it is.
        sums: the file that holds the digests of all others.
        key: that signs for the log.

    """
    return signed(_text(log, case, sums), [key]).written.encode()


def seal_faults(seal: bytes, log: str, case: str, sums: bytes, keys: Sequence[VerifierKey]) -> SealFault | None:
    """Return what is wrong with a seal; None where nothing is.

    Args:
        seal: as it stands in the dossier.
        log: the name of the log.
        case: whose evidence it is.
        sums: the file that holds the digests of all others.
        keys: that sign for the log.

    """
    try:
        written = seal.decode()
        note = read_note(written)
    except (NoteUnreadable, UnicodeDecodeError):
        return "seal-unreadable"
    if note.written != written:
        return "seal-unreadable"
    signers = signers_of(note, keys)
    if signers.bad:
        return "seal-wrong"
    if not signers.good:
        return "seal-unknown"
    return None if note.text == _text(log, case, sums) else "seal-of-another"


def _text(log: str, case: str, sums: bytes) -> str:
    return f"{FORM}\n{log}\n{json.dumps(case)}\n{hashlib.sha256(sums).hexdigest()}\n"
