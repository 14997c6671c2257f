"""Each kind of change gives the expected line, its reverse the opposite one, and no change gives none."""

from __future__ import annotations

from datetime import date

import pytest

from handover_policy.model.decision import Refusal
from handover_policy.plan.change import CODES, RANK, CaseChange
from handover_policy.plan.report.sentences import sentences
from handover_policy.plan.report.words import title_of
from handover_policy.texts.texts import languages, texts
from tests.unit.decide.stage import small
from tests.unit.plan.rehearsal import Rehearsal, between

WORK = "E1/1:work.papers"
STEPS = ("leaver: 提交资料", "successor: 确认收到", "manager: 审核")
SEVEN = ("when: {employee.stage: regular}, days: 30", "when: {employee.stage: regular}, days: 7")
MORE = """
    id: more
    title: 更多
    tasks:
      - id: more.keys
        title: 钥匙归还
        start: arrival
        steps:
          - {party: leaver, do: 归还, due: last_day}
"""
CERTIFICATE = "certificate: {due: last_day, fields: [end_date]}\n"
GATE = "gates: [{id: g, title: 门, controls: severance, opens_when: {tasks.unfinished: 0}}]\n"
OPEN = "gates: [{id: g, title: 门, controls: severance, opens_when: {tasks.total: {above: 0}}}]\n"
HELD = GATE.replace("controls: severance", "controls: early_release").replace(
    "tasks.unfinished: 0", "case.severance_owed: true"
)
LOSS = """
    clauses:
      - id: c.loss
        title: 损失赔偿
        text: 赔偿
        sign: never
        consequence: {kind: damages, when: {case.loss_proven: true}, measure: actual_loss, proof_required: true}
"""
FIXED = LOSS.replace("measure: actual_loss", "measure: fixed_sum, amount: 900")
REMINDER = """
    notices:
      - {id: over, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue}
"""
LATE = REMINDER.replace("+ 1 day", "+ 2 days")
START = (
    "notices: [{id: s, on: resignation.submitted, to: leaver, channels: [dingtalk], notification: handover-started}]\n"
)
UPLOAD = "sections: {}\nuploads: [{id: upload.code, title: 代码, every: 1 workday}]\n"


def test_no_change_gives_nothing() -> None:
    assert between().changes() == []


def test_other_notice_days_move_every_date() -> None:
    rehearsal = between(None, None, SEVEN)
    assert rehearsal.told("last-day-moved") == [("last_day", "2026-04-01", "2026-03-09", -23)]
    assert rehearsal.told("notice-end-moved") == [("notice_end", "2026-04-01", "2026-03-09", -23)]
    assert rehearsal.told("notice-days-changed") == [("notice_days", 30, 7, None)]
    assert rehearsal.told("task-moved") == [(WORK, "2026-03-31", "2026-03-06", -25)]


def test_a_shortfall_that_another_notice_period_would_not_have() -> None:
    rehearsal = Rehearsal(small(), small(SEVEN))
    rehearsal.hire("E1")
    rehearsal.resign(requested_last_day="2026-03-20")
    assert rehearsal.told("shortfall-changed") == [("shortfall_days", 12, 0, None)]
    assert "last-day-moved" not in rehearsal.codes()


def test_tasks_are_added_and_removed() -> None:
    assert between(None, {"tasks2": MORE}).told("task-added") == [("E1/1:more.keys", None, "2026-04-01", None)]
    assert between({"tasks2": MORE}, {}).told("task-removed") == [("E1/1:more.keys", "2026-04-01", None, None)]


@pytest.mark.parametrize(
    ("old", "new", "code", "before", "after"),
    [
        ("due: last_day - 3 workdays", "due: last_day - 2 workdays", "task-moved", "2026-03-27", "2026-03-30"),
        ("start: arrival + 1 day", "start: arrival", "task-start-moved", "2026-03-03", "2026-03-02"),
        ("party: successor, do: 确认收到", "party: hr, do: 确认收到", "task-steps-changed",
         STEPS, ("leaver: 提交资料", "hr: 确认收到", "manager: 审核")),
        ("do: 确认收到", "do: 收到", "task-reworded", STEPS,
         ("leaver: 提交资料", "successor: 收到", "manager: 审核")),
        ("do: 提交资料,", "do: 提交资料, evidence: [file],", "task-evidence-changed", ("", "", ""), ("file", "", "")),
        ("do: 确认收到,", "do: 确认收到, accepted_after: 3 workdays,", "task-silence-changed",
         (None, None, None), (None, "3 workday", None)),
        ("is: employee.manager, else: hr", "is: contact:hr", "task-person-changed",
         ("E1", "E2", "M1"), ("E1", "E2", "U-HR")),
    ],
)  # fmt: skip
def test_a_task_changes_in_one_way(old: str, new: str, code: str, before: object, after: object) -> None:
    found = [
        (change.code, change.subject, change.before, change.after)
        for change in between(None, None, (old, new), named_by="U-HR").changes()
    ]
    assert found == [(code, WORK, before, after)]


