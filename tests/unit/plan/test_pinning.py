"""Which cases stay with their version, which come under the new rules, what the others would see (contract 2.11)."""

from __future__ import annotations

from datetime import date

from handover_policy.plan.pinning import pinning
from handover_policy.plan.plan import Plan
from tests.unit.decide.stage import small
from tests.unit.plan.rehearsal import LATER, Rehearsal

SEVEN = ("when: {employee.stage: regular}, days: 30", "when: {employee.stage: regular}, days: 7")
TEN = ("when: {employee.stage: regular}, days: 30", "when: {employee.stage: regular}, days: 10")
MIDDLE = ("version: 1.0.0", "version: 2.0.0"), ("from: 2026-01-01", "from: 2026-03-10")


def two_departures(rehearsal: Rehearsal) -> Rehearsal:
    for person in ("E1", "E2"):
        rehearsal.hire(person, department="销售部" if person == "E1" else "研发部")
    rehearsal.resign("E1", at="2026-03-02T10:00")
    rehearsal.resign("E2", at="2026-03-10T10:00")
    return rehearsal


def shown(plan: Plan) -> dict[str, tuple[object, ...]]:
    return {case.id: (case.pinned, bool(case.changes), bool(case.if_migrated)) for case in plan.cases}


def test_a_case_that_arrived_before_the_new_rules_stays_with_its_version() -> None:
    plan = two_departures(Rehearsal(small(), small(*MIDDLE, SEVEN))).plan()
    assert shown(plan) == {"E1/1": ("1.0.0", False, True), "E2/1": (None, True, False)}
    assert (plan.total.open, plan.total.affected, plan.total.pinned, plan.total.if_migrated) == (2, 1, 1, 1)


def test_what_counts_comes_before_what_would() -> None:
    plan = two_departures(Rehearsal(small(), small(*MIDDLE, SEVEN))).plan()
    assert [case.id for case in plan.cases] == ["E2/1", "E1/1"]


def test_migrate_counts_every_case() -> None:
    plan = two_departures(Rehearsal(small(), small(*LATER, SEVEN))).plan(migrate=True)
    assert shown(plan) == {"E1/1": ("1.0.0", True, False), "E2/1": ("1.0.0", True, False)}
    assert (plan.total.affected, plan.total.if_migrated) == (2, 0)


def test_new_rules_of_later_affect_no_open_case() -> None:
    plan = two_departures(Rehearsal(small(), small(*LATER, SEVEN))).plan()
    assert (plan.total.affected, plan.total.pinned, plan.total.if_migrated) == (0, 2, 2)


def test_the_same_version_number_pins_nothing() -> None:
    plan = two_departures(Rehearsal(small(), small(SEVEN))).plan()
    assert plan.replaces
    assert shown(plan) == {"E1/1": (None, True, False), "E2/1": (None, True, False)}


def test_a_set_beside_itself_changes_nothing_and_keeps_everything() -> None:
    plan = two_departures(Rehearsal(small())).plan()
    assert not plan.replaces
    assert shown(plan) == {"E1/1": ("1.0.0", False, False), "E2/1": ("1.0.0", False, False)}


def test_of_several_new_versions_each_case_takes_its_own() -> None:
    plan = two_departures(Rehearsal(small(), small(), small(*MIDDLE, SEVEN))).plan()
    assert shown(plan) == {"E1/1": ("1.0.0", False, True), "E2/1": (None, True, False)}


def test_an_older_version_changed_in_place_changes_its_cases() -> None:
    plan = two_departures(Rehearsal(small(), small(TEN), small(*MIDDLE, SEVEN))).plan()
    moved = {
        case.id: [change.after for change in case.changes if change.code == "notice-days-changed"]
        for case in plan.cases
    }
    assert moved == {"E1/1": [10], "E2/1": [7]}


