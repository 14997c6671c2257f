"""Lists of cases that leave somebody out: whom, in words."""

from __future__ import annotations

import pytest

from handover_policy.findings.collected import Collected
from handover_policy.lint.quality.gaps import note_gaps
from handover_policy.lint.readings.texts import text_readings
from tests.unit.decide.stage import small

TASK = """
    id: talk
    title: 清单
    tasks: [{{id: talk.a, title: 甲, start: arrival, steps: [{{party: hr, do: {do}, due: {due}}}]}}]
    """


def gaps(due: str) -> list[tuple[str, str]]:
    found = Collected()
    note_gaps(small(tasks2=TASK.format(do="谈", due=due)), found)
    return [(each.code, each.details.get("whom", "")) for each in found.sorted()]


@pytest.mark.parametrize(
    ("cases", "whom"),
    [
        ("[{when: {employee.stage: probation}, is: arrival}, {is: last_day}]", None),
        (
            "[{when: {employee.stage: regular}, is: arrival}, {when: {not: {employee.stage: regular}}, is: last_day}]",
            None,
        ),
        (
            "[{when: {employee.stage: probation}, is: arrival}, {when: {employee.stage: regular}, is: last_day}]",
            "非全日制",
        ),
        ("[{when: {case.absent: true}, is: arrival}]", "case.absent: False"),
        ("[{when: {employee.role: sales}, is: arrival}]", "研发; 职能"),
    ],
)
def test_whoever_is_left_out_is_named(cases: str, whom: str | None) -> None:
    assert gaps(cases) == ([] if whom is None else [("case-for-nobody", whom)])


def test_more_than_three_are_shortened_and_too_many_are_not_tried() -> None:
    cases = "[{when: {employee.stage: probation, employee.role: sales, employee.track: office}, is: arrival}]"
    ((_, whom),) = gaps(cases)
    assert whom.endswith(" …")
    numbers = f"{{one_of: [{', '.join(map(str, range(0, 600, 4)))}]}}"
    many = f"[{{when: {{tasks.total: {numbers}, tasks.unfinished: {numbers}}}, is: arrival}}]"
    assert [code for code, _ in gaps(many)] == ["situations-too-many"]


def test_every_text_that_is_told_by_cases_is_read_for_what_it_threatens() -> None:
    clause = """
        clauses:
          - {id: c, title: 甲, text: [{when: {employee.role: sales}, is: 扣留离职证明}, {is: 无}], sign: never}
        """
    do = "[{when: {employee.role: sales}, is: 谈一}, {is: 谈二}]"
    policy = small(clauses=clause, tasks2=TASK.format(do=do, due="last_day"))
    told = {(each.traits["source"], each.value) for each in text_readings(policy, {})}
    assert {("clause", "扣留离职证明"), ("clause", "无"), ("task", "谈一"), ("task", "谈二")} <= told