def test_obligations_come_go_and_move() -> None:
    name = "E1/1:obligation.certificate"
    later = CERTIFICATE.replace("last_day", "last_day + 3 days", 1)
    assert between(None, {"obligations": CERTIFICATE}).told("obligation-added") == [(name, None, "2026-04-01", None)]
    assert between({"obligations": CERTIFICATE}, {}).told("obligation-removed") == [(name, "2026-04-01", None, None)]
    moved = between({"obligations": CERTIFICATE}, {"obligations": later})
    assert moved.told("obligation-moved") == [(name, "2026-04-01", "2026-04-04", 3)]


def test_an_obligation_done_by_somebody_who_would_not_be_asked() -> None:
    rehearsal = between({"obligations": CERTIFICATE}, None, ("hr: U-HR}", "hr: U-NEW}"))
    rehearsal.act("submitted", "U-HR", "2026-03-05T10:00", task="obligation.certificate")
    name = "E1/1:obligation.certificate"
    assert rehearsal.told("obligation-state-changed") == [(name, "done", "open", None)]
    assert rehearsal.told("obligation-person-changed") == [(name, ("U-HR",), ("U-NEW",), None)]
    assert rehearsal.told("act-refused") == [("task.submitted", "2026-03-05T10:00:00+08:00", None, None)]


def test_gates_flip() -> None:
    assert between({"gates": GATE}, {"gates": OPEN}).told("gate-opens") == [("g", "held", "open", None)]
    assert between({"gates": OPEN}, {"gates": GATE}).told("gate-closes") == [("g", "open", "held", None)]


def test_gates_come_and_go() -> None:
    assert between(None, {"gates": GATE}).told("gate-added") == [("g", None, "held", None)]
    assert between({"gates": GATE}, {}).told("gate-removed") == [("g", "held", None, None)]


def test_a_gate_is_renamed_released_or_held_for_another_reason() -> None:
    named = between({"gates": GATE}, None, ("title: 门", "title: 经济补偿"))
    assert named.told("gate-reworded") == [("g", "门 (severance)", "经济补偿 (severance)", None)]
    released = between(
        {"gates": GATE},
        None,
        ("opens_when: {tasks.unfinished: 0}", "opens_when: {tasks.unfinished: 0}, release_by: last_day"),
    )
    assert released.told("gate-release-moved") == [("g", None, "2026-04-01", None)]
    reason = between({"gates": GATE}, None, ("tasks.unfinished: 0", "sheet.signed: true"))
    assert reason.told("gate-reason-changed") == [("g", ("tasks.unfinished = 1",), ("sheet.signed = False",), None)]


def lost(rehearsal: Rehearsal) -> Rehearsal:
    rehearsal.tell("loss.recorded", "E1", "2026-03-10T10:00", amount=5000, description="x", proven=True)
    return rehearsal


def test_claims_appear_change_and_go() -> None:
    assert lost(between(None, {"clauses": LOSS})).told("claim-added") == [("c.loss", None, 5000, None)]
    assert lost(between({"clauses": LOSS}, {})).told("claim-removed") == [("c.loss", 5000, None, None)]
    assert lost(between({"clauses": LOSS}, {"clauses": FIXED})).told("claim-changed") == [("c.loss", 5000, 900, None)]


def signed(rehearsal: Rehearsal) -> Rehearsal:
    rehearsal.hand_over()
    sign(rehearsal)
    return rehearsal


def sign(rehearsal: Rehearsal) -> None:
    told = {"party": "leaver", "by": "E1", "method": "reliable"}
    rehearsal.tell("sheet.signed", "E1", "2026-03-13T10:00", told, id="signature")


