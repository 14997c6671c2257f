"""The page of words: a table for each, a line for each row, in both languages."""

from __future__ import annotations

from handover_policy.model.words.every import TABLES
from handover_policy.reference.words import words_page


def test_every_word_stands_in_the_page_in_both_languages() -> None:
    page = words_page()
    assert page.count("\n| `") == sum(map(len, TABLES.values()))
    assert "\n| `final_pay` | 结清工资 | final pay |\n" in page


def test_of_an_event_the_page_says_what_it_tells() -> None:
    assert "| `employee.left` | 离开 | leaving | Somebody no longer works here from the day on. |" in words_page()
