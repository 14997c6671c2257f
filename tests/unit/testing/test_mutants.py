"""Mutants: what is changed in a policy set, what is left alone, and how it is told."""

from __future__ import annotations

from datetime import date

import pytest

from handover_policy.conditions.domains import domains_of
from handover_policy.findings.finding import Location
from handover_policy.model.condition import ALWAYS, AllOf, AnyOf, Comparison, Condition, Negation, Operand
from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.model.dates.timeline import parse_expression
from handover_policy.policy.policy_set import PolicySet
from handover_policy.testing.mutating.conditions import conditions
from handover_policy.testing.mutating.hunt import sampled
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.mutating.rules import mutants
from handover_policy.testing.mutating.values import following, numbers, periods, times
from handover_policy.testing.mutating.written import written_condition
from tests.unit.decide.stage import small
from tests.unit.decide.test_attribute_values import declared

NOTICES = """
    notices:
      - {id: start, on: resignation.submitted, to: leaver, channels: [sms, email], notification: handover-started}
      - {id: late, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue,
         repeat: {every: 1 day, times: {2026-01-01: 2, 2026-07-01: 3}}, when: {employee.role: sales}}
      - {id: after, on: task.done, at: event + 1 day, to: hr, channels: [sms], notification: task-overdue}
"""
CLAUSES = """
    clauses:
      - {id: plain, title: 约定, text: 文, sign: never}
      - id: penalty
        title: 违约金
        text: 文
        sign: onboarding
        consequence: {kind: penalty, percent: 10, of: unsettled_wages, when: {case.handover: open}}
"""
ARCHIVE = """
    sections:
      projects: {title: 项目, key: name, fields: [name], update_every: 1 day}
    uploads:
      - {id: upload.code, title: 代码, when: {employee.role: engineer}, every: 2 days}
"""
GATES = """
    gates:
      - {id: gate, title: 门, controls: severance, opens_when: {tasks.unfinished: 0}, release_by: last_day}
"""
OBLIGATIONS = """
    certificate: {due: last_day, fields: [end_date]}
"""


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return small(notices=NOTICES, clauses=CLAUSES, archive=ARCHIVE, gates=GATES, obligations=OBLIGATIONS, tasks2=OFFICE)


OFFICE = """
    id: office
    title: 职能岗
    when: {employee.role: office}
    tasks:
      - id: office.seals
        title: 印章
        start: arrival
        steps: [{party: leaver, do: 交, due: last_day, accepted_after: 0 days}]
        without_leaver: {party: manager, do: 代交}
      - id: office.keys
        title: 钥匙
        start: last_day
        steps: [{party: manager, do: 收}]
        without_leaver: {party: hr, do: 代收}
"""


def every(policy: PolicySet) -> list[Mutant]:
    return list(mutants(policy, notifications=("handover-started", "task-overdue"), lays_down=lambda _: True))


def told(policy: PolicySet, rule: str) -> set[tuple[str, str, str]]:
    return {(each.field, each.before, each.after) for each in every(policy) if each.rule == rule}


def test_every_mutant_differs_from_the_set_in_one_thing_and_from_every_other(policy: PolicySet) -> None:
    found = every(policy)
    assert all(mutant.policy != policy for mutant in found)
    assert len({(m.rule, m.field, m.after) for m in found}) == len(found)


def test_a_message_may_go_to_another_by_another_way_at_another_time(policy: PolicySet) -> None:
    assert told(policy, "start") == {
        ("to", "leaver", "successor"),
        ("channels", "[sms, email]", "[email]"),
        ("channels", "[sms, email]", "[sms]"),
        ("notification", "handover-started", "task-overdue"),
        ("on", "resignation.submitted", "resignation.withdrawn"),
    }
    assert told(policy, "late") == {
        ("to", "step_party", "leaver"),
        ("channels", "[sms]", "[]"),
        ("notification", "task-overdue", "handover-started"),
        ("at", "task.due + 1 day", "task.due + 2 days"),
        ("at", "task.due + 1 day", "task.due"),
        ("at", "task.due + 1 day", "arrival + 1 day"),
        ("repeat.every", "1 day", "2 days"),
        ("repeat.times[2026-01-01]", "2", "3"),
        ("repeat.times[2026-01-01]", "2", "1"),
        ("repeat.times[2026-07-01]", "3", "4"),
        ("repeat.times[2026-07-01]", "3", "2"),
        ("when", "{employee.role: sales}", "{not: {employee.role: sales}}"),
        ("when", "{employee.role: sales}", "{employee.role: engineer}"),
    }
    assert ("at", "event + 1 day", "arrival + 1 day") in told(policy, "after")


