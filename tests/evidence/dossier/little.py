"""Little: a log of a few rows as somebody writes it by hand, and the dossier that follows from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from handover_policy import __version__
from handover_policy.app.dossier.exporting import write_dossier
from handover_policy.evidence.checkpoints import Checkpoint
from handover_policy.evidence.dossier.case_dossier import (
    CaseDossier,
    DossierCheckpoint,
    DossierKey,
    DossierRow,
    DossierStanding,
)
from handover_policy.evidence.dossier.pages import PACKAGE, TEMPLATES, pages_digest
from handover_policy.evidence.keys import SigningKey
from handover_policy.evidence.leaves import ShownPart, leaf_of_hashes
from handover_policy.evidence.merkle import (
    Leaves,
    Subtree,
    inclusion_ranges,
    joined,
    node_hash,
    range_hash,
    subtrees_of,
)
from handover_policy.evidence.notes import signed
from handover_policy.evidence.row_parts import BODY, DECISION, ENVELOPE, effects_part
from handover_policy.evidence.row_proofs import RowProof
from handover_policy.sources.page_texts import page_texts

CASE, LOG = "E1/1", "handover-policy/little/0123456789abcdef"
KEY = SigningKey(LOG, bytes(range(32)))
AT = datetime(2026, 3, 3, tzinfo=UTC)
RECEIVED = "2026-03-02T02:00:00.000Z"
POLICY = "a policy"
DIGEST = "sha256:" + hashlib.sha256(POLICY.encode()).hexdigest()
Told = Mapping[str, Any]


def row(kind: str, body: Told, *, effects: Sequence[Told] = (), type_: str | None = None, **envelope: Any) -> list[Any]:
    """Return a row: its envelope but for the position, its body, its decision and its effects."""
    told = {"kind": kind, "type": type_, "subject": "E1", "case": CASE, "outcome": None, "digest": None}
    told |= {"received": RECEIVED, **envelope}
    decision = {"event": {name: body.get(name) for name in ("source", "id", "type")}, "case": told["case"]}
    decision |= {"policy": {"digest": DIGEST}} if kind == "event" else {}
    decision |= envelope.get("decided", {})
    return [told, body, decision if kind == "event" else None, list(effects)]


def event(kind: str, data: Told, **more: Any) -> list[Any]:
    """Return a row of an event."""
    body = {"id": f"e-{kind}", "source": "t", "type": kind, "time": "2026-03-02T10:00:00+08:00", "data": data}
    return row("event", body, type_=kind, **more)


def little(rows: Sequence[list[Any] | None], **standing: Any) -> CaseDossier:
    """Return a dossier; a row that is None was erased."""
    several = [() if each is None else _parts(place, each) for place, each in enumerate(rows, start=1)]
    leaves = [leaf_of_hashes(part.hash for part in parts) if parts else bytes([9]) * 32 for parts in several]
    size = len(leaves)
    hashes = _subtrees(leaves)
    proofs = [
        RowProof(
            index=index,
            size=size,
            leaf=leaf,
            path=tuple(range_hash(each, hashes) for each in inclusion_ranges(index, size)),
            parts=parts,
        )
        for index, (leaf, parts) in enumerate(zip(leaves, several, strict=True))
    ]
    root = joined([hashes[each] for each in subtrees_of(Leaves(0, size))])
    note = signed(Checkpoint(origin=LOG, size=size, root=root, at=AT).text, [KEY]).written
    told: dict[str, Any] = {
        "release": __version__,
        "pages": pages_digest(page_texts(PACKAGE, TEMPLATES)),
        "company": "little",
        "called": "Little",
        "case": CASE,
        "log": LOG,
        "first": 1,
        "zone": "Asia/Shanghai",
    }
    return CaseDossier(
        standing=DossierStanding(**(told | standing)),
        rows=tuple(DossierRow(position=place, proof=proof, case=CASE) for place, proof in enumerate(proofs, start=1)),
        policies={DIGEST: POLICY},
        checkpoints=(DossierCheckpoint(size=size, note=note, stamp=None),),
        keys=(DossierKey(key=KEY.verifier.text, since="2026-01-01T00:00:00Z", until=None),),
        certificates=b"",
        held={},
    )


def as_file(dossier: CaseDossier, *contents: bytes) -> bytes:
    """Return a dossier as a file, with some files of the archive."""
    kept = {hashlib.sha256(each).hexdigest(): each for each in contents}
    held = {digest: len(content) for digest, content in kept.items()}
    out = BytesIO()
    write_dossier(replace(dossier, held=held), KEY, lambda sha256: BytesIO(kept[sha256]), out)
    return out.getvalue()


def _parts(position: int, told: Sequence[Any]) -> tuple[ShownPart, ...]:
    envelope, body, decision, effects = told
    names = ("kind", "type", "subject", "case", "outcome", "digest", "received")
    parts = [(ENVELOPE, [position, *(envelope[name] for name in names)]), (BODY, body)]
    parts += [] if decision is None else [(DECISION, decision)]
    parts += [(effects_part(CASE), effects)] if effects else []
    return tuple(ShownPart(name, bytes(32), json.dumps(content).encode()) for name, content in parts)


def _subtrees(leaves: Sequence[bytes]) -> dict[Subtree, bytes]:
    level, found = list(leaves), dict[Subtree, bytes]()
    height = 0
    while level:
        found |= {Subtree(height, number): each for number, each in enumerate(level)}
        level = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        height += 1
    return found
