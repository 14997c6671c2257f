"""Tests of the acts in a departure: offered to whom, shown before they are done, done once, and the second told."""

import hashlib
import re
from typing import Any

import pytest

from handover_policy.app.portal.acts.table import ACTS, TABLE
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.texts.texts import texts
from tests.pages.case.company import AUDITOR, CASE, HR, LEAVER, MANAGER, OTHER, SUCCESSOR, ServedCompany, hidden
from tests.pages.running import text_of

BOTH = frozenset({MANAGER, HR})
EVENTS: dict[str, tuple[str, str, frozenset[str]]] = {
    "successor.assigned": (f"{CASE}/acts", "指定接替者", BOTH),
    "last_day.changed": (f"{CASE}/acts", "变更最后工作日", BOTH),
    "task.waived": (f"{CASE}/acts", "豁免", BOTH),
    "task.reopened": (f"{CASE}/acts", "重新打开", BOTH),
    "employee.absent": (f"{CASE}/acts", "登记未交接离岗", BOTH),
    "employee.returned": (f"{CASE}/acts", "登记返岗", BOTH),
    "employee.left": (f"{CASE}/acts", "登记离开", BOTH),
    "departure.withdrawn": (f"{CASE}/acts", "撤销离职", BOTH),
    "loss.recorded": (f"{CASE}/acts", "登记损失", BOTH),
    "severance.owed": (f"{CASE}/acts", "登记经济补偿", BOTH),
    "breach.recorded": (f"{CASE}/acts", "登记违约", BOTH),
    "claim.decided": (f"{CASE}/acts", "处理主张", frozenset({HR})),
    "resignation.withdrawn": (f"{CASE}/acts", "同意撤回", BOTH),
    "withdrawal.declined": (f"{CASE}/acts", "不同意撤回", BOTH),
    "sheet.signed": (f"{CASE}/sheet", "签署确认单", frozenset({LEAVER, SUCCESSOR, MANAGER})),
    "sheet.objected": (f"{CASE}/sheet", "提出异议", frozenset({LEAVER, SUCCESSOR, MANAGER})),
}
"""Each type of event that the pages of a case tell: where, by which control, and whose it is."""
ENGLISH = {
    "assign-successor": "Assign successor",
    "change-last-day": "Change last day",
    "waive": "Waive",
    "reopen": "Reopen",
    "record-absence": "Record absence",
    "record-return": "Record return",
    "record-leaving": "Record leaving",
    "withdraw": "Withdraw departure",
    "record-loss": "Record loss",
    "record-severance": "Record severance",
    "record-breach": "Record breach",
    "decide-claim": "Decide claim",
    "agree-stay": "Agree to withdrawal",
    "agree-stay-declared": "Agree to withdrawal",
    "decline-stay": "Decline withdrawal",
}
FRESH = {
    "assign-successor",
    "change-last-day",
    "waive",
    "record-absence",
    "record-leaving",
    "record-loss",
    "record-severance",
    "record-breach",
}
"""What is offered in a departure that has just begun by a resignation."""
FILLED: dict[str, dict[str, str]] = {
    "assign-successor": {"successor": "李建国（E2）"},
    "change-last-day": {"last_day": "2026-05-20", "reason": "双方邮件确认"},
    "waive": {"task": "E1/1:everyone.assets", "reason": "没有资产"},
    "record-absence": {"since": "2026-04-13"},
    "record-leaving": {"on": "2026-04-13"},
    "record-loss": {"amount": "1,200.50", "description": "资料丢失", "proven": "yes"},
    "record-severance": {"amount": "５０００"},
    "record-breach": {"clause": "clause.handover", "description": "没有交", "proven": "no"},
}


def test_every_act_tells_an_event_that_there_is_and_has_its_exact_name() -> None:
    told = {act.type: act.name for act in TABLE if act.name != "agree-stay-declared"}
    for kind, name in told.items():
        assert kind in EVENT_TYPES
        assert texts("zh").say(f"pages_case.acts.{name}.name") == EVENTS[kind][1]
        assert texts("en").say(f"pages_case.acts.{name}.name") == ENGLISH[name]
    assert set(ACTS) == set(ENGLISH)


def told_in(company: ServedCompany) -> list[Any]:
    """Return the events of the case; what the service itself keeps meanwhile, packages say, is none."""
    rows = company.read(f"/v1{CASE}/history?limit=500").json()["history"]
    return [row["event"] for row in rows if row["event"] is not None]


@pytest.mark.parametrize("person", [LEAVER, MANAGER, HR, AUDITOR])
def test_acts_are_offered_to_manager_and_hr_alone(company: ServedCompany, person: str) -> None:
    assert set(company.person(person).offered()) == (FRESH if person in BOTH else set())


