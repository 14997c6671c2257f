"""The parts of diff, each by itself: spaces, people in words, days, renames, messages, dated numbers, great sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from handover_policy.diff.change import Direction
from handover_policy.diff.measuring.moments import Almanac
from handover_policy.diff.measuring.people import EVERYBODY, Audience, boxed, in_words
from handover_policy.diff.measuring.space import difference, space_of, whom
from handover_policy.model.condition import ALWAYS, AllOf, Comparison, Negation
from handover_policy.model.dates.calendar import calendar_for
from handover_policy.model.dates.expression import Period
from handover_policy.model.dates.timeline import parse_expression
from tests.unit.diff.reading import altered, changes, compared, includes, texts, version

WORDS: Mapping[str, Mapping[str, str]] = {
    "employee.stage": {"probation": "试用期", "regular": "正式"},
    "employee.track": {"front_line": "一线", "office": "办公室"},
}


def asks(fact: str, operand: object, operator: str = "is") -> Comparison:
    return Comparison(fact=fact, operator=operator, operand=operand)  # type: ignore[arg-type]


def test_values_that_no_condition_tells_apart_are_tried_once() -> None:
    many = {"employee.department": {f"d{number}": str(number) for number in range(500)}}
    space = space_of([asks("employee.department", "d7")], many)
    assert sorted(len(alike.labels) for alike in space.alike["employee.department"]) == [1, 499]
    assert space.whole


def test_numbers_and_days_are_told_as_spans() -> None:
    asked = [asks("employee.tenure_months", 12, "at_least"), asks("employee.tenure_months", 24, "below")]
    labels = [alike.labels[0] for alike in space_of(asked, {}).alike["employee.tenure_months"]]
    assert labels == ["<12", "12–23", "≥24"]
    hired = whom(asks("employee.hired_on", date(2026, 7, 1), "at_least"), {})
    assert in_words(hired, {}, "zh") == "入职日 ≥2026-07-01"
    exact = whom(asks("employee.tenure_months", 12), {})
    assert in_words(exact, {}, "en") == "months of tenure 12"


def test_other_values_and_none_are_people_too() -> None:
    elsewhere = whom(Negation(part=asks("employee.city", "北京")), {})
    assert in_words(elsewhere, {}, "zh") == "city 未填写/其他"
    assert in_words(elsewhere, {}, "en") == "city not stated/other"


def test_facts_that_follow_from_another_are_tried_together_only() -> None:
    complete, unfinished = asks("case.handover", "complete"), asks("tasks.unfinished", 0)
    assert difference(complete, unfinished, {}).gained is None
    assert difference(complete, unfinished, {}).lost is None
    both = AllOf(parts=(unfinished, asks("tasks.overdue", 0)))
    assert (difference(unfinished, both, {}).gained, difference(unfinished, both, {}).lost) == (None, None)
    all_done = AllOf(parts=(asks("tasks.total", 0), asks("tasks.unfinished", 0)))
    assert difference(asks("tasks.total", 0), all_done, {}).lost is None
    reached, day = asks("case.last_day_reached", operand=True), asks("case.days_to_last_day", 0, "at_most")
    found = difference(reached, day, {})
    assert found.gained is None


def test_where_too_much_can_be_told_apart_nothing_is_claimed() -> None:
    wide = AllOf(
        parts=tuple(asks(f"event.{name}", number) for number, name in enumerate(("amount", "size", "unsettled_wages")))
    )
    words = {f"employee.a{number}": {f"v{each}": "" for each in range(9)} for number in range(6)}
    deep = AllOf(parts=tuple(asks(name, value) for name, values in words.items() for value in values))
    found = difference(ALWAYS, AllOf(parts=(wide, deep)), words)
    assert (found.whole, found.gained, found.lost) == (False, EVERYBODY, EVERYBODY)
    assert whom(deep, words) == EVERYBODY


def wide() -> tuple[dict[str, str], str]:
    """Return the set with a vocabulary of 9^6 kinds of people, and a condition that tells all of them apart."""
    words = {f"employee.a{number}": [f"v{each}" for each in range(9)] for number in range(6)}
    vocabulary = "".join(
        f"  {name}: {{{', '.join(f'{each}: {each}' for each in values)}}}\n" for name, values in words.items()
    )
    pairs = [(name, value) for name, values in words.items() for value in values]
    files = altered("policy.yaml", "vocabulary:\n", f"vocabulary:\n{vocabulary}")
    return files, f"{{any: [{', '.join(f'{{{name}: {value}}}' for name, value in pairs)}]}}"


def test_a_condition_that_tells_too_many_apart_is_unclear() -> None:
    files, condition = wide()
    gate = altered("gates.yaml", "{tasks.unfinished: 0, sheet.signed: true}", condition, files)
    old = "title: 代码, when: {employee.track: office}"
    upload = altered("archive.yaml", old, f"title: 代码, when: {condition}", files)
    for changed, kind in ((gate, "gate-requirement-changed"), (upload, "duty-people-added")):
        [told] = changes(version(files), version(changed))
        assert (told.id, told.direction, told.people) == (kind, Direction.UNCLEAR, EVERYBODY)


def test_people_are_told_in_few_words() -> None:
    universe = {name: tuple(values) for name, values in WORDS.items()}
    everybody = boxed(
        [((one,), (other,)) for one in universe["employee.stage"] for other in universe["employee.track"]], universe
    )
    assert everybody == EVERYBODY
    corners = boxed([(("probation",), ("front_line",)), (("regular",), ("office",))], universe)
    assert in_words(corners, WORDS, "zh") == "试用期、一线；正式、办公室"
    assert in_words(corners, WORDS, "en", titled=False) == "probation, front-line; regular, office"
    many = Audience(tuple((("employee.role", (f"r{number}",)),) for number in range(7)))
    assert in_words(many, {}, "zh").endswith("；另有 3 类")
    assert in_words(many, {}, "en").endswith("; 3 more kinds")
    assert not includes(corners, {"employee.stage": "probation", "employee.track": "office"})


def test_days_are_compared_over_a_year_of_departures() -> None:
    almanac = Almanac(calendar_for("CN"), date(2026, 7, 1))
    day = parse_expression

    def told(old: str, new: str) -> int | None:
        return almanac.compare(day(old), day(new))

    assert (told("last_day", "last_day + 1 day"), told("last_day + 1 day", "last_day")) == (1, -1)
    assert told("last_day - 1 week", "last_day - 7 days") == 0
    assert told("last_day", "arrival + 10 days") is None
    assert almanac.longer(Period(count=1, unit="week"), Period(count=7, unit="day")) == 0
    assert almanac.compare(day("last_day"), day("last_day"), "none", "workday") == 1
    assert told("last_day", "last_day + 1 day") == 1


def test_a_renamed_rule_is_the_same_rule_and_keeps_what_else_changed() -> None:
    files = altered("gates.yaml", "id: gate.bonus", "id: gate.reward")
    files = altered(
        "policy.yaml", "adoption:\n", "moved: [{from: gate.bonus, to: gate.reward, on: 2026-07-01}]\nadoption:\n", files
    )
    found = changes(version(), version(files))
    assert [(each.id, each.old, each.new, each.direction) for each in found] == [
        ("id-renamed", "gate.bonus", "gate.reward", Direction.NEUTRAL)
    ]
    twice = altered("gates.yaml", "id: gate.reward", "id: gate.last", files)
    twice = altered(
        "policy.yaml", "on: 2026-07-01}]", "on: 2026-07-01}, {from: gate.reward, to: gate.last, on: 2026-08-01}]", twice
    )
    twice = altered(
        "gates.yaml",
        "opens_when: {case.handover: complete}",
        "opens_when: {case.handover: complete, sheet.signed: true}",
        twice,
    )
    assert [each.id for each in changes(version(), version(twice))] == ["gate-requirement-added", "id-renamed"]


@pytest.mark.parametrize(
    ("file", "old", "new", "there"),
    [
        ("clauses.yaml", "clause.handover", "clause.duty", "clause.handover"),
        ("tasks/office.yaml", "id: office.projects", "id: office.plans", "office.projects"),
        ("notices.yaml", "id: notice.start", "id: notice.first", "notice.start"),
        ("notice_days.yaml", "id: days.probation", "id: days.trial", "days.probation"),
        ("archive.yaml", "id: upload.code", "id: upload.git", "upload.code"),
    ],
)
def test_a_rename_of_any_rule_is_told_as_one(file: str, old: str, new: str, there: str) -> None:
    moved = f"moved: [{{from: {there}, to: {new.removeprefix('id: ')}, on: 2026-07-01}}]\nadoption:\n"
    files = altered("policy.yaml", "adoption:\n", moved, altered(file, old, new))
    assert [each.id for each in changes(version(), version(files))] == ["id-renamed"]


def test_a_renamed_list_keeps_its_tasks() -> None:
    files = altered("tasks/office.yaml", "id: office\n", "id: desk\n")
    assert [(each.id, each.old, each.new) for each in changes(version(), version(files))] == [
        ("id-renamed", "office", "desk")
    ]
    split = altered("tasks/office.yaml", "id: office\n", "id: desk\n")
    split = altered("tasks/office.yaml", "when: {employee.track: office}", "when: {employee.stage: regular}", split)
    assert {each.id for each in changes(version(), version(split))} == {
        "id-renamed",
        "task-people-added",
        "task-people-removed",
    }
    moved = dict(texts())
    head, _, keys = moved["tasks/office.yaml"].partition("  - id: office.keys")
    moved["tasks/office.yaml"] = head
    moved["tasks/keys.yaml"] = head.partition("tasks:\n")[0].replace("id: office", "id: keys") + (
        f"tasks:\n  - id: office.keys{keys}"
    )
    assert changes(version(), version(moved)) == ()


def test_messages_are_compared_text_by_text() -> None:
    same = {"same/notification.yaml": "a: 1\n"}
    text = "withdrawn/zh-CN/message.yaml"
    before = version(own={**same, text: "title: 一\nlead: 二\n", "old/notification.yaml": "a: 1\n"})
    after = version(own={**same, text: "title: 一\nlead: 三\n", "new/notification.yaml": "a: 1\n"})
    told = [(each.subject, each.part, each.old, each.new) for each in changes(before, after)]
    assert told == [
        ("new", "a", "", "1"),
        ("old", "a", "1", ""),
        ("withdrawn", "zh-CN.lead", "二", "三"),
    ]


def test_a_number_that_changes_by_date_is_told_from_its_day() -> None:
    files = altered(
        "clauses.yaml", "cap_percent_of_month: 20", "cap_percent_of_month: {2026-07-01: 20, 2028-01-01: 30}"
    )
    [told] = changes(version(), version(files))
    assert (told.id, told.old, told.new, told.since) == ("clause-cap-raised", "20", "30", date(2028, 1, 1))
    past = altered("clauses.yaml", "cap_percent_of_month: 20", "cap_percent_of_month: {2020-01-01: 30, 2026-07-01: 20}")
    assert [each.id for each in changes(version(), version(past))] == ["setting-changed"]
    ending = altered("policy.yaml", "{from: 2026-07-01}", "{from: 2026-07-01, until: 2027-12-31}", files)
    assert {each.id for each in changes(version(), version(ending))} == {"effective-date-changed", "setting-changed"}


def test_a_notice_row_whose_days_change_only_in_writing_is_rewritten() -> None:
    files = altered("notice_days.yaml", "days: 3}", "days: {2026-01-01: 3}}")
    assert [each.id for each in changes(version(), version(files))] == ["setting-changed"]
    never = altered(
        "notice_days.yaml",
        "rules:\n",
        "rules:\n  - {id: days.never, title: x, when: {employee.location: {none_of: [shanghai, chengdu]}}, days: 5}\n",
    )
    later = altered("notice_days.yaml", "days: 5}", "days: 6}", never)
    assert [each.id for each in changes(version(never), version(later))] == ["notice-row-rewritten"]


def test_whom_no_row_names_the_fallback_reaches() -> None:
    probation = "  - {id: days.probation, title: 试用期, when: {employee.stage: probation}, days: 3}\n"
    files = altered("notice_days.yaml", probation, "")
    raised = altered("notice_days.yaml", "fallback_days: 30", "fallback_days: 40", files)
    [told] = changes(version(files), version(raised))
    assert (told.id, told.subject, told.part) == ("notice-days-increased", "notice_days", "fallback_days")
    assert told.people == Audience(((("employee.stage", ("probation",)),),))


def test_an_obligation_that_names_no_file_before_is_added() -> None:
    without = {path: text for path, text in texts().items() if path != "obligations.yaml"}
    assert {each.id for each in changes(version(without), version())} == {
        "obligation-added",
        "retention-longer",
        "deduction-added",
        "obligation-setting-changed",
    }


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("cap_percent_of_month: 20", "cap_percent_of_month: {2026-07-01: 20, 2028-01-01: 30}", Direction.UNCLEAR),
        ("cap_percent_of_month: 20, ", "", Direction.WORSE),
        (", floor: local_minimum_wage", "", Direction.WORSE),
        ("floor: local_minimum_wage", "floor: other", Direction.UNCLEAR),
        (
            "proof_required: true, cap_percent_of_month: 20",
            "proof_required: false, cap_percent_of_month: 10",
            Direction.UNCLEAR,
        ),
    ],
)
def test_a_deduction_is_as_strict_as_its_parts(old: str, new: str, direction: Direction) -> None:
    before, after = version(), version(altered("obligations.yaml", old, new))
    assert [(each.id, each.direction) for each in changes(before, after)] == [("deduction-changed", direction)]
    back = Direction.BETTER if direction is Direction.WORSE else direction
    assert [each.direction for each in changes(after, before)] == [back]


def test_an_update_that_was_not_asked_for_is_asked_for() -> None:
    without = altered("archive.yaml", ", update_every: 30 days", "")
    assert [(each.id, each.direction) for each in changes(version(without), version())] == [
        ("duty-more-often", Direction.WORSE)
    ]
    weeks = altered("archive.yaml", "every: 1 week", "every: 7 days")
    assert [(each.id, each.direction) for each in changes(version(), version(weeks))] == [
        ("duty-less-often", Direction.NEUTRAL)
    ]


def test_a_period_of_acceptance_written_otherwise_is_rewritten() -> None:
    first = altered("tasks/office.yaml", "accepted_after: 3 workdays", "accepted_after: 1 week")
    second = altered("tasks/office.yaml", "accepted_after: 3 workdays", "accepted_after: 7 days")
    assert [each.id for each in changes(version(first), version(second))] == ["task-due-rewritten"]


def test_a_message_that_gets_or_loses_its_day_waits_for_something_else() -> None:
    later = altered("notices.yaml", "on: resignation.submitted, to", "on: resignation.submitted, at: event + 1 day, to")
    assert [each.id for each in changes(version(), version(later))] == ["message-trigger-changed"]
    case = altered("notices.yaml", "for: tasks, at: task.due + 3 days", "at: last_day + 3 days")
    assert {each.id for each in changes(version(), version(case))} == {"message-trigger-changed", "reminder-later"}
    titled = altered("notices.yaml", "id: notice.start,", "id: notice.start, law: [CN-LCL-37],")
    assert [(each.id, each.direction) for each in changes(version(), version(titled))] == [
        ("message-trigger-changed", Direction.NEUTRAL)
    ]


def test_a_step_with_other_place_or_without_a_due_day_is_told() -> None:
    where = altered("tasks/office.yaml", "do: 核对钥匙, due: last_day", "do: 核对钥匙, where: 前台, due: last_day")
    assert [each.id for each in changes(version(), version(where))] == ["task-step-text-changed"]
    undated = altered("tasks/office.yaml", "do: 核对钥匙, due: last_day", "do: 核对钥匙")
    assert [each.id for each in changes(version(), version(undated))] == ["task-due-rewritten"]


def test_who_was_hired_before_may_be_spared() -> None:
    old = "when: {employee.stage: regular, employee.track: office}, days: 30}"
    later = "{employee.hired_on: {at_least: DAY}, employee.stage: regular, employee.track: office}"
    earlier = "{employee.hired_on: {below: DAY}, employee.stage: regular, employee.track: office}"

    def split(day: str) -> list[bool]:
        both = f"when: {earlier}, days: 30}}\n  - {{id: days.new, title: 新员工, when: {later}, days: 40}}"
        files = altered("notice_days.yaml", old, both.replace("DAY", day))
        found = changes(version(), version(files))
        return [each.hired for each in found if each.id == "notice-days-increased" and each.new == "40"]

    assert split("2026-07-01") == [False]
    assert split("2026-01-01") == [True]
    assert Audience(((("employee.hired_on", ("2026-07-01–2026-08-01",)),),)).only_from(
        "employee.hired_on", date(2026, 7, 1)
    )
    assert not EVERYBODY.only_from("employee.hired_on", date(2026, 7, 1))
    assert not Audience(((("employee.hired_on", ("<2026-07-01",)),),)).only_from("employee.hired_on", date(2020, 7, 1))
    assert not Audience(((("employee.hired_on", ("≥2026-07-01", "-")),),)).only_from(
        "employee.hired_on", date(2026, 7, 1)
    )


def test_a_step_that_goes_to_another_party_takes_its_due_day_and_evidence_along() -> None:
    step = "party: leaver, do: 提交文件清单, evidence: [file], due: last_day - 5 workdays"
    files = altered("tasks/office.yaml", step, "party: hr, do: 提交文件清单, due: last_day - 8 workdays")
    there, back = changes(version(), version(files)), changes(version(files), version())
    told = (
        {(each.id, each.direction.value) for each in there if each.direction is not Direction.NEUTRAL},
        {(each.id, each.direction.value) for each in back if each.direction is not Direction.NEUTRAL},
    )
    assert told == ({("task-step-party-changed", "better")}, {("task-step-party-changed", "worse")})
    assert len(there) == len(back) == 3


def test_two_thousand_rules_are_compared() -> None:
    departments = ", ".join(f"d{number}: 部门{number}" for number in range(400))
    rows = "".join(
        f"  - {{id: days.{number}, title: t, when: {{employee.department: d{number % 400}, "
        f"employee.tenure_months: {{at_least: {number // 400 * 12}, below: {number // 400 * 12 + 12}}}}}, days: 10}}\n"
        for number in range(2000)
    )
    files = altered("policy.yaml", "vocabulary:\n", f"vocabulary:\n  employee.department: {{{departments}}}\n")
    files["notice_days.yaml"] = texts()["notice_days.yaml"].partition("rules:")[0] + "rules:\n" + rows
    last = "{employee.department: d399, employee.tenure_months: {at_least: 48, below: 60}}, days: "
    changed = altered("notice_days.yaml", f"{last}10", f"{last}12", files)
    comparison = compared(version(files), version(changed))
    [(told, _)] = comparison.changes
    assert (told.id, told.subject) == ("notice-days-increased", "days.1999")
    assert in_words(told.people, comparison.vocabulary, "zh").startswith("部门399、")
    assert dict(told.people.boxes[0])["employee.tenure_months"] == ("48–59",)


def test_a_table_that_tells_too_many_apart_is_compared_row_by_row() -> None:
    words = {f"employee.a{number}": [f"v{each}" for each in range(9)] for number in range(6)}
    vocabulary = "".join(
        f"  {name}: {{{', '.join(f'{each}: {each}' for each in values)}}}\n" for name, values in words.items()
    )
    rows = "".join(
        f"  - {{id: r.{name[-1]}.{value}, title: t, when: {{{name}: {value}}}, days: 10}}\n"
        for name, values in words.items()
        for value in values
    )
    files = altered("policy.yaml", "vocabulary:\n", f"vocabulary:\n{vocabulary}")
    files["notice_days.yaml"] = texts()["notice_days.yaml"].partition("rules:")[0] + "rules:\n" + rows
    changed = altered("notice_days.yaml", "{employee.a0: v0}, days: 10", "{employee.a0: v0}, days: 12", files)
    changed = altered(
        "notice_days.yaml", "when: {employee.a1: v1}", "when: {employee.a1: v1, employee.a2: v2}", changed
    )
    changed = altered(
        "notice_days.yaml", "  - {id: r.5.v8, title: t, when: {employee.a5: v8}, days: 10}\n", "", changed
    )
    told = {(each.id, each.subject, each.direction.value) for each in changes(version(files), version(changed))}
    assert told >= {
        ("notice-days-increased", "r.0.v0", "worse"),
        ("notice-row-rewritten", "r.1.v1", "unclear"),
        ("notice-row-removed", "r.5.v8", "neutral"),
        ("notice-row-rewritten", "r.5.v8", "unclear"),
    }


@pytest.mark.parametrize(("old", "new"), [("last_day", "notice_end"), ("employee.contract_until", "last_day")])
def test_days_that_lie_otherwise_for_each_person_are_not_compared(old: str, new: str) -> None:
    almanac = Almanac(calendar_for("CN"), date(2026, 1, 1))
    assert almanac.compare(parse_expression(old), parse_expression(new)) is None
    assert almanac.compare(parse_expression(old), parse_expression(f"{old} + 1 day")) == 1
