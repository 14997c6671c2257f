"""Messages are told apart by the facts their texts name, and written out where that does not tell."""

from __future__ import annotations

from handover_policy.app.library import load_messages
from handover_policy.plan.message_facts import MessageFacts
from handover_policy.render.fill import Writing
from handover_policy.render.templates import compile_templates
from tests.unit.plan.rehearsal import between, templates


def writing(notification: str = "withdrawn", **variables: object) -> Writing:
    rehearsal = between()
    told = {"recipient": "王晓敏", "party": "leaver", "contact": None}
    case, employee = rehearsal.case(), rehearsal.register.people()["E1"]
    return Writing(
        notification=notification,
        language="zh-CN",
        channels=("dingtalk",),
        variables={"case": case, "leaver": employee, **told, **variables},
    )


def same(one: Writing, other: Writing) -> bool:
    facts = MessageFacts(templates())
    return facts.read_the_same(one, other, (facts.told_by(one), facts.told_by(other)))


def test_the_same_facts_read_the_same() -> None:
    assert same(writing(), writing())


def test_another_name_in_the_text_reads_otherwise() -> None:
    assert not same(writing(), writing(recipient="李建国"))


def done(to: str) -> dict[str, str]:
    notices = f"notices: [{{id: d, on: task.done, to: {to}, channels: [dingtalk], notification: task-accepted}}]\n"
    return {"notices": notices}


def test_what_only_a_condition_names_is_written_out_to_know() -> None:
    # Both parties are M1. The text asks whether the party is hr, and says no more of it.
    alike = between(done("manager"), done("team_leader"))
    alike.hand_over()
    assert alike.codes() == set()
    otherwise = between(done("manager"), done("hr"), ("hr: U-HR}", "hr: M1}"))
    otherwise.hand_over()
    assert otherwise.codes() == {"message-to-send-again"}


def test_what_no_text_names_does_not_matter() -> None:
    assert same(writing(), writing(consequences=("anything",)))


def test_a_message_without_texts_is_told_apart_by_its_name() -> None:
    assert same(writing("unheard-of"), writing("unheard-of", recipient="李建国"))
    assert not same(writing("unheard-of"), writing("withdrawn"))


def test_a_missing_value_is_a_fact_too() -> None:
    one = writing("task-overdue")
    assert same(one, writing("task-overdue"))


def test_other_words_alone_change_nothing() -> None:
    files = load_messages()
    facts = MessageFacts(compile_templates(files))
    assert facts.told_by(writing()) == MessageFacts(templates()).told_by(writing())
