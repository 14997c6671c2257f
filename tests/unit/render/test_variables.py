"""notice_variables: what a template may say of a case is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from handover_policy.findings.collected import Collected
from handover_policy.model.case import Done, Gate
from handover_policy.model.condition import AllOf, Comparison
from handover_policy.model.dates.expression import Period
from handover_policy.policy.policy_set import ContactPerson, PolicySet
from handover_policy.render.authoring.author_file import AuthorFile
from handover_policy.render.authoring.wording import KINDS, read_wording
from handover_policy.render.escaping import as_json
from handover_policy.render.subjects import About
from handover_policy.render.variables import consequences, reassurances
from handover_policy.render.views import VARIABLES, CaseView, ConsequenceView, LeaverView, PersonView, TaskView
from tests.unit.render.departures import (
    ALL_DONE,
    ASSETS,
    BRIEFING,
    CASE,
    CUSTOMERS,
    HOLDING,
    LAST_DAY,
    MANIFEST,
    OWED,
    POLICY,
    SHEET,
    SUBJECTS,
    SUBMITTED,
    beside,
    clause,
    everyone,
    gate,
    shipped_files,
    step,
    task,
    variables_for,
    with_leaver_done,
)

OPEN = Comparison(fact="case.handover", operator="is", operand="open")


def tasks_for(party: str) -> tuple[TaskView, ...]:
    views = variables_for(party_of=party)["tasks"]
    assert isinstance(views, tuple)
    return views


def test_every_declared_variable_has_a_value_in_a_message_about_a_task() -> None:
    told: set[str] = set()
    for kind in SUBJECTS:
        values = variables_for(about=CUSTOMERS, beside=beside({kind}))
        told |= {name for name in VARIABLES.keys() - (SUBJECTS.keys() - {kind}) if values[name] is not None}
    assert told == VARIABLES.keys()


def test_a_message_about_nobody_and_no_case_has_no_such_values() -> None:
    values = variables_for(case=None, people={}, to="U-1", party_of="other")
    assert values["recipient"] == "U-1"
    for name in ("case", "task", "tasks", "leaver"):
        with pytest.raises(KeyError):
            values[name]


def test_the_leaver_sees_the_leavers_part_of_unfinished_tasks() -> None:
    assert [(view.title, view.step, view.due) for view in tasks_for("leaver")] == [
        ("客户资源移交", "提交客户清单并说明跟进状态", date(2026, 3, 25)),
        ("公司资产归还", "归还电脑与工卡，上传照片", date(2026, 4, 1)),
    ]


def test_another_party_sees_its_part_of_every_task_and_the_current_step_of_the_others() -> None:
    assert [view.step for view in tasks_for("manager")] == [
        "审核完整性与质量",
        "归还电脑与工卡，上传照片",
        "告知客户新的对接人",
    ]


def test_a_task_whose_own_part_is_done_shows_the_step_it_waits_for() -> None:
    waiting = with_leaver_done(CUSTOMERS)
    views = variables_for(case=replace(CASE, tasks={waiting.id: waiting}))["tasks"]
    assert isinstance(views, tuple)
    (view,) = views
    assert (view.step, view.person, view.due) == (
        "确认收到客户资料",
        PersonView(name="李四", title="接替者"),
        date(2026, 3, 27),
    )


def test_a_part_that_was_merged_into_a_step_counts_as_the_leavers() -> None:
    merged = replace(BRIEFING, steps=(replace(BRIEFING.steps[0], parties=("leaver", "manager")),))
    views = variables_for(case=replace(CASE, tasks={merged.id: merged}))["tasks"]
    assert isinstance(views, tuple)
    assert [view.title for view in views] == ["团队通报"]


def counterpart(one: object) -> PersonView | None:
    assert isinstance(one, TaskView)
    return one.counterpart


def test_the_counterpart_is_whoever_takes_over_next() -> None:
    assert counterpart(variables_for(about=CUSTOMERS)["task"]) == PersonView(name="李四", title="接替者")
    assert counterpart(variables_for(about=ASSETS)["task"]) == PersonView(name="行政部", title="行政部")
    assert counterpart(variables_for(about=BRIEFING)["task"]) is None


def test_the_counterpart_of_the_last_step_is_the_one_before() -> None:
    assert counterpart(variables_for(about=with_leaver_done(ASSETS))["task"]) == PersonView(
        name="张三", title="离职员工"
    )


def test_a_step_nobody_stands_for_is_named_by_its_party() -> None:
    nobody = task("x", "X", step(0, "shadow", "做", date(2026, 3, 9)))
    view = variables_for(about=nobody)["task"]
    assert isinstance(view, TaskView)
    assert view.person == PersonView(name="shadow", title="shadow")


def test_a_finished_task_shows_its_last_step() -> None:
    view = variables_for(about=replace(CUSTOMERS, state="done"))["task"]
    assert isinstance(view, TaskView)
    assert view.step == "审核完整性与质量"


@pytest.mark.parametrize(("day", "left", "over"), [(24, 1, 0), (25, 0, 0), (28, 0, 3)])
def test_days_are_counted_from_the_day_of_the_message(day: int, left: int, over: int) -> None:
    view = variables_for(about=CUSTOMERS, day=date(2026, 3, day))["task"]
    assert isinstance(view, TaskView)
    assert (view.days_left, view.overdue_days) == (left, over)


def test_the_case_tells_the_days_left() -> None:
    assert variables_for()["case"] == CaseView(
        id="E1001/1",
        arrival=date(2026, 3, 2),
        last_day=date(2026, 4, 1),
        notice_days=30,
        days_left=30,
        absent_since=None,
    )
    view = variables_for(case=replace(CASE, last_day=None))["case"]
    assert isinstance(view, CaseView)
    assert view.days_left is None


def test_the_leavers_role_is_in_the_words_of_the_policy() -> None:
    assert variables_for()["leaver"] == LeaverView(id="E1001", name="张三", role="销售")


def test_the_company_is_called_by_name_or_by_its_policy() -> None:
    assert variables_for()["company"] == "员工离职与工作交接制度"
    named = replace(POLICY, manifest=replace(MANIFEST, company="某公司"))
    assert variables_for(policy=named)["company"] == "某公司"


@pytest.mark.parametrize(("jurisdiction", "country"), [("CN", "CN"), ("CN-GD", "CN"), ("US-CA", "US")])
def test_the_country_is_that_of_the_jurisdiction(jurisdiction: str, country: str) -> None:
    abroad = replace(POLICY, manifest=replace(MANIFEST, jurisdiction=jurisdiction))
    assert variables_for(policy=abroad)["country"] == country


def test_the_contact_without_a_person_is_the_party() -> None:
    lonely = replace(POLICY, manifest=replace(MANIFEST, contacts={}))
    assert variables_for(policy=lonely)["contact"] == PersonView(name="人事", title="人事")


def test_a_value_is_worked_out_once() -> None:
    values = variables_for()
    assert values["tasks"] is values["tasks"]


def test_only_what_waits_for_the_handover_is_a_consequence() -> None:
    assert [one.title for one in consequences(POLICY, None)] == ["交接确认", "经济补偿支付"]
    assert [one.title for one in consequences(POLICY, CASE)] == ["交接确认"]
    assert [one.title for one in consequences(POLICY, OWED)] == ["交接确认", "经济补偿支付"]


def test_severance_that_nobody_owes_is_no_consequence() -> None:
    assert [one.title for one in consequences(POLICY, HOLDING)] == ["交接确认"]


def test_a_gate_with_an_acceptance_deadline_is_no_consequence() -> None:
    policy = replace(POLICY, gates=(gate("奖金", "handover_bonus", ALL_DONE, LAST_DAY),))
    assert consequences(policy, None) == ()


def test_an_unlawful_gate_on_certificate_or_wages_is_never_named() -> None:
    policy = replace(
        POLICY, gates=(gate("离职证明", "leaving_certificate", ALL_DONE), gate("工资", "final_pay", ALL_DONE))
    )
    assert consequences(policy, None) == ()
    assert reassurances(policy) == ()


def test_a_clause_that_speaks_of_the_handover_is_a_consequence() -> None:
    policy = replace(POLICY, gates=(), clauses=(*POLICY.clauses, clause("违约金", "penalty", AllOf(parts=(OPEN,)))))
    assert consequences(policy, CASE) == (ConsequenceView(kind="penalty", title="违约金"),)


def test_what_the_policy_promises_is_reassuring() -> None:
    assert [one.kind for one in reassurances(POLICY)] == ["certificate", "final_pay"]
    assert reassurances(replace(POLICY, gates=(), obligations=())) == ()


@pytest.mark.parametrize("fact", ["employee.location", "agreement.signed", "case.successor_assigned", "tasks.total"])
def test_nobody_is_promised_what_a_gate_may_hold_for_whatever_reason(fact: str) -> None:
    never_sure = Comparison(fact=fact, operator="exists", operand=True)
    policy = replace(
        POLICY, gates=(gate("工资", "final_pay", never_sure), gate("离职证明", "leaving_certificate", OPEN))
    )
    assert reassurances(policy) == ()
    dated = replace(policy, gates=tuple(replace(one, release_by=LAST_DAY) for one in policy.gates))
    assert [one.kind for one in reassurances(dated)] == ["certificate", "final_pay"]


def wording_of(text: str):
    findings = Collected()
    return read_wording(AuthorFile("_locales/x.yaml", text, kind="locale", findings=findings), "zh")


def test_a_sentence_for_every_kind_of_consequence_is_shipped() -> None:
    wording = wording_of(shipped_files()["_locales/zh-CN.yaml"])
    said = wording.said(tuple(ConsequenceView(kind=kind, title="{day}甲") for kind in KINDS))
    assert said.count("；") == len(KINDS) - 1
    assert "{day}甲" in said
    assert wording.said((ConsequenceView(kind="no-such", title="x"),)) == ""


def test_a_person_without_a_name_is_said_once() -> None:
    wording = wording_of(shipped_files()["_locales/zh-CN.yaml"])
    assert wording.person(PersonView(name="人事", title="人事")) == "人事"
    assert wording.person(PersonView(name="{title}", title="人事")) == "{title}（人事）"


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="date is no JSON"):
        as_json(date(2026, 3, 2))


def told(name: str, **about: Any) -> Any:
    """Return one value of a message, whatever it is."""
    return variables_for(**about)[name]


def test_a_claim_is_told_in_yuan() -> None:
    for amount, written in ((Decimal(5000), "5,000"), (Decimal("1234.5"), "1,234.50"), (None, "")):
        view = told("claim", beside=beside({"claim"}, amount=amount))
        assert (view.amount, view.raised, view.kind) == (written, True, "damages")


def test_a_gate_and_a_duty_are_told_as_they_stand() -> None:
    gate = told("gate", beside=beside({"gate"}))
    assert (gate.open, gate.tasks, gate.release_by, gate.released) == (False, 1, date(2026, 4, 30), False)
    bare = Gate(id="g", title="甲", controls="severance", state="open", released_by="last_day")
    gate = told("gate", beside=About(kind="gate", described=bare))
    assert (gate.open, gate.tasks, gate.release_by, gate.released) == (True, 0, None, True)
    duty = told("duty", beside=beside({"duty"}, where=None))
    assert (duty.due, duty.times, duty.where) == (date(2026, 2, 28), 2, "")


def test_nobody_waits_for_the_signature_of_a_leaver_who_is_gone() -> None:
    here = told("sheet", case=replace(CASE, sheet=replace(SHEET, signatures={})))
    assert here.waiting == ("离职员工", "接替者", "部门负责人")
    gone = told("sheet", case=replace(CASE, sheet=replace(SHEET, signatures={}), leaver_gone=True))
    assert gone.waiting == ("接替者", "部门负责人")
    assert gone.signed == ()


def test_a_message_without_a_sheet_or_a_change_has_no_such_values() -> None:
    values = variables_for(case=replace(CASE, sheet=None))
    for name in ("sheet", "change", "gate"):
        with pytest.raises(KeyError):
            values[name]
    assert values["actor"] == ""


def test_what_silence_did_is_told_of_whoever_was_silent() -> None:
    first, second, third = CUSTOMERS.steps
    silent = Done(at=datetime(2026, 3, 26, tzinfo=UTC), by=None, deemed=True)
    acts = replace(
        CUSTOMERS, steps=(replace(first, done=SUBMITTED), replace(second, done=silent), third), reason="缺页"
    )
    view = told("task", about=acts)
    assert (view.done_by.name, view.remark, view.reason) == ("李四", "", "缺页")


def named_contact(**named: str) -> PolicySet:
    person = ContactPerson(id="U-HR", **named)
    return replace(POLICY, manifest=replace(POLICY.manifest, contacts={**POLICY.manifest.contacts, "hr": (person,)}))


@pytest.mark.parametrize(
    ("named", "called"),
    [
        ({"name": "人事部", "phone": "8001"}, "人事部 8001"),
        ({"name": "人事部"}, "人事部"),
        ({}, "人事"),
    ],
)
def test_a_contact_is_called_by_the_name_and_phone_of_the_set_and_never_by_id(
    named: dict[str, str], called: str
) -> None:
    nobody_told = {name: one for name, one in everyone().items() if name != "U-HR"}
    policy = named_contact(**named)
    told = variables_for(policy=policy, people=nobody_told)
    assert told["contact"] == PersonView(name=called, title=called)
    asked = variables_for(policy=policy, people=nobody_told, to="U-HR", party_of="hr")
    contact = asked["contact"]
    assert isinstance(contact, PersonView)
    assert asked["recipient"] == contact.name  # whoever is the contact is not sent to themselves


def test_only_where_silence_completes_a_step_is_its_reader_told_so() -> None:
    steps = tuple(replace(step, accepted_after=Period(count=3, unit="day"), done=None) for step in CUSTOMERS.steps)
    giving = replace(CUSTOMERS, steps=steps)
    told = [variables_for(about=task)["task"] for task in (giving, with_leaver_done(giving))]
    assert [isinstance(view, TaskView) and view.silence_accepts for view in told] == [False, True]


def test_a_task_was_asked_where_silence_has_done_its_first_step_of_several_where_all_were() -> None:
    silent = Done(at=datetime(2026, 3, 26, 2, tzinfo=UTC), by=None, deemed=True)
    asked = replace(CUSTOMERS, steps=(replace(CUSTOMERS.steps[0], done=silent), *CUSTOMERS.steps[1:]))
    given = with_leaver_done(CUSTOMERS)
    steps = (given.steps[0], replace(given.steps[1], done=silent), *given.steps[2:])
    about = (CUSTOMERS, given, replace(given, steps=steps), asked, (asked, asked), (asked, given))
    told = [variables_for(about=each)["task"] for each in about]
    assert [isinstance(view, TaskView) and view.asked for view in told] == [False, False, False, True, True, False]
