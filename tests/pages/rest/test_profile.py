"""/profile: what is typed or brought as a table becomes the section's records, and nothing that was there is lost."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from handover_policy.app.asking.view import view_of
from handover_policy.ledger.database import reading
from tests.pages.rest.people import COMPANY, Guest, Portal

KEEPS = {"name": "华东医疗", "progress": 3, "extra": {"deep": [1]}}


@pytest.fixture
def records(portal: Portal) -> list[dict[str, Any]]:
    told = {"section": "customers", "records": [KEEPS, {"name": "星河电子", "phone": "021-1"}]}
    portal.tell("profile.updated", "E1001", told, "2026-04-10T09:00:00+08:00")
    return told["records"]  # type: ignore[return-value]


def kept(portal: Portal, section: str = "customers") -> list[dict[str, Any]]:
    with reading(portal.service.engine) as connection:
        employee = view_of(connection, portal.company, portal.service.now()).state.employee("E1001")
        assert employee is not None
        return [dict(each) for each in employee.profile[section].records]


def rows(guest: Guest) -> dict[str, str]:
    """Return the form of the customers as it is shown."""
    return {
        "seen": guest.get("/profile")
        .text.partition('id="section-customers"')[2]
        .partition('name="seen" value="')[2][:16],
        "cell.0.name": "华东医疗",
        "cell.0.progress": "3",
        "cell.1.name": "星河电子",
        "cell.1.phone": "021-1",
    }


@pytest.mark.usefixtures("records")
def test_a_cell_is_changed_and_everything_else_stays(portal: Portal) -> None:
    guest = portal.guest("E1001")
    form = rows(guest) | {"cell.1.phone": "021-2", "cell.0.progress": "4"}

    answer = guest.post("/profile/customers", do="save", **form)

    assert answer.status_code == 303
    assert kept(portal) == [KEEPS | {"progress": 4}, {"name": "星河电子", "phone": "021-2"}]


@pytest.mark.usefixtures("records")
def test_a_row_is_added_and_another_one_removed(portal: Portal) -> None:
    guest = portal.guest("E1001")
    form = rows(guest) | {"gone": "0", "new.0.name": "<新客户>", "new.1.name": ""}

    more = guest.post("/profile/customers", do="add", **form)
    saved = guest.post("/profile/customers", do="save", **form)

    assert more.status_code == 200
    assert 'value="&lt;新客户&gt;"' in more.text
    assert 'name="new.3.name"' in more.text
    assert saved.status_code == 303
    assert [each["name"] for each in kept(portal)] == ["星河电子", "<新客户>"]


def test_what_is_wrong_is_told_and_what_was_typed_stays(portal: Portal, records: list[dict[str, Any]]) -> None:
    guest = portal.guest("E1001")
    form = rows(guest) | {"cell.1.name": "华东医疗", "new.0.phone": "无名"}

    answer = guest.post("/profile/customers", do="save", **form)

    assert answer.status_code == 422
    assert "第 2 行的“名称”与第 1 行相同" in answer.text
    assert "第 3 行的“名称”是空的" in answer.text
    assert 'value="无名"' in answer.text
    assert kept(portal) == records


@pytest.mark.usefixtures("records")
def test_what_changed_meanwhile_is_not_overwritten(portal: Portal) -> None:
    guest = portal.guest("E1001")
    form = rows(guest) | {"cell.1.phone": "typed"}
    portal.tell(
        "profile.updated", "E1001", {"section": "customers", "records": [{"name": "a"}]}, "2026-04-11T09:00:00+08:00"
    )

    answer = guest.post("/profile/customers", do="save", **form)

    assert answer.status_code == 409
    assert 'value="typed"' in answer.text
    assert kept(portal) == [{"name": "a"}]


@pytest.mark.usefixtures("records")
def test_the_same_click_twice_is_saved_once_and_another_form_is_another_act(portal: Portal) -> None:
    guest = portal.guest("E1001")
    form = rows(guest) | {"cell.1.phone": "1"}

    first = guest.post("/profile/customers", act="same", do="save", **form)
    second = guest.post("/profile/customers", act="same", do="save", **form)
    back = guest.post("/profile/customers", act="same", do="save", **(form | {"cell.1.phone": "2"}))

    assert (first.status_code, second.status_code) == (303, 303)
    assert back.status_code == 409, "nothing that was typed after going back is lost in silence"
    assert 'value="2"' in back.text
    assert kept(portal)[1]["phone"] == "1"


def workbook(*lines: list[Any]) -> bytes:
    book, written = Workbook(), BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "名称,电话\n星河电子,021-9\n新客户,13800000000\n".encode("gb18030")),
        ("a.csv", "\ufeff名称;电话\n星河电子;021-9\n新客户;13800000000\n".encode()),
        ("a.xlsx", workbook(["name", "Phone"], ["星河电子", "021-9"], ["新客户", 13800000000])),
    ],
    ids=["gb18030", "utf-8", "xlsx"],
)
@pytest.mark.usefixtures("records")
def test_a_table_changes_known_rows_and_adds_others(portal: Portal, name: str, content: bytes) -> None:
    guest = portal.guest("E1001")

    answer = guest.post("/profile/customers/table", files={"table": (name, content)})

    assert answer.status_code == 303
    assert "added=1&changed=1&same=0" in answer.headers["location"]
    assert kept(portal) == [KEEPS, {"name": "星河电子", "phone": "021-9"}, {"name": "新客户", "phone": "13800000000"}]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "表格里没有内容"),
        (b"\x89PNG\r\n\x1a\n\0\0", "读不了这个文件"),
        (b"PK\x03\x04 no workbook", "读不了这个文件"),
        ("甲,乙\n1,2\n".encode(), "请用这些名称：名称"),
        ("名称\n一\n一\n".encode(), "第 3 行的“名称”与第 2 行相同"),
        ("名称,电话\n,1\n".encode(), "第 2 行的“名称”是空的"),
        (b"x" * (5 * 1024 * 1024 + 1), "表格超过 5 MB"),
    ],
)
def test_a_table_that_is_wrong_writes_nothing(
    portal: Portal, records: list[dict[str, Any]], content: bytes, told: str
) -> None:
    answer = portal.guest("E1001").post("/profile/customers/table", files={"table": ("a.csv", content)})

    assert answer.status_code == 422
    assert told in answer.text
    assert kept(portal) == records


def test_the_template_holds_the_columns_and_comes_back_as_it_went(
    portal: Portal, records: list[dict[str, Any]]
) -> None:
    guest = portal.guest("E1001")
    template = guest.get("/profile/customers/template.xlsx")
    sheet = load_workbook(BytesIO(template.content)).active

    assert [cell.value for cell in sheet[1]] == ["名称", "联系人", "电话", "进展"]
    answer = guest.post("/profile/customers/table", files={"table": ("t.xlsx", template.content)})
    assert "added=0&changed=0&same=2" in answer.headers["location"]
    assert kept(portal) == records


def test_no_cell_of_the_template_is_a_formula(portal: Portal) -> None:
    told = {"section": "customers", "records": [{"name": "=HYPERLINK(1)", "phone": "+86 1"}]}
    portal.tell("profile.updated", "E1001", told, "2026-04-12T09:00:00+08:00")
    sheet = load_workbook(BytesIO(portal.guest("E1001").get("/profile/customers/template.xlsx").content)).active

    assert [cell.data_type for cell in sheet[2]][:1] == ["s"]
    assert sheet["A2"].value == "'=HYPERLINK(1)"


def test_other_peoples_sections_and_unknown_ones_are_not_found(portal: Portal) -> None:
    guest = portal.guest("E1001")

    assert guest.post("/profile/nothing", do="save").status_code == 404
    assert portal.guest("U-HR").get("/profile").status_code == 403
    assert portal.guest("E1001", kind="private").get("/profile").status_code == 403
    assert COMPANY in portal.service.companies
