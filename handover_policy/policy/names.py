"""The kinds of policy files, and the attributes of employees that every set knows."""

from __future__ import annotations

KINDS_ONCE = ("policy", "notice_days", "obligations")
KINDS_ANY = ("clauses", "tasks", "notices", "gates", "archive", "waivers", "approvals")
KINDS = (*KINDS_ONCE, *KINDS_ANY)
KINDS_ELSEWHERE = ("test", "notification", "message", "statutes", "service")
"""Kinds that have their own folders and are no part of a set's rules."""
RECORD = "record."
"""How facts, parties and days begin that are fields of the record a task is for."""
EMPLOYEE_ATTRIBUTES = (
    "role",
    "stage",
    "track",
    "department",
    "location",
    "tenure_months",
    "tenure_days",
    "name",
    "title",
    "manager",
    "team_leader",
    "language",
    "hired_on",
    "contract_until",
)
RESERVED = (
    "name",
    "title",
    "manager",
    "team_leader",
    "hired_on",
    "contract_until",
    "known_since",
    "language",
    "addresses",
)
"""Attributes of employees that are the product's own: no set gives them other values or another type."""
RECKONED = ("tenure_months", "tenure_days")
"""Attributes of employees that are reckoned, never told."""
