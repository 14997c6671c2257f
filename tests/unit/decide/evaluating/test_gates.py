"""Gates: held and open, what is unmet, release, several on one control (contract "gates", 2.8)."""

from collections.abc import Mapping
from datetime import date

import pytest

from handover_policy.engine.ruleset import EngineName, Firings
from handover_policy.model.condition import FactValue
from tests.unit.decide.stage import Stage, leaving, ready

CONFIRM = """
    gates:
      - {id: g, title: 交接确认, controls: handover_confirmation,
         opens_when: {tasks.unfinished: 0, tasks.total: {above: 0}}}
"""
CERTIFICATE = """
    gates:
      - id: g
        title: 离职证明
        controls: leaving_certificate
        opens_when: {tasks.unfinished: 0}
        release_by: last_day
"""
NO_TASKS = "id: work\ntitle: 清单\nwhen: {employee.role: engineer}\ntasks: []\n"


def gate(when: str, controls: str = "severance", name: str = "g", extra: str = "") -> str:
    return f"  - {{id: {name}, title: 门, controls: {controls}, opens_when: {{{when}}}{extra}}}\n"


def test_a_held_gate_lists_every_unmet_condition_with_the_tasks_behind_it():
    found = ready(gates="gates:\n" + gate("tasks.unfinished: 0, case.severance_owed: true")).resign().one("gate")
    assert found["state"] == "held"
    assert found["unmet"] == [
        {"condition": "tasks.unfinished", "is": 1, "needs": {"is": 0}},
        {"condition": "case.severance_owed", "is": False, "needs": {"is": True}},
    ]
    assert found["tasks"] == ["E1/1:work.papers"]
    assert found["because"]["facts"] == {"tasks.unfinished": 1, "case.severance_owed": False}


def test_a_gate_opens_with_the_last_task_and_is_held_again_when_it_is_reopened():
    stage = leaving(gates=CONFIRM)
    opened = stage.hand_over().one("gate")
    assert (opened["state"], opened["unmet"], opened["tasks"]) == ("open", [], [])
    assert stage.act("reopened", "U-HR", "2026-03-13T10:00", reason="x").one("gate")["state"] == "held"


def test_a_gate_is_written_only_when_it_is_new_or_changed():
    stage = leaving(gates=CONFIRM)
    assert stage.act("submitted", "E1", "2026-03-10T10:00").effects("gate") == []


def test_release_by_opens_a_gate_whatever_the_conditions_say_and_the_decision_says_so():
    stage = leaving(gates=CERTIFICATE)
    assert stage.tick("2026-03-31T23:59").effects("gate") == []
    found = stage.tick("2026-04-01T00:00").one("gate")
    assert (found["state"], found["released_by"], found["release_by"]) == ("open", "last_day", "2026-04-01")
    assert found["unmet"] == [{"condition": "tasks.unfinished", "is": 1, "needs": {"is": 0}}]


def test_a_released_gate_stays_open_while_its_day_stands():
    stage = leaving(gates=CERTIFICATE)
    stage.tick("2026-04-01T09:00")
    told = stage.tell("severance.owed", "E1", "2026-04-01T10:00")
    assert told.effects("gate", state="held") == []
    change = {"last_day": "2026-04-20", "agreed_by": "M1", "reason": "x"}
    assert stage.tell("last_day.changed", "E1", "2026-04-01T11:00", change).one("gate")["state"] == "held"


def test_an_absence_without_a_last_day_releases_nothing():
    stage = ready(gates=CERTIFICATE)
    found = stage.tell("employee.absent", "E1", "2026-03-10T10:00", since="2026-03-09").one("gate")
    assert (found["state"], "release_by" in found) == ("held", False)


def test_the_last_day_is_reached_when_it_begins():
    stage = leaving(gates="gates:\n" + gate("case.last_day_reached: true"))
    assert stage.tick("2026-03-31T23:59").effects("gate") == []
    assert stage.tick("2026-04-01T00:00").one("gate")["state"] == "open"


def test_without_tasks_no_unfinished_task_holds_with_a_problem():
    told = ready(tasks=NO_TASKS, gates="gates:\n" + gate("tasks.unfinished: 0")).resign()
    assert told.one("gate")["state"] == "open"
    assert told.problems == ["no-tasks"]


def test_naming_the_total_keeps_a_gate_without_tasks_held():
    assert ready(tasks=NO_TASKS, gates=CONFIRM).resign().one("gate")["state"] == "held"