EVIDENCE = ("do: 提交资料,", "do: 提交资料, evidence: [file],")


def test_an_act_without_the_evidence_asked_for_now_counts_no_more_and_the_signature_falls() -> None:
    rehearsal = signed(between(None, None, EVIDENCE))
    assert rehearsal.told("signature-lost") == [("leaver", None, None, None)]
    assert [subject for subject, *_ in rehearsal.told("act-refused")] == [
        "task.submitted",
        "task.confirmed",
        "task.confirmed",
        "sheet.signed",
    ]
    assert rehearsal.told("task-state-changed") == [(WORK, "done", "open", None)]


def test_an_act_that_was_refused_may_count() -> None:
    rehearsal = Rehearsal(small(EVIDENCE), small())
    rehearsal.hire("E1")
    rehearsal.resign()
    rehearsal.act("submitted", "E1", "2026-03-10T10:00")
    assert rehearsal.told("act-accepted") == [("task.submitted", None, "2026-03-10T10:00:00+08:00", None)]


def test_an_act_that_counts_when_told_again_is_no_longer_named() -> None:
    rehearsal = signed(between({"tasks2": MORE}, {}))
    assert "act-accepted" in rehearsal.codes()
    rehearsal.act("submitted", "E1", "2026-03-14T10:00", task="more.keys")
    sign(rehearsal)
    assert [subject for subject, *_ in rehearsal.told("act-accepted")] == []


def test_a_signature_may_stand_that_was_refused() -> None:
    rehearsal = Rehearsal(small(tasks2=MORE), small())
    rehearsal.hire("E1")
    rehearsal.hire("E2")
    rehearsal.hire("M1", manager="M9")
    rehearsal.resign()
    rehearsal.assign("E2")
    rehearsal.hand_over()
    rehearsal.sign("leaver", "E1", "2026-03-13T10:00")
    assert rehearsal.told("signature-gained") == [("leaver", None, None, None)]


def test_the_parties_of_a_sheet_may_be_unknown_to_one_version() -> None:
    odd = (
        "  hr:             {title: 人事, is: contact:hr}",
        "  hr:             {title: 人事, is: contact:hr}\n  peer: {title: 同事, is: case.successor}",
    )
    sheet = ("parties: [leaver, successor, manager]", "parties: [peer, leaver]")
    rehearsal = Rehearsal(small(odd, sheet), small())
    for person in ("E1", "E2"):
        rehearsal.hire(person)
    rehearsal.hire("M1", manager="M9")
    rehearsal.resign()
    rehearsal.assign("E2")
    rehearsal.hand_over()
    rehearsal.sign("peer", "E2", "2026-03-13T10:00")
    lost = [change.title for change in rehearsal.changes() if change.code == "signature-lost"]
    assert lost == ["同事"]


def test_messages_to_send_again_tell_other_facts() -> None:
    rehearsal = between({"notices": START}, {"notices": START}, SEVEN)
    assert rehearsal.told("message-to-send-again") == [("s", ("2026-03-02 E1",), ("2026-03-02 E1",), None)]
    assert (
        "message-to-send-again"
        not in between({"notices": START}, {"notices": START}, ("title: 小制度", "title: 小制度")).codes()
    )


def test_messages_to_send_and_messages_sent_in_vain() -> None:
    assert between(None, {"notices": START}).told("message-to-send") == [("s", None, ("2026-03-02 E1",), None)]
    assert between({"notices": START}, {}).told("message-needless") == [("s", ("2026-03-02 E1",), None, None)]


def test_a_message_of_another_day_with_the_same_words_need_not_be_sent_again() -> None:
    plain = """
        notices:
          - {id: w, on: successor.assigned, at: event + 1 day, to: successor, channels: [dingtalk],
             notification: successor-assigned}
    """
    rehearsal = between({"notices": plain}, {"notices": plain.replace("+ 1 day", "+ 2 days")})
    rehearsal.tick("2026-03-20T10:00")
    assert rehearsal.told("message-moved") == [("w", ("2026-03-04 E2",), ("2026-03-05 E2",), None)]


def test_reminders_still_to_come_move_come_and_go() -> None:
    moved = between({"notices": REMINDER}, {"notices": LATE})
    assert moved.told("reminder-moved") == [("over", ("2026-03-26",), ("2026-03-27",), 1)]
    assert between(None, {"notices": REMINDER}).told("reminder-added") == [("over", None, ("2026-03-26",), None)]
    assert between({"notices": REMINDER}, {}).told("reminder-removed") == [("over", ("2026-03-26",), None, None)]


