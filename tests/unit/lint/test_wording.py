"""What a sentence does to the leaver is read from its words, their denials and its conditions, not from patterns."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.lint.wording.claims import CLAIMS, TextClaim, claims_in

HERE = Path(__file__).parent
CHINESE: dict[str, Any] = yaml.safe_load((HERE / "texts_zh.yaml").read_text("utf-8"))
DISGUISED: dict[str, list[str]] = yaml.safe_load((HERE / "texts_in_disguise.yaml").read_text("utf-8"))


def kinds_of(claims: Iterable[TextClaim]) -> frozenset[str]:
    """Return the kinds of claims that are certain."""
    return frozenset(claim.kind for claim in claims if not claim.doubtful)


def told(side: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, texts in CHINESE.items() for text in texts[side]]


@pytest.mark.parametrize(("kind", "text"), told("says"))
def test_a_chinese_threat_is_found(kind: str, text: str) -> None:
    assert kind in kinds_of(claims_in(text))


@pytest.mark.parametrize(("kind", "text"), told("spares"))
def test_a_chinese_promise_is_no_threat(kind: str, text: str) -> None:
    assert kinds_of(claims_in(text)) == set(), kind


@pytest.mark.parametrize("text", DISGUISED["found"])
def test_a_threat_in_disguise_is_found(text: str) -> None:
    assert kinds_of(claims_in(text))


@pytest.mark.parametrize("text", DISGUISED["read"])
def test_what_only_a_person_can_tell_is_given_to_one(text: str) -> None:
    assert [claim.doubtful for claim in claims_in(text)]
    assert all(claim.doubtful for claim in claims_in(text))


@pytest.mark.parametrize("text", DISGUISED["spared"])
def test_what_comes_close_is_spared(text: str) -> None:
    assert claims_in(text) == ()


def test_few_lawful_texts_are_given_to_a_person() -> None:
    lawful = [text for _, text in told("spares")] + DISGUISED["spared"]
    assert sum(bool(claims_in(text)) for text in lawful) <= len(lawful) / 10


def test_every_kind_of_claim_has_texts_that_make_it_and_some_that_do_not() -> None:
    assert set(CHINESE) == set(CLAIMS)
    assert all(texts["says"] and texts["spares"] for texts in CHINESE.values())


def test_no_complaint_before_a_condition_hides_what_comes_of_it() -> None:
    complaint = "如公司拖延出具离职证明，您可以向劳动监察投诉。"
    assert "wages_withheld" in kinds_of(claims_in(f"{complaint}\n除非办完交接，工资不会到账。"))


@given(st.sampled_from(told("says")), st.sampled_from([text for _, text in told("spares")]))
def test_no_promise_before_or_behind_a_threat_hides_it(threat: tuple[str, str], promise: str) -> None:
    kind, text = threat
    assert kind in kinds_of(claims_in(f"{promise}\n{text}"))
    assert kind in kinds_of(claims_in(f"{text}\n{promise}"))


def test_an_approval_that_is_needless_hides_no_handover_that_is_asked_for() -> None:
    assert "leaving_needs_handover" in kinds_of(claims_in("辞职无需公司批准。\n除非交接办结，否则不得离职。"))


@pytest.mark.parametrize("concession", ["无论您是否同意，", "不管什么原因，", "即使您有异议，", "就算主管同意，"])
@pytest.mark.parametrize(
    "threat", ["都将暂缓发放工资。", "离职证明都不予出具。", "都要扣除当月工资。", "都不得离职。", "都须支付违约金。"]
)
def test_a_concession_takes_nothing_away_from_a_threat(concession: str, threat: str) -> None:
    assert kinds_of(claims_in(concession + threat))


@pytest.mark.parametrize(
    ("text", "harms"),
    [
        ("扣留离职证明。", True),
        ("不得扣留离职证明。", False),
        ("不得不扣留离职证明。", True),
        ("公司无权扣留离职证明。", False),
        ("不会不出具离职证明。", False),
        ("不得扣留、拖延或者拒绝出具离职证明。", False),
        ("We withhold your certificate.", True),
        ("We never withhold your certificate.", False),
        ("We have no choice but to withhold your certificate.", True),
        ("Nobody may withhold, delay or refuse your certificate.", False),
    ],
)
def test_a_denial_turns_a_claim_round_and_a_second_one_back(text: str, harms: object) -> None:
    assert bool(kinds_of(claims_in(text))) is harms


@pytest.mark.parametrize("before", ["离职证明按期出具", "工资照发"])
@pytest.mark.parametrize("end", ["；", "。", "！", "\n"])
@pytest.mark.parametrize(
    "exception", ["但未交接者除外", "交接未完成的除外。", "除非交接未完成。", "前提是交接完成。", "不过要先交接。"]
)
def test_an_exception_in_a_sentence_of_its_own_is_read_with_the_promise(before: str, end: str, exception: str) -> None:
    assert kinds_of(claims_in(before + end + exception))


@pytest.mark.parametrize(
    "exception", ["Except where the handover is open.", "But only if you hand over.", "Unless the handover is open."]
)
def test_an_exception_in_an_english_sentence_of_its_own_is_read_with_the_promise(exception: str) -> None:
    assert claims_in(f"Your wages are paid on time. {exception}")


@pytest.mark.parametrize("between", [" ", "  ", "\u3000", "\u200b", "\u00ad", "\u2060", "\ufe0f", "·", "-", "_"])
def test_signs_between_the_letters_of_a_threat_hide_nothing(between: str) -> None:
    assert kinds_of(claims_in(f"不交接，{between.join('暂缓发放工资')}。"))
    assert kinds_of(claims_in(between.join("扣发工资"))) == {"wages_withheld"}


def test_a_sign_that_looks_like_a_character_is_read_as_that() -> None:
    assert kinds_of(claims_in("扣发\u2f2f资")) == {"wages_withheld"}  # a radical, not 工


def test_a_question_is_given_to_a_person() -> None:
    assert [claim.doubtful for claim in claims_in("交接没做完，工资会停发吗？")] == [True]


def test_a_concession_within_a_clause_is_left_out_and_what_follows_it_is_read() -> None:
    assert claims_in("没有交接即使逾期也开具离职证明。") == ()
    assert kinds_of(claims_in("即使您没有逾期也不予出具离职证明。")) == {"certificate_withheld"}


@pytest.mark.parametrize(
    "piece", ["您 you will ", "不", "，", "not ", "等", "离职证明", "“", "扣工资", "从工资", "the company is ", "或者"]
)
def test_a_text_without_end_is_read_in_time(piece: str) -> None:
    started = time.process_time()
    claims_in(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 8


def test_a_heading_says_nothing() -> None:
    assert claims_in("违约金") == ()
    assert claims_in("") == ()
