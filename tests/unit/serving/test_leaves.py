"""The leaf of a row shows one part of it, and nothing of the others."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from handover_policy.evidence.leaves import part_hash, part_salt
from handover_policy.evidence.merkle import LEAF
from handover_policy.ledger.entries import LedgerEntry, decision_parts, leaf

SALT = bytes(range(16))
DECISION = {"outcome": "applied", "effects": [{"case": "E1/1", "kind": "a"}, {"case": "E2/1", "kind": "b"}]}


def test_who_is_shown_the_salt_of_one_part_cannot_guess_at_another():
    parts = dict(decision_parts(DECISION))
    name, content = "effects E1/1", parts["effects E1/1"]
    shown, label = part_salt(name, SALT), len(name).to_bytes(2, "big") + name.encode()
    assert hashlib.sha256(label + shown + content).digest() == part_hash(name, content, SALT)
    other = parts["effects E2/1"]
    known = part_hash("effects E2/1", other, SALT)
    label = len("effects E2/1").to_bytes(2, "big") + b"effects E2/1"
    assert hashlib.sha256(label + shown + other).digest() != known
    assert SALT not in shown
    assert part_salt("effects E2/1", shown) != part_salt("effects E2/1", SALT)


def test_a_leaf_is_made_of_the_hashes_of_its_parts():
    entry = LedgerEntry(kind="event", received_at=datetime(2026, 3, 2, tzinfo=UTC), body="{}", decision="{}")
    made = leaf(7, entry, SALT, [("decision", b"x")])
    assert made != leaf(7, entry, SALT, [("decision", b"y")])
    assert made != leaf(8, entry, SALT, [("decision", b"x")])
    said = b'[7,"event",null,null,null,null,null,"2026-03-02T00:00:00.000Z"]'
    told = [("envelope", said), ("body", b"{}"), ("decision", b"x")]
    assert made == hashlib.sha256(LEAF + b"".join(part_hash(*each, SALT) for each in told)).digest()
