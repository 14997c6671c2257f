"""Leaving certificates under the laws of several countries: what each asks for, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover_policy import Session, load
from tests.edges.documents.test_things import told

RULES = Path(__file__).parents[3] / "rules"


@pytest.mark.parametrize(
    ("shipped", "lines"),
    [
        (
            "japan",
            [
                "Period of employment: 2 January 2024 to 16 March 2026",
                "Kind of work: engineering",
                "Position: Engineer II",
            ],
        ),
        (
            "germany",
            [
                "Position: Engineer II",
                "First day of employment: 2 January 2024",
                "Last day of employment: 31 March 2026",
            ],
        ),
        (
            "default",
            [
                "Term of the contract: 2 January 2024 to (to be filled in)",
                "Date of dissolution or end: 1 April 2026",
                "Position: Engineer II",
                "Years of service in this company: 2 years 3 months",
            ],
        ),
    ],
)
def test_a_certificate_states_what_its_law_asks_for(shipped: str, lines: list[str]) -> None:
    session = Session(load(str(RULES / shipped)))
    person = {"name": "Ann", "role": "engineer", "stage": "regular", "hired_on": "2024-01-02", "title": "Engineer II"}
    session.decide(told(1, "employee.hired", "E1", "01-05T09:00", manager="U-HR", **person))
    session.decide(told(2, "resignation.submitted", "E1", "03-02T10:00", form="written"))
    page = session.render("leaving-certificate", "E1/1", form="text", language="en").splitlines()
    first = next(number for number, line in enumerate(page) if line.startswith("This is to certify")) + 1
    assert page[first : page.index("Issued as evidence thereof.")] == lines
