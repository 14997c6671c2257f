"""What `git diff` shows of one file: id and version, the meaning, and every line that no meaning accounts for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.diff.report.one_file import ChangedFile, file_lines
from handover_policy.diff.report.words import Speaker
from tests.unit.diff.reading import NOBODY, altered, compared, texts, version
from tests.volume import volume

pytestmark = pytest.mark.usefixtures("what_ships_is_read_once")

TABLE = "notice_days.yaml"


def lines(before: Mapping[str, str], after: Mapping[str, str], file: str = TABLE, language: str = "en") -> list[str]:
    """Return what is shown of one file of two versions of a set."""

    def plain(context: int) -> list[str]:
        told = difflib.unified_diff(before[file].splitlines(), after[file].splitlines(), n=context, lineterm="")
        return ["diff --git", *told]

    speaker = Speaker(comparison=compared(version(before), version(after)), language=language)
    return list(file_lines(ChangedFile(before=file, after=file, plain=plain), speaker))


def test_id_and_version_come_first_and_a_line_that_is_told_is_not_shown() -> None:
    told = lines(texts(), altered(TABLE, "days: 3}", "days: 7}"))
    assert told[0] == "policy set acme, version 1.2.0"
    assert told[1].startswith("worse notice-days-increased")
    assert not [each for each in told if each.startswith(("-", "+", "@@", "Other changed lines"))]


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", ("制度 acme，版本 1.2.0 → 9.0.0", "含义没有变化。")),
     ("en", ("policy set acme, version 1.2.0 → 9.0.0", "Nothing changed in meaning."))],
)  # fmt: skip
def test_where_no_meaning_changed_all_lines_are_shown(language: str, said: tuple[str, str]) -> None:
    told = lines(texts(), altered("policy.yaml", "version: 1.2.0", "version: 9.0.0"), "policy.yaml", language)
    assert tuple(told[:2]) == said
    assert told[2].startswith("---")
    assert "-version: 1.2.0" in told
    assert "+version: 9.0.0" in told
    assert " id: acme" in told  # lines around it


def test_lines_beside_the_told_one_are_shown_and_comments_in_it_too() -> None:
    after = altered(TABLE, "days: 3}", "days: 7}")
    after = {**after, TABLE: f"{after[TABLE]}# 以上均已公示\n"}
    told = lines(texts(), after)
    at = told.index("Other changed lines, without a change of meaning:")
    assert told[at + 2 :] == ["+# 以上均已公示"]
    commented = altered(TABLE, "days: 3}", "days: 7}  # 法务已同意")
    assert any(each.startswith("+") and "法务已同意" in each for each in lines(texts(), commented))


def test_a_new_set_has_one_id_and_one_version() -> None:
    speaker = Speaker(comparison=compared(NOBODY, version()), language="zh")
    told = list(file_lines(ChangedFile(before=TABLE, after=TABLE, plain=lambda _: []), speaker))
    assert told[0] == "制度 acme，版本 1.2.0"
    assert "其余变动的行，含义没有变化：" not in told


@pytest.mark.volume
@settings(max_examples=volume(25, 100))
@given(
    days=st.sampled_from(["3", "7"]),
    comments=st.lists(st.sampled_from(["", "# 已批准", "# 仅格式"]), min_size=8, max_size=8),
    ending=st.sampled_from(["", "# 结束\n"]),
)
def test_no_changed_line_is_hidden_but_one_whose_meaning_is_told(days: str, comments: list[str], ending: str) -> None:
    """Whatever is added around and behind rules: each new line is shown, or a change stands in it without a comment."""
    written = texts()[TABLE].replace("days: 3}", f"days: {days}}}").splitlines()
    after = [f"{line}  {more}".rstrip() for line, more in zip(written, [*comments, *[""] * len(written)], strict=False)]
    text = "\n".join(after) + "\n" + ending
    told = lines(texts(), {**texts(), TABLE: text})
    places = {int(each) for each in re.findall(rf"{TABLE}:(\d+)", "\n".join(told))}
    old = texts()[TABLE].splitlines()
    for number, line in enumerate(text.splitlines(), start=1):
        if line not in old:
            assert f"+{line}" in told or ("#" not in line and number in places)