def test_a_task_list_changes_its_condition_for_all_its_tasks(policy: PolicySet) -> None:
    changed = [mutant for mutant in every(policy) if mutant.rule == "office"]
    assert [mutant.after for mutant in changed] == ["{not: {employee.role: office}}", "{employee.role: sales}"]
    for mutant in changed:
        assert len({task.when for task in mutant.policy.tasks if task.list_id == "office"}) == 1
        assert {task.when for task in mutant.policy.tasks if task.list_id == "work"} == {ALWAYS}


def test_what_cannot_show_is_not_changed(policy: PolicySet) -> None:
    seals, keys = told(policy, "office.seals"), told(policy, "office.keys")
    assert ("start", "arrival", "arrival + 1 day") in seals
    assert not any(after == "arrival - 1 day" for _, _, after in seals)  # a task begins on arrival at the earliest
    assert ("without_leaver.party", "manager", "team_leader") in seals
    assert not any(field == "steps[1].accepted_after" for field, _, _ in seals)  # who hands over is waited for
    assert not any(field.startswith("without_leaver") for field, _, _ in keys)  # no step of the leaver to replace


def test_numbers_of_clauses_gates_and_duties_are_changed(policy: PolicySet) -> None:
    assert {
        ("consequence.percent", "10", "11"),
        ("consequence.percent", "10", "9"),
        ("consequence.when", "{case.handover: open}", "{not: {case.handover: open}}"),
        ("consequence.kind", "penalty", "bonus"),
        ("sign", "onboarding", "resignation"),
    } == told(policy, "penalty")
    assert ("controls", "severance", "handover_bonus") in told(policy, "gate")
    assert ("release_by", "last_day", "null") in told(policy, "gate")
    assert ("due", "last_day", "arrival") in told(policy, "obligation.certificate")
    assert told(policy, "archive.projects") == {("update_every", "1 day", "2 days"), ("required", "true", "false")}
    assert ("roll", "none", "workday") in told(policy, "obligation.certificate")
    assert ("is", "employee.manager", "employee.team_leader") in told(policy, "parties.manager")
    assert ("every", "2 days", "1 day") in told(policy, "upload.code")
    assert ("else", "hr", "null") in told(policy, "parties.manager")
    assert ("", "30", "31") not in told(policy, "notice_days")
    assert ("fallback_days", "30", "31") in told(policy, "notice_days")
    assert ("days", "0", "1") in told(policy, "days.part_time")


def test_a_place_is_that_of_the_part_and_what_is_inherited_may_be_left_out(policy: PolicySet) -> None:
    found = {mutant.location.line for mutant in every(policy) if mutant.rule == "office.seals"}
    assert len(found) > 1
    own = list(mutants(policy, notifications=(), lays_down=lambda place: place.file == "gates.yaml"))
    assert {mutant.rule for mutant in own} == {"gate"}


def test_a_sample_is_drawn_by_its_seed_alone_and_keeps_the_order(policy: PolicySet) -> None:
    found = every(policy)
    drawn = sampled(found, 9, seed=1)
    assert len(drawn) == 9
    assert drawn == sampled(found, 9, seed=1)
    assert drawn != sampled(found, 9, seed=2)
    assert [found.index(mutant) for mutant in drawn] == sorted(found.index(mutant) for mutant in drawn)
    assert sampled(found, 10_000, seed=1) == tuple(found)


def compare(fact: str, operator: str, operand: Operand) -> Comparison:
    return Comparison(fact=fact, operator=operator, operand=operand, location=Location("a.yaml", 3))


def changes(condition: Condition, *, in_case: bool = True) -> set[str]:
    domains = domains_of(small(), in_case=in_case)
    return {written_condition(variation.noun) for variation in conditions(condition, domains)}


def test_a_condition_is_negated_and_its_operand_swapped() -> None:
    assert changes(compare("employee.role", "is", "sales")) == {
        "{not: {employee.role: sales}}",
        "{employee.role: engineer}",
    }
    assert changes(compare("employee.location", "is", "上海")) == {"{not: {employee.location: 上海}}"}
    assert changes(ALWAYS) == set()


