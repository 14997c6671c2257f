"""Which attributes of employees are dates, and what the records of each section hold, however that is written."""

from __future__ import annotations

from textwrap import dedent

from handover_policy.findings.collected import Collected
from handover_policy.policy.days.dates_known import date_attributes, record_fields
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode


def node(text: str) -> MappingNode:
    read = Composer("x.yaml", Collected()).compose(dedent(text))
    assert isinstance(read, MappingNode)
    return read


def test_dates_are_those_of_everybody_and_those_that_are_declared() -> None:
    declared = """
        attributes:
          employee.service_until: {type: date, title: 服务期截止}
          employee.loan: {type: number}
          employee.short: date
        """
    assert date_attributes(node(declared)) == ("hired_on", "contract_until", "known_since", "service_until", "short")
    assert date_attributes(node("id: x")) == ("hired_on", "contract_until", "known_since")


def test_fields_of_records_may_have_titles() -> None:
    sections = """
        sections:
          plain: {fields: [number, expires_on]}
          titled: {fields: {person: 姓名, since: 起}}
          bare: {title: 无}
        """
    told = record_fields(node(sections))
    assert told == {"plain": ("number", "expires_on"), "titled": ("person", "since"), "bare": ()}
    assert record_fields(None) == {}
