"""Each code that the wire facts name has one row: what it means, and a sentence of what to do in both languages."""

import pytest

from handover_policy.delivery.codes import OWN, advice, meaning, refused
from handover_policy.delivery.messengers import MESSENGER_CODES
from handover_policy.ports.channels import Failed
from handover_policy.texts.texts import texts

NAMED = {
    "dingtalk_robot": {
        "accepted": ["0"],
        "for-now": ["-1", "410100", "310000", "400101"],
        "for-good": ["430101", "430102", "430103", "430104"],
    },
    "dingtalk_work": {"accepted": ["0"], "for-good": ["143105", "143106"]},
    "dingtalk_todo": {"accepted": ["task-exists"], "for-good": ["todo.taskCreate.paramError"]},
    "wecom_robot": {"accepted": ["0"]},
    "wecom_app": {"accepted": ["0"], "for-good": ["81013", "invaliduser", "unlicenseduser"]},
    "feishu_bot": {"accepted": ["0"], "for-now": ["11232", "19021", "19022", "19024"], "for-good": ["9499"]},
}
"""Codes by what they mean, as the wire facts name them."""


@pytest.mark.parametrize("kind", NAMED)
def test_every_code_of_the_wire_facts_has_the_meaning_that_stands_there(kind: str) -> None:
    codes = MESSENGER_CODES[kind]
    assert {code: codes[code].outcome for told in NAMED[kind].values() for code in told} == {
        code: outcome for outcome, told in NAMED[kind].items() for code in told
    }


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_code_has_a_sentence_of_what_to_do(language: str) -> None:
    words = texts(language)
    for codes in MESSENGER_CODES.values():
        for code in (*codes, *OWN, "http-302", "http-502", "a code of next year"):
            assert advice(codes, code, words)


def test_every_sentence_of_what_to_do_belongs_to_a_code() -> None:
    used = {row.advice for codes in MESSENGER_CODES.values() for row in (*codes.values(), *OWN.values())}
    used |= {meaning({}, code).advice for code in ("http-302", "http-502", "a code of next year")}
    said = {key.removeprefix("advice.") for key in texts("zh").area("deliveries") if key.startswith("advice.")}
    assert {each for each in said if "." not in each} == used  # those of other providers stand below their names


def test_a_code_that_stands_in_no_table_is_a_refusal_for_good() -> None:
    answer = refused({}, "4711", "no")
    assert answer == Failed(code="4711", reason="no", lasting=True, wait=None)
