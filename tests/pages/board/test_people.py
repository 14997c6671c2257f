"""People: told one by one and by tables; each error where it is, nothing written while one stands."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select

from handover_policy.ledger.database import reading
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.ledger.reading.told import next_position
from handover_policy.ledger.tables import LEDGER
from tests.pages.board.company import HR, Visitor, resigned, words
from tests.service.api.serving import ACME, Served

HEAD = "工号,姓名,岗位,用工阶段,部门负责人,入职日期,电话,邮箱\r\n"
TABLE = (
    HEAD
    + "A1,赵倩,销售,正式,陈立,2024/3/1,13800005127,zhao@acme.example\r\nA2,孙磊,sales,regular,A1,2024年3月2日,,\r\n"
)


NEW = {"number": "N1", "name": "新人", "role": "sales", "stage": "regular", "hired": "2026-04-01"}


def position(served: Served) -> int:
    with reading(served.service.engine) as connection:
        return next_position(connection, ACME)


def upload(visitor: Visitor, content: str | bytes, encoding: str = "utf-8") -> httpx.Response:
    raw = content if isinstance(content, bytes) else content.encode(encoding)
    return visitor.post("/people/table", "/people", files={"table": ("people.csv", raw, "text/csv")})


def test_hr_adds_an_employee_and_finds_them(acme: Served) -> None:
    visitor = Visitor(acme, HR)
    told = {**NEW, "number": "N/1", "stage": "probation", "manager": "陈立"}
    answer = visitor.post("/people", "/people", **told, phone="13800005127", private_mail="me@home.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people/N%2F1?done=hired")
    page = visitor.text("/people/N%2F1")
    assert all(each in page for each in ("新人", "陈立", "13800005127", "me@home.example"))
    assert "新人" in visitor.text("/people?q=n/1")
    again = visitor.post("/people", "/people", **told)
    assert again.status_code == 422
    assert "已经登记过" in words(again)


def test_addresses_stand_in_no_decision(acme: Served) -> None:
    visitor = Visitor(acme, HR)
    told = NEW
    visitor.post("/people", "/people", **told, phone="13800005127")
    with reading(acme.service.engine) as connection:
        decisions = connection.execute(select(LEDGER.c.decision).where(LEDGER.c.company == ACME)).scalars().all()
        assert addresses_of(connection, ACME, ["N1"]) == {"N1": {"phone": "13800005127"}}
    assert not any("13800005127" in (each or "") for each in decisions)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "", "请填写工号"),
        ("name", "", "请填写姓名"),
        ("role", "cook", "“cook”不在岗位的选项里"),
        ("hired", "yesterday", "不是日期"),
        ("hired", "2026-02-30", "不是日期"),
        ("manager", "没有这个人", "没有找到"),
        ("manager", "N1", "没有找到"),
        ("phone", "1.38E+10", "写法不对"),
        ("mail", "a@b", "写法不对"),
        ("name", "长" * 201, "最多 200 个字"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_all_that_was_typed_stays(
    shared: Served, field: str, value: str, says: str
) -> None:
    told = {**NEW, "mail": "n@x.example"}
    before = position(shared)
    answer = Visitor(shared, HR).post("/people", "/people", **{**told, field: value})
    assert answer.status_code == 422
    assert says in words(answer)
    assert field == "mail" or 'value="n@x.example"' in answer.text
    assert position(shared) == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_taken_in_and_told_again_changes_nothing(acme: Served, encoding: str) -> None:
    visitor = Visitor(acme, HR)
    first = upload(visitor, TABLE, encoding)
    assert (first.status_code, first.headers["location"]) == (303, "/people?done=table&new=2&changed=0&same=0")
    assert all(each in visitor.text("/people/A1") for each in ("赵倩", "陈立", "zhao@acme.example"))
    assert "赵倩" in visitor.text("/people/A2")
    before = position(acme)
    again = upload(visitor, TABLE, encoding)
    assert again.headers["location"] == "/people?done=table&new=0&changed=0&same=2"
    assert position(acme) == before
    other = upload(visitor, TABLE.replace("13800005127", "13900005127"), encoding)
    assert other.headers["location"] == "/people?done=table&new=0&changed=1&same=1"


def test_every_error_of_a_table_is_told_by_row_and_column_and_nothing_is_written(shared: Served) -> None:
    wrong = (
        HEAD + "A1,赵倩,厨师,正式,无此人,2024-13-01,1.38E+10,nomail\r\n\r\n,无号,销售,正式,,2024-03-01,,\r\n"
        "A3,甲,销售,正式,A4,2024-03-01,,\r\nA4,乙,销售,正式,A3,2024-03-01,,\r\nA3,丙,销售,正式,,2024-03-01,,,多\r\n"
    )
    before = position(shared)
    answer = upload(Visitor(shared, HR), wrong)
    page = words(answer)
    assert answer.status_code == 422
    assert position(shared) == before
    for column in ("岗位", "部门负责人", "入职日期", "电话", "邮箱"):
        assert f"第 2 行，{column}" in page
    assert "第 4 行，工号" in page
    assert "与第 5 行的工号相同" in page
    assert "绕了一圈" in page
    assert "格子比表头多" in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "请选择文件"),
        (b"\xff\xfe\x00\x00\xff", "不是 UTF-8 或 GB18030"),
        ("姓名,岗位\r\n甲,销售\r\n".encode(), "缺少“工号”这一列"),
        ((HEAD.replace("邮箱", "工号")).encode() + b"\r\n", "出现了两次"),
        (b"\n\n", "文件是空的"),
    ],
)
def test_what_is_no_table_says_so(shared: Served, content: bytes, says: str) -> None:
    answer = upload(Visitor(shared, HR), content)
    assert answer.status_code == 422
    assert says in words(answer)


def test_a_manager_reads_and_changes_their_own_people_alone(acme: Served) -> None:
    manager = Visitor(acme, "M1")
    assert manager.get("/people").status_code == 403
    assert "王晓敏" in manager.text("/people/E1")
    assert manager.get("/people/E3").status_code == 403
    assert manager.get("/people/M1").status_code == 403
    assert manager.get("/people/nobody").status_code == 404
    known = {"name": "王晓敏", "role": "sales", "stage": "regular", "manager": "M1", "hired": "2024-03-01"}
    answer = manager.post("/people/E1/change", "/people/E1", **{**known, "name": "王小敏"}, department="大客户部")
    assert answer.status_code == 303
    assert "大客户部" in manager.text("/people/E1")
    stolen = manager.hidden("/people/E1")
    assert manager.client.post("/people/E3/change", data={**stolen, **known}).status_code == 403
    assert manager.client.post("/people/E1/link", data=stolen).status_code == 403


def test_nothing_changed_tells_nothing(shared: Served) -> None:
    before = position(shared)
    known = {"name": "王晓敏", "role": "sales", "stage": "regular", "manager": "M1", "hired": "2024-03-01"}
    answer = Visitor(shared, HR).post("/people/E1/change", "/people/E1", **known)
    assert answer.headers["location"].endswith("done=same")
    assert position(shared) == before


def test_a_departure_shows_what_it_brings_before_it_is_recorded(acme: Served) -> None:
    visitor, before = Visitor(acme, HR), position(acme)
    told = {"cause": "mutual", "last_day": "2026-05-15"}
    seen = visitor.post("/people/E1/departure", "/people/E1", **told, step="preview")
    assert seen.status_code == 200
    assert all(each in words(seen) for each in ("5月15日", "出具离职证明，最迟", "件交接"))
    assert position(acme) == before
    assert visitor.post("/people/E1/departure", "/people/E1", **told, step="send").status_code == 303
    assert "协商解除" in visitor.text("/people/E1")
    refused = visitor.post("/people/E1/departure", "/people/E1", **told, step="send")
    assert refused.status_code == 422
    assert "没有办成" in words(refused)
    assert 'value="2026-05-15"' in refused.text


def test_a_departure_without_cause_or_day_says_what_is_missing(shared: Served) -> None:
    answer = Visitor(shared, HR).post("/people/E1/departure", "/people/E1", cause="", last_day="soon", step="send")
    assert answer.status_code == 422
    assert "请填写原因" in words(answer)
    assert "“soon”不是日期" in words(answer)


def test_a_year_that_is_a_slip_is_said_at_the_day_of_hiring(shared: Served) -> None:
    told = {"number": "E77", "name": "新人", "role": "sales", "stage": "regular", "hired": "2090-01-01"}
    answer = Visitor(shared, HR).post("/people", "/people", **told)
    assert (answer.status_code, "请核对年份" in words(answer)) == (422, True)


def test_a_delegate_is_set_by_name_and_seen(acme: Served) -> None:
    visitor = Visitor(acme, HR)
    assert visitor.post("/people/M1/delegate", "/people/M1", delegate="何静", until="2026-05-01").status_code == 303
    assert "何静" in visitor.text("/people/M1")
    wrong = visitor.post("/people/M1/delegate", "/people/M1", delegate="谁", until="soon")
    assert wrong.status_code == 422
    assert "没有找到“谁”" in words(wrong)


def test_other_data_show_what_they_lead_to_before_they_are_told(acme: Served) -> None:
    acme.tell(resigned("E1"))
    visitor, before = Visitor(acme, HR), position(acme)
    known = {"name": "王晓敏", "role": "sales", "stage": "regular", "manager": "M2", "hired": "2024-03-01"}
    known |= {"department": "大客户部", "mail": "w@acme.example"}
    seen = visitor.post("/people/E1/change", "/people/E1", **known, step="look")
    told = words(seen)
    assert seen.status_code == 200
    assert "这样做会改变" in told
    for each in ("资料 部门负责人 原为 陈立 何静", "资料 部门 原为 销售部 大客户部", "资料 邮箱 w@acme.example"):
        assert each in told, each
    assert "消息 不发消息" in told
    assert 'value="大客户部"' in seen.text
    assert position(acme) == before
    assert visitor.post("/people/E1/change", "/people/E1", **known, step="do").status_code == 303
    assert position(acme) == before + 1
    same = visitor.post("/people/E1/change", "/people/E1", **known, step="look")
    assert same.headers["location"].endswith("done=same")


def test_a_delegate_shows_what_it_leads_to_before_it_is_told(acme: Served) -> None:
    acme.tell(resigned("E1"))
    visitor, before = Visitor(acme, HR), position(acme)
    told = {"delegate": "何静", "until": "2026-05-01"}
    seen = words(visitor.post("/people/E1/delegate", "/people/E1", **told, step="look"))
    assert "何静在5月1日" in seen.replace(" ", "")
    assert "件，代理人也能办" in seen
    assert "本人照样可以自己办理" in seen
    refused = visitor.post("/people/M1/delegate", "/people/M1", delegate="陈立", step="look")
    assert (refused.status_code, "不能是本人" in words(refused)) == (422, True)
    assert position(acme) == before
    assert visitor.post("/people/E1/delegate", "/people/E1", **told, step="do").status_code == 303


def test_whoever_is_leaving_is_said_to_be(acme: Served) -> None:
    acme.tell(resigned("E1"))
    assert "正在离职" in Visitor(acme, HR).text("/people?q=王晓敏")


def test_ids_of_company_apps_are_shown_and_edited(acme: Served) -> None:
    visitor = Visitor(acme, HR)
    visitor.post("/people", "/people", **NEW, wecom="wx-1")
    assert "企业微信账号 wx-1" in visitor.text("/people/N1")
    fields = {name: value for name, value in NEW.items() if name != "number"}
    told = {**fields, "dingtalk": "ding-1", "wecom": "", "feishu": "fs-1"}
    answer = visitor.post("/people/N1/change", "/people/N1", **told)
    assert (answer.status_code, answer.headers["location"]) == (303, "/people/N1?done=changed")
    with reading(acme.service.engine) as connection:
        assert addresses_of(connection, ACME, ["N1"]) == {"N1": {"dingtalk": "ding-1", "feishu": "fs-1"}}
    page = Visitor(acme, HR, "en").text("/people/N1")
    assert "DingTalk id ding-1" in page
    for unfit in ("@all", "a|b"):
        refused = visitor.post("/people/N1/change", "/people/N1", **{**told, "wecom": unfit})
        assert refused.status_code == 422
        assert f"企业微信账号“{unfit}”写法不对" in words(refused)
    opened = '<details class="more act" id="change" open>'
    assert opened in visitor.get("/people/N1?open=change").text
    assert opened not in visitor.get("/people/N1").text
