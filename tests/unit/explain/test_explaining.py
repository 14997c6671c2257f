"""A case explained: dates, tasks, gates and what opens them, messages, and what did not come."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handover_policy.app.load import Opened, open_policies
from handover_policy.app.run import Run, deciding
from handover_policy.explain.absent import Absence
from handover_policy.explain.explained import Explanation, case_ids, explain, gather
from handover_policy.explain.opening import NeededAct, Rehearsal, least_change
from handover_policy.explain.words import unmet_words
from handover_policy.model.altered import altered
from handover_policy.model.case import Done, Gate, Task
from handover_policy.model.claims import Claim
from handover_policy.model.condition import Unmet
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.model.decision import Decision
from handover_policy.model.effects import ClaimEffect, DutyEffect, SheetEffect
from handover_policy.policy.days.in_words import expressed
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.shipped import policy_place

EXAMPLE = Path(__file__).parents[3] / "examples" / "salesman.jsonl"
CHINA = ZoneInfo("Asia/Shanghai")
Json = dict[str, Any]


@cache
def shipped(name: str) -> Opened:
    return open_policies([policy_place(f"builtin:{name}")])


class Case:
    """Events judged by a shipped policy, with all that explanations ask for."""

    def __init__(self, events: list[Json], policy: str = "default", *, opened: Opened | None = None) -> None:
        opened = opened or shipped(policy)
        self.run = Run(opened)
        self.policy: PolicySet = opened.policies[0]
        self.events = events
        decide = deciding(self.run)
        self.decisions = [decide(event) for event in events]
        self.id = case_ids(self.decisions)[-1]
        self.told = gather(self.decisions, self.id, CHINA)
        self.world = Rehearsal(events, lambda: deciding(self.run.again()), self.policy, self.id)

    def points(self, language: str = "zh") -> dict[str, Explanation]:
        laws = {"CN-LCL-50": "劳动合同法第五十条"}
        return {point.id: point for point in explain(self.told, self.policy, self.world, laws, language)}

    def absence(self) -> Absence:
        held = self.run.register.case_of("E1")
        assert held is not None
        happened = frozenset(str(event["type"]) for event in self.events)
        return Absence(
            self.told, held, register=self.run.register, books=self.run.books, happened=happened, language="zh"
        )

    def least(self, gate: str) -> tuple[NeededAct, ...] | None:
        return least_change(self.world, self.told.gates[gate].gate, self.policy, self.told.case.last_day)

    def show(self, kind: str, name: str, noun: Task | Gate) -> None:
        """Let the newest effect of a task or gate tell of another noun."""
        effects: dict[str, Any] = dict(getattr(self.told, kind))
        effects[name] = altered(effects[name], **{kind.removesuffix("s"): noun})
        self.told = altered(self.told, **{kind: effects})


def salesman(until: str) -> Case:
    lines = [json.loads(line) for line in EXAMPLE.read_text("utf-8").splitlines()]
    return Case([line for line in lines if line["time"] <= until])


def event(name: str, kind: str, at: str, subject: str = "E1", /, **data: object) -> Json:
    told = {"specversion": "1.0", "id": name, "source": "t", "type": kind, "subject": subject}
    return {**told, "time": f"{at}+08:00", "data": data}


def hired(role: str = "office") -> Json:
    told: Json = {"name": "张三", "role": role, "stage": "regular", "hired_on": "2025-01-01", "manager": "M1"}
    return event("h", "employee.hired", "2026-02-01T09:00:00", **told)


DIED: Json = {"cause": "death", "last_day": "2026-03-01", "by": "U-HR"}


def resigned(role: str = "office", **more: object) -> list[Json]:
    return [hired(role), event("r", "resignation.submitted", "2026-03-02T10:00:00", form="written", **more)]


def test_the_departure_says_how_the_last_day_came_about() -> None:
    point = salesman("2026-03-20").points()["E1001/1"]
    assert point.sentences[0] == "通知 2026-03-02 到达，通知期 30 天，通知期满 2026-04-01，最后工作日 2026-04-01"
    assert point.sentences[1] == "依据规则 days.regular（notice_days.yaml:13）"
    assert point.sentences[2] == "当时：employee.stage = regular"


def test_a_short_notice_a_declared_departure_and_an_absence_are_told_as_such() -> None:
    short = Case(resigned(requested_last_day="2026-03-12")).points()["E1/1"]
    assert "比通知期少 20 天" in short.sentences
    declared = event("d", "departure.declared", "2026-03-02T10:00:00", cause="mutual", last_day="2026-03-31", by="U-HR")
    assert Case([hired(), declared]).points()["E1/1"].sentences[0] == "2026-03-02 宣布或发生，最后工作日 2026-03-31"
    absent = event("a", "employee.absent", "2026-03-02T10:00:00", since="2026-03-02")
    assert Case([hired(), absent]).points()["E1/1"].sentences[0].startswith("最后工作日未定")


def test_a_task_says_where_its_days_come_from() -> None:
    point = salesman("2026-03-21").points()["E1001/1:sales.customers"]
    assert "开始 2026-03-03 = 通知到达日之后 1 天" in point.sentences
    wanted = "离职员工（E1001）提交客户清单并说明跟进状态：期限 2026-03-25 = 最后工作日之前 5 个工作日，已完成"
    assert wanted in point.sentences
    assert "法律：劳动合同法第五十条" in point.sentences
    duty = salesman("2026-03-20").points()["E1001/1:obligation.transfer.file"]
    assert (duty.kind, duty.sentences[1]) == (
        "obligation",
        "人事（U-HR）转移档案：期限 2026-04-16 = 最后工作日之后 15 天，未完成",
    )


def test_a_step_of_nobody_and_an_unknown_party_are_shown() -> None:
    case = Case(resigned())
    name = "E1/1:office.affairs"
    task = case.told.tasks[name].task
    steps = tuple(altered(step, person=None, party="x", do="别的") for step in task.steps)
    case.show("tasks", name, altered(task, steps=steps))
    assert any(line.startswith("x（—）别的：期限 2026-03-25") for line in case.points()[name].sentences)


def test_a_held_gate_says_who_is_waited_for_and_the_least_that_opens_it() -> None:
    gate = salesman("2026-03-21").points()["gate.severance"]
    assert "还差：tasks.unfinished 现为 5，要求 0" in gate.sentences
    assert "等 E1002（接替者）：客户资源移交：确认收到客户资料，期限 2026-03-27" in gate.sentences
    least = next(sentence for sentence in gate.sentences if sentence.startswith("最少还要"))
    assert "办完“客户资源移交”" in least
    assert "接替者签署确认单" in least


def test_a_gate_waits_for_its_day_or_was_opened_by_it() -> None:
    waiting = salesman("2026-03-20").points()["gate.certificate"]
    assert "最迟 2026-04-01 按期限放行" in waiting.sentences
    assert any("等到 2026-04-01" in sentence for sentence in waiting.sentences)
    opened = salesman("2026-05").points()["gate.certificate"]
    assert opened.sentences[0] == "开放"
    case = Case(resigned())
    gate = case.told.gates["gate.certificate"].gate
    case.show("gates", gate.id, altered(gate, state="open", released_by="last_day"))
    assert "按期限放行：last_day" in case.points()["gate.certificate"].sentences


@pytest.mark.parametrize(("language", "says"), [("zh", "已终止"), ("en", "ended")])
def test_a_gate_of_a_departure_that_was_taken_back_is_told_as_ended(language: str, says: str) -> None:
    case = Case([*resigned(), event("w", "resignation.withdrawn", "2026-03-04T10:00:00", accepted_by="U-HR")])
    assert says in case.points(language)["gate.certificate"].sentences


@pytest.mark.parametrize("until", ["2026-03-03", "2026-03-17", "2026-03-25", "2026-03-31T16", "2026-03-31T18"])
def test_the_least_change_opens_the_gate_and_nothing_of_it_can_be_left_out(until: str) -> None:
    case = salesman(until)
    for name, effect in case.told.gates.items():
        if effect.gate.state == "open":
            continue
        least = case.least(name)
        assert least is not None
        assert case.world.after(least)[name].state == "open"
        for change in least:
            without = [other for other in least if other != change]
            assert case.world.after(without).get(name, effect.gate).state == "held"


def test_a_gate_that_needs_work_and_a_day_gets_both(tmp_path: Path) -> None:
    opened = own_gate(tmp_path, "{tasks.unfinished: 0, case.last_day_reached: true}")
    least = Case(resigned(), opened=opened).least("gate.own")
    assert least is not None
    assert {change.kind for change in least} == {"finish", "wait"}


def test_a_gate_that_nothing_known_opens_says_so(tmp_path: Path) -> None:
    opened = own_gate(tmp_path, "{case.loss_proven: true}")
    case = Case(resigned(), opened=opened)
    assert case.least("gate.own") is None
    assert "没有找到能打开它的办法：请检查条件" in case.points()["gate.own"].sentences


def test_a_task_that_nobody_can_do_is_given_up() -> None:
    case = Case(resigned())
    assert (
        case.world.after([NeededAct("finish", "E1/1:nothing"), NeededAct("sign", "leaver")])["gate.severance"].state
        == "held"
    )
    strict = Rehearsal(case.events, lambda: lambda _: task_of_nobody(), case.policy, "E1/1")
    assert strict.after([NeededAct("finish", "E1/1:t")]) == {}


def task_of_nobody() -> Decision:
    told = Case(resigned()).told.tasks["E1/1:office.affairs"]
    steps = tuple(altered(step, person=None) for step in told.task.steps)
    task = altered(told.task, id="E1/1:t", steps=steps)
    return Decision(event={}, case="E1/1", policy=None, outcome="applied", effects=(altered(told, task=task),))


def own_gate(folder: Path, condition: str) -> Opened:
    modeline = "# yaml-language-server: $schema=s/{}.schema.json\n"
    manifest = "kind: policy\nid: own\ntitle: 自己\nversion: 1.0.0\neffective: {from: 2026-01-01}\n"
    (folder / "policy.yaml").write_text(modeline.format("policy") + manifest + "extends: builtin:default\n", "utf-8")
    gate = (
        f"kind: gates\ngates:\n  - {{id: gate.own, title: 自己的, controls: handover_bonus, opens_when: {condition}}}\n"
    )
    (folder / "gates.yaml").write_text(modeline.format("gates") + gate, "utf-8")
    return open_policies([folder])


def test_messages_are_told_with_day_recipient_and_rule() -> None:
    point = salesman("2026-03-03").points()["notice.start"]
    assert point.sentences[0].startswith("2026-03-02 发给 E1001（离职员工），渠道 sms、wecom、dingtalk：")


def test_english_and_chinese_say_the_same_things() -> None:
    assert salesman("2026-03-20").points("en")["gate.certificate"].sentences[0] == "held"


@pytest.mark.parametrize(
    ("count", "unit", "zh", "en"),
    [
        (0, "day", "最后工作日", "the last day"),
        (-5, "workday", "最后工作日之前 5 个工作日", "5 workdays before the last day"),
        (1, "week", "最后工作日之后 1 周", "1 week after the last day"),
    ],
)
def test_time_expressions_are_put_in_words(count: int, unit: str, zh: str, en: str) -> None:
    expression = TimeExpression(anchor="last_day", offset=Period(count=count, unit=unit), text="")
    assert (expressed(expression, "zh"), expressed(expression, "en")) == (zh, en)


def test_unmet_conditions_are_put_in_words() -> None:
    items = (
        Unmet(fact="a", operator="one_of", operand=("x", "y"), value=None, negated=False),
        Unmet(fact="b", operator="is", operand=True, value=True, negated=True),
        Unmet(fact="c", operator="exists", operand=True, value=None, negated=False),
    )
    assert unmet_words(items, "zh") == (
        "a 现为 没有值，要求 属于 x、y；b 现为 true，要求 并非 true；c 现为 没有值，要求 有值： true"
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("days.probation", "days.probation 没有适用：条件不成立：employee.stage 现为 regular，要求 probation"),
        ("days.regular", "days.regular 已适用：见上面的解释"),
        ("notice.start", "notice.start 已适用：见上面的解释"),
        ("reminder.overdue", "reminder.overdue 没有发出：还没到时间，最早 2026-03-26"),
        ("notice.accepted", "notice.accepted 没有发出：没有发生 task.done"),
        (
            "notice.gate_held",
            "notice.gate_held 没有发出：发生过 gate.held，但当时不合它的条件（看的是 event.type、gate.controls）",
        ),
        ("clause.loss", "clause.loss 没有适用：条件不成立：case.loss_proven 现为 false，要求 true"),
        ("upload.code", "upload.code 没有适用：条件不成立：employee.role 现为 office，要求 engineer"),
        ("projects", "projects 没有适用：不是必填（required），没有记录时无须更新"),
        ("office.sael", "制度里没有 office.sael → office.seals?"),
        ("zzz", "制度里没有 zzz"),
    ],
)
def test_why_something_did_not_come(name: str, answer: str) -> None:
    assert Case(resigned()).absence().why_not(name) == answer


def test_a_required_section_is_due_on_its_day() -> None:
    told = Case(resigned("sales")).absence().why_not("customers")
    assert told.startswith("customers 没有适用：下一次应履行 ")


@pytest.mark.parametrize(
    ("told", "name", "answer"),
    [
        (resigned(), "obligation.certificate", "obligation.certificate 已适用：见上面的解释"),
        (resigned(), "obligation.severance", "obligation.severance 没有适用：没有发生 severance.owed"),
        (
            [hired("office"), event("a", "employee.absent", "2026-03-02T10:00:00", since="2026-02-27")],
            "obligation.final_pay",
            "obligation.final_pay 没有适用：最后工作日未定：缺勤不是辞职，等待 departure.declared",
        ),
        (
            [
                hired("office"),
                event(
                    "d", "departure.declared", "2026-03-02T10:00:00", cause="death", last_day="2026-03-01", by="U-HR"
                ),
            ],
            "obligation.certificate",
            "obligation.certificate 没有适用：“身故”不产生这项义务",
        ),
    ],
)
def test_why_the_employer_does_not_owe_something(told: list[Json], name: str, answer: str) -> None:
    assert Case(told).absence().why_not(name) == answer


def test_a_message_waits_for_an_event_a_condition_or_a_leaver_who_is_there(tmp_path: Path) -> None:
    modeline = "# yaml-language-server: $schema=s/{}.schema.json\n"
    manifest = "kind: policy\nid: own\ntitle: 自己\nversion: 1.0.0\neffective: {from: 2026-01-01}\n"
    (tmp_path / "policy.yaml").write_text(modeline.format("policy") + manifest + "extends: builtin:default\n", "utf-8")
    notices = (
        "kind: notices\nnotices:\n"
        "  - {id: n.event, on: sheet.signed, to: hr, channels: [sms], notification: task-upcoming}\n"
        "  - {id: n.when, on: resignation.submitted, when: {employee.role: sales}, to: hr, channels: [sms],"
        " notification: handover-started}\n"
        "  - {id: n.leaver, on: employee.absent, to: leaver, channels: [sms], notification: handover-started}\n"
        "  - {id: n.case, at: last_day + 40 days, to: hr, channels: [sms], notification: handover-started}\n"
        "  - {id: n.never, at: arrival - 3 days, to: hr, channels: [sms], notification: handover-started}\n"
    )
    (tmp_path / "notices.yaml").write_text(modeline.format("notices") + notices, "utf-8")
    absent = event("a", "employee.absent", "2026-03-03T10:00:00", since="2026-03-03")
    absence = Case([*resigned(), absent], opened=open_policies([tmp_path])).absence()
    assert absence.why_not("n.event") == "n.event 没有发出：没有发生 sheet.signed"
    assert absence.why_not("n.when") == "n.when 没有发出：条件不成立：employee.role 现为 office，要求 sales"
    assert absence.why_not("n.leaver") == "n.leaver 没有发出：收件人是离职员工，而员工已不在岗"
    assert absence.why_not("n.case") == "n.case 没有发出：还没到时间，最早 2026-05-11"
    assert absence.why_not("n.never") == "n.never 没有发出：没有可以提醒的任务，或都已办结"


def test_a_claim_that_holds_waits_for_its_moment() -> None:
    told = {"clauses": ["clause.penalty"], "policy_version": "1.0.0", "sha256": "0" * 64, "method": "click"}
    first, *rest = resigned()
    signed = [first, event("g", "agreement.signed", "2026-03-01T10:00:00", **told), *rest]
    unsigned = Case(resigned(), "seed_cases/internet").absence().why_not("clause.penalty")
    assert unsigned == "clause.penalty 没有适用：违约金条款未经该员工签署"
    case = Case(signed, "seed_cases/internet")
    answer = case.absence().why_not("clause.penalty")
    assert answer == "clause.penalty 没有适用：主张在最后工作日、离开或记录损失时才判断"
    past = event("t", "clock.ticked", "2026-04-01T09:00:00", "*")
    assert "已适用" in Case([*signed, past], "seed_cases/internet").absence().why_not("clause.penalty")


def test_a_case_that_is_not_told_of_cannot_be_gathered() -> None:
    with pytest.raises(KeyError):
        gather(Case(resigned()).decisions, "E9/1", CHINA)


def test_the_moment_of_what_would_happen_is_the_newest_told() -> None:
    late = [*resigned(), event("s", "successor.assigned", "2026-03-05T10:00:00", successor="S1", by="M1")]
    early = event("t", "clock.ticked", "2026-03-04T09:00:00", "*")
    gates = Case([*late, early]).world.after([NeededAct("wait", "2026-03-01")])
    assert gates["gate.certificate"].state == "held"


@pytest.mark.parametrize("moment", ["2026-03-05", "2026-03-05T10:00:00", "2998-03-05T10:00:00+08:00"])
def test_what_was_refused_has_no_part_in_what_would_happen(moment: str) -> None:
    refused = {**event("s", "resignation.submitted", "2026-03-05T10:00:00", "E9", form="written"), "time": moment}
    case = Case([refused, *resigned(), {**refused, "id": "s2"}])
    assert [case.decisions[place].outcome for place in (0, -1)] == ["refused", "refused"]
    assert case.points() == Case(resigned()).points()


def test_outcomes_of_events_are_read_from_effects() -> None:
    told = Case(resigned())
    done = Done(at=datetime(2026, 3, 2, tzinfo=CHINA), by=None, deemed=True)
    task = next(iter(told.told.tasks.values()))
    steps = tuple(altered(step, done=done) for step in task.task.steps)
    gate = told.told.gates["gate.severance"]
    because = gate.because
    claim = Claim(clause="c", title="", kind="damages", state="raised", amount=None, signed=True, terms={})
    duty = DutyEffect(
        case=None,
        person="E1",
        duty="d",
        sort="upload",
        title="",
        where=None,
        state="missed",
        due=date(2026, 3, 2),
        skipped=(),
        because=because,
    )
    effects = (
        altered(told.told.case, state="closed"),
        altered(task, task=altered(task.task, state="done", steps=steps)),
        altered(gate, gate=altered(gate.gate, state="open")),
        SheetEffect(case="E1/1", version=1, sha256=""),
        ClaimEffect(case="E2/1", claim=claim, because=because),
        duty,
        altered(duty, person="E2"),
    )
    event = {"time": "2026-03-02T09:00:00+08:00"}
    decision = Decision(event=event, case="E1/1", policy={"version": "1"}, outcome="applied", effects=effects)
    outcomes = gather([decision], "E1/1", CHINA).outcomes
    assert outcomes == {"case.closed", "task.done", "task.deemed", "gate.opened", "sheet", "duty"}


def test_the_day_of_a_step_is_explained_whatever_signs_its_text_holds() -> None:
    """A text used to be split at ；, where merged steps are joined, and lost its date."""
    case = Case(resigned())
    name = "E1/1:office.affairs"
    task = case.told.tasks[name].task
    case.show("tasks", name, altered(task, steps=tuple(altered(step, do="甲；乙") for step in task.steps)))
    lines = [line for line in case.points()[name].sentences if "甲；乙" in line]
    assert lines
    assert all(" = " in line for line in lines)


def test_notice_that_is_only_asked_for_is_explained_as_such(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("kind: policy\nid: own\nextends: builtin:default\nversion: 1.0.0\n", "utf-8")
    rows = "kind: notice_days\nrules: [{id: days.regular, binding: false}]\n"
    (tmp_path / "notice_days.yaml").write_text(rows, "utf-8")
    sentences = Case(resigned(), opened=open_policies([tmp_path])).points()["E1/1"].sentences
    assert "请求，不是义务" in sentences
    assert "请求，不是义务" not in Case(resigned()).points()["E1/1"].sentences