def test_of_several_gates_on_one_control_all_must_be_open():
    gates = "gates:\n" + gate("tasks.unfinished: 0") + gate("case.severance_owed: true", name="h")
    gates += gate("case.absent: false", controls="final_pay", name="i")
    stage = leaving(gates=gates)
    assert {name: each.control for name, each in stage.case().gates.items()} == {
        "g": "held",
        "h": "held",
        "i": "open",
    }
    done = stage.hand_over()
    assert [(each["gate"], each["state"], each["control"]) for each in done.effects("gate")] == [("g", "open", "held")]
    owed = stage.tell("severance.owed", "E1", "2026-03-13T10:00")
    assert [(each["gate"], each["control"]) for each in owed.effects("gate")] == [("g", "open"), ("h", "open")]


def test_a_gate_applies_only_where_its_own_condition_holds():
    gates = "gates:\n" + gate("tasks.unfinished: 0", extra=", when: {employee.role: engineer}")
    assert ready(gates=gates).resign().effects("gate") == []


def test_a_gate_without_the_sheet_names_the_tasks_that_keep_it_from_being_written():
    stage = ready(gates="gates:\n" + gate("sheet.signed: true"))
    assert stage.resign().one("gate")["tasks"] == ["E1/1:work.papers"]
    stage.assign("E2")
    assert stage.hand_over().one("gate")["tasks"] == []


def test_a_gate_that_waits_for_overdue_tasks_names_them():
    stage = leaving(gates="gates:\n" + gate("tasks.overdue: 0"))
    found = stage.tick("2026-03-26T09:00").one("gate")
    assert (found["state"], found["tasks"]) == ("held", ["E1/1:work.papers"])


def test_a_gate_that_waits_for_a_party_names_the_tasks_waiting():
    stage = leaving(gates="gates:\n" + gate("tasks.waiting_for.leaver: 0"))
    assert stage.act("submitted", "E1", "2026-03-10T10:00").one("gate")["state"] == "open"


def test_operators_negations_and_lists_are_told_in_what_is_unmet():
    gates = "gates:\n" + gate("case.cause: [dismissal, mutual]") + gate("not: {case.cause: resignation}", name="h")
    told = ready(gates=gates).resign()
    assert [each["unmet"][0]["needs"] for each in told.effects("gate")] == [
        {"one_of": ["dismissal", "mutual"]},
        {"not": {"is": "resignation"}},
    ]


def test_every_fact_of_a_case_may_be_named():
    facts = {
        "case.notice_days_required": 30,
        "case.notice_days_given": 30,
        "case.notice_shortfall_days": 0,
        "case.days_to_last_day": 30,
        "case.handover": "open",
        "case.loss_proven": False,
        "case.successor_assigned": False,
        "employee.tenure_months": 26,
        "employee.stage": "regular",
        "profile.customers.count": 0,
        "profile.stale_sections": 1,
        "agreement.signed": False,
        "event.type": "resignation.submitted",
        "event.form": "written",
    }
    archive = "sections: {customers: {title: 客户, key: name, fields: [name], update_every: 30 days}}\n"
    clauses = "clauses: [{id: c, title: 条款, text: 文, sign: onboarding}]\n"
    when = ", ".join(f"{name}: {{exists: true}}" for name in facts)
    stage = ready(gates="gates:\n" + gate(when), archive=archive, clauses=clauses)
    found = stage.resign().one("gate")
    assert found["because"]["facts"] == facts
    assert found["state"] == "open"


def test_facts_of_tasks_and_sections_that_are_missing_hold_nothing_open():
    gates = "gates:\n" + gate("employee.department: {exists: true}") + gate("event.amount: {above: 5}", name="h")
    told = ready(gates=gates).resign()
    assert [(each["state"], each["unmet"][0]["is"]) for each in told.effects("gate")] == [("held", None)] * 2


def test_profile_sections_are_stale_after_their_period_and_fresh_after_news():
    archive = "sections: {customers: {title: 客户, key: name, fields: [name], update_every: 30 days}}\n"
    stage = leaving(gates="gates:\n" + gate("profile.stale_sections: 0"), archive=archive)
    told = stage.tell("profile.updated", "E1", "2026-03-05T10:00", section="customers", records=[{"name": "甲"}])
    assert told.one("gate")["state"] == "open"
    assert stage.tick("2026-04-05T09:00").one("gate")["state"] == "held"


class Broken:
    """An evaluator that answers nothing and says why: what a failing engine leaves behind."""

    def __init__(self, trouble: tuple[str, ...] = ()) -> None:
        self.trouble = trouble

    @property
    def engine(self) -> EngineName:
        return "durable"

    def reads(self, kind: str) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's shape
        return ()

    def evaluate(self, kind: str, facts: Mapping[str, FactValue]) -> Firings:  # noqa: ARG002 - the protocol's shape
        return Firings(fired=(), trouble=self.trouble)

    def close(self) -> None:
        self.trouble = ()