def test_a_flag_turned_is_its_negation_where_it_is_never_missing() -> None:
    signed = compare("sheet.signed", "is", True)  # noqa: FBT003 - an operand
    assert changes(signed) == {"{not: {sheet.signed: true}}"}
    assert changes(signed, in_case=False) == {"{not: {sheet.signed: true}}", "{sheet.signed: false}"}


def test_a_limit_is_moved_by_one_and_told_once_where_two_changes_mean_the_same() -> None:
    assert changes(compare("tasks.overdue", "above", 0)) == {
        "{not: {tasks.overdue: {above: 0}}}",
        "{tasks.overdue: {at_least: 0}}",
        "{tasks.overdue: {above: 1}}",
    }
    assert "{event.amount: {at_least: 2.5}}" in changes(compare("event.amount", "above", 2.5))
    assert "{case.days_to_last_day: {below: -1}}" in changes(compare("case.days_to_last_day", "below", 0))


def test_every_case_has_the_tasks_that_no_condition_keeps_away() -> None:
    some = compare("tasks.total", "above", 0)  # one task of the small policy is everybody's
    assert changes(some) == {"{not: {tasks.total: {above: 0}}}", "{tasks.total: {above: 1}}"}
    assert changes(AllOf(parts=(some, compare("sheet.signed", "is", True)))) >= {"{tasks.total: {above: 0}}"}  # noqa: FBT003 - an operand
    assert "{sheet.signed: true}" not in changes(AllOf(parts=(some, compare("sheet.signed", "is", True))))  # noqa: FBT003 - an operand


def test_a_list_loses_each_member_and_has_each_replaced() -> None:
    assert changes(compare("employee.role", "one_of", ("sales", "office"))) == {
        "{not: {employee.role: [sales, office]}}",
        "{employee.role: [office]}",
        "{employee.role: [sales]}",
        "{employee.role: [engineer, office]}",
        "{employee.role: [sales, engineer]}",
    }
    assert changes(compare("employee.role", "none_of", ("sales",))) == {
        "{not: {employee.role: {none_of: [sales]}}}",
        "{employee.role: {none_of: [engineer]}}",
    }
    whole = ("sales", "engineer", "office")
    assert "{employee.role: [engineer, office]}" in changes(compare("employee.role", "one_of", whole))


def test_every_entry_of_all_any_and_not_is_changed_and_left_out() -> None:
    sales, regular = compare("employee.role", "is", "sales"), compare("employee.stage", "is", "regular")
    either = changes(AnyOf(parts=(sales, regular)))
    assert {"{employee.stage: regular}", "{employee.role: sales}"} <= either
    assert "{any: [{not: {employee.role: sales}}, {employee.stage: regular}]}" in either
    assert "{any: [{employee.role: engineer}, {employee.stage: regular}]}" in either
    three = changes(AllOf(parts=(sales, regular, compare("tasks.overdue", "is", 1))))
    assert "{employee.stage: regular, tasks.overdue: 1}" in three
    assert changes(AllOf(parts=(sales,))) == changes(sales)
    assert "{employee.role: sales}" in changes(Negation(part=sales))
    assert "{not: {employee.role: engineer}}" in changes(Negation(part=sales))
    assert "{all: [{not: {employee.role: sales}}, {employee.stage: regular}]}" in changes(AllOf(parts=(sales, regular)))


def test_conditions_within_conditions_are_told_as_they_would_be_written() -> None:
    sales, regular = compare("employee.role", "is", "sales"), compare("employee.stage", "is", "regular")
    nested = AllOf(parts=(AnyOf(parts=(sales, regular)), Negation(part=sales)))
    written = "{all: [{any: [{employee.role: sales}, {employee.stage: regular}]}, {not: {employee.role: sales}}]}"
    assert written_condition(nested) == written


def test_an_entry_that_adds_nothing_is_not_told_when_it_is_left_out() -> None:
    twice = AllOf(parts=(compare("tasks.overdue", "above", 0), compare("tasks.overdue", "at_least", 1)))
    assert "{tasks.overdue: {above: 0}}" not in changes(twice)


