"""gate_changes, claim_changes, signature_changes: gates that flip, claims that come or go, signatures that are lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.conditions.alternatives import without_days
from handover_policy.model.case import Case, Gate
from handover_policy.model.claims import Claim
from handover_policy.model.written.scalars import iso, number
from handover_policy.plan.change import CaseChange
from handover_policy.plan.side import Standing


def gate_changes(before: Mapping[str, Gate], after: Mapping[str, Gate]) -> Iterator[CaseChange]:
    """Yield what differs between the gates of a case, by id."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if old is None or new is None:
            code = "gate-added" if old is None else "gate-removed"
            states = (old.state if old else None, new.state if new else None)
            yield CaseChange(code=code, subject=name, title=_title(old, new), before=states[0], after=states[1])
        else:
            yield from _gate(name, old, new)


def _title(old: Gate | Claim | None, new: Gate | Claim | None) -> str:
    return new.title if new is not None else old.title if old is not None else ""


def _gate(name: str, old: Gate, new: Gate) -> Iterator[CaseChange]:
    title = new.title
    flipped = old.state != new.state
    if flipped:
        code = "gate-closes" if new.state == "held" else "gate-opens"
        yield CaseChange(code=code, subject=name, title=title, before=old.state, after=new.state)
    release, later = iso(old.release_by), iso(new.release_by)
    if release != later:
        yield CaseChange(code="gate-release-moved", subject=name, title=title, before=release, after=later)
    elif not flipped and _reason(old) != _reason(new):
        yield CaseChange(code="gate-reason-changed", subject=name, title=title, before=_unmet(old), after=_unmet(new))
    if (old.title, old.controls) != (title, new.controls):
        yield CaseChange(code="gate-reworded", subject=name, title=title, before=_heading(old), after=_heading(new))


def _reason(gate: Gate) -> tuple[object, ...]:
    return without_days(gate.unmet), gate.tasks, gate.control, gate.released_by


def _unmet(gate: Gate) -> tuple[str, ...]:
    return tuple(f"{item.fact} = {item.value}" for item in gate.unmet)


def _heading(gate: Gate) -> str:
    return f"{gate.title} ({gate.controls})"


def claim_changes(before: Mapping[str, Claim], after: Mapping[str, Claim]) -> Iterator[CaseChange]:
    """Yield what differs between the claims of a case that stand, by clause."""
    standing = [{name: claim for name, claim in each.items() if claim.state != "withdrawn"} for each in (before, after)]
    for name in dict.fromkeys((*standing[0], *standing[1])):
        old, new = standing[0].get(name), standing[1].get(name)
        if old == new:
            continue
        code = "claim-added" if old is None else "claim-removed" if new is None else "claim-changed"
        amounts = (number(old.amount) if old else None, number(new.amount) if new else None)
        yield CaseChange(code=code, subject=name, title=_title(old, new), before=amounts[0], after=amounts[1])


def signature_changes(before: Standing, after: Standing) -> Iterator[CaseChange]:
    """Yield the signatures under the sheet that would not stand, and those that would."""
    old, new = _signed(before.case), _signed(after.case)
    for code, parties, standing in (("signature-lost", old - new, before), ("signature-gained", new - old, after)):
        titles = standing.book.policy.manifest.parties
        for party in sorted(parties):
            title = titles[party].title if party in titles else party
            yield CaseChange(code=code, subject=party, title=title)


def _signed(case: Case) -> frozenset[str]:
    return frozenset(case.sheet.signatures) if case.sheet is not None else frozenset()
