"""About, gate_view, duty_view, claim_view, sheet_view, change_view: what a message is about besides a task."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handover_policy.decide.facts import Described
from handover_policy.model.case import Case, Gate, Task
from handover_policy.model.claims import Claim
from handover_policy.model.effects import DutyEffect
from handover_policy.model.sheet import Sheet
from handover_policy.render.views import ChangeView, ClaimView, DutyView, GateView, SheetView


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a message speaks of: tasks or another subject as its effect or case has it, the case before, the event.

    `kind` is `gate`, `duty` or `claim`, empty where there is no such subject; `described` is how that stands,
    `duties` are the missed ones where it tells of such; `actor` is who acted (an employee id), `plain` whether the
    reader is to get plain words.
    """

    tasks: tuple[Task, ...] = ()
    kind: str = ""
    described: Described | None = None
    duties: tuple[DutyEffect, ...] = ()
    before: Case | None = None
    actor: str = ""
    reason: str = ""
    plain: bool = False

    @property
    def together(self) -> tuple[Task, ...]:
        """Return the tasks that are told of together; of one alone, none."""
        return self.tasks if len(self.tasks) > 1 else ()


NOTHING_ELSE = About()


def gate_view(gate: Gate) -> GateView:
    """Return a gate as the case has it."""
    return GateView(
        id=gate.id,
        title=gate.title,
        controls=gate.controls,
        open=gate.state == "open",
        tasks=len(gate.tasks),
        release_by=gate.release_by,
        released=gate.released_by is not None,
    )


def duty_view(duty: DutyEffect) -> DutyView:
    """Return a duty as its effect tells it."""
    return DutyView(
        id=duty.duty,
        kind=duty.sort,
        title=duty.title,
        due=duty.due,
        times=1 + len(duty.skipped),
        where=duty.where or "",
    )


def claim_view(claim: Claim) -> ClaimView:
    """Return a claim as the case has it; whole amounts without decimals, others with two."""
    amount = claim.amount
    whole = amount is None or amount == amount.to_integral_value()
    return ClaimView(
        id=claim.clause,
        kind=claim.kind,
        title=claim.title,
        raised=claim.state != "withdrawn",
        amount="" if amount is None else f"{amount:,.0f}" if whole else f"{amount:,.2f}",
    )


def sheet_view(
    sheet: Sheet, parties: Iterable[str], titled: Callable[[str], str], absent: Collection[str]
) -> SheetView:
    """Return the current sheet; nobody waits for the signature of a party that is `absent`."""
    signed = [party for party in parties if party in sheet.signatures]
    waiting = [party for party in parties if not sheet.stands_for(party) and party not in absent]
    deemed = [party for party in parties if party in sheet.deemed and party not in sheet.signatures]
    return SheetView(
        version=sheet.version,
        sha256=sheet.sha256,
        signed=tuple(map(titled, signed)),
        waiting=tuple(map(titled, waiting)),
        deemed=tuple(map(titled, deemed)),
    )


def change_view(before: Case, after: Case, reason: str) -> ChangeView:
    """Return how an event moved the last day."""
    return ChangeView(before=before.last_day, after=after.last_day, reason=reason)


SUBJECTS: Mapping[str, Callable[[Any], object]] = {
    "gate": gate_view,
    "duty": duty_view,
    "claim": claim_view,
}
"""How each kind of subject is shown."""
