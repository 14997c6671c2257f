"""Lists of cases, times and notice rows as they are written: what is wrong is told at its place, the rest is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handover_policy.findings.finding import Finding
from handover_policy.model.dates.expression import Target
from handover_policy.model.dates.timeline import parse_expression
from handover_policy.policy.cases.expand import expanded, values_at
from handover_policy.policy.cases.resolve import NONE_HOLDS, resolve_cases
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.rows.times import suggested_time

TASK = "id: a\ntitle: 单\ntasks:\n  - id: a.b\n    title: 甲\n    steps:\n      - {{party: leaver, do: 做, due: {}}}\n"
RULES = "rules:\n  - {{id: all, title: 全体, {}}}\n"
PAY = "recurring:\n  - {{id: pay, title: 补偿, every: {}, times: {}, first: {}{}}}\n"


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("due", "wrong"),
    [
        ("[{when: {case.cause: retirement}}, {is: last_day}]", ["missing-key"]),
        ("[{when: {case.reason: retirement}, is: last_day}, {is: last_day}]", ["unknown-fact"]),
        ("[{is: last_day}, {when: {case.cause: retirement}, is: arrival}]", ["case-after-all"]),
        ("[{is: last_day}, arrival]", ["case-expected", "wrong-type"]),
        ("[{is: lastday}]", ["bad-time"]),
        ("[{wenn: {case.cause: retirement}, is: last_day}]", ["unknown-key"]),
        ("last_day to day 32", ["bad-time"]),
        ("last_day to week_end", ["bad-time"]),
        ('"last_day at 25:00"', ["bad-time"]),
        ("employee.loan + 1 day", ["date-unknown"]),
        ("record.expires_on", ["record-unfit"]),
        ("employee.contract_until - 1 day", []),
        ("notice_end to workday or day 15", []),
    ],
)
def test_what_is_wrong_with_a_time_is_told(
    findings_in: Callable[..., list[Finding]], due: str, wrong: list[str]
) -> None:
    assert sorted(set(codes(findings_in("tasks", TASK.format(due))))) == wrong


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("days: 30, weeks: 4", ["notice-of-two-lengths"]),
        ("law: []", ["notice-without-length"]),
        ("weaks: 4", ["unknown-key"]),
        ("days: 0, ends_on: [15]", ["notice-of-nothing"]),
        ("weeks: 0, binding: false", ["notice-of-nothing"]),
        ("days: {2026-01-01: 0, 2026-07-01: 0}, ends_on: [15]", ["notice-of-nothing"]),
        ("weeks: 521", ["number-out-of-range"]),
        ("months: 1, ends_on: [32]", ["number-out-of-range"]),
        ("months: 1, ends_on: [week_end]", ["unknown-value"]),
        ("days: [{when: {employee.stage: regular}, is: 30}, 15]", ["case-expected"]),
        ("days: [1, 2]", ["number-expected"]),
        ("weeks: 4, ends_on: [15, month_end], binding: false", []),
    ],
)
def test_what_is_wrong_with_a_notice_is_told(
    findings_in: Callable[..., list[Finding]], row: str, wrong: list[str]
) -> None:
    assert sorted(set(codes(findings_in("notice_days", RULES.format(row))))) == wrong


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        (("1 month", "12", "last_day", ", until: breach.recorded"), ["until-without-clause"]),
        (("1 month", "12", "last_day", ", clause: c.none"), ["unknown-clause"]),
        (("0 days", "12", "last_day", ""), ["recurs-at-once"]),
        (("monthly", "12", "last_day", ""), ["bad-period"]),
        (("1 month", "0", "last_day", ""), ["number-out-of-range"]),
        (("1 month", "12", "task.start", ""), ["anchor-unfit"]),
        (("1 month", "12", "last_day", ", until: never"), ["unknown-value", "until-without-clause"]),
        (("1 month", "12", '"last_day at 12:00"', ""), []),
    ],
)
def test_what_is_wrong_with_what_recurs_is_told(
    findings_in: Callable[..., list[Finding]], parts: tuple[str, ...], wrong: list[str]
) -> None:
    assert sorted(set(codes(findings_in("obligations", PAY.format(*parts))))) == wrong


@pytest.mark.parametrize(("who", "wrong"), [("contact:nobody", ["unknown-contact"]), ("employe.manager", ["bad-form"])])
def test_each_case_of_a_party_names_somebody(
    findings_in: Callable[..., list[Finding]], who: str, wrong: list[str]
) -> None:
    from tests.unit.policy.conftest import POLICY  # noqa: PLC0415 - the text of the minimal set

    told = f"[{{when: {{employee.stage: regular}}, is: {who}}}, {{is: employee.manager}}]"
    text = POLICY.replace("is: employee.manager", f"is: {told}")
    assert codes(findings_in("gates", "gates: []\n", **{"policy.yaml": text})) == wrong


def test_a_child_writes_one_length_over_another(read: Callable[..., object]) -> None:
    from tests.unit.policy.conftest import MINIMAL, modeline  # noqa: PLC0415 - the texts of the minimal set

    child = "kind: policy\nid: child\ntitle: 子\nversion: 1.0.0\neffective: {from: 2026-07-01}\nextends: up\n"
    files = {
        "policy.yaml": f"# yaml-language-server: $schema=../schemas/policy.schema.json\n{child}",
        "notice_days.yaml": modeline("notice_days") + "rules:\n  - {id: days.regular, weeks: 4}\n",
    }
    reading = read(files, {"up": MINIMAL})
    assert reading.findings == ()  # type: ignore[attr-defined]
    (row,) = reading.policy.notice_table.rows  # type: ignore[attr-defined]
    assert (row.days, row.unit, row.title) == (4, "week", "正式")


def test_the_last_case_stands_where_nobody_is_meant_and_each_may_be_chosen(
    policy_with: Callable[..., PolicySet],
) -> None:
    due = "[{when: {case.cause: retirement}, is: arrival}, {is: last_day to day 15}]"
    policy = policy_with(tasks=TASK.format(due), notice_days=RULES.format("days: [{when: {case.absent: true}, is: 3}]"))
    number, time = policy.cases
    assert [(each.id, each.is_whole) for each in (number, time)] == [("all.days", False), ("a.b.steps[1].due", True)]
    assert time.row_id(0) == "a.b.steps[1].due[1]"
    assert policy.tasks[0].steps[0].due == time.rows[1].value
    chosen, nobody = (resolve_cases(policy, picks) for picks in ((0, 0), (NONE_HOLDS, NONE_HOLDS)))
    days = [each.tasks[0].steps[0].due for each in (chosen, nobody)]
    assert [day.anchor for day in days if day is not None] == ["arrival", "last_day"]
    assert [each.notice_table.rows[0].days for each in (chosen, nobody)] == [3, None]


def test_texts_and_periods_fall_back_to_the_last_words_and_to_none(policy_with: Callable[..., PolicySet]) -> None:
    text = TASK.format("last_day, accepted_after: [{when: {case.absent: true}, is: 3 days}]").replace(
        "leaver, do: 做", "hr, do: [{when: {case.absent: true}, is: 做}]"
    )
    nobody = resolve_cases(policy_with(tasks=text), (NONE_HOLDS, NONE_HOLDS))
    step = nobody.tasks[0].steps[0]
    assert (step.do, step.accepted_after) == ("做", None)


def test_the_fallback_of_the_notice_table_keeps_its_last_number(policy_with: Callable[..., PolicySet]) -> None:
    policy = policy_with(notice_days=RULES.format("days: 3") + "fallback_days: [{when: {case.absent: true}, is: 9}]\n")
    assert resolve_cases(policy, (NONE_HOLDS,)).notice_table.fallback_days == 9


@pytest.mark.parametrize(
    ("row", "most", "least"),
    [
        ("days: 30", [30], [30]),
        ("months: 2", [62], [56]),
        ("weeks: 4, ends_on: [15, month_end]", [43], [28]),
        ("months: 1, ends_on: [quarter_end]", [122], [28]),
        ("days: 60, binding: false", [0], [0]),
        ("days: [{when: {employee.role: sales}, is: 60}, {is: 30}]", [60, 30], [60, 30]),
    ],
)
def test_a_notice_is_judged_by_its_days_at_most_and_at_least(
    policy_with: Callable[..., PolicySet], row: str, most: list[int], least: list[int]
) -> None:
    policy = policy_with(notice_days=RULES.format(row))
    assert [each.days for each in expanded(policy).rows] == most
    assert [each.days for each in expanded(policy, longest=False).rows] == least


def test_dated_lengths_are_judged_each(policy_with: Callable[..., PolicySet]) -> None:
    policy = policy_with(notice_days=RULES.format("weeks: {2026-07-01: 2, 2027-01-01: 4}"))
    (row,) = expanded(policy).rows
    assert [value for _, value in row.days.values] == [14, 28]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("when", "rows"),
    [
        ("{case.cause: resignation}", 1),
        ("{case.cause: {is_not: resignation}}", 0),
        ("{case.cause: [dismissal, resignation]}", 1),
        ("{case.cause: {exists: true}}", 1),
        ("{case.cause: {exists: false}}", 0),
        ("{not: {case.cause: death}}", 1),
        ("{any: [{case.cause: death}, {case.absent: false}]}", 1),
    ],
)
def test_the_table_is_asked_of_resignations_alone(policy_with: Callable[..., PolicySet], when: str, rows: int) -> None:
    from handover_policy.conditions.meaning import holds  # noqa: PLC0415 - for this test alone

    policy = policy_with(notice_days=RULES.format(f"when: {when}, days: 3"))
    assert sum(holds(row.when, {"case.absent": False}) for row in expanded(policy).rows) == rows


def test_every_value_of_a_place_is_told(policy_with: Callable[..., PolicySet]) -> None:
    policy = policy_with(tasks=TASK.format("[{when: {case.absent: true}, is: arrival}, {is: last_day}]"))
    path = policy.cases[0].path
    assert len(values_at(policy, path, None)) == 2
    assert values_at(policy, ("gates", 0), 3) == (3,)
    assert values_at(policy, ("gates", 0), None) == ()


def test_ends_of_a_notice_are_days_gone_on_to(policy_with: Callable[..., PolicySet]) -> None:
    policy = policy_with(notice_days=RULES.format("weeks: 4, ends_on: [15, month_end]"))
    assert policy.notice_table.rows[0].ends_on == (Target(kind="day", number=15), Target(kind="month_end"))


@pytest.mark.parametrize(("role", "days", "expected"), [("sales", 5, True), ("sales", 4, False), ("engineer", 4, True)])
def test_a_number_in_a_condition_may_be_told_by_cases(
    policy_with: Callable[..., PolicySet],
    role: str,
    days: int,
    expected: bool,  # noqa: FBT001 - a parameter
) -> None:
    from handover_policy.conditions.meaning import holds  # noqa: PLC0415 - for this test alone

    least = "{at_least: [{when: {employee.role: sales}, is: 5}, {is: 3}]}"
    gate = "gates:\n  - {id: g, title: 甲, controls: handover_bonus, opens_when: {tasks.unfinished: %s}}\n"
    (told,) = policy_with(gates=gate % least).gates
    assert holds(told.opens_when, {"employee.role": role, "tasks.unfinished": days}) is expected


def test_a_date_of_somebody_stays_as_it_is_in_the_time_that_was_meant() -> None:
    assert suggested_time("employee.hired_on +3days", parse_expression) == "employee.hired_on + 3 days"
