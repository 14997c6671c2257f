"""Whom a case of a policy test names without hiring them, and at which times its events can be told."""

from __future__ import annotations

import pytest

from handover_policy.app.library import load_schemas
from handover_policy.policy.inherit.folder import SourceFile
from handover_policy.testing.cases import PolicyCase, read_cases
from handover_policy.testing.declared import declared_by
from handover_policy.testing.policy_test import Played, play
from tests.unit.decide.stage import Stage, small

ARCHIVE = """
    sections:
      clients: {title: 客户, key: name, fields: [name, receiver]}
"""
TASKS = """
    id: clients
    title: 客户
    tasks:
      - id: clients.one
        title: 客户移交
        for_each: profile.clients
        steps: [{party: leaver, do: 交, due: last_day}, {party: record.receiver, do: 收, due: last_day}]
        without_leaver: {party: manager, do: 代交}
"""
POLICY = small(archive=ARCHIVE, tasks2=TASKS)


def read(events: str, profile: str = "", expect: str = "[{effect: case}]") -> tuple[PolicyCase, list[tuple[str, int]]]:
    text = f"""\
# yaml-language-server: $schema=../schemas/test.schema.json
kind: test
cases:
  - name: 一个
    employee: {{role: sales, stage: regular, manager: M1}}
{profile}
    events:
{events}
    expect: {expect}
"""
    cases, wrong = read_cases([SourceFile("tests/a.yaml", text.encode())], load_schemas(), declared_by(POLICY))
    return cases[0], [(each.code, each.location.line) for each in wrong]


def played(case: PolicyCase) -> Played:
    stage = Stage(POLICY)
    return play(case, lambda event: stage.hear(event).decision, POLICY.manifest.timezone)


def test_whom_an_attribute_names_may_leave_without_having_been_hired() -> None:
    case, _ = read("""\
      - {at: 2026-03-02, type: employee.left, subject: M1, data: {on: 2026-03-02}}
      - {at: 2026-03-03, type: resignation.submitted, data: {form: written}}
""")
    assert played(case).refused == ()


def test_whom_a_record_names_is_there_and_gets_the_step() -> None:
    case, _ = read(
        "      - {at: 2026-03-02, type: resignation.submitted, data: {form: written}}",
        "    profile: {clients: [{name: 甲, receiver: S1}]}",
    )
    told = [each for each in played(case).effects if each["effect"] == "task" and each["task"] == "clients.one"]
    assert told[0]["steps"][1]["person"] == "S1"


def test_whom_a_later_record_names_is_there_too_and_who_is_hired_is_hired_once() -> None:
    case, _ = read("""\
      - at: 2026-03-01
        type: employee.hired
        subject: S2
        data: {name: S2, role: sales, stage: regular, hired_on: 2026-01-05}
      - at: 2026-03-01
        type: profile.updated
        data: {section: clients, records: [{name: 甲, receiver: S1}, {name: 乙, receiver: S2}]}
      - {at: 2026-03-02, type: resignation.submitted, data: {form: written}}
""")
    assert played(case).refused == ()
    people = {
        each["steps"][1]["person"]
        for each in played(case).effects
        if each["effect"] == "task" and each["task"] == "clients.one"
    }
    assert people == {"S1", "S2"}


@pytest.mark.parametrize("at", ["2026-03-02", "2026-03-02T10:00", "2026-03-02T10:00:30", '"2026-03-02T10:00:00+08:00"'])
def test_an_event_is_told_on_a_day_or_at_a_moment(at: str) -> None:
    assert read(f"      - {{at: {at}, type: resignation.submitted, data: {{form: written}}}}")[1] == []


@pytest.mark.parametrize("at", ["2026-03-02T12", "2026-03", "20260302", "noon", "2026-03-02T25:00"])
def test_any_other_time_is_told_at_its_line(at: str) -> None:
    wrong = read(f'      - {{at: "{at}", type: resignation.submitted, data: {{form: written}}}}')[1]
    assert wrong == [("test-time-unfit", 8)]


def test_an_expectation_may_say_the_beginning_of_a_time() -> None:
    told = read(
        "      - {at: 2026-03-02, type: resignation.submitted, data: {form: written}}",
        expect='[{effect: case, at: "2026-03-02T09"}]',
    )
    assert told[1] == []


def test_a_field_no_effect_has_is_told_with_those_it_has() -> None:
    text = """\
# yaml-language-server: $schema=../schemas/test.schema.json
kind: test
cases:
  - {name: 一个, events: [{at: 2026-03-02, type: clock.ticked}], never: [{effect: problem, kode: x}]}
"""
    _, found = read_cases([SourceFile("tests/a.yaml", text.encode())], load_schemas(), declared_by(POLICY))
    wrong = next(each for each in found if each.code == "unknown-effect-field")
    assert "code" in str(wrong.details["allowed"]).split(", ")
