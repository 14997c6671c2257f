"""Rules that were renamed are the same rules in a plan: only what else changes is a change."""

from __future__ import annotations

from handover_policy.plan.report.json_form import plan_json
from handover_policy.plan.report.text import text_lines
from tests.unit.decide.stage import small
from tests.unit.plan.rehearsal import Rehearsal

GATES = "gates: [{id: g, title: 确认, controls: severance, opens_when: {tasks.unfinished: 0, sheet.signed: true}}]\n"
CLAUSES = (
    "clauses:\n"
    "  - {id: c, title: 条款, text: 文, sign: onboarding,\n"
    "     consequence: {kind: damages, when: {case.loss_proven: true}, measure: actual_loss, proof_required: true}}\n"
)
NOTICES = (
    "notices:\n"
    "  - {id: n, on: resignation.submitted, to: leaver, channels: [sms], notification: handover-started}\n"
    "  - {id: l, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue}\n"
    "  - {id: o, at: last_day - 3 days, to: hr, channels: [sms], notification: handover-started}\n"
)
UPLOADS = "uploads: [{id: u, title: 代码, every: 1 workday}]\n"
RENAMED = {"g": "g2", "c": "c2", "n": "n2", "l": "l2", "o": "o2", "u": "u2", "work.papers": "work.files"}


def told(*swaps: tuple[str, str]) -> Rehearsal:
    """Return a departure in which everything happened, planned under a set with every id renamed and `swaps` made."""
    texts = {"gates": GATES, "clauses": CLAUSES, "notices": NOTICES, "archive": UPLOADS}
    rows = ", ".join(f"{{from: {old}, to: {new}, on: 2026-07-01}}" for old, new in RENAMED.items())
    ids = [(f"id: {old}", f"id: {new}") for old, new in RENAMED.items() if old == "work.papers"]
    ids += [(f"{{id: {old},", f"{{id: {new},") for old, new in RENAMED.items() if len(old) == 1]
    head = small(*swaps, ("contacts:", f"moved: [{rows}]\ncontacts:"), *ids, **texts)
    rehearsal = Rehearsal(small(**texts), head)
    for person in ("E1", "E2"):
        rehearsal.hire(person)
    rehearsal.hire("M1", manager="M9")
    rehearsal.resign()
    rehearsal.assign("E2")
    rehearsal.act("submitted", "E1", "2026-03-10T10:00")
    rehearsal.tell("loss.recorded", "E1", "2026-03-11T10:00", amount=5, description="x", proven=True)
    rehearsal.tick("2026-03-30T10:00")
    return rehearsal


def test_a_new_id_alone_changes_nothing_and_is_told_once() -> None:
    rehearsal = told()
    assert rehearsal.case().claims
    assert rehearsal.case().problems
    plan = rehearsal.plan(migrate=True)
    assert [change for case in plan.cases for change in case.changes] == []
    assert dict(plan.renamed) == RENAMED
    assert plan_json(plan, "en")["renamed"] == [{"from": old, "to": new} for old, new in plan.renamed.items()]
    assert any("work.papers → work.files" in line for line in text_lines(plan, "zh", 5))


def test_what_else_changes_in_a_renamed_rule_is_told_under_its_new_id() -> None:
    swaps = (("due: last_day - 3 workdays", "due: last_day - 2 workdays"), ("sheet.signed: true", "tasks.total: 1"))
    found = {(change.code, change.subject) for change in told(*swaps).changes(migrate=True)}
    assert ("task-moved", "E1/1:work.files") in found
    assert ("gate-reason-changed", "g2") in found
    assert not {code for code, _ in found} & {"task-added", "task-removed", "gate-added", "claim-added", "act-refused"}


def test_many_renamings_are_told_in_short() -> None:
    texts = {
        "tasks2": "id: more\ntitle: t\ntasks:\n"
        + "".join(f"  - {{id: t{place}, title: t, steps: [{{party: hr, do: x}}]}}\n" for place in range(30))
    }
    rows = ", ".join(f"{{from: t{place}, to: s{place}, on: 2026-07-01}}" for place in range(30))
    head = small(("{id: t", "{id: s"), ("contacts:", f"moved: [{rows}]\ncontacts:"), **texts)
    rehearsal = Rehearsal(small(**texts), head)
    rehearsal.hire("E1")
    rehearsal.resign()
    lines = [line for line in text_lines(rehearsal.plan(migrate=True), "en", 5) if "Renamed" in line]
    assert len(lines) == 1
    assert "t0 → s0" in lines[0]
    assert "t29" not in lines[0]
    assert "30" in lines[0]