def test_reminders_of_a_task_that_comes_belong_to_the_task() -> None:
    rehearsal = between({"notices": REMINDER}, {"notices": REMINDER, "tasks2": MORE})
    assert rehearsal.codes() == {"task-added"}


def test_a_message_about_a_task_that_is_gone_names_it_by_its_id() -> None:
    rehearsal = between({"notices": REMINDER, "tasks2": MORE}, {"notices": REMINDER})
    rehearsal.tick("2026-04-02T10:00")
    needless = [change.title for change in rehearsal.changes() if change.code == "message-needless"]
    assert needless == ["E1/1:more.keys"]


def test_reminders_of_the_case_itself_move() -> None:
    dated = "notices: [{id: d, at: last_day - 3 days, to: leaver, channels: [sms], notification: task-upcoming}]\n"
    rehearsal = between({"notices": dated}, {"notices": dated.replace("- 3 days", "- 5 days")})
    assert rehearsal.told("reminder-moved") == [("d", ("2026-03-29",), ("2026-03-27",), -2)]


def test_duties_missed_come_go_and_move() -> None:
    def missing(base: str | None, head: str | None) -> Rehearsal:
        return between({"archive": base} if base else {}, {"archive": head} if head else {})

    assert missing(None, UPLOAD).told("duty-added", day=date(2026, 3, 5)) == [("upload.code", None, "2026-03-04", None)]
    assert missing(UPLOAD, None).told("duty-removed", day=date(2026, 3, 5)) == [
        ("upload.code", "2026-03-04", None, None)
    ]
    moved = missing(UPLOAD, UPLOAD.replace("1 workday", "3 workdays")).told("duty-moved", day=date(2026, 3, 6))
    assert moved == [("upload.code", "2026-03-05", "2026-03-03", -2)]


def test_problems_appear_and_go() -> None:
    nobody = (
        "manager:        {title: 部门负责人, is: employee.manager, else: hr}",
        "manager:        {title: 部门负责人, is: employee.boss}",
    )
    rehearsal = Rehearsal(small(), small(nobody))  # nobody knows M1, who would stand in at last
    rehearsal.hire("E1")
    rehearsal.resign()
    raised = [change for change in rehearsal.changes() if change.code == "problem-raised"]
    assert [title_of(change, "en") for change in raised] == [
        f"资料移交: nobody stands for the party '{party}'; name a successor (successor.assigned), correct the manager "
        "(employee.changed), or name somebody who is here in the policy's contacts"
        for party in ("部门负责人", "接替者")
    ]
    again = Rehearsal(small(nobody), small())
    again.hire("E1")
    again.resign()
    assert [change.subject for change in again.changes() if change.code == "problem-gone"] == [
        "party-missing",
        "party-missing",
    ]


def test_a_case_that_would_be_over() -> None:
    rehearsal = between({"gates": HELD}, {})
    rehearsal.hand_over()
    assert rehearsal.told("case-state-changed", day=date(2026, 4, 3)) == [("state", "open", "closed", None)]


def test_a_case_that_would_never_have_been_opened() -> None:
    rehearsal = between({}, {"gates": HELD})
    rehearsal.hand_over()
    rehearsal.tick("2026-04-03T10:00")
    rehearsal.resign(at="2026-06-01T10:00")  # hired again, nobody would ask whether the earlier case is over
    changes = rehearsal.case_plan("E1/2").changes
    assert [change.code for change in changes] == ["case-missing", "act-refused"]


def test_an_arrival_on_another_local_day_and_what_comes_before_it() -> None:
    rehearsal = Rehearsal(small(), small(("timezone: Asia/Shanghai", "timezone: UTC")))
    for person in ("E1", "E2", "M1"):
        rehearsal.hire(person)
    rehearsal.resign(at="2026-03-02T00:30")
    rehearsal.assign("E2", at="2026-03-01T23:00")
    assert set(rehearsal.told("case-changed")) == {
        ("arrival", "2026-03-02", "2026-03-01", None), ("successor", None, "E2", None)
    }  # fmt: skip