@pytest.mark.parametrize("person", [LEAVER, SUCCESSOR, OTHER, AUDITOR])
@pytest.mark.parametrize("act", sorted(ACTS))
def test_nobody_else_does_them_by_a_form_of_their_own(company: ServedCompany, person: str, act: str) -> None:
    csrf = hidden(company.person(person).get("/").text)["csrf"]
    told = {"csrf": csrf, "act": "x", "kind": act, "step": "do", **FILLED.get(act, {})}
    assert company.person(person).client.post(f"{CASE}/acts", data=told).status_code == 403


def test_a_form_without_the_session_s_own_mark_is_refused(company: ServedCompany) -> None:
    told = {"csrf": "0" * 64, "act": "x", "kind": "waive", "step": "do", **FILLED["waive"]}
    assert company.person(HR).client.post(f"{CASE}/acts", data=told).status_code == 403
    elsewhere = company.person(HR).client.post(
        f"{CASE}/acts", data=company.person(HR).form("waive"), headers={"sec-fetch-site": "cross-site"}
    )
    assert elsewhere.status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("act", sorted(FILLED))
def test_the_consequence_stands_above_the_button_that_carries_the_name(
    company: ServedCompany, act: str, language: str
) -> None:
    hr = company.person(HR, language)
    before = told_in(company)
    page = hr.look(act, **FILLED[act])
    assert page.status_code == 200, text_of(page.text)
    form = re.search(rf'(?s)<details class="more act" id="{act}" open>.*?</details>', page.text)
    assert form is not None
    name = texts(language).say(f"pages_case.acts.{act}.name")
    assert re.search(rf'(?s)<div class="effect">.*<li class="stays">.*</div>.*?value="do">{name}</button>', form[0])
    assert told_in(company) == before


def test_an_act_is_an_event_of_the_portal_told_once_however_often_it_is_clicked(own: ServedCompany) -> None:
    hr = own.person(HR)
    for act, fields in FILLED.items():
        looked = hr.look(act, **fields).text
        kept = re.findall(r'name="evidence" value="(\w+)" checked', looked)
        form = {**hr.form(act, looked), **fields, "evidence": kept, "step": "do"}
        first, second = (hr.client.post(f"{CASE}/acts", data=form) for _ in range(2))
        assert first.status_code == second.status_code == 303, act
        assert texts("zh").say(f"pages_case.acts.{act}.done") in text_of(hr.get(first.headers["location"]).text)
        if act == "record-absence":
            assert hr.do("record-return", on="2026-04-13").status_code == 303
    told = told_in(own)
    portal = [(each["type"], each["authid"]) for each in told if each["source"] == "portal"]
    types = [ACTS[act].type for act in FILLED]
    types.insert(types.index("employee.absent") + 1, "employee.returned")
    assert portal == [(kind, HR) for kind in types]
    assert text_of(hr.get(CASE).text).partition("经过")[2].count("人事部") >= len(portal)


def test_another_last_day_shows_every_date_it_moves_old_and_new(company: ServedCompany) -> None:
    shown = text_of(company.person(HR).look("change-last-day", last_day="2026-05-20", reason="双方").text)
    for told in (
        "原为 5月13日 周三 5月20日 周三",
        "“出具离职证明” 原为 5月13日 周三 5月20日 周三",
        "通知王晓敏 1 条、陈立 1 条",
    ):
        assert told in shown, told


@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("change-last-day", {"last_day": "20.5.2026", "reason": "x"}, "这不是一个日子"),
        ("change-last-day", {"last_day": "2026-05-20"}, "请写几个字"),
        ("assign-successor", {"successor": "没有这个人"}, "没有找到“没有这个人”"),
        ("record-loss", {"amount": "100,5", "description": "x", "proven": "yes"}, "这不是金额"),
        ("record-loss", {"amount": "1e400", "description": "x", "proven": "yes"}, "这不是金额"),
        ("waive", {"task": "E9/1:everyone.assets", "reason": "x"}, "不在这次离职里"),
        ("record-absence", {"since": "2026-04-20"}, "不能晚于今天"),
        ("record-absence", {"since": "2020-01-01"}, "不能早于入职日"),
        ("record-leaving", {"on": "2020-01-01"}, "不能早于入职日"),
        ("change-last-day", {"last_day": "2026-04-01", "reason": "x"}, "不能早于今天"),
        ("change-last-day", {"last_day": "2099-01-01", "reason": "x"}, "请核对年份"),
        ("assign-successor", {"successor": "王晓敏"}, "不能接替自己"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    company: ServedCompany, act: str, fields: dict[str, str], says: str
) -> None:
    page = company.person(HR).look(act, **fields)
    assert page.status_code == 422
    assert says in text_of(page.text)
    typed = [value for value in fields.values() if value not in {"x", "yes"} and not value.startswith("E9")]
    assert all(f'value="{value}"' in page.text for value in typed)


