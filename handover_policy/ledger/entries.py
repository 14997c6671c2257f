"""LedgerEntry: one row of the ledger as it is to be written, with its salt and its leaf."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

import orjson

EntryKind: TypeAlias = Literal["event", "policy", "code", "delivery", "signature", "file", "opening"]
Parts: TypeAlias = Sequence[tuple[str, bytes]]
"""Parts of a row by name, each as the bytes that are hashed."""
LEAF = b"\x00"
"""Begins what a leaf is hashed of, so that no inner node of a tree is ever taken for one (RFC 6962, section 2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A row of the ledger; `body` is the text as it came, `decision` as `run` writes it.

    `parts` are what the leaf is made of, by name: what is told of a case stands apart, so that each case can be shown
    without another.
    """

    kind: EntryKind
    received_at: datetime
    body: str
    decision: str | None = None
    type: str | None = None
    subject: str | None = None
    case: str | None = None
    outcome: str | None = None
    policy_digest: str | None = None

    def row(self, position: int, salt: bytes, parts: Parts | None = None) -> dict[str, object]:
        """Return the columns of the row; `parts` are those of its decision, where they are at hand."""
        return {
            "position": position,
            "kind": self.kind,
            "type": self.type,
            "subject": self.subject,
            "case_id": self.case,
            "outcome": self.outcome,
            "policy_digest": self.policy_digest,
            "received_at": written_moment(self.received_at),
            "body": self.body,
            "decision": self.decision,
            "salt": salt,
            "leaf": leaf(position, self, salt, parts),
        }


def written_moment(moment: datetime) -> str:
    """Return a moment as the ledger writes it: in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def leaf(position: int, entry: LedgerEntry, salt: bytes, parts: Parts | None = None) -> bytes:
    """Return the leaf of a row: a hash over the salted hashes of its parts."""
    envelope = [position, entry.kind, entry.type, entry.subject, entry.case, entry.outcome, entry.policy_digest]
    if parts is None:
        parts = () if entry.decision is None else decision_parts(orjson.loads(entry.decision))
    said = orjson.dumps([*envelope, written_moment(entry.received_at)])
    told = b"".join(
        part_hash(name, content, salt) for name, content in (("envelope", said), ("body", entry.body.encode()), *parts)
    )
    return hashlib.sha256(LEAF + told).digest()


def part_hash(name: str, content: bytes, salt: bytes) -> bytes:
    """Return the salted hash of a part of a row."""
    label = _label(name)
    return hashlib.sha256(label + part_salt(name, salt) + content).digest()


def part_salt(name: str, salt: bytes) -> bytes:
    """Return the salt of one part of a row: whoever is shown it, to check that part, cannot guess at the others."""
    return hashlib.sha256(_label(name) + salt).digest()


def _label(name: str) -> bytes:
    label = name.encode()
    return len(label).to_bytes(2, "big") + label


def decision_parts(decision: Mapping[str, Any]) -> Parts:
    """Return the parts of a decision (JSON values): what it says of itself, and its effects by case."""
    by_case: dict[str, list[object]] = {}
    for effect in decision.get("effects") or ():
        by_case.setdefault(effect.get("case") or "", []).append(effect)
    own = {name: value for name, value in decision.items() if name != "effects"}
    cases = [(f"effects {case}", orjson.dumps(of_case, default=dict)) for case, of_case in sorted(by_case.items())]
    return [("decision", orjson.dumps(own, default=dict)), *cases]