def broken(trouble: tuple[str, ...] = ()) -> Stage:
    tasks = "id: sell\ntitle: 清单\nwhen: {employee.role: sales}\ntasks: [{id: a, title: 甲, steps: [%s]}]\n"
    clauses = "clauses: [{id: c, title: 甲, text: 文, sign: never, consequence: {%s}}]\n"
    stage = ready(
        tasks2=tasks % "{party: leaver, do: 做}",
        clauses=clauses % "kind: bonus, when: {case.absent: false}",
        gates="gates:\n" + gate("case.absent: false"),
    )
    stage.books.on(date(2026, 3, 2)).rules = Broken(trouble)
    return stage


def test_what_goes_wrong_in_the_engine_is_a_problem_for_every_kind_of_rule():
    told = broken(("stack overflow",)).resign(requested_last_day="2026-03-02")
    assert told.problems.count("engine-trouble") == 1
    assert told.one("problem", code="engine-trouble")["message"] == "rule engine: stack overflow"


def test_an_engine_that_disagrees_with_its_explanation_is_a_problem():
    assert "engine-disagrees" in broken().resign().problems


def test_facts_of_a_case_are_missing_where_there_is_none():
    archive = """
    sections:
      notes: {title: 笔记, key: name, fields: [name], required: false}
    uploads:
      - {id: upload.code, title: 代码, when: {tasks.waiting_for.leaver: 0, profile.stale_sections: 0}, every: 1 day}
    """
    stage = ready(archive=archive)
    assert stage.tick("2026-03-04T09:00").effects("duty") == []
    stage.resign(at="2026-03-04T10:00")
    assert stage.tick("2026-03-08T09:00").effects("duty") == []


def test_a_task_is_not_overdue_on_its_due_day():
    stage = leaving(gates="gates:\n" + gate("tasks.overdue: 0"))
    assert stage.tell("severance.owed", "E1", "2026-03-25T23:00").effects("gate") == []
    assert stage.tell("severance.owed", "E1", "2026-03-26T00:00").one("gate")["state"] == "held"


def test_a_gate_that_counts_down_is_written_when_its_reasons_change_and_not_every_day():
    stage = leaving(gates="gates:\n" + gate("case.days_to_last_day: {at_most: 0}, case.severance_owed: true"))
    assert [stage.tick(f"2026-03-{day:02}T09:00").effects("gate") for day in range(4, 15)] == [[]] * 11
    assert stage.case().gates["g"].unmet[0].value == 29  # as it was looked at last: nobody looks until the day is near
    owed = stage.tell("severance.owed", "E1", "2026-03-16T10:00").one("gate")
    assert [(each["condition"], each["is"]) for each in owed["unmet"]] == [("case.days_to_last_day", 16)]
    assert stage.tick("2026-03-17T09:00").effects("gate") == []
    assert stage.tick("2026-04-01T09:00").one("gate")["state"] == "open"


def test_a_gate_that_counts_days_no_calendar_has_waits_for_none_of_them():
    stage = leaving(gates="gates:\n" + gate("case.days_to_last_day: {at_most: -99999999}"))
    assert stage.tick("2026-04-01T09:00").effects("gate") == []
    assert stage.case().gates["g"].state == "held"


@pytest.mark.parametrize("fact", ["employee.tenure_days", "employee.tenure_months"])
def test_a_gate_that_counts_service_is_not_written_every_day(fact: str):
    stage = leaving(gates="gates:\n" + gate(f"{fact}: {{at_least: 9999}}"))
    assert [stage.tick(f"2026-{month:02}-06T09:00").effects("gate") for month in range(3, 7)] == [[]] * 4


def test_a_countdown_that_begins_is_a_reason_of_its_own():
    stage = ready(gates="gates:\n" + gate("case.days_to_last_day: {at_most: 0}"))
    stage.tell("employee.absent", "E1", "2026-03-02T10:00", since="2026-03-02")
    assert stage.case().gates["g"].unmet[0].value is None
    declared = stage.declare("E1", "2026-03-03T10:00", "dismissal", "2026-03-20").one("gate")
    assert declared["unmet"][0]["is"] == 17


def test_tasks_that_a_way_waits_for_are_no_news_before_its_day():
    any_of = "any: [{case.severance_owed: true}, {tasks.waiting_for.leaver: 0, case.days_to_last_day: {at_most: -30}}]"
    more = "id: more\ntitle: 二\nwhen: {employee.stage: regular}\n"
    more += "tasks: [{id: work.more, title: 二, steps: [{party: leaver, do: 交, due: last_day}]}]\n"
    stage = leaving(gates="gates:\n" + gate(any_of), tasks2=more)
    assert stage.act("submitted", "E1", "2026-03-10T10:00").effects("gate") == []
    assert stage.case().gates["g"].unmet[1].value == 1
    told = stage.act("submitted", "E1", "2026-03-11T10:00", task="work.more").one("gate")
    assert [each["condition"] for each in told["unmet"]] == ["case.severance_owed", "case.days_to_last_day"]
    assert stage.tick("2026-05-01T09:00").one("gate")["state"] == "open"
