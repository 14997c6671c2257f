"""Rows and references: typed values, and names that name nothing."""

from __future__ import annotations

from datetime import date, time

import pytest

from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Period
from tests.unit.policy.conftest import MINIMAL, NOTICE_DAYS, POLICY, modeline

STEP = "{party: manager, do: x, due: last_day - 5 workdays, accepted_after: 3 workdays, where: 网盘}"


def test_the_manifest_is_typed(policy_with) -> None:
    body = POLICY.partition("kind: policy\n")[2] + (
        "company: 某某公司\nsheet: {parties: [leaver, hr]}\nadoption: {consulted: {on: 2026-06-05}}\n"
        "moved: [{from: old, to: days.regular, on: 2026-07-01}]\n"
    )
    manifest = policy_with(policy=body.replace("{from: 2026-07-01}", "{from: 2026-07-01, until: 2026-12-31}")).manifest
    assert (manifest.effective_from, manifest.effective_until) == (date(2026, 7, 1), date(2026, 12, 31))
    assert manifest.send_at == time(9, 30)
    assert manifest.timezone.key == "Asia/Shanghai"
    assert manifest.sheet_parties == ("leaver", "hr")
    assert manifest.parties["manager"].otherwise == "hr"
    assert manifest.vocabulary["employee.role"]["sales"] == "销售"
    assert manifest.adoption == {"consulted": {"on": "2026-06-05"}}
    assert manifest.moved[0].new == "days.regular"
    assert manifest.company == "某某公司"


def test_the_notice_table_is_typed(policy_with) -> None:
    table = policy_with(
        notice_days="counting: {from: day_of_arrival, unit: workday, roll: none}\nhit: first\nfallback_days: 7\n"
        "accepts: {regular: [written]}\n"
        "rules: [{id: a, title: t, when: {employee.stage: regular}, days: {2026-07-01: 7, 2008-01-01: 30}}]\n"
    ).notice_table
    assert (table.counting.start, table.counting.unit, table.counting.roll) == ("day_of_arrival", "workday", "none")
    assert (table.hit, table.fallback_days, table.accepts) == ("first", 7, {"regular": ("written",)})
    assert table.rows[0].days == Dated(values=((date(2008, 1, 1), 30), (date(2026, 7, 1), 7)))


def test_clauses_keep_what_is_not_typed_as_extra(policy_with) -> None:
    clause = policy_with(
        clauses="clauses:\n  - id: c\n    title: t\n    text: x\n    sign: onboarding\n"
        "    consequence: {kind: bonus, percent: 10, of: wages, days: 3, when: {case.handover: complete}}\n"
    ).clauses[0]
    assert clause.consequence is not None
    assert (clause.consequence.percent, clause.consequence.extra) == (10, {"days": 3})


def test_tasks_are_typed_with_the_list_they_stand_in(policy_with) -> None:
    (task,) = policy_with(
        tasks="id: s\ntitle: 清单\nwhen: {employee.role: sales}\nlaw: [L]\ntasks:\n"
        f"  - {{id: s.a, title: 甲, start: arrival + 1 day, for_each: profile.assets,\n"
        f"     steps: [{{party: leaver, do: y}}, {STEP}],\n"
        "     without_leaver: {party: manager, do: y}}\n",
        archive="sections:\n  assets: {title: t, key: number, fields: [number], update_every: 30 days,\n"
        "    required: false}\n"
        "uploads: [{id: u, title: t, every: 1 workday}]\n",
    ).tasks
    assert (task.list_id, task.list_title, task.for_each, task.law) == ("s", "清单", "profile.assets", ("L",))
    assert task.steps[1].accepted_after == Period(count=3, unit="workday")
    assert task.steps[1].where == "网盘"
    assert task.without_leaver is not None
    assert str(task.location) == "tasks.yaml:8:5"


