"""Tests of what a language brings along: names of months, and the sign between a label and its value."""

from __future__ import annotations

from datetime import date

import pytest

from handover_policy.render.templates import TemplatesInvalid, compile_templates
from tests.unit.render.departures import shipped_files, shipped_templates

ENGLISH = "_locales/en.yaml"
DAY = date(2026, 12, 1)


def test_a_language_with_names_of_months_writes_them() -> None:
    english = shipped_templates().wording("en")
    assert (english.day(DAY), english.month_day(DAY), english.colon) == ("1 December 2026", "1 December", ": ")


def test_a_language_without_names_of_months_writes_numbers() -> None:
    chinese = shipped_templates().wording("zh-CN")
    assert (chinese.day(DAY), chinese.month_day(DAY), chinese.colon) == ("2026年12月1日", "12月1日", "：")


def test_every_shipped_message_has_a_text_in_every_shipped_language() -> None:
    templates = shipped_templates()
    assert {name: set(texts) for name, texts in templates.texts.items()} == {
        key: {"zh-CN", "en"} for key in templates.ids
    }


def test_months_that_are_not_twelve_are_a_finding() -> None:
    files = shipped_files()
    lines = ["months: [January]" if line.startswith("months:") else line for line in files[ENGLISH].splitlines()]
    with pytest.raises(TemplatesInvalid) as caught:
        compile_templates({**files, ENGLISH: "\n".join(lines)})
    assert [found.code for found in caught.value.findings] == ["template-shape"]