def test_what_is_said_to_be_proven_asks_for_its_proof_and_the_rest_is_only_noted(company: ServedCompany) -> None:
    hr = company.person(HR)
    told = {**hr.form("record-loss"), **FILLED["record-loss"], "step": "look"}
    bare = text_of(hr.client.post(f"{CASE}/acts", data=told).text)
    assert all(each in bare for each in ("却没有附证据", "要由公司举证"))
    unproven = text_of(hr.look("record-loss", **{**FILLED["record-loss"], "proven": "no"}).text)
    assert all(each in unproven for each in ("不产生主张", "系统不会通知王晓敏"))


def test_a_successor_for_some_tasks_is_shown_task_by_task(company: ServedCompany) -> None:
    hr = company.person(HR)
    shown = text_of(hr.look("assign-successor", successor=OTHER, tasks="E1/1:sales.customers").text)
    assert "“客户资源移交”由谁办 原为 李建国" in shown
    assert "没有选的任务仍由李建国接" in shown
    waived = text_of(hr.look("waive", **FILLED["waive"]).text)
    assert "不用再办的人：王晓敏" in waived


def test_a_refusal_names_acts_and_no_types_of_events(company: ServedCompany) -> None:
    for act, fields in FILLED.items():
        shown = text_of(company.person(HR).look(act, **{**fields, "task": "E1/1:obligation.certificate"}).text)
        assert not re.search(r"\b(task|employee|resignation|departure|successor)\.[a-z]+\b", shown), act


def test_the_second_of_two_at_once_is_told_what_the_first_did(own: ServedCompany) -> None:
    hr, manager = own.person(HR), own.person(MANAGER)
    looked = hr.look("change-last-day", last_day="2026-05-20", reason="双方").text
    form = {**hr.form("change-last-day", looked), "last_day": "2026-05-20", "reason": "双方", "step": "do"}
    assert manager.do("change-last-day", last_day="2026-05-22", reason="另有约定").status_code == 303
    second = hr.client.post(f"{CASE}/acts", data=form)
    shown = text_of(second.text)
    assert second.status_code == 409
    assert "陈立把最后工作日变更为 5月22日 周五" in shown
    assert "原为 5月22日 周五 5月20日 周三" in shown
    assert own.case()["last_day"] == "2026-05-22"
    again = {**hr.form("change-last-day", second.text), "last_day": "2026-05-20", "reason": "双方", "step": "do"}
    assert hr.client.post(f"{CASE}/acts", data=again).status_code == 303
    assert own.case()["last_day"] == "2026-05-20"


def test_a_task_waived_meanwhile_is_refused_with_who_did_it(own: ServedCompany) -> None:
    hr, manager = own.person(HR), own.person(MANAGER)
    form = {**hr.form("waive"), **FILLED["waive"], "step": "do"}
    assert manager.do("waive", **FILLED["waive"]).status_code == 303
    second = hr.client.post(f"{CASE}/acts", data=form)
    shown = text_of(second.text)
    assert second.status_code == 409
    assert "陈立豁免“公司资产归还”" in shown
    assert "已经豁免" in shown


def test_a_request_to_stay_is_agreed_to_or_declined_with_a_reason_told_to_the_leaver(own: ServedCompany) -> None:
    hr, manager, leaver = own.person(HR), own.person(MANAGER), own.person(LEAVER)
    assert not {"agree-stay", "decline-stay"} & set(hr.offered())
    own.tell("withdrawal.requested", LEAVER, reason="家里的事安排好了")
    assert "王晓敏请求留任" in text_of(manager.get(CASE).text)
    assert manager.look("decline-stay").status_code == 422
    assert manager.do("decline-stay", reason="已有人接替").status_code == 303
    shown = text_of(leaver.get(CASE).text)
    assert "陈立没有同意留任" in shown
    assert "已有人接替" in shown
    message = re.search(r'href="(/messages/[0-9a-f]{32})">留任请求的答复', leaver.get("/").text)
    assert message is not None
    assert "已有人接替" in text_of(leaver.get(message[1]).text)
    assert "agree-stay" not in hr.offered()
    own.tell("withdrawal.requested", LEAVER)
    assert hr.do("agree-stay").status_code == 303
    assert own.case()["state"] == "withdrawn"
    assert hr.offered() == []
    withdrawn = text_of(hr.get(CASE).text)
    assert "已取消" in withdrawn
    assert not re.search("还有 [0-9]+ 天|5 / 5|不等交接。最迟", withdrawn)