def test_days_and_dated_operands_are_moved() -> None:
    since = changes(compare("employee.hired_on", "at_least", date(2026, 1, 1)))
    assert since == {
        "{not: {employee.hired_on: {at_least: 2026-01-01}}}",
        "{employee.hired_on: {above: 2026-01-01}}",
        "{employee.hired_on: {at_least: 2025-12-31}}",
    }
    dated = Dated(values=((date(2026, 1, 1), 3), (date(2026, 7, 1), 5)))
    assert "{tasks.overdue: {above: {2026-01-01: 4, 2026-07-01: 5}}}" in changes(
        compare("tasks.overdue", "above", dated)
    )


def test_conditions_with_too_many_worlds_to_go_through_count_as_different() -> None:
    parts = tuple(compare(f"employee.{name}", "is", "a") for name in ("role", "stage", "track", "location", "name"))
    more = tuple(compare(f"event.{name}", "is", "a") for name in ("role", "stage", "track", "type", "cause", "by"))
    doubled = AllOf(parts=(*parts, *more, parts[0]))
    assert len(changes(doubled)) > len(parts)
    assert changes(compare("event.nothing", "exists", True)) != set()  # noqa: FBT003 - an operand


def test_values_stay_within_what_their_fields_may_hold() -> None:
    assert [variation.noun for variation in numbers(0)] == [1]
    assert [variation.noun for variation in numbers(100, most=100)] == [99]
    assert list(numbers(None)) == []
    assert [variation.after for variation in periods(Period(count=9999, unit="day"))] == ["9998 days"]
    assert list(periods(None)) == []
    assert list(times(None, ())) == []
    assert [variation.after for variation in times(TimeExpression(anchor="arrival"), ("arrival",))] == [
        "arrival + 1 day",
        "arrival - 1 day",
    ]
    assert following("a", ("a",)) is None
    assert following("z", ("a", "b")) == "b"


def test_who_signs_a_clause_and_whom_it_concerns_is_changed():
    clauses = CLAUSES.replace("sign: onboarding", "sign: onboarding\n        when: {employee.role: sales}")
    terms = "exclude: [employer_fault, mutual], persons: [sales], from: employee.a, until: employee.b, cost: employee.c"
    clauses = clauses.replace("percent: 10,", f"percent: 10, {terms},")
    attributes = declared(
        "employee.a: {type: date}",
        "employee.b: {type: date}",
        "employee.c: {type: number}",
        "employee.d: {type: number}",
    )
    found = told(small(attributes, clauses=clauses), "penalty")
    assert {
        ("when", "{employee.role: sales}", "{not: {employee.role: sales}}"),
        ("consequence.exclude", "[employer_fault, mutual]", "[mutual]"),
        ("consequence.persons", "[sales]", "[]"),
        ("consequence.served.from", "employee.a", "employee.b"),
        ("consequence.served.until", "employee.b", "employee.a"),
        ("consequence.served.cost", "employee.c", "employee.d"),
    } <= found


def test_of_several_recipients_each_is_replaced_and_left_out():
    notices = "notices: [{id: n, on: sheet, to: [leaver, hr], channels: [sms], notification: sheet-to-sign}]\n"
    swap = ("sheet: {parties: [leaver, successor, manager]", "sheet: {parties: [leaver]")
    found = {after for field, _, after in told(small(swap, notices=notices), "n") if field == "to"}
    assert found == {"[successor, hr]", "[leaver, successor]", "[hr]", "[leaver]"}


def test_the_order_of_a_sheet_and_for_whom_words_are_plain_is_changed():
    swap = (
        "sheet: {parties: [leaver, successor, manager]",
        "plain: {employee.track: frontline}\nsheet: {parties: [leaver], order: strict",
    )
    found = told(small(swap), "policy")
    assert ("sheet.order", "strict", "any") in found
    assert ("plain", "{employee.track: frontline}", "{employee.track: office}") in found


def test_the_days_of_an_absence_are_changed() -> None:
    waiting = small(("contacts:", "absence: {days: 3}\ncontacts:"))
    assert {("absence.days", "3", "4"), ("absence.days", "3", "2")} <= told(waiting, "absence")


def test_the_last_day_of_a_month_is_made_an_earlier_one_alone() -> None:
    told = [variation.after for variation in times(parse_expression("last_day to day 31"), ())]
    assert ("last_day to day 30" in told, any("day 32" in each for each in told)) == (True, False)
