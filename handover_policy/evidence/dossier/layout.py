"""Where everything lies in a dossier: names of its files, and how those of several of a kind are made."""

from __future__ import annotations

import hashlib
import re

from handover_policy.evidence.dossier.case_dossier import DossierCheckpoint
from handover_policy.evidence.keys import KeyUnfit, verifier_key

LIST, SEAL, SUMS = "manifest.json", "seal.note", "SHA256SUMS"
ROWS, KEYS, GROWTHS, CERTIFICATES = "rows.jsonl", "keys.json", "checkpoints/consistency.json", "certificates.pem"
NOTE, STAMP = ".note", ".tsr"
CHECKPOINTS, POLICY, FILES, SIGNED = "checkpoints/", "policy/", "files/", "signed/"
UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
SIZE_DIGITS, SHORT = 10, 10


def file_name(case: str) -> str:
    """Return how the dossier of a case is called as a file."""
    return f"dossier-{UNSAFE.sub('-', case)}.zip"


def note_path(checkpoint: DossierCheckpoint) -> str:
    """Return where a checkpoint lies."""
    short = hashlib.sha256(checkpoint.note.encode()).hexdigest()[:SHORT]
    return f"{CHECKPOINTS}{checkpoint.size:0{SIZE_DIGITS}d}-{short}{NOTE}"


def stamp_path(note: str) -> str:
    """Return where what an authority answered of a checkpoint lies, by where that lies."""
    return note.removesuffix(NOTE) + STAMP


def content_path(digest: str) -> str:
    """Return where what decisions were made by lies, by its digest."""
    return f"{POLICY}{digest.removeprefix('sha256:')}.json"


def key_path(text: str) -> str | None:
    """Return where a key of the log lies for other programs; None where it is no key."""
    try:
        return f"keys/{verifier_key(text).id.hex()}.pem"
    except KeyUnfit:
        return None
