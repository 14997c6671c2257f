"""The closed tables of words that policy files may use; tests hold each equal to its schema's enum."""

from __future__ import annotations

from handover_policy.model.words.event_types import EVENT_TYPES

OUTCOMES_OF_EVENTS = (
    "task.done",
    "task.deemed",
    "task.returned",
    "sheet",
    "gate.opened",
    "gate.held",
    "duty",
    "claim",
    "case.closed",
)
"""What notices may wait for besides event types (contract 2.7)."""
NOTICE_TRIGGERS = tuple(dict.fromkeys((*EVENT_TYPES, *OUTCOMES_OF_EVENTS)))
CHANNELS = ("sms", "wecom", "dingtalk", "feishu", "email", "webhook", "portal")
CONTROLS = (
    "handover_confirmation",
    "leaving_certificate",
    "final_pay",
    "severance",
    "handover_bonus",
    "early_release",
    "reference_letter",
    "file_transfer",
    "social_insurance_transfer",
    "access_removal",
)
DUTY_KINDS = ("upload", "archive", "signature")
"""What an employee may owe: a file to upload, a section of the profile to bring up to date, a clause to sign."""
CONSEQUENCES = ("damages", "penalty", "bonus", "early_release")
MEASURES = ("actual_loss", "fixed_sum")
SIGNED_AT = ("onboarding", "resignation", "never")
FORMS = ("written", "system", "chat", "oral")
COUNTED_FROM = ("day_after_arrival", "day_of_arrival", "day_after_approval")
COUNTED_UNITS = ("calendar_day", "workday")
NOTICE_ROLLS = ("none", "statutory_holiday", "workday")
HITS = ("unique", "first")
DEDUCTIONS = (
    "damages",
    "penalty",
    "fine",
    "income_tax",
    "social_insurance_employee",
    "housing_fund",
    "court_order",
    "other",
)
HANDOVER_STATES = ("open", "complete")
STEP_PARTY = "step_party"
KINDS_ONCE = ("policy", "notice_days", "obligations")
KINDS_ANY = ("clauses", "tasks", "notices", "gates", "archive", "waivers", "approvals")
KINDS = (*KINDS_ONCE, *KINDS_ANY)
KINDS_ELSEWHERE = ("test", "statutes")
"""Kinds that have their own folders and are no part of a set's rules."""
OBLIGATIONS = ("certificate", "final_pay", "transfer.file", "transfer.social_insurance")
"""The statutory deadlines, `key` or `key.due` of an obligations file; their titles are texts."""
EMPLOYEE_ATTRIBUTES = (
    "role",
    "stage",
    "track",
    "department",
    "location",
    "tenure_months",
    "name",
    "manager",
    "team_leader",
    "language",
    "hired_on",
)
EVENT_FIELDS = (
    "type",
    "form",
    "cause",
    "requested_last_day",
    "reason",
    "unsettled_wages",
    "accepted_by",
    "last_day",
    "by",
    "agreed_by",
    "since",
    "successor",
    "task",
    "remark",
    "to",
    "party",
    "method",
    "opinion",
    "sha256",
    "amount",
    "description",
    "proven",
    "on",
    "from",
    "until",
    "section",
    "path",
    "size",
    "duty",
    "policy_version",
    "on_behalf_of",
)
