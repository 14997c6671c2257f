"""What mutation leaves alone, for no test could notice it; and what silence and last days add to the coverage."""

from __future__ import annotations

from handover_policy.policy.policy_set import PolicySet
from handover_policy.testing.covering.points import points_of
from handover_policy.testing.mutating.rules import mutants
from tests.unit.decide.stage import small
from tests.unit.decide.test_attribute_values import declared
from tests.unit.testing.test_coverage import Watched

TASKS = """
    id: held
    title: 清单
    tasks:
      - id: held.keys
        title: 钥匙
        start: arrival
        steps:
          - {party: leaver, do: 交, due: last_day - 2 workdays, evidence: [file, link]}
          - {party: manager, do: 收, due: last_day - 5 workdays, accepted_after: 2 days}
          - {party: hr, do: 记, due: last_day + 3 days, evidence: [photo]}
"""
ATTRIBUTES = declared("employee.options_until: {type: date}")
NOTICES = """
    notices:
      - id: options
        at:
          - {when: {employee.options_until: {exists: true}}, is: employee.options_until - 10 days}
          - {is: last_day - 3 days}
        to: leaver
        channels: [portal]
        notification: handover-started
        when: {employee.options_until: {exists: true}}
      - id: either
        on: [resignation.submitted, departure.declared]
        to: hr
        channels: [portal]
        notification: withdrawn
"""
OBLIGATIONS = """
    recurring:
      - {id: once, title: 一次, every: 1 month, times: 1, first: last_day + 1 month}
      - {id: often, title: 几次, every: 1 month, times: 2, first: last_day + 1 month}
"""
GATES = """
    gates:
      - {id: never, title: 门, controls: severance, opens_when: {tasks.unfinished: 0}}
      - {id: late, title: 门, controls: severance, opens_when: {tasks.unfinished: 0}, release_by: last_day}
"""


def told(policy: PolicySet, rule: str) -> set[tuple[str, str, str]]:
    found = mutants(policy, notifications=("a", "b"), lays_down=lambda _: True)
    return {(each.field, each.before, each.after) for each in found if each.rule == rule}


def test_a_day_that_the_step_before_holds_is_not_moved() -> None:
    found = told(small(tasks2=TASKS), "held.keys")
    fields = {(field, after) for field, _, after in found}
    assert ("steps[1].due", "last_day - 1 workday") in fields
    assert not any(field == "steps[2].due" and after.startswith("last_day -") for field, after in fields)
    assert ("steps[2].due", "task.start - 5 workdays") in fields
    assert ("steps[3].due", "last_day + 2 days") in fields


def test_who_gives_at_the_beginning_is_not_made_silent() -> None:
    steps = TASKS.replace("evidence: [file, link]}", "never_silent: true}").replace(
        "do: 记,", "do: 记, never_silent: true,"
    )
    found = told(small(tasks2=steps), "held.keys")
    assert {field for field, _, _ in found if field.endswith("never_silent")} == {"steps[3].never_silent"}
    asked = TASKS.replace("{party: leaver, do: 交,", "{party: hr, do: 交, never_silent: true,")
    assert not any(field == "steps[1].never_silent" for field, _, _ in told(small(tasks2=asked), "held.keys"))
    asked = asked.replace(", evidence: [file, link]", "")
    assert any(field == "steps[1].never_silent" for field, _, _ in told(small(tasks2=asked), "held.keys"))


def test_evidence_that_is_asked_for_already_takes_no_other_place() -> None:
    found = told(small(tasks2=TASKS), "held.keys")
    assert ("steps[3].evidence", "[photo]", "[link]") in found
    assert not any(field == "steps[1].evidence" for field, _, _ in found)


def test_a_case_that_counts_for_nobody_keeps_its_value() -> None:
    found = told(small(ATTRIBUTES, notices=NOTICES), "options")
    moved = {field for field, _, _ in found if field.endswith(".is")}
    assert moved == {"at[1].is"}


def test_each_of_several_events_a_message_waits_for_is_left_out() -> None:
    found = told(
        small(notices=NOTICES.partition("      - id: options")[0] + NOTICES[NOTICES.index("      - id: either") :]),
        "either",
    )
    assert {after for field, _, after in found if field == "on"} == {"[departure.declared]", "[resignation.submitted]"}


def test_what_comes_once_has_no_time_between() -> None:
    policy = small(obligations=OBLIGATIONS)
    assert not any(field == "every" for field, _, _ in told(policy, "once"))
    assert ("every", "1 month", "2 months") in told(policy, "often")


def test_silence_and_last_days_are_points_of_their_own() -> None:
    policy = small(gates=GATES, tasks2=TASKS)
    found = {(point.kind, point.rule, point.part) for point in points_of(policy, lambda _: True)}
    assert ("released", "late", "") in found
    assert ("released", "never", "") not in found
    assert ("silence", "held.keys", "2") in found
    assert ("sheet_silence", "policy", "") in found
    stage = Watched(policy)
    stage.hire("M1")
    stage.hire("E1")
    stage.resign()
    assert {("released", "late", ""), ("silence", "held.keys", "2")} <= stage.missed()
    evidence = [{"kind": kind, "path": "a", "sha256": "0" * 64} for kind in ("file", "link")]
    stage.act("submitted", "E1", "2026-03-03T10:00", "held.keys", evidence=evidence)
    stage.tell("clock.ticked", "*", "2026-04-01T10:00")
    assert not {("released", "late", ""), ("silence", "held.keys", "2")} & stage.missed()


def test_a_sheet_that_silence_signs_is_covered() -> None:
    stage = Watched(small(("parties: [leaver, successor, manager]", "parties: [leaver, manager]")))
    stage.hire("M1")
    stage.hire("E1")
    stage.resign()
    for done, by in (("submitted", "E1"), ("confirmed", "M1")):
        stage.act(done, by, "2026-03-03T10:00", "work.papers")
    stage.tell("clock.ticked", "*", "2026-03-03T11:00")
    assert ("sheet_silence", "policy", "") in stage.missed()
    stage.tell("clock.ticked", "*", "2026-03-20T11:00")
    assert ("sheet_silence", "policy", "") not in stage.missed()