def test_notices_gates_and_obligations_are_typed(policy_with) -> None:
    policy = policy_with(
        notices="notices:\n"
        "  - {id: a, on: resignation.submitted, at: event + 2 days, to: hr, channels: [sms],\n"
        "     notification: task-overdue}\n"
        "  - {id: b, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue,\n"
        "     repeat: {every: 2 days, times: 3}}\n"
        "  - {id: c, on: [task.done, claim], to: step_party, channels: [sms], notification: task-overdue}\n",
        gates="gates:\n  - {id: g, title: t, controls: severance, opens_when: {}, release_by: null,\n"
        "     when: {case.absent: false}}\n"
        "  - {id: h, title: t, controls: severance, opens_when: {}, release_by: last_day}\n",
        obligations="certificate: {due: last_day}\nfinal_pay: {due: last_day, roll: previous_workday}\n"
        "transfer: {file: last_day + 15 days, social_insurance: last_day + 15 days}\n"
        "retention: {contract_text: 2 years}\ndeductions: [{kind: damages, cap_percent_of_month: 20}]\n",
    )
    assert policy.notices[0].on == ("resignation.submitted",)
    assert policy.notices[1].for_tasks
    assert policy.notices[1].repeat is not None
    assert policy.notices[1].repeat.times == 3
    assert [gate.release_by is None for gate in policy.gates] == [True, False]
    assert [(duty.name, duty.roll) for duty in policy.obligations] == [
        ("certificate", "none"),
        ("final_pay", "previous_workday"),
        ("transfer.file", "none"),
        ("transfer.social_insurance", "none"),
    ]
    document = policy.document["obligations"]
    assert isinstance(document, dict) is False
    assert document["retention"] == {"contract_text": "2 years"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("else: hr", "else: boss", ("unknown-party", "boss")),
        ("is: contact:hr}", "is: contact:hr, else: manager}", ("party-cycle", "hr")),
        ("is: contact:hr}", "is: contact:human}", ("unknown-contact", "human")),
        ("hr: U-HR}", "hr: {name: 人事部}}", ("missing-key", "id")),
        ("Asia/Shanghai", "Asia/Shangai", ("unknown-timezone", "Asia/Shangai")),
        ("Asia/Shanghai", "Asia", ("unknown-timezone", "Asia")),
        ("Asia/Shanghai", "../../etc/passwd", ("unknown-timezone", "../../etc/passwd")),
        ("Asia/Shanghai", "a" * 400, ("unknown-timezone", "a" * 80 + "…")),
        ("calendar: CN", "calendar: CHN", ("unknown-calendar", "CHN")),
        ("calendar: CN", "calendar: '?'", ("unknown-calendar", "?")),
        ("2026-07-01}", "2026-07-01, until: 2026-01-01}", ("effective-reversed", "2026-01-01")),
        ("2026-07-01}", "'2026-02-30'}", ("not-a-date", "2026-02-30")),
        ("2026-07-01}", "2026-02-30}", ("invalid-date", "2026-02-30")),
        ('"09:30"', '"9:30"', ("bad-form", "9:30")),
        ("contacts:", "sheet: {parties: [leaver, boss]}\ncontacts:", ("unknown-party", "boss")),
        ("contacts:", "moved: [{from: a, to: b, on: 2026-07-01}]\ncontacts:", ("moved-to-nothing", "b")),
        (
            "contacts:",
            "moved: [{from: days.regular, to: days.regular, on: 2026-07-01}]\ncontacts:",
            ("moved-still-there", "days.regular"),
        ),
        (
            "contacts:",
            (
                "moved: [{from: a, to: days.regular, on: 2026-07-01}, {from: a, to: days.regular, on: 2026-07-02}]\n"
                "contacts:"
            ),
            ("moved-twice", "a"),
        ),
        ("contacts:", "extends: nowhere\ncontacts:", ("extends-not-found", "nowhere")),
    ],
)
def test_a_manifest_that_names_nothing_is_a_finding(read, old, new, problem) -> None:
    reading = read({**MINIMAL, "policy.yaml": POLICY.replace(old, new)})
    assert problem in [(each.code, each.subject) for each in reading.findings]
    assert len(reading.findings) <= 2


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        (
            "tasks",
            "id: t\ntitle: t\ntasks: [{id: t.a, title: a, steps: [{party: boss, do: x}]}]\n",
            ("unknown-party", "boss"),
        ),
        (
            "tasks",
            "id: t\ntitle: t\ntasks: [{id: t.a, title: a, for_each: profile.x, steps: [{party: hr, do: x}]}]\n",
            ("unknown-section", "x"),
        ),
        ("tasks", "id: t\ntitle: t\ntasks: [{id: t, title: a, steps: [{party: hr, do: x}]}]\n", ("duplicate-id", "t")),
        (
            "tasks",
            "id: t\ntitle: t\ntasks: [{id: days.regular, title: a, steps: [{party: hr, do: x}]}]\n",
            ("duplicate-id", "days.regular"),
        ),
        (
            "tasks",
            "id: t\ntitle: t\ntasks: [{id: t.a, title: a, start: task.start, steps: [{party: hr, do: x}]}]\n",
            ("anchor-unfit", "task.start"),
        ),
        (
            "tasks",
            "id: t\ntitle: t\ntasks: [{id: t.a, title: a, steps: [{party: hr, do: x, due: lastday}]}]\n",
            ("bad-time", "lastday"),
        ),
        (
            "tasks",
            "id: t\ntitle: t\ntasks: [{id: t.a, title: a, steps: [{party: hr, do: x, accepted_after: soon}]}]\n",
            ("bad-period", "soon"),
        ),
        (
            "notices",
            "notices: [{id: n, on: claim, to: step_party, channels: [sms], notification: task-overdue}]\n",
            ("unknown-party", "step_party"),
        ),
        (
            "notices",
            "notices: [{id: n, on: claim, to: hr, channels: [sms], notification: task-overdu}]\n",
            ("unknown-notification", "task-overdu"),
        ),
        (
            "notices",
            "notices: [{id: n, to: hr, channels: [sms], notification: task-overdue}]\n",
            ("notice-without-time", "n"),
        ),
        (
            "notices",
            "notices: [{id: n, at: event, to: hr, channels: [sms], notification: task-overdue}]\n",
            ("anchor-without-event", "n"),
        ),
        (
            "notices",
            "notices: [{id: n, at: task.due, to: hr, channels: [sms], notification: task-overdue}]\n",
            ("anchor-without-task", "task.due"),
        ),
        (
            "notices",
            (
                "notices: [{id: n, on: claim, to: hr, channels: [sms], notification: task-overdue,\n"
                "  repeat: {every: 1 day, times: 2}}]\n"
            ),
            ("repeat-without-time", "n"),
        ),
        ("archive", "sections:\n  a: {title: t, key: nr, fields: [number]}\n", ("key-not-a-field", "nr")),
        (
            "archive",
            "sections:\n  a: {title: t, key: n, fields: [n], when: {profile.stale_sections: 0}}\n",
            ("fact-of-itself", "profile.stale_sections"),
        ),
        ("archive", "uploads: [{id: u, title: t, every: daily}]\n", ("bad-period", "daily")),
        ("notice_days", "rules: [{id: a, title: t, days: 2.5}]\n", ("whole-number-expected", "2.5")),
        ("notice_days", "rules: [{id: a, title: t, days: -1}]\n", ("number-out-of-range", "-1")),
        ("notice_days", "rules: [{id: a, title: t, days: many}]\n", ("number-expected", "")),
        ("notice_days", "rules: [{id: a, title: t, days: {someday: 3}}]\n", ("not-a-date", "someday")),
        (
            "notice_days",
            "accepts: {regulr: [written]}\nrules: [{id: a, title: t, days: 3}]\n",
            ("value-unknown", "regulr"),
        ),
        (
            "waivers",
            "waivers: [{finding: x, reason: y, approver: z, expires: '2026-02-30'}]\n",
            ("not-a-date", "2026-02-30"),
        ),
    ],
)
def test_a_rule_that_names_nothing_is_a_finding(findings_in, kind, body, problem) -> None:
    assert [(each.code, each.subject) for each in findings_in(kind, body)] == [problem]


