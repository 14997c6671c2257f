"""What pages say when the rules refuse an act: a sentence of people for every refusal, in both languages."""

from __future__ import annotations

import re
from datetime import date
from string import Formatter

import pytest

from handover_policy.model.decision import Reason, Refusal
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.texts.texts import texts
from handover_policy.web.pages.refusals import page_reasons, page_refusal

LANGUAGES = ("zh", "en")
TODAY = date(2026, 11, 30)
PROGRAMMERS = re.compile(
    "|".join(["data\\.", "\\bsha256\\b", "on_behalf_of", "\\d{4}-\\d\\d-\\d\\d", *map(re.escape, EVENT_TYPES)])
)
FILLED = {
    "arrival": "2026-11-20",
    "day": "2027-11-20",
    "last_day": "2026-12-01",
    "time": "2028-01-01",
    "act": "resignation.submitted",
    "taken": ("employee.left", "severance.owed"),
    "kinds": ("file",),
    "why": (Reason("no-date", "data.on", {"value": "x"}),),
    "days": 500,
    "version": 3,
    "cause": "resignation",
    "state": "open",
}
"""What fills the blanks: of those that are days or names of events as the rules give them."""


def refusals() -> list[Refusal]:
    found = []
    for key, text in texts("zh").area("refusals").items():
        code, _, reason = key.partition(".")
        blanks = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        params: dict[str, object] = {each: FILLED.get(each, "某某") for each in blanks}
        found.append(Refusal(code=code, message="", params={**params, "reason": reason} if reason else params))
    return found


@pytest.mark.parametrize("refused", refusals(), ids=lambda each: f"{each.code}.{each.params.get('reason', '')}")
def test_every_refusal_has_a_sentence_of_pages_without_words_of_programmers(refused: Refusal) -> None:
    key = f"{refused.code}.{refused.params['reason']}" if "reason" in refused.params else refused.code
    for language in LANGUAGES:
        words = texts(language)
        assert words.has(f"pages_refused.{key}")
        told = page_refusal(refused, words, TODAY)
        assert not PROGRAMMERS.search(told), told


def test_a_day_is_written_as_everywhere_on_pages() -> None:
    refused = Refusal(code="out-of-order", message="", params={"reason": "ahead", "day": "2026-12-03"})
    assert page_refusal(refused, texts("zh"), TODAY) == "12月3日 周四还没有到。请到那天再登记。"


def test_a_claim_agreed_on_asks_for_the_signed_agreement_a_task_for_its_files() -> None:
    refused = Refusal(code="evidence-missing", message="", params={"reason": "kinds", "kinds": ("file",)})
    told = [page_refusal(refused, texts("zh"), TODAY, act) for act in ("claim.decided", "task.submitted")]
    assert told == ["请附上员工签过字的书面同意（照片或文件）。", "还缺照片或文件。"]


def test_what_was_filled_in_is_told_without_the_field_of_the_event() -> None:
    reasons = (Reason("key-missing", "data.records[0]", {"number": 1, "key": "名称"}), Reason("no-date", "data.on", {}))
    assert page_reasons(reasons, texts("zh")) == "第 1 条记录没有 名称、填写的内容有一处不合要求，请核对后再办。"


def test_a_refusal_that_pages_have_no_sentence_for_is_told_as_the_rules_tell_it() -> None:
    class Fewer:
        """Words that lack the sentences of pages."""

        def has(self, key: str) -> bool:
            return not key.startswith("pages_refused.")

        def say(self, key: str, **_: object) -> str:
            return key

    refused = Refusal(code="conflict", message="", params={})
    assert page_refusal(refused, Fewer(), TODAY) == "refusals.conflict"  # type: ignore[arg-type]
