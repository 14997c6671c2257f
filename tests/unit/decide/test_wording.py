"""The sentences of problems and refusals: one for each code there is, in any language, from code and params."""

from __future__ import annotations

import re

from handover_policy.decide.intake.reader import ASKED, EventReader, Unreadable
from handover_policy.decide.wording import problem, problem_sentence, reason_sentence, refusal, refusal_sentence
from handover_policy.model.decision import Reason
from handover_policy.model.words.outcomes import REFUSALS
from handover_policy.texts.texts import texts
from tests.architecture.modules import MODULES

ZH, EN = texts("zh"), texts("en")
RAISED = re.compile(r'Refused\("([\w-]+)"(?:, reason="([\w-]+)")?')
NOTED = re.compile(r'(?:\.problem|_problem|\bproblem)\((?:\w+, )?"([\w-]+)"')
CONSTANT = re.compile(r'^([A-Z_]+) = "([\w-]+)"$', re.MULTILINE)
NOTED_BY_NAME = re.compile(r"\.problem\(([A-Z_]+)\b")
REASONED = re.compile(r'Reason\("([\w-]+)"')
CODE = "\n".join(text for name, text in MODULES.items() if name.startswith(("decide/", "render/fill.py")))


def test_every_refusal_that_is_raised_has_a_sentence_and_none_is_written_for_nothing() -> None:
    raised = {code if not kind else f"{code}.{kind}" for code, kind in RAISED.findall(CODE)} | {"invalid-event"}
    assert {code.partition(".")[0] for code in raised} == set(REFUSALS)
    assert raised == set(ZH.area("refusals"))


def test_every_problem_that_is_noted_has_a_sentence_and_none_is_written_for_nothing() -> None:
    constants = dict(CONSTANT.findall(CODE))
    named = {constants[name] for name in NOTED_BY_NAME.findall(CODE) if name in constants}
    assert set(NOTED.findall(CODE)) | named == {key.partition(".")[0] for key in ZH.area("problems")}


def test_every_reason_why_a_line_is_no_event_has_a_sentence() -> None:
    named = set(REASONED.findall(CODE)) | {f"schema.{keyword}" for keyword in ASKED}
    assert named == set(ZH.area("unreadable")) - {"at", "joined"}


def test_what_a_schema_asks_for_is_told_by_its_keyword_and_says_no_more_of_a_list_than_that() -> None:
    schema = {
        "properties": {
            "a": {"type": ["string", "null"]},
            "b": {"minItems": 2},
            "c": {"anyOf": [{"type": "string"}]},
            "d": {"enum": ["x", "y"]},
        },
        "required": ["e"],
    }
    reader = EventReader({"properties": {"data": schema}, "required": ["id"]}, {})
    told = reader.check({"data": {"a": 5, "b": ["secret"], "c": 1, "d": "z"}}, 1)
    assert isinstance(told, Unreadable)
    assert [reason_sentence(each, EN) for each in told.reasons] == [
        "data: e is missing",
        "data.a: should be nothing or text, not 5",
        "data.b: there are fewer items than 2",
        "data.c: 1 is not valid under any of the schemas listed in the 'anyOf' keyword",
        'data.d: "z" is none of: x, y',
        "id is missing",
    ]
    assert "secret" not in repr(told.reasons)


def test_a_refusal_is_written_in_the_language_of_the_policy_and_can_be_written_in_another() -> None:
    told = refusal("wrong-party", {"reason": "employer", "people": ("U1", "U2"), "by": "X"}, ZH)
    assert told.message == "须由单位一方（U1、U2）或其代理人表示，不是 X"
    assert refusal_sentence(told, ZH) == told.message
    assert refusal_sentence(told, EN) == "the employer's side (U1, U2), or a delegate of theirs, has to say so, not X"


def test_what_one_code_may_mean_is_told_apart_by_its_reason() -> None:
    told = refusal("wrong-state", {"reason": "no-sheet", "tasks": ("a", "b")}, EN)
    assert told.message.startswith("there is no sheet to sign yet")
    assert (told.message.endswith("unfinished: a, b"), told.code) == (True, "wrong-state")


def test_nobody_who_may_act_is_a_dash() -> None:
    told = refusal("wrong-party", {"reason": "person", "people": (), "by": "X"}, EN)
    assert told.message.startswith("this is for —, not for X;")


def test_a_problem_is_written_again_in_another_language() -> None:
    told = problem("profile-empty", {"section": "客户"}, ZH, case="E1/1", subject="customers")
    assert (told.message, told.severity) == ("工作档案“客户”没有记录", "warning")
    assert problem_sentence(told, EN) == "the work profile section '客户' has no records"


def test_the_reasons_of_an_event_that_is_none_are_told_with_their_places() -> None:
    reasons = (Reason("no-moment", "time"), Reason("too-deep"))
    assert reason_sentence(reasons[0], EN) == "time: no moment of the years 1901 to 2998"
    told = refusal("invalid-event", {"why": reasons}, EN)
    assert told.message == "time: no moment of the years 1901 to 2998; nested too deeply"
    assert refusal_sentence(told, ZH) == "time: 不是 1901 至 2998 年间的时刻；嵌套过深"
