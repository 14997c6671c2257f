"""About, gate_view, duty_view, claim_view, sheet_view, change_view: what a message is about besides a task."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from handover_policy.model.case import Case, Sheet, Task
from handover_policy.render.views import ChangeView, ClaimView, DutyView, GateView, SheetView

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a message speaks of: a task or other subject as its effect or case has it, the case before, the event.

    `kind` is `gate`, `duty` or `claim`, empty where there is no such subject; `actor` is who acted (an employee id).
    """

    task: Task | None = None
    kind: str = ""
    content: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    before: Case | None = None
    actor: str = ""
    reason: str = ""


NOTHING_ELSE = About()


def gate_view(gate: Mapping[str, object]) -> GateView:
    """Return a gate as the case has it."""
    release_by = gate.get("release_by")
    return GateView(
        id=str(gate["gate"]),
        title=str(gate["title"]),
        controls=str(gate["controls"]),
        open=gate["state"] == "open",
        tasks=_count(gate.get("tasks")),
        release_by=date.fromisoformat(release_by) if isinstance(release_by, str) else None,
        released="released_by" in gate,
    )


def duty_view(duty: Mapping[str, object]) -> DutyView:
    """Return a duty as its effect tells it."""
    return DutyView(
        id=str(duty["duty"]),
        kind=str(duty["kind"]),
        title=str(duty["title"]),
        due=date.fromisoformat(str(duty["due"])),
        times=1 + _count(duty.get("skipped")),
        where=str(duty.get("where") or ""),
    )


def claim_view(claim: Mapping[str, object]) -> ClaimView:
    """Return a claim as the case has it; whole amounts without decimals, others with two."""
    amount = claim.get("amount")
    return ClaimView(
        id=str(claim["clause"]),
        kind=str(claim["kind"]),
        title=str(claim["title"]),
        raised=claim["state"] == "raised",
        amount="" if amount is None else f"{amount:,.2f}" if isinstance(amount, float) else f"{amount:,}",
    )


def sheet_view(
    sheet: Sheet, parties: Iterable[str], titled: Callable[[str], str], absent: Collection[str]
) -> SheetView:
    """Return the current sheet; nobody waits for the signature of a party that is `absent`."""
    signed = [party for party in parties if party in sheet.signatures]
    waiting = [party for party in parties if party not in sheet.signatures and party not in absent]
    return SheetView(
        version=sheet.version,
        sha256=sheet.sha256,
        signed=tuple(map(titled, signed)),
        waiting=tuple(map(titled, waiting)),
    )


def change_view(before: Case, after: Case, reason: str) -> ChangeView:
    """Return how an event moved the last day."""
    return ChangeView(before=before.last_day, after=after.last_day, reason=reason)


def _count(items: object) -> int:
    return len(items) if isinstance(items, Sequence) else 0


SUBJECTS: Mapping[str, Callable[[Mapping[str, object]], object]] = {
    "gate": gate_view,
    "duty": duty_view,
    "claim": claim_view,
}
"""How each kind of subject is shown."""
