"""What becomes of an open case at each event that may open or end one: a table, every cell decided on purpose.

A cell says, before, on and after the last day (1 April), what the case is then: its number, its state where it is not
open, its cause (`same` as it was opened with) and last day, `gone` without the leaver; or why the event is refused.
One entry stands for all three moments.

Why: nothing is withdrawn after the end, and nothing said afterwards moves it. Death takes every case over, and moves
nothing owed to a later day. An earlier end takes over until the end; a later one is `last_day.changed`. What was
declared stays where a resignation follows it, unless that asks for an earlier day or is for the employer's fault,
which needs no notice. A transfer ends no employment: it takes nothing over, and the next case is opened beside it.
Whoever was reported as gone or dead and is here again was not: `employee.returned` undoes it at any time, and what
was declared only until its last day.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Row = Mapping[str, str]

TABLE: Mapping[tuple[str, ...], Row] = MappingProxyType(
    {
        ("resignation.submitted:resignation",): {
            "resignation.submitted:resignation": "case-already-open",
            "resignation.submitted:employer_fault": "case-already-open",
            "departure.declared:earlier": "1 dismissal 03-25 | 1 dismissal 03-25 | case-already-open",
            "departure.declared:later": "case-already-open",
            "departure.declared:death": "1 death 03-20 gone | 1 death 04-01 gone | 1 death 04-01 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "1 same 04-01 gone | 1 same 04-01 gone | wrong-state:ended",
            "employee.left": "1 same 04-01 gone",
            "resignation.withdrawn": "1 withdrawn same 04-01 | 1 withdrawn same 04-01 | wrong-state:ended",
            "departure.withdrawn": "wrong-state:resigned",
            "employee.returned": "wrong-state:not-away",
            "withdrawal.requested": "1 same 04-01 | 1 same 04-01 | wrong-state:ended",
        },
        ("resignation.submitted:employer_fault",): {
            "resignation.submitted:resignation": "case-already-open",
            "resignation.submitted:employer_fault": "case-already-open",
            "departure.declared:earlier": "case-already-open",
            "departure.declared:later": "case-already-open",
            "departure.declared:death": "1 death 03-02 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "wrong-state:ended",
            "employee.left": "1 same 03-02 gone",
            "resignation.withdrawn": "wrong-state:ended",
            "departure.withdrawn": "wrong-state:resigned",
            "employee.returned": "wrong-state:not-away",
            "withdrawal.requested": "wrong-state:ended",
        },
        (
            "departure.declared:dismissal",
            "departure.declared:mutual",
            "departure.declared:expiry",
            "departure.declared:retirement",
        ): {
            "resignation.submitted:resignation": "1 resignation 04-01 | 1 resignation 04-01 | case-already-open",
            "resignation.submitted:employer_fault": (
                "1 employer_fault 03-20 | 1 employer_fault 04-01 | case-already-open"
            ),
            "departure.declared:earlier": "1 dismissal 03-25 | 1 dismissal 03-25 | case-already-open",
            "departure.declared:later": "case-already-open",
            "departure.declared:death": "1 death 03-20 gone | 1 death 04-01 gone | 1 death 04-01 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "1 same 04-01 gone | 1 same 04-01 gone | wrong-state:ended",
            "employee.left": "1 same 04-01 gone",
            "resignation.withdrawn": "wrong-state:not-resigned",
            "departure.withdrawn": "1 withdrawn same 04-01 | 1 withdrawn same 04-01 | wrong-state:ended",
            "employee.returned": "wrong-state:not-away",
            "withdrawal.requested": "1 same 04-01 | 1 same 04-01 | wrong-state:ended",
        },
        ("departure.declared:death",): {
            "resignation.submitted:resignation": "case-already-open",
            "resignation.submitted:employer_fault": "case-already-open",
            "departure.declared:earlier": "case-already-open",
            "departure.declared:later": "case-already-open",
            "departure.declared:death": "1 same 03-20 gone | 1 same 04-01 gone | 1 same 04-01 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "1 same 04-01 gone | 1 same 04-01 gone | wrong-state:ended",
            "employee.left": "1 same 04-01 gone",
            "resignation.withdrawn": "wrong-state:not-resigned",
            "departure.withdrawn": "1 withdrawn same 04-01 | 1 withdrawn same 04-01 | wrong-state:ended",
            "employee.returned": "1 withdrawn same 04-01",
            "withdrawal.requested": "wrong-state:other-cause",
        },
        ("departure.declared:abandonment",): {
            "resignation.submitted:resignation": (
                "1 resignation 04-01 gone | 1 resignation 04-01 gone | case-already-open"
            ),
            "resignation.submitted:employer_fault": (
                "1 employer_fault 03-20 gone | 1 employer_fault 04-01 gone | case-already-open"
            ),
            "departure.declared:earlier": "1 dismissal 03-25 gone | 1 dismissal 03-25 gone | case-already-open",
            "departure.declared:later": "case-already-open",
            "departure.declared:death": "1 death 03-20 gone | 1 death 04-01 gone | 1 death 04-01 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "1 same 04-01 gone | 1 same 04-01 gone | wrong-state:ended",
            "employee.left": "1 same 04-01 gone",
            "resignation.withdrawn": "wrong-state:not-resigned",
            "departure.withdrawn": "1 withdrawn same 04-01 | 1 withdrawn same 04-01 | wrong-state:ended",
            "employee.returned": "1 withdrawn same 04-01 | 1 withdrawn same 04-01 | wrong-state:ended",
            "withdrawal.requested": "1 same 04-01 gone | 1 same 04-01 gone | wrong-state:ended",
        },
        ("departure.declared:transfer",): {
            "resignation.submitted:resignation": "2 resignation 04-19 | 2 resignation 05-03 | 2 resignation 05-03",
            "resignation.submitted:employer_fault": (
                "2 employer_fault 03-20 | 2 employer_fault 04-01 | 2 employer_fault 04-02"
            ),
            "departure.declared:earlier": "2 dismissal 03-25",
            "departure.declared:later": "2 dismissal 04-10",
            "departure.declared:death": "2 death 03-20 gone | 2 death 04-01 gone | 2 death 04-02 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "2 abandonment gone",
            "employee.left": "2 abandonment 03-20 gone | 2 abandonment 04-01 gone | 2 abandonment 04-02 gone",
            "resignation.withdrawn": "wrong-state:not-resigned",
            "departure.withdrawn": "1 withdrawn same 04-01 | 1 withdrawn same 04-01 | wrong-state:ended",
            "employee.returned": "wrong-state:not-away",
            "withdrawal.requested": "1 same 04-01 | 1 same 04-01 | wrong-state:ended",
        },
        ("employee.absent",): {
            "resignation.submitted:resignation": (
                "1 resignation 04-19 gone | 1 resignation 05-03 gone | 1 resignation 05-03 gone"
            ),
            "resignation.submitted:employer_fault": (
                "1 employer_fault 03-20 gone | 1 employer_fault 04-01 gone | 1 employer_fault 04-02 gone"
            ),
            "departure.declared:earlier": "1 dismissal 03-25 gone",
            "departure.declared:later": "1 dismissal 04-10 gone",
            "departure.declared:death": "1 death 03-20 gone | 1 death 04-01 gone | 1 death 04-02 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "1 same gone",
            "employee.left": "1 same gone",
            "resignation.withdrawn": "wrong-state:not-resigned",
            "departure.withdrawn": "1 withdrawn same",
            "employee.returned": "1 withdrawn same",
            "withdrawal.requested": "1 same gone",
        },
        ("employee.left",): {
            "resignation.submitted:resignation": (
                "1 resignation 04-01 | 1 resignation 04-01 gone | 1 resignation 04-01 gone"
            ),
            "resignation.submitted:employer_fault": (
                "1 employer_fault 03-20 | 1 employer_fault 04-01 gone | 1 employer_fault 04-01 gone"
            ),
            "departure.declared:earlier": "1 dismissal 03-25 | 1 dismissal 03-25 gone | 1 dismissal 03-25 gone",
            "departure.declared:later": "1 dismissal 04-10 | 1 dismissal 04-10 gone | 1 dismissal 04-10 gone",
            "departure.declared:death": "1 death 03-20 gone | 1 death 04-01 gone | 1 death 04-01 gone",
            "departure.declared:transfer": "case-already-open",
            "employee.absent": "1 same 04-01 gone | 1 same 04-01 gone | wrong-state:ended",
            "employee.left": "1 same 04-01 gone",
            "resignation.withdrawn": "wrong-state:not-resigned",
            "departure.withdrawn": "wrong-state:left | wrong-state:left | wrong-state:ended",
            "employee.returned": "1 withdrawn same 04-01",
            "withdrawal.requested": "wrong-state:left | wrong-state:left | wrong-state:ended",
        },
    }
)