def test_cases_of_several_versions_are_planned_from_all_of_them() -> None:
    plan = two_departures(Rehearsal([small(), small(*MIDDLE, TEN)], small(*LATER))).plan(migrate=True)
    moved = {
        case.id: [change.before for change in case.changes if change.code == "notice-days-changed"]
        for case in plan.cases
    }
    assert moved == {"E1/1": [], "E2/1": [10]}
    assert {case.id: case.version for case in plan.cases} == {"E1/1": "1.0.0", "E2/1": "2.0.0"}


def test_the_newest_of_the_new_versions_is_the_head() -> None:
    old, new = small(), small(*LATER)
    assert pinning([old], [new, old]).head is new
    assert pinning([old], [new, old]).stays_with(date(2026, 7, 1)) is None


def test_duties_of_the_time_before_the_new_rules_stay_as_they_were() -> None:
    archive = "sections: {}\nuploads: [{id: upload.code, title: 代码, every: 1 workday}]\n"
    rehearsal = Rehearsal(small(archive=archive), small(*MIDDLE, archive=archive))
    rehearsal.hire("E1")
    rehearsal.resign()
    rehearsal.tick("2026-03-06T09:00")
    assert rehearsal.plan(migrate=True).total.affected == 0


def test_a_set_of_another_id_is_held_against_the_base_alone() -> None:
    plan = two_departures(Rehearsal(small(), small(("id: small", "id: other"), *MIDDLE, SEVEN))).plan(migrate=True)
    assert shown(plan) == {"E1/1": ("1.0.0", True, False), "E2/1": (None, True, False)}


def test_that_no_version_was_in_force_yet_is_no_news() -> None:
    rehearsal = Rehearsal(small(), small(*MIDDLE))
    rehearsal.hire("E1")
    assert "version-not-in-force" in rehearsal.resign(at="2025-12-31T10:00").problems
    assert rehearsal.changes(migrate=True) == []


def test_totals_stand_by_department_and_by_change() -> None:
    rehearsal = two_departures(Rehearsal(small(), small(*MIDDLE, SEVEN)))
    rehearsal.hire("E3")
    rehearsal.resign("E3", at="2026-03-11T10:00")
    plan = rehearsal.plan()
    departments = {name: (count.open, count.affected, count.pinned) for name, count in plan.by_department().items()}
    assert departments == {"研发部": (1, 1, 0), "": (1, 1, 0), "销售部": (1, 0, 1)}
    assert plan.by_change()["last-day-moved"] == (2, 1)


def test_withdrawn_and_closed_cases_are_not_in_it() -> None:
    rehearsal = two_departures(Rehearsal(small(), small(SEVEN)))
    rehearsal.tell("resignation.withdrawn", "E1", "2026-03-11T10:00", accepted_by="U-HR")
    assert [case.id for case in rehearsal.plan().cases] == ["E2/1"]
    rehearsal.act("waived", "U-HR", "2026-03-12T10:00", case="E2/1")
    assert [case.id for case in rehearsal.plan(day=date(2026, 5, 1)).cases] == []


def test_the_clock_is_moved_to_the_end_of_the_day_asked_for() -> None:
    plan = two_departures(Rehearsal(small(), small())).plan(day=date(2026, 3, 20))
    assert plan.moment is not None
    assert plan.moment.isoformat() == "2026-03-20T23:59:59+08:00"
    assert Rehearsal(small()).plan().moment is None


def test_broken_lines_are_kept_with_their_number_and_refusals_counted() -> None:
    rehearsal = two_departures(Rehearsal(small(), small()))
    rehearsal.replay.tell(17, b"{")
    rehearsal.act("submitted", "E2", "2026-03-20T10:00")
    rehearsal.act("submitted", "E1", "2026-03-19T10:00")
    plan = rehearsal.plan()
    assert [(each.line, len(each.reasons)) for each in plan.broken] == [(17, 1)]
    assert plan.refused == {"wrong-party": 1}
    assert plan.moment is not None
    assert plan.moment.isoformat() == "2026-03-20T10:00:00+08:00"