def test_work_done_on_another_day_by_silence_is_progress_that_changes() -> None:
    silent = ("do: 确认收到,", "do: 确认收到, accepted_after: 1 workday,")
    slower = ("do: 确认收到,", "do: 确认收到, accepted_after: 2 workdays,")
    rehearsal = Rehearsal(small(silent), small(slower))
    for person in ("E1", "E2"):
        rehearsal.hire(person)
    rehearsal.hire("M1", manager="M9")
    rehearsal.resign()
    rehearsal.assign("E2")
    rehearsal.act("submitted", "E1", "2026-03-10T10:00")
    assert rehearsal.told("task-progress-changed", day=date(2026, 3, 20)) == [(WORK, 2, 2, None)]


def test_the_last_day_may_not_be_known_on_one_side() -> None:
    rehearsal = Rehearsal(small(), small(("timezone: Asia/Shanghai", "timezone: Pacific/Auckland")))
    for person in ("E1", "M1"):
        rehearsal.hire(person)
    rehearsal.tell("employee.absent", "E1", "2026-03-02T00:30", since="2026-03-01")
    # Before the absence began in Shanghai, where it is refused; on its first day in Auckland.
    rehearsal.tell("departure.declared", "E1", "2026-02-28T23:00", cause="dismissal", last_day="2026-03-20", by="M1")
    assert rehearsal.told("last-day-moved") == [("last_day", None, "2026-03-20", None)]


def test_every_kind_of_change_has_a_rank_and_words_in_both_languages() -> None:
    for language in languages():
        named = {name for name in texts(language).area("plan") if name.startswith("changes.")}
        assert named == {f"changes.{code}" for code in CODES} == {f"changes.{code}" for code in RANK}


def test_what_is_alike_on_both_sides_is_no_change() -> None:
    everything = {"gates": GATE, "clauses": LOSS, "notices": REMINDER, "archive": UPLOAD}
    rehearsal = lost(between(everything))
    assert rehearsal.changes(day=date(2026, 4, 2)) == []


def test_the_gravest_change_comes_first() -> None:
    codes = [change.code for change in lost(between(None, {"clauses": LOSS, "tasks2": MORE})).changes()]
    assert codes == sorted(codes, key=RANK.__getitem__)
    assert codes[0] == "claim-added"


def test_a_refusal_is_told_in_the_language_of_the_reader() -> None:
    why = Refusal(code="unknown-employee", message="没有员工“E9”；请先发送 employee.hired", params={"who": "E9"})
    change = CaseChange(code="act-refused", subject="task.submitted", title="", before="2026-03-02", why=why)
    assert title_of(change, "en") == "no employee 'E9'; send employee.hired first"
    (told,) = sentences([change], {}, "en")
    assert told.text == "2026-03-02 submission: no employee 'E9'; send employee.hired first"


def test_a_message_without_a_title_goes_by_its_rule() -> None:
    (told,) = sentences([CaseChange(code="message-to-send", subject="notice.start", title="")], {}, "en")
    assert told.text == "notice.start"


THINGS = """
    id: work
    title: 交接清单
    tasks:
      - id: work.papers
        title: 资料移交
        start: arrival
        items: {columns: {name: 名称}, rows: [{name: 公章}]}
        steps: [{party: leaver, do: 提交资料, due: last_day}]
      - {id: work.keys, title: 钥匙, start: arrival, steps: [{party: leaver, do: 交, due: last_day}]}
"""


def test_another_list_of_things_and_another_order_of_tasks_are_told() -> None:
    more = THINGS.replace("[{name: 公章}]", "[{name: 公章}, {name: 财务章}]")
    assert between({"tasks": THINGS}, {"tasks": more}).told("task-things-changed") == [
        (WORK, ("公章",), ("公章", "财务章"), None)
    ]
    after = THINGS.replace("id: work.papers\n", "id: work.papers\n        after: [work.keys]\n")
    assert between({"tasks": THINGS}, {"tasks": after}).told("task-order-changed") == [
        (WORK, (), ("E1/1:work.keys",), None)
    ]


def test_a_task_that_becomes_the_employers_own_is_told() -> None:
    after = THINGS.replace("id: work.keys, ", "id: work.keys, handover: false, ")
    assert between({"tasks": THINGS}, {"tasks": after}).told("task-handover-changed") == [
        ("E1/1:work.keys", True, False, None)
    ]
