"""The policy set that ships: complete, lawful, free of findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handover_policy.model.dates.notice_period import Counting
from handover_policy.policy.read import SourceFile, SourceFolder, read_policy_set

DEFAULT = Path(__file__).parents[3] / "rules" / "default"
MESSAGES = tuple(
    sorted(file.parent.name for file in (DEFAULT.parents[1] / "notifications").glob("*/notification.yaml"))
)
LAWS = ("CN-LCL-37", "CN-LCL-43", "CN-LCL-50", "CN-LCL-71", "CN-LCL-89", "CN-LCL-90")


@pytest.fixture(scope="module")
def default(schemas):
    files = tuple(
        SourceFile(path.relative_to(DEFAULT).as_posix(), path.read_bytes()) for path in sorted(DEFAULT.rglob("*.yaml"))
    )
    reading = read_policy_set(
        SourceFolder("", files),
        fetch_parent=lambda _name, _child: None,
        schemas=schemas,
        notifications=MESSAGES,
        law_ids=LAWS,
    )
    assert reading.findings == ()
    return reading.policy


def test_notice_is_thirty_three_and_no_days_counted_from_the_next_day(default) -> None:
    assert {row.id: row.days for row in default.notice_table.rows} == {
        "days.probation": 3,
        "days.regular": 30,
        "days.part_time": 0,
    }
    assert default.notice_table.counting == Counting()
    assert default.manifest.effective_from == date(2026, 1, 1)


def test_every_role_of_the_vocabulary_has_its_own_tasks(default) -> None:
    lists = {task.list_id for task in default.tasks}
    assert lists == {*default.manifest.vocabulary["employee.role"], "everyone", "absence"}


def test_certificate_and_wages_do_not_wait_for_the_handover(default) -> None:
    certificate = next(gate for gate in default.gates if gate.controls == "leaving_certificate")
    assert certificate.release_by is not None
    assert certificate.release_by.text == "last_day"
    assert "final_pay" not in {gate.controls for gate in default.gates}
    assert {duty.name for duty in default.obligations} == {
        "certificate",
        "final_pay",
        "severance",
        "transfer.file",
        "transfer.social_insurance",
    }


def test_no_clause_provides_for_a_penalty(default) -> None:
    assert {clause.consequence.kind for clause in default.clauses if clause.consequence} == {"damages"}


def test_the_silence_of_receivers_counts_so_that_the_severance_gate_cannot_stay_held_by_them(default) -> None:
    later_steps = [step for task in default.tasks for step in task.steps[1:]]
    assert later_steps
    assert all(step.accepted_after is not None for step in later_steps)


def test_tasks_of_those_who_are_gone_are_done_by_someone_else(default) -> None:
    handed_over = [task for task in default.tasks if task.handover]
    assert all(task.without_leaver is not None and task.without_leaver.party != "leaver" for task in handed_over)


def test_assets_tell_when_they_were_bought_and_engineers_upload_code_every_workday(default) -> None:
    sections = {section.id: section for section in default.sections}
    assert "purchased_on" in sections["assets"].fields
    assert set(sections) == {"projects", "customers", "assets", "contacts", "operations"}
    assert [upload.id for upload in default.uploads] == ["upload.code"]
