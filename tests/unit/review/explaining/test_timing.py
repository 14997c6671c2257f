"""The days of a task are explained whatever its texts hold, merged steps and substitutes included."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from handover_policy.findings.finding import NOWHERE
from handover_policy.model.condition import ALWAYS
from handover_policy.model.dates.expression import NO_TIME, Period, TimeExpression
from handover_policy.policy.policy_set import StepRule, TaskRule
from handover_policy.review.explaining.timing import BETWEEN, due_rules

START = TimeExpression(anchor="arrival", offset=NO_TIME)


def day(number: int) -> TimeExpression:
    return TimeExpression(anchor="last_day", offset=Period(count=-number, unit="day"))


def step(do: str, number: int, party: str = "manager") -> StepRule:
    return StepRule(party=party, do=do, due=day(number), location=NOWHERE)


def rule(*steps: StepRule, without_leaver: StepRule | None = None) -> TaskRule:
    return TaskRule(
        id="t",
        list_id="l",
        list_title="l",
        title="t",
        when=ALWAYS,
        start=START,
        steps=steps,
        without_leaver=without_leaver,
        location=NOWHERE,
    )


TEXTS = st.lists(st.text("甲乙；", min_size=1, max_size=4), min_size=1, max_size=5, unique=True)


@given(TEXTS, st.data())
def test_a_step_keeps_its_day_whatever_signs_its_text_holds(texts: list[str], data: st.DataObject) -> None:
    told = rule(*(step(text, number) for number, text in enumerate(texts)))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(texts)))) | {len(texts)})
    runs = [texts[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]
    steps = [{"do": BETWEEN.join(run)} for run in runs]
    count = len(texts)
    readings = {BETWEEN.join(texts[start:end]) for start in range(count) for end in range(start + 1, count + 1)}
    assume(len(readings) == count * (count + 1) // 2)  # no two runs of steps read alike
    assert due_rules(told, steps) == [day(end - 1) for end in cuts]


def test_whoever_takes_the_leavers_place_has_the_day_of_the_substitute_or_the_leavers() -> None:
    leaver, taker = step("移交；盘点", 5, "leaver"), step("接收", 3)
    dated = rule(leaver, taker, without_leaver=step("代为移交", 4))
    assert due_rules(dated, [{"do": "代为移交；接收"}]) == [day(3)]
    assert due_rules(dated, [{"do": "代为移交"}, {"do": "接收"}]) == [day(4), day(3)]
    undated = rule(leaver, taker, without_leaver=StepRule(party="manager", do="代办", due=None, location=NOWHERE))
    assert due_rules(undated, [{"do": "代办"}, {"do": "接收"}]) == [day(5), day(3)]


def test_a_step_that_the_policy_does_not_know_has_no_day() -> None:
    assert due_rules(rule(step("接收", 3)), [{"do": "另一件事"}]) == [None]