def test_a_resignation_is_not_withdrawn_by_the_company_and_the_page_says_why(own: ServedCompany) -> None:
    page = own.person(HR).get(CASE).text
    assert "公司不能单方撤销" in page
    csrf = hidden(page)["csrf"]
    for act in ("withdraw", "agree-stay"):
        told = {"csrf": csrf, "act": f"{act}-1", "kind": act, "seen": "99", "step": "do", "reason": "x"}
        answer = own.person(HR).client.post(f"{CASE}/acts", data=told)
        assert answer.status_code == 422
    assert own.case()["state"] == "open"


def test_severance_is_held_only_where_it_can_be_owed(own: ServedCompany) -> None:
    hr = own.person(HR)
    assert "法律没有规定这一项" in text_of(hr.get(CASE).text)
    own.tell("severance.owed", LEAVER, amount=30000)
    owed = text_of(hr.get(CASE).text)
    assert "法律没有规定这一项" not in owed
    assert "或者：没有任务等离职员工办理，并且最后工作日已过 30 天（现在还没有满足）" in owed


def test_a_declared_departure_is_withdrawn(own: ServedCompany) -> None:
    own.tell("departure.declared", SUCCESSOR, cause="expiry", last_day="2026-05-01", by=HR)
    hr = own.person(HR)
    page = hr.get("/cases/E2/1").text
    form = {**hr.form("withdraw", page), "reason": "续签了合同", "step": "do"}
    assert hr.client.post("/cases/E2/1/acts", data=form).status_code == 303
    assert own.read("/v1/cases/E2/1").json()["state"] == "withdrawn"


def test_who_came_back_and_what_was_done_may_be_recorded_and_reopened(own: ServedCompany) -> None:
    hr, manager = own.person(HR), own.person(MANAGER)
    assert hr.do("record-absence", since="2026-04-13").status_code == 303
    assert "record-absence" not in hr.offered()
    assert manager.do("record-return", on="2026-04-13").status_code == 303
    assert hr.do("waive", **FILLED["waive"]).status_code == 303
    assert hr.do("reopen", task="E1/1:everyone.assets", reason="找到了").status_code == 303
    assert not own.case()["absent"]


def test_a_claim_is_decided_by_hr_alone(own: ServedCompany) -> None:
    hr, manager = own.person(HR), own.person(MANAGER)
    assert manager.do("record-loss", **FILLED["record-loss"]).status_code == 303
    assert "decide-claim" not in manager.offered()
    assert "1200.5 元" in text_of(hr.get(CASE).text)
    agreed: dict[str, Any] = {"clause": "clause.loss", "decision": "agreed", "amount": "600", "reason": "商定"}
    assert hr.look("decide-claim", **agreed).status_code == 422  # the employee's signed agreement is missing
    looked = hr.client.post(
        f"{CASE}/acts",
        data={**hr.form("decide-claim"), **agreed, "step": "look"},
        files={"files": ("协议.txt", "双方同意".encode(), "text/plain")},
    )
    digest = hashlib.sha256("双方同意".encode()).hexdigest()
    assert looked.status_code == 200, text_of(looked.text)
    assert f'name="evidence" value="{digest}" checked' in looked.text
    form = {**hr.form("decide-claim", looked.text), **agreed, "evidence": digest, "step": "do"}
    assert hr.client.post(f"{CASE}/acts", data=form).status_code == 303
    assert own.case()["claims"][0]["decided"]["evidence"][0]["path"] == "协议.txt"
    assert hr.get(f"/files/{digest}").content.decode() == "双方同意"
    assert own.person(OTHER).get(f"/files/{digest}").status_code == 404
    program = hr.client.post(
        f"{CASE}/acts",
        data={**hr.form("record-loss"), **FILLED["record-loss"], "step": "look"},
        files={"files": ("a.jpg", b"MZ\x90\x00" + bytes(200), "image/jpeg")},
    )
    assert program.status_code == 422
    assert "没有存上：a.jpg" in text_of(program.text)
    assert hr.do("decide-claim", clause="clause.loss", decision="dropped", reason="损失已追回").status_code == 303
    assert own.case()["claims"][0]["state"] == "dropped"


def test_a_code_is_asked_for_every_act_where_the_settings_want_it(guarded: ServedCompany) -> None:
    hr = guarded.person(HR)
    page = hr.look("waive", **FILLED["waive"]).text
    form = {**hr.form("waive", page), **FILLED["waive"], "step": "do"}
    wrong = hr.client.post(f"{CASE}/acts", data={**form, "code": "abc"})
    assert wrong.status_code == 422
    assert "验证码不对" in text_of(wrong.text)
    code = guarded.code(HR, "acts")
    assert code not in wrong.text
    assert hr.client.post(f"{CASE}/acts", data={**form, "code": code}).status_code == 303
    assert hr.client.post(f"{CASE}/acts", data={**form, "code": code}).status_code == 303  # the same click