def test_dated_numbers_keep_what_fits(findings_in) -> None:
    body = "rules: [{id: a, title: t, days: {2026-01-01: 3, 2026-02-01: x}},\n"
    body += "  {id: b, title: t, days: {2026-01-01: .nan}}]\n"
    assert [each.code for each in findings_in("notice_days", body)] == ["number-expected", "not-a-number"]


def test_a_law_that_no_pack_knows_is_a_warning(read) -> None:
    files = {**MINIMAL, "notice_days.yaml": NOTICE_DAYS.replace("days: 30", "days: 30, law: [CN-LCL-73, CN-LCL-37]")}
    reading = read(files, law_ids=("CN-LCL-37",))
    assert [(each.code, each.severity, each.details["suggestion"]) for each in reading.findings] == [
        ("unknown-law", "warning", "CN-LCL-37")
    ]
    assert reading.policy is not None
    assert read(files).findings == ()


def test_obligations_need_someone_to_see_to_them(read) -> None:
    policy = POLICY.replace("  hr: {title: 人事, is: contact:hr}\n", "").replace(", else: hr", "")
    files = {**MINIMAL, "policy.yaml": policy, "o.yaml": modeline("obligations") + "certificate: {due: last_day}\n"}
    assert [each.code for each in read(files).findings] == ["obligations-without-hr"]


def test_a_broken_notice_table_leaves_no_policy(read) -> None:
    reading = read({"policy.yaml": POLICY})
    assert (reading.policy, [each.code for each in reading.findings]) == (None, ["file-missing"])


def test_who_stands_in_two_contacts_is_called_by_the_name_that_one_of_them_gives(read) -> None:
    twice = "hr: [{id: U-HR, name: 人事部}, U-1], it: [U-HR, U-1]}"
    policy = read({**MINIMAL, "policy.yaml": POLICY.replace("hr: U-HR}", twice)}).policy
    assert {person.id: person.name for person in policy.manifest.contact_people.values()} == {
        "U-HR": "人事部",
        "U-1": "",
    }
