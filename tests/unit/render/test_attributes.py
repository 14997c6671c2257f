"""Declared attributes in texts: by titles, with units, in the policy's language; what does not fit is left out."""

from datetime import date

from handover_policy.model.employee import Employee
from handover_policy.render.attributes import attribute_views
from tests.unit.decide.stage import small
from tests.unit.decide.test_attribute_values import declared

MANIFEST = small(
    ("language: en", "language: zh-CN"),
    declared(
        "employee.loan: {type: number, title: 借款余额, unit: 元}",
        "employee.until: {type: date, title: 服务期截止}",
        "employee.dormitory: {type: boolean, title: 住宿舍}",
        "employee.agency: {type: text}",
    ),
).manifest


def shown(**told: object) -> list[tuple[str, str, str]]:
    employee = Employee(id="E1", attributes=told, hired_on=date(2020, 1, 1), known_since=date(2020, 1, 1))
    return [(each.id, each.title, each.text) for each in attribute_views(MANIFEST, employee)]


def test_each_is_shown_by_its_title_in_the_words_of_its_type():
    assert shown(dormitory=True, loan=12500.5, until="2027-07-31", agency="青禾", role="sales") == [
        ("loan", "借款余额", "12,500.5 元"),
        ("until", "服务期截止", "2027-07-31"),
        ("dormitory", "住宿舍", "是"),
        ("agency", "agency", "青禾"),
    ]


def test_what_is_not_told_or_of_another_type_is_left_out():
    assert shown(loan="许多", dormitory=None) == []
