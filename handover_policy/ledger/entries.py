"""LedgerEntry: one row of the ledger as it is to be written, with its salt and its leaf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

import orjson

from handover_policy.evidence.leaves import Parts, leaf_of_parts

EntryKind: TypeAlias = Literal["event", "policy", "code", "delivery", "signature", "file", "opening", "erasure"]
ENVELOPE, BODY, DECISION = "envelope", "body", "decision"
"""Names of the parts that every row of a decision has, beside the effects of each case."""


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
    return leaf_of_parts(parts_of(position, entry, parts), salt)


def parts_of(position: int, entry: LedgerEntry, parts: Parts | None = None) -> Parts:
    """Return all parts of a row; `parts` are those of its decision, where they are at hand."""
    envelope = [position, entry.kind, entry.type, entry.subject, entry.case, entry.outcome, entry.policy_digest]
    if parts is None:
        parts = () if entry.decision is None else decision_parts(orjson.loads(entry.decision))
    said = orjson.dumps([*envelope, written_moment(entry.received_at)])
    return [(ENVELOPE, said), (BODY, entry.body.encode()), *parts]


def effects_part(case: str) -> str:
    """Return the name of the part that holds what was told of a case; an empty id stands for what is of none."""
    return f"effects {case}"


def decision_parts(decision: Mapping[str, Any]) -> Parts:
    """Return the parts of a decision (JSON values): what it says of itself, and its effects by case."""
    by_case: dict[str, list[object]] = {}
    for effect in decision.get("effects") or ():
        by_case.setdefault(effect.get("case") or "", []).append(effect)
    own = {name: value for name, value in decision.items() if name != "effects"}
    cases = [(effects_part(case), orjson.dumps(of_case, default=dict)) for case, of_case in sorted(by_case.items())]
    return [(DECISION, orjson.dumps(own, default=dict)), *cases]
