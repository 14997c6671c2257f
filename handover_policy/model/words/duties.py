"""Words of duties: what employees owe, what the employer owes by law, what may be taken from wages."""

from __future__ import annotations

from handover_policy.model.words.word import words

DUTY_KINDS = words("upload", "archive", "signature")
"""What an employee may owe: a file to upload, a section of the profile to bring up to date, a clause to sign."""
SEVERANCE = "severance"
"""The one deadline that there is only once it is owed."""
OBLIGATIONS = words("certificate", "final_pay", "transfer.file", "transfer.social_insurance", SEVERANCE)
"""The employer's own deadlines, by their keys in the file of kind `obligations`."""
DEDUCTIONS = words(
    "damages",
    "penalty",
    "fine",
    "income_tax",
    "social_insurance_employee",
    "housing_fund",
    "court_order",
    "other",
)
