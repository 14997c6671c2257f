"""Outcomes: what becomes of an event; refusals: the codes of those that change nothing (contract 4)."""

from __future__ import annotations

from handover_policy.model.words.word import words

OUTCOMES = words("applied", "duplicate", "refused", "ignored")
REFUSALS = words(
    "invalid-event",
    "conflict",
    "unknown-employee",
    "no-open-case",
    "case-already-open",
    "unknown-task",
    "wrong-party",
    "wrong-state",
    "evidence-missing",
    "same-person",
    "stale-sheet",
    "out-of-order",
)
SEVERITIES = words("error", "warning", "info")
"""How grave a finding or a problem is."""
